"""Short reads are answered where they arrive, long ones in threads.

Handing a page to a thread and back costs as much as a statement or two, and where the database is
a file of ours there is nothing to wait for. Whoever takes long must not hold up the others: a
route that did goes to the threads until it is short again.
"""

import time
from collections.abc import Callable
from contextlib import suppress

from anyio import to_thread
from starlette.responses import Response

from portal.errors import Trouble

__all__ = ["LONG", "Pace"]

LONG = 0.05  # seconds for which others may be held up, once
Work = Callable[[], Response]


class Pace:
    """Where the reads of one route are answered: how long the last one took says it."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._took = 0.0

    async def answer(self, once: Work, patiently: Work, *, at_once: bool) -> Response:
        """Answer here if nobody has to wait (`at_once`) and it is short, else in a thread.

        After a trouble it is tried again there too, where waiting harms nobody else.
        """
        if at_once and self._took < LONG:
            with suppress(Trouble):
                return self._timed(once)
        return await to_thread.run_sync(self._timed, patiently)

    def _timed(self, work: Work) -> Response:
        began = self._clock()
        try:
            return work()
        finally:
            self._took = self._clock() - began
