"""A queue before the database: writers go first come, first served.

Neither SQLite's own waiting nor a pool of connections keeps an order: whoever has just been served
is back first, and the one who has waited longest waits on. Here a writer waits before taking a
connection, and some are left for readers.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

__all__ = ["Turns"]


class Turns:
    """Lets so many threads write at a time, in the order in which they came."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._guard = threading.Lock()
        self._queue: dict[threading.Event, None] = {}  # in order; the first have their turn

    @contextmanager
    def turn(self, patience: float) -> Iterator[bool]:
        """Yield whether our turn came within `patience` seconds; until the end of the block."""
        mine = threading.Event()
        with self._guard:
            self._queue[mine] = None
            self._call()
        try:
            yield mine.wait(patience)
        finally:
            with self._guard:
                del self._queue[mine]
                self._call()

    def _call(self) -> None:
        for event in islice(self._queue, self._places):
            event.set()
