"""Cells: which figures of a district too few people stand behind. Pure.

A figure is about a programme, or all of them, in a period: a year, a month, a week or a season.
Nobody publishes what was done in the days that a week and a month share (a part), but whoever
subtracts weeks from months finds it; so parts are counted, too, and guarded.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from uuid import UUID

from portal import suppression
from portal.periods import span
from portal.suppression import WHOLE, Figure, Key

__all__ = ["ALL", "Days", "Hidden", "Key", "effective", "hide"]

ALL = WHOLE  # every programme together
MOST_SHARE = 4  # squares of shares may add up to a quarter: then nobody has more than half
_WEEK = 7
Days = tuple[date, date]  # the first and the last


class Hidden:
    """The cells not to show."""

    def __init__(self, cells: frozenset[Key]) -> None:
        self._cells = cells

    def covers(self, programme_ids: Iterable[UUID], period: str, *, is_all: bool) -> bool:
        """Tell whether a figure about these programmes is hidden; `is_all` when nobody chose.

        What an organisation's programmes add up to is hidden when one of them is.
        """
        about: Iterable[object] = [ALL] if is_all else programme_ids
        return any(Key(one, period) in self._cells for one in about)


def effective(people: int, acts: int, squares: int) -> int:
    """Return how many people a figure is about: one, where one of them did more than half of it.

    `squares` adds up the square of what each person did. It says no less than the largest share.
    """
    return 1 if people and MOST_SHARE * squares > acts * acts else people


def hide(
    people: Mapping[Key, int], seasons: Mapping[Key, Days], settled: Mapping[Key, bool]
) -> Hidden:
    """Return what to hide, given how many people took part in each programme and period.

    `seasons` has the days of each programme's own; `settled` says what was published before.
    All programmes together are about at least as many people as the largest of them. A season
    need not have the same days in all of them: it is hidden for all when it is for one.
    """
    there = {key: count for key, count in people.items() if count}
    if not any(map(suppression.is_small, there.values())) and not settled:
        return Hidden(frozenset())
    figures = [_figure(key, count, seasons) for key, count in there.items()]
    figures += chain.from_iterable(_quiet(row, figures, seasons) for row in _rows(there))
    together = list(_together(figures))
    hidden = suppression.hide([*figures, *together], settled)
    of_seasons = {Key(ALL, key.name) for key in hidden if span(key.name) is None}
    return Hidden(hidden | (of_seasons - settled.keys()))


def _rows(people: Mapping[Key, int]) -> Iterable[object]:
    return list(dict.fromkeys(key.row for key in people))


def _figure(key: Key, count: int, seasons: Mapping[Key, Days]) -> Figure:
    found = span(key.name)
    days = found[:2] if found else seasons[key]
    is_part = found is not None and found[2]
    return Figure(key, days[0].toordinal(), days[1].toordinal() + 1, count, not is_part)


def _quiet(row: object, figures: Iterable[Figure], seasons: Mapping[Key, Days]) -> Iterator[Figure]:
    """Yield where nothing was done: weeks, parts and seasons without acts, and out of season."""
    of_row = [one for one in figures if one.key.row == row]
    there = {one.key for one in of_row}
    mine = sorted((one.start, one.end) for one in of_row if not one.is_said)
    weeks = {(one.start, one.end) for one in of_row if _is_week(one)}
    inside = [(a, b) for a, b in weeks if not any(a <= start < b for start, _ in mine)]
    acted = sorted([*mine, *inside])
    run = [
        (days[0].toordinal(), days[1].toordinal() + 1)
        for key, days in seasons.items()
        if key in there
    ]
    ends = [0, *(end for _, end in acted)]
    starts = [*(start for start, _ in acted), date.max.toordinal()]
    gaps = [*zip(ends, starts, strict=True), *_between(sorted(run))]
    for start, end in gaps:
        if start < end:
            yield Figure(Key(row, f"{start}-{end}"), start, end, 0)


def _between(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what lies before, between and after stretches of days, where there are any."""
    at = 0
    for start, end in stretches:
        yield at, start
        at = max(at, end)
    if at:
        yield at, date.max.toordinal()


def _is_week(one: Figure) -> bool:
    return one.end - one.start == _WEEK and "-W" in one.key.name


def _together(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Yield the figures of all programmes together; seasons are no stretch of their days."""
    by_name: dict[str, list[Figure]] = {}
    for one in figures:
        if one.people and span(one.key.name):
            by_name.setdefault(one.key.name, []).append(one)
    for name, them in by_name.items():
        most = max(one.people for one in them)
        yield them[0]._replace(key=Key(ALL, name), people=most)
