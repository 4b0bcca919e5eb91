"""A queue before SQLite's one writer: first come, first served.

SQLite's own waiting is a sleep of growing length: whoever has waited longest sleeps longest and is
overtaken by everybody who comes later. Here a writer waits before taking a connection, so readers
always find one.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Turns"]


class Turns:
    """Lets one thread write at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()  # the first of them has its turn

    @contextmanager
    def turn(self, patience: float) -> Iterator[bool]:
        """Yield whether our turn came within `patience` seconds; until the end of the block."""
        mine = threading.Event()
        with self._guard:
            self._waiting.append(mine)
            if self._waiting[0] is mine:
                mine.set()
        try:
            yield mine.wait(patience)
        finally:
            self._leave(mine)

    def _leave(self, mine: threading.Event) -> None:
        with self._guard:
            self._waiting.remove(mine)
            if self._waiting:
                self._waiting[0].set()
