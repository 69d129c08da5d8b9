"""Passwords are kept as Argon2id hashes (RFC 9106) with the library's current parameters."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The hash to store. Takes about a tenth of a second, so limit who may ask for it."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether *password* belongs to the stored hash; as slow for a person without one, so that nobody can tell."""
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters and should be renewed at this login."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
