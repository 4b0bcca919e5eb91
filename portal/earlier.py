"""Earlier: which times before its own a report is held against, and how long programmes ran then.

A year before, or the season before; and, of one programme, its own beginning.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from portal import scopes
from portal.periods import Period, PeriodKind, between, year_before
from portal.scopes import Scope

__all__ = ["Basis", "Ran", "ran", "times"]

_DAY = timedelta(days=1)


class Basis(StrEnum):
    """What a report is held against."""

    YEAR_BEFORE = "year-before"
    SEASON_BEFORE = "season-before"
    FIRST = "first"  # a programme's first season, or the first whole year, month or week of it


class Ran(NamedTuple):
    """On how many days of some time there was a season, and of how many programmes."""

    days: int
    programmes: int


def times(scope: Scope) -> Iterator[tuple[Basis, Scope | None]]:
    """Yield the same programmes at other times; None where there was no such time."""
    if scope.period.kind is PeriodKind.SEASON:
        basis, before, first = Basis.SEASON_BEFORE, *_seasons(scope)
    else:
        basis, before, first = Basis.YEAR_BEFORE, year_before(scope.period), _first_whole(scope)
    yield basis, replace(scope, period=before) if before else None
    if scope.programme and first and first != before and first.last < scope.period.first:
        yield Basis.FIRST, replace(scope, period=first)


def ran(scope: Scope) -> Ran:
    """Return for how long there was a season within a scope's time."""
    period, days = scope.period, 0
    mine = [run for run in scope.runs if _is_in(run, period)]
    free = period.first  # the first day that is not counted yet
    for run in sorted(mine, key=lambda one: one.starts_on):
        first, last = max(run.starts_on, free), min(run.ends_on, period.last)
        if first <= last:
            days, free = days + (last - first).days + 1, last + _DAY
    return Ran(days, len({run.id for run in mine}))


def _is_in(run: Any, period: Period) -> bool:
    """Tell whether a season of a programme lies in some time; in a season's, whether it is it."""
    if period.kind is PeriodKind.SEASON:
        return bool(run.season == period.code)
    return bool(run.starts_on <= period.last and period.first <= run.ends_on)


def _seasons(scope: Scope) -> tuple[Period | None, Period | None]:
    """Return the season before, and the first of all, of the programmes a report is about."""
    begun = sorted(scope.runs, key=lambda run: run.starts_on)
    codes = [*dict.fromkeys(run.season for run in begun)]
    at = codes.index(scope.period.code) if scope.period.code in codes else 0
    if not at:
        return None, None
    before, first = (scopes.season(scope.every_run, code) for code in (codes[at - 1], codes[0]))
    return before, first


def _first_whole(scope: Scope) -> Period | None:
    """Return the first week or month on each day of which there was a season.

    Seasons hardly ever fill a year: the first whole one is the first that began after they did.
    """
    began = min((run.starts_on for run in scope.runs), default=scope.period.last)
    for period in between(scope.period.kind, began, scope.period.last):
        least = 1 if period.kind is PeriodKind.YEAR else (period.last - period.first).days + 1
        if period.first >= began and ran(replace(scope, period=period)).days >= least:
            return period
    return None
