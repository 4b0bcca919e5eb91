"""Ids and tokens: the one place that makes them, so that a seed can drive them."""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

_seeded: ContextVar[random.Random | None] = ContextVar("seeded", default=None)
_system = random.SystemRandom()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Make the same ids again: for the demo and for tests."""
    before = _seeded.set(random.Random(seed))  # noqa: S311  (wanted: not a secret here)
    try:
        yield
    finally:
        _seeded.reset(before)


def source() -> random.Random:
    """Return where randomness comes from: the system, or the seed of this block."""
    return _seeded.get() or _system


def chance() -> float:
    """Return a number from 0 to 1: how long to pause, say."""
    return source().random()


def new_id(now: datetime) -> UUID:
    """Return a UUID that sorts by time: version 7, 48 bits of milliseconds, then random bits."""
    millis, noise = int(now.timestamp() * 1000), source().getrandbits(74)
    return UUID(int=millis << 80 | 7 << 76 | (noise >> 62) << 64 | 2 << 62 | noise & (1 << 62) - 1)


def derived(parent: UUID, name: object) -> UUID:
    """Return the one id that belongs to `name` within `parent`: nobody has to look it up."""
    noise = int.from_bytes(hashlib.sha256(f"{parent}/{name}".encode()).digest()[:16])
    return UUID(int=noise & ~(0xF << 76) & ~(3 << 62) | 8 << 76 | 2 << 62)


def new_token() -> str:
    """Return 256 random bits as text: for a cookie, a link, the key of a form."""
    return f"{source().getrandbits(256):064x}"


def new_link() -> str:
    """Return 128 random bits as text: the secret part of an address that works once."""
    return f"{source().getrandbits(128):032x}"


def digest(text: str) -> str:
    """Return what is kept of a secret, or of a long text that must not change."""
    return hashlib.sha256(text.encode()).hexdigest()
