"""A package registry on loopback, of small packages that name the same needs as the real ones."""

import hashlib
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path

PINNED = re.compile(r"^([a-zA-Z0-9._-]+)(\[[^]]+\])?==(\S+?)(?= )", flags=re.MULTILINE)


@dataclass(frozen=True)
class Pinned:
    """A line of a lock file."""

    name: str
    extras: str
    version: str


def pinned(lock: Path) -> list[Pinned]:
    """Read a lock file's names, extras and versions."""
    return [Pinned(name, extras, version) for name, extras, version in PINNED.findall(lock.read_text("utf-8"))]


class Registry:
    """Wheels in a folder, as a simple index and as a folder of wheels."""

    def __init__(self, home: Path) -> None:
        self.wheels = home / "wheels"
        self.wheels.mkdir(parents=True)

    def offer(self, name: str, version: str, *, needs: list[str] | None = None) -> Path:
        """Offer a package that holds nothing but what it needs; usually what the installed one does."""
        told = metadata.metadata(name)
        wanted = needs if needs is not None else told.get_all("Requires-Dist", [])
        extras = told.get_all("Provides-Extra", [])
        plain = re.sub(r"[-.]+", "_", name).lower()
        lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"]
        lines += [f"Requires-Dist: {need}\n" for need in wanted] + [f"Provides-Extra: {extra}\n" for extra in extras]
        files = {
            f"{plain}-{version}.dist-info/METADATA": "".join(lines),
            f"{plain}-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        return self._write(f"{plain}-{version}-py3-none-any.whl", {path: text.encode() for path, text in files.items()})

    def offer_whole(self, name: str) -> Path:
        """Offer an installed package as it is, for the one that builds ours."""
        found = metadata.distribution(name)
        files = {
            str(path): Path(str(path.locate())).read_bytes()
            for path in found.files or []
            if not str(path).startswith("..") and "__pycache__" not in str(path)
        }
        return self._write(f"{name}-{found.version}-py3-none-any.whl", files)

    def lock(self, lines: list[Pinned], target: Path) -> None:
        """Write a lock file of these versions, with the hashes that they have here."""
        with target.open("w", encoding="utf-8") as lock:
            for line in lines:
                plain = re.sub(r"[-.]+", "_", line.name).lower()
                wheel = self.wheels / f"{plain}-{line.version}-py3-none-any.whl"
                digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
                lock.write(f"{line.name}{line.extras}=={line.version} \\\n    --hash=sha256:{digest}\n")

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve as a simple index; returns its address."""
        for wheel in self.wheels.iterdir():
            page = self.wheels.parent / "simple" / wheel.name.split("-")[0].replace("_", "-") / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            with page.open("a", encoding="utf-8") as links:
                links.write(f'<a href="/wheels/{wheel.name}">{wheel.name}</a>\n')
        handler = partial(_Quiet, directory=str(self.wheels.parent))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple"
        finally:
            server.shutdown()
            server.server_close()

    def _write(self, name: str, files: dict[str, bytes]) -> Path:
        record = next(path for path in files if path.endswith("/METADATA")).replace("METADATA", "RECORD")
        files.pop(record, None)
        with zipfile.ZipFile(self.wheels / name, "w", zipfile.ZIP_DEFLATED) as wheel:
            for path, content in files.items():
                wheel.writestr(path, content)
            wheel.writestr(record, "".join(f"{path},,\n" for path in [*files, record]))
        return self.wheels / name


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
        """Write nothing."""
