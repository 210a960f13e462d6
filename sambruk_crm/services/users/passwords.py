"""Passwords: Argon2id at OWASP's minimum, few at a time, because each costs some 30 ms of a core."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sambruk_crm.errors import InvalidError, say

SHORTEST = 10
LONGEST = 200
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for each other when read aloud or written by hand."""
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$KHTlpusQnhzoq4Lf7HMlmA$xWSnQ7OOfgwEMtWWhSqXpEFGLeem9CCmcsfV3dD0WWM"
"""The hash of a password nobody has: checking an unknown account takes as long as a known one."""


def make_hash(password: str) -> str:
    """Hash a password for storing. Slow on purpose: call it in a worker thread, outside a transaction."""
    check(password)
    with _turns:
        return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Return whether the password is right, in the same time for no account at all."""
    with _turns:
        try:
            _hasher.verify(password_hash or _NOBODYS, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def invent() -> str:
    """Make up a password of some 79 bits that can be read aloud, as in "k7mf-q2xz-ap9w-tb4e"."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def check(password: str, *, field: str = "password") -> None:
    """Refuse passwords that are too short, or so long that they are no password.

    Raises:
        InvalidError: with the reason under `field`.
    """
    if len(password) < SHORTEST:
        raise InvalidError({field: say("Use at least {count} characters.", count=SHORTEST)})
    if len(password) > LONGEST:
        raise InvalidError({field: say("Use at most {count} characters.", count=LONGEST)})
