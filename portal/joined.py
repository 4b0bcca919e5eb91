"""Joined: which days are tied together by known sums, and by which. A graph, and nothing else."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

__all__ = ["Graph"]


class Span(Protocol):
    """Anything from one day to another."""

    @property
    def start(self) -> int:
        """The first day."""

    @property
    def end(self) -> int:
        """The day after the last."""


Known = TypeVar("Known", bound=Span)


class Graph(Generic[Known]):
    """Days, and the known sums between them; `free` ties two days without a sum."""

    def __init__(self, known: Iterable[Known], free: Iterable[tuple[int, int]]) -> None:
        self._ties: dict[int, list[tuple[int, Known | None]]] = {}
        for one in known:
            self._tie(one.start, one.end, one)
        for start, end in free:
            self._tie(start, end, None)
        self._island: dict[int, int] = {}
        for day in self._ties:
            if day not in self._island:
                self._island.update(dict.fromkeys(self._reach(day), day))

    def joins(self, start: int, end: int) -> bool:
        """Tell whether what lies between two days can be worked out."""
        return start in self._island and self._island[start] == self._island.get(end)

    def path(self, start: int, end: int) -> Iterator[Known]:
        """Yield the fewest sums it can be worked out from, the last first."""
        came, day = self._reach(start), end
        while day != start:
            day, by = came[day]
            if by is not None:
                yield by

    def _tie(self, start: int, end: int, by: Known | None) -> None:
        self._ties.setdefault(start, []).append((end, by))
        self._ties.setdefault(end, []).append((start, by))

    def _reach(self, start: int) -> dict[int, tuple[int, Known | None]]:
        """Return every day that is tied to one, and how each was reached first."""
        came: dict[int, tuple[int, Known | None]] = {start: (start, None)}
        waiting = [start]
        for day in waiting:
            for other, by in self._ties[day]:
                if other not in came:
                    came[other] = day, by
                    waiting.append(other)
        return came
