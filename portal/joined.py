"""Joined: which days are tied together by known sums, and by which. Graphs, and nothing else."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from typing import Generic, Protocol, TypeVar

__all__ = ["Graph", "join_alike"]


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
        self._ties: defaultdict[int, list[tuple[int, Known | None]]] = defaultdict(list)
        ties = self._ties
        for one in known:
            start, end = one.start, one.end
            ties[start].append((end, one))
            ties[end].append((start, one))
        for start, end in free:
            ties[start].append((end, None))
            ties[end].append((start, None))
        self._island: dict[int, int] = {}  # of each day: one day of those it is joined to
        for day in ties:
            if day not in self._island:
                self._name_island(day)

    def island(self, day: int) -> int:
        """Return one day of those a day is tied to; the same of them all."""
        return self._island.get(day, day)

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

    def cut(self, one: Known) -> None:
        """Forget a known sum; raises ValueError where it was not known."""
        self._ties[one.start].remove((one.end, one))
        self._ties[one.end].remove((one.start, one))
        if one.end not in self._name_island(one.start):
            self._name_island(one.end)

    def _name_island(self, day: int) -> Set[int]:
        """Note that a day and all that are tied to it belong together; return them."""
        days = self._reach(day).keys()
        self._island.update(dict.fromkeys(days, day))
        return days

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


def join_alike(islands: Mapping[Hashable, dict[int, int]]) -> None:
    """Join days in each row that are joined in all the others, until nothing changes.

    `islands` gives each row's days an island; one row is the sum of all the others. So whoever
    knows what all but one of them have between two days knows what that one has.
    """
    while any([_join_where_all_others_do(row, islands) for row in islands]):
        pass


def _join_where_all_others_do(row: Hashable, islands: Mapping[Hashable, dict[int, int]]) -> bool:
    mine = islands[row]
    others = [of_days for other, of_days in islands.items() if other != row]
    first_of: dict[tuple[int, ...], int] = {}
    has_changed = False
    for day in mine:
        old, new = mine[day], mine[first_of.setdefault(tuple(it[day] for it in others), day)]
        if old != new:
            mine.update({other: new for other, island in mine.items() if island == old})
            has_changed = True
    return has_changed
