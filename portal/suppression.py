"""Suppression: what fewer than ten people did is not shown, nor can it be worked out.

Every figure is about one row (a programme, or all of them) and a stretch of days, and figures of
one row add up along time. So whoever knows the sums of two stretches that meet knows the sum of
both, and their difference: a stretch can be worked out just when its two ends are joined by
figures that are shown. Across rows, what all do less what each of the others does is left over.
Both are looked at as one graph of days; `docs/method.md` has it in words.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from portal.joined import Graph, join_alike

__all__ = ["FEWEST", "WHOLE", "Figure", "Key", "hide", "is_small"]

FEWEST = 10  # people a figure must be about
WHOLE = "whole"  # the row that is the sum of all the others


def is_small(people: int) -> bool:
    """Tell whether a figure is about somebody, but too few; about nobody it gives nothing away."""
    return 0 < people < FEWEST


class Key(NamedTuple):
    """What a figure is found by."""

    row: Hashable
    name: str


class Figure(NamedTuple):
    """At least so many people did something on the days from `start` to before `end`."""

    key: Key
    start: int
    end: int
    people: int
    is_said: bool = True  # otherwise nobody publishes it, and it must not follow from the rest


class Stretch(NamedTuple):
    """What must not be worked out: days of one row, about so many people at least."""

    row: Hashable
    start: int
    end: int
    people: int


def _stretch(one: Figure) -> Stretch:
    return Stretch(one.key.row, one.start, one.end, one.people)


class _Row:
    """Figures of one row, and what is known of the stretches between its days."""

    def __init__(self, figures: Sequence[Figure], days: Sequence[int]) -> None:
        self.figures = figures
        silent = [(one.start, one.end) for one in figures if not one.people]
        self.quiet = {
            (start, end)
            for start, end in pairwise(days)
            if any(a <= start and end <= b for a, b in silent)
        }
        self.busy: list[tuple[int, int]] = []

    def settle(self, days: Sequence[int], quiet: Set[tuple[int, int]]) -> None:
        """Say where nothing was done, as far as this row and the others tell."""
        self.quiet |= quiet
        self.busy = [stretch for stretch in pairwise(days) if stretch not in self.quiet]

    def people(self, start: int, end: int) -> int:
        """Return how many people there are at least between two days."""
        inside = (one.people for one in self.figures if start <= one.start and one.end <= end)
        return max(inside, default=0)

    def is_busy(self, start: int, end: int) -> bool:
        """Tell whether anything was done between two days."""
        at = bisect_left(self.busy, (start, start))
        return at < len(self.busy) and self.busy[at][1] <= end

    def small(self) -> Iterator[tuple[int, int, int]]:
        """Yield every stretch in which too few people did something, with how many at least."""
        ending: dict[int, list[tuple[int, int]]] = {}
        for one in self.figures:
            first = bisect_left(self.busy, (one.start, one.start))
            last = bisect_left(self.busy, (one.end, one.end)) - 1
            if first <= last:
                ending.setdefault(last, []).append((first, one.people))
        for first, (start, _) in enumerate(self.busy):
            most = 1
            for last in range(first, len(self.busy)):
                fit = (count for begun, count in ending.get(last, ()) if begun >= first)
                most = max(most, *fit, 0)
                if most >= FEWEST:
                    break
                yield start, self.busy[last][1], most


def hide(figures: Iterable[Figure], settled: Mapping[Key, bool]) -> frozenset[Key]:
    """Return the figures not to show; those of the row WHOLE are the sums of all other rows.

    What is settled was published before, hidden (True) or shown (False), and stays so. The others
    are hidden when they are about too few, and then the shortest that help, until nothing about
    too few people can be worked out.

    What would be hidden if nothing were settled is hidden first: so what was published bit by bit
    is what would be published at once, unless some of it was shown before.
    """
    every = list(figures)
    at_once = _Table(every, {}).close() if settled else frozenset()
    was_shown = any(settled.get(key) is False for key in at_once)
    return _Table(every, settled, frozenset() if was_shown else at_once).close()


class _Table:
    """All rows, and what is hidden so far."""

    def __init__(
        self,
        figures: Sequence[Figure],
        settled: Mapping[Key, bool],
        hidden: Set[Key] = frozenset(),
    ) -> None:
        self.settled = settled
        self.hidden = set(hidden) - settled.keys()
        self.hidden |= {key for key, is_hidden in settled.items() if is_hidden}
        by_row: dict[Hashable, list[Figure]] = {}
        for one in figures:
            by_row.setdefault(one.key.row, []).append(one)
            if one.is_said and is_small(one.people) and one.key not in settled:
                self.hidden.add(one.key)
        self.holes = {(one.start, one.end) for one in figures if one.key in self.hidden}
        self.days = days = sorted({day for one in figures for day in (one.start, one.end)})
        self.rows = {row: _Row(of_row, days) for row, of_row in by_row.items()}
        parts = [it.quiet for row, it in self.rows.items() if row != WHOLE]
        nobody = set.intersection(*parts) if parts else set()
        for row, it in self.rows.items():
            it.settle(days, nobody if row == WHOLE else frozenset())
        self._graphs: dict[tuple[Hashable, ...], Graph[Figure]] = {}

    def close(self) -> frozenset[Key]:
        """Hide until nothing that is guarded can be worked out; return what is hidden."""
        waiting = self.to_guard()
        for stretch in waiting:  # hiding more opens nothing, so each is looked at once
            while weakest := self.find_leak(stretch):
                waiting.append(self.take_out(weakest))
        return frozenset(self.hidden - self._told())

    def _told(self) -> set[Key]:
        """Return what is hidden for others' sake alone, and follows from what is shown anyway.

        That happens where its parts were published before. Showing it ties no two days that were
        not tied, so it tells nothing new; and a dash would promise what is not kept.
        """
        extra = self.hidden - self.settled.keys()
        waiting = [
            one
            for it in self.rows.values()
            for one in it.figures
            if one.key in extra and not is_small(one.people) and not self._has_partner(one)
        ]
        islands = self._islands() if waiting else {}
        return {
            one.key
            for one in waiting
            if islands[one.key.row][one.start] == islands[one.key.row][one.end]
        }

    def _has_partner(self, one: Figure) -> bool:
        """Tell whether some other row may have had more or less wherever this one had."""
        graphs = (self._graph(one.key.row, other) for other in self._partners(_stretch(one)))
        return any(not graph.joins(one.start, one.end) for graph in graphs)

    def _islands(self) -> dict[Hashable, dict[int, int]]:
        """Return which days are joined in each row by what is shown of it, and of the others."""
        islands = {
            row: {day: self._graph(row).island(day) for day in self.days} for row in self.rows
        }
        if WHOLE in islands:
            join_alike(islands)
        return islands

    def to_guard(self) -> list[Stretch]:
        """Return what must not be worked out: small stretches, and whatever is hidden."""
        small = [Stretch(row, *one) for row, it in self.rows.items() for one in it.small()]
        said = (one for it in self.rows.values() for one in it.figures)
        return [
            *small,
            *(_stretch(one) for one in said if one.key in self.hidden and not is_small(one.people)),
        ]

    def take_out(self, one: Figure) -> Stretch:
        """Hide a figure, which is from now on guarded, too."""
        self.hidden.add(one.key)
        self.holes.add((one.start, one.end))
        for rows, graph in self._graphs.items():
            if one.key.row in rows:
                graph.cut(one)
        return _stretch(one)

    def find_leak(self, it: Stretch) -> Figure | None:
        """Return what to hide so that a stretch cannot be worked out; None where it cannot be."""
        if self._graph(it.row).joins(it.start, it.end):
            return self._weakest(self._graph(it.row).path(it.start, it.end))
        found: list[Figure] = []
        for other in self._partners(it):
            graph = self._graph(it.row, other)
            if not graph.joins(it.start, it.end):
                return None
            if weakest := self._weakest(graph.path(it.start, it.end)):
                found.append(weakest)
        return min(found, key=lambda one: (one.key.row == WHOLE, self._cost(one)), default=None)

    def _partners(self, it: Stretch) -> Iterator[Hashable]:
        """Yield the rows in which the same stretch may be hidden: the whole, or enough people."""
        for other, row in self.rows.items():
            if other == it.row or not row.is_busy(it.start, it.end):
                continue
            is_whole = WHOLE in {it.row, other}
            if is_whole or it.people + row.people(it.start, it.end) >= FEWEST:
                yield other

    def _graph(self, *rows: Hashable) -> Graph[Figure]:
        """Return which days are joined by what is shown of these rows."""
        if rows not in self._graphs:
            every = [self.rows[row] for row in rows]
            shown = (one for it in every for one in it.figures if self._is_shown(one))
            self._graphs[rows] = Graph(shown, (two for it in every for two in it.quiet))
        return self._graphs[rows]

    def _is_shown(self, one: Figure) -> bool:
        return one.is_said and one.key not in self.hidden

    def _weakest(self, path: Iterable[Figure]) -> Figure | None:
        """Return the figure that is missed least of those that may still be hidden."""
        free = (one for one in path if one.people and one.key not in self.settled)
        return min(free, key=self._cost, default=None)

    def _cost(self, one: Figure) -> tuple[bool, int, int]:
        """Return how much a figure is missed: a week less than a month, a small one less.

        Least of all one whose days are hidden in another row already: that needs a partner anyway.
        """
        return (one.start, one.end) not in self.holes, one.end - one.start, one.people
