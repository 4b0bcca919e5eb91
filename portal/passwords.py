"""Passwords: hash one, compare one. Each takes a while and 64 MB, so two at once and no more.

They are worked at by two threads of their own that give way to whoever answers pages.
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from portal import ids

__all__ = ["AT_ONCE", "fits", "hash_of", "hasher"]

AT_ONCE = 2
LONGEST = 500  # signs; whoever sends a megabyte only wants us to work
_POLITE = 10  # of 19: a page that waits for the processor gets nine times their share

# argon2id, three times over 64 MB as RFC 9106 has it, by one thread each: two that were started
# at once want two processors, not eight, and pages find one.
hasher = PasswordHash([Argon2Hasher(parallelism=1)])
_nobody: list[str] = []


def hash_of(password: str) -> str:
    """Return what is kept of a password."""
    return _crew.submit(hasher.hash, password[:LONGEST]).result()


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept. With nothing kept it takes as long, and never fits."""
    if not _nobody:
        _nobody.append(_crew.submit(hasher.hash, ids.new_token()).result())
    return _crew.submit(hasher.verify, password[:LONGEST], kept or _nobody[0]).result()


def _give_way() -> None:
    """Let this thread, and what the hash starts from it, wait for others. Linux alone can."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _POLITE)


_crew = ThreadPoolExecutor(AT_ONCE, "passwords", initializer=_give_way)
