"""ClamAV's daemon, asked about one file. Its own clients are under the GPL alone, and this is one of its commands."""

import socket
import struct
from urllib.parse import urlsplit

SECONDS = 30
CHUNK = 64 * 1024
ANSWER = 4096


class ScannerError(Exception):
    """The scanner is not there, or did not look at the file."""


def scan(url: str, content: bytes) -> str:
    """Return what was found in a file, or nothing.

    Args:
        url: `tcp://host:port` or `unix:///path`.

    Raises:
        ScannerError: nobody has looked at it.
    """
    try:
        with _connection(url) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerError(str(error)) from error
    told = answer.removeprefix("stream: ")
    if told == "OK":
        return ""
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")
    raise ScannerError(told)


def _answer(connection: socket.socket) -> str:
    parts = bytearray()
    while not parts.endswith(b"\0") and len(parts) < ANSWER:
        part = connection.recv(ANSWER)
        if not part:
            break
        parts += part
    return parts.decode(errors="replace").strip("\0\n ")


def _connection(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=SECONDS)
