"""Cells: which figures of a district too few people stand behind. Pure.

A figure is about a programme, or all of them, in a period. The months of a year add up to it, so
do its weeks and, nearly, its seasons; the programmes add up to all of them.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from portal import suppression
from portal.periods import PeriodKind, codes_of_year, parse

__all__ = ["ALL", "Cell", "Hidden", "hide"]

ALL = UUID(int=0)  # every programme together


class Cell(NamedTuple):
    """What a figure is about."""

    programme_id: UUID
    period: str


class Hidden:
    """The cells not to show."""

    def __init__(self, cells: frozenset[Cell]) -> None:
        self._cells = cells

    def covers(self, programme_ids: Iterable[UUID], period: str, *, is_all: bool) -> bool:
        """Tell whether a figure about these programmes is hidden; `is_all` when nobody chose.

        What an organisation's programmes add up to is hidden when one of them is.
        """
        about = [ALL] if is_all else programme_ids
        return any(Cell(one, period) in self._cells for one in about)


def hide(people: Mapping[Cell, int], years: Iterable[int], seasons: Iterable[str]) -> Hidden:
    """Return what to hide, given how many people took part in each programme and period.

    All programmes together are about at least as many people as the largest of them.
    """
    if not any(suppression.is_small(count) for count in people.values()):
        return Hidden(frozenset())
    whole = dict(people)
    for cell, count in people.items():
        total = Cell(ALL, cell.period)
        whole[total] = max(whole.get(total, 0), count)
    programmes = list(dict.fromkeys(cell.programme_id for cell in whole))
    periods = list(dict.fromkeys(cell.period for cell in whole))
    across = [[Cell(one, period) for one in programmes] for period in periods]
    sums = [list(one) for year in years for one in _sums(year, seasons)]
    along = [[Cell(one, period) for period in sum_] for one in programmes for sum_ in sums]
    return Hidden(suppression.hide(whole, [*across, *along]))


def _sums(year: int, seasons: Iterable[str]) -> Iterable[Iterable[str]]:
    """Yield the ways in which a year is a sum."""
    codes = [parsed for code in codes_of_year(year) if (parsed := parse(code))]
    for kind in (PeriodKind.MONTH, PeriodKind.WEEK):
        yield chain([f"{year}"], (period.code for period in codes if period.kind is kind))
    yield chain([f"{year}"], seasons)
