"""Periods: a year, a month, an ISO week, a day or a season, by the code in its address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

__all__ = [
    "Period",
    "PeriodKind",
    "between",
    "codes_of_day",
    "parse",
    "parse_day",
    "part_of",
    "span",
    "week_of",
    "year_before",
]

YEARS = range(2000, 2101)
_PART = re.compile(r"(?P<week>\d{4}-W\d\d)-(?P<month>\d\d)", re.ASCII)
_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)|-W(?P<week>\d\d))?", re.ASCII)
_WRITTEN_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    SEASON = "season"
    DAY = "day"  # of own reports alone


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


def parse_day(code: str) -> Period | None:
    """Read 2026-05-14; None where there is no such day."""
    try:
        day = date.fromisoformat(code) if _WRITTEN_DAY.fullmatch(code) else None
    except ValueError:
        return None
    return Period(code, PeriodKind.DAY, day, day) if day and day.year in YEARS else None


def year_before(period: Period) -> Period | None:
    """Return the same month, week or year of the year before; None for a season.

    None as well where there is none: hardly any year has a week 53.
    """
    if period.kind is PeriodKind.SEASON:
        return None
    return parse(f"{int(period.code[:4]) - 1}{period.code[4:]}")


@lru_cache(maxsize=1000)
def codes_of_day(day: date, season: str) -> tuple[str, ...]:
    """Return the year, month, week and season that a day belongs to, and its part if it has one."""
    return f"{day:%Y}", f"{day:%Y-%m}", week_of(day), season, *part_of(day)


@lru_cache(maxsize=1000)
def part_of(day: date) -> tuple[str, ...]:
    """Return the days of its week in its month, 2026-W22-05, where the week is in two months.

    Nobody can ask for a part: it is what is left of a month when its weeks are taken away.
    """
    monday = day - day.weekday() * _DAY
    is_split = monday.month != (monday + 6 * _DAY).month
    return (f"{week_of(day)}-{day:%m}",) if is_split else ()


@lru_cache(maxsize=5000)
def span(code: str) -> tuple[date, date, bool] | None:
    """Return the days of a period, and whether it is only a part; None where it is a season."""
    if found := parse(code):
        return found.first, found.last, False
    part = _PART.fullmatch(code)
    week = parse(part["week"]) if part else None
    if week is None or part is None:
        return None
    days = [week.first + number * _DAY for number in range(7)]
    mine = [day for day in days if f"{day:%m}" == part["month"]]
    return (mine[0], mine[-1], True) if mine else None


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
