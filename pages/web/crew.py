"""The crew for slow work: few at a time, some may wait, the next one is asked to come again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from anyio import CapacityLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request

__all__ = ["AT_ONCE", "WAITING", "SlowCrew", "crew_of", "far_away", "large"]

AT_ONCE = 2  # argon2 takes 64 MB each time
WAITING = 64

Ahead = Callable[..., Any]


class SlowCrew:
    """Who does slow work for one site. Those who wait hold no thread and no connection."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)
        self._inside = 0

    @contextmanager
    def place(self) -> Iterator[CapacityLimiter]:
        """Take a place, or say that there is none (429)."""
        if self._inside >= AT_ONCE + WAITING:
            raise HTTPException(429)
        self._inside += 1
        try:
            yield self._limiter
        finally:
            self._inside -= 1


def far_away(ahead: Ahead) -> Ahead:
    """Mark work that waits for another machine: it has a crew of its own, and holds up nobody."""
    ahead.__dict__["crew"] = "far_crew"
    return ahead


def large(ahead: Ahead) -> Ahead:
    """Mark work that reads a lot: it waits for its like, and nobody who signs in for it."""
    ahead.__dict__["crew"] = "large_crew"
    return ahead


def crew_of(request: Request, ahead: Ahead) -> SlowCrew:
    """Return who does this work."""
    crew: SlowCrew = getattr(request.app.state, ahead.__dict__.get("crew", "slow_crew"))
    return crew
