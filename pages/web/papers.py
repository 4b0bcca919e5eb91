"""Papers: a page as PDF, A4 and tagged, made in a process of its own that may be stopped.

Laying out text for print is a program of some size in C and Python. It gets a page that holds all
it needs, may fetch nothing, has ten seconds, and no more than two are made at a time.
"""

import subprocess
import sys
from functools import lru_cache
from threading import BoundedSemaphore

import structlog

from portal.places import place

__all__ = ["NotMade", "as_pdf"]

SECONDS = 10
NOTHING = {"LANG": "C.UTF-8"}  # of our settings and keys it is told nothing
_presses = BoundedSemaphore(2)
log = structlog.get_logger("paper")


class NotMade(Exception):
    """It took too long, others are being made, or this machine lacks what it needs."""


@lru_cache(maxsize=32)  # a report is asked for again more often than it changes
def as_pdf(page: str, identifier: str) -> bytes:
    """Return a page as PDF; the same page and identifier give the same bytes."""
    if not _presses.acquire(timeout=SECONDS):
        raise NotMade
    try:
        return _press(page, identifier)
    finally:
        _presses.release()


def _press(page: str, identifier: str) -> bytes:
    styles = (place("static") / "paper.css").as_posix()
    command = [sys.executable, "-m", "pages.web.press", styles, identifier]
    try:
        done = subprocess.run(  # noqa: S603  (our own module, by its path)
            command,
            input=page.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env=NOTHING,
        )
    except subprocess.TimeoutExpired as slow:
        log.warning("too slow", seconds=SECONDS)
        raise NotMade from slow
    except subprocess.CalledProcessError as failed:
        log.error("failed", said=failed.stderr.decode(errors="replace")[-500:])
        raise NotMade from failed
    return done.stdout
