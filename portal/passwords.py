"""Passwords: hash one, compare one. Each takes a while and 64 MB: see `ahead` in pages/web."""

from pwdlib import PasswordHash

from portal import ids

__all__ = ["fits", "hash_of", "hasher"]

LONGEST = 500  # signs; whoever sends a megabyte only wants us to work

hasher = PasswordHash.recommended()  # argon2id
_nobody: list[str] = []


def hash_of(password: str) -> str:
    """Return what is kept of a password."""
    return hasher.hash(password[:LONGEST])


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept. With nothing kept it takes as long, and never fits."""
    if not _nobody:
        _nobody.append(hasher.hash(ids.new_token()))
    return hasher.verify(password[:LONGEST], kept or _nobody[0])
