"""Secrets that must be read again, such as the mail server's password: encrypted with the installation's own key."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from sambruk_crm.config import settings as configuration

FILE = "secret.key"
"""In the data folder, readable by its owner alone; made when the first secret is kept."""


class LostKeyError(Exception):
    """The secret was encrypted with another key than the one there is now."""


def encrypt(text: str) -> str:
    """Return the text as only this installation can read it."""
    return Fernet(_key(may_make=True)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what was encrypted.

    Raises:
        LostKeyError: the key is gone, or another one.
    """
    try:
        return Fernet(_key(may_make=False)).decrypt(token.encode()).decode()
    except (InvalidToken, ValueError, OSError) as error:
        raise LostKeyError from error


def _key(*, may_make: bool) -> bytes:
    chosen = configuration().secret_key
    if chosen:
        return chosen.encode()
    path = configuration().data_dir / FILE
    if may_make and not path.exists():
        _make(path)
    return path.read_bytes().strip()


def _make(path: Path) -> None:
    """Write a new key, whole or not at all: of several workers the first one's holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
