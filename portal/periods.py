"""Periods: a year, a month, an ISO week or a season, by the code that stands in its address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

__all__ = ["Period", "PeriodKind", "between", "codes_of_day", "codes_of_year", "parse", "week_of"]

YEARS = range(2000, 2101)
_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)|-W(?P<week>\d\d))?", re.ASCII)
_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    SEASON = "season"


@dataclass(frozen=True)
class Period:
    """From one local day to another, both counted."""

    code: str
    kind: PeriodKind
    first: date
    last: date

    @property
    def years(self) -> range:
        """Return the years it touches."""
        return range(self.first.year, self.last.year + 1)


def parse(code: str) -> Period | None:
    """Read 2026, 2026-05 or 2026-W20; None where there is no such time, or it is a season."""
    written = _WRITTEN.fullmatch(code)
    if written is None or int(written["year"]) not in YEARS:
        return None
    year, month, week = int(written["year"]), written["month"], written["week"]
    try:
        if month:
            first = date(year, int(month), 1)
            return Period(code, PeriodKind.MONTH, first, (first + 31 * _DAY).replace(day=1) - _DAY)
        if week:
            first = date.fromisocalendar(year, int(week), 1)
            return Period(code, PeriodKind.WEEK, first, first + 6 * _DAY)
    except ValueError:
        return None
    return Period(code, PeriodKind.YEAR, date(year, 1, 1), date(year, 12, 31))


def codes_of_day(day: date, season: str) -> tuple[str, str, str, str]:
    """Return the year, month, week and season that a day belongs to."""
    return f"{day:%Y}", f"{day:%Y-%m}", week_of(day), season


@lru_cache(maxsize=1000)
def week_of(day: date) -> str:
    """Return the ISO week a day is in; kept, because asking the C library takes 10 µs."""
    return f"{day:%G-W%V}"


def between(kind: PeriodKind, first: date, last: date) -> Iterator[Period]:
    """Yield the periods of a kind that days from the first to the last lie in, in order."""
    at, day = list(PeriodKind).index(kind), first
    while day <= last:
        found = parse(codes_of_day(day, "")[at])
        if found is None:  # beyond the years we know
            return
        yield found
        day = found.last + _DAY


def codes_of_year(year: int) -> Iterator[str]:
    """Yield a year, its months and its weeks: whatever adds up to it."""
    yield f"{year}"
    yield from (f"{year}-{month:02}" for month in range(1, 13))
    last = date(year, 12, 28).isocalendar().week  # always in the last week
    yield from (f"{year}-W{week:02}" for week in range(1, last + 1))
