"""Scopes: what a report is about, a period and all programmes, or one, or one organisation's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import Organisation
from db.tables.programmes import Programme, ProgrammeState, Season
from portal.errors import NotFound
from portal.figures import Place
from portal.own_sets import TOLD
from portal.periods import Period, PeriodKind, between, parse
from portal.programmes import local_day

__all__ = ["PeriodChoice", "Scope", "find", "season"]

_WEEKS_OFFERED = timedelta(weeks=26)
RUNS = Statement(  # every season of every programme, the oldest season first
    pick(
        Programme.id,
        Programme.code,
        Programme.slug,
        Programme.name,
        Programme.time_zone,
        Programme.organisation_id,
        col(Organisation.slug).label("organisation_slug"),
        col(Organisation.code).label("organisation_code"),
        col(Organisation.name).label("organisation_name"),
        col(Season.code).label("season"),
        col(Season.name).label("season_name"),
        Season.starts_on,
        Season.ends_on,
        Season.log_back_days,
        TOLD.label("own_sets"),
    )
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .join(Season, col(Season.programme_id) == Programme.id)
    .where(col(Programme.state) != ProgrammeState.DRAFT)
    .order_by(col(Programme.code), col(Season.starts_on))
    .limit(1000)
)
Runs = Sequence[Row[Any]]


@dataclass(frozen=True)
class PeriodChoice:
    """A period that has begun; a season has a name of its own."""

    code: str
    kind: PeriodKind
    season_name: Words | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Scope:
    """What was asked for, and everything that could have been."""

    period: Period
    programme: Place | None
    organisation: Place | None
    runs: Runs  # of the programmes it is about
    every_run: Runs

    @property
    def is_all(self) -> bool:
        """Whether nobody chose a programme or an organisation."""
        return self.programme is None and self.organisation is None

    @cached_property
    def ids(self) -> list[UUID]:
        """Return the programmes it is about."""
        return [one.id for one in self.programmes]

    @cached_property
    def programmes(self) -> tuple[Place, ...]:
        """Return them as places."""
        return _places(self.runs)

    @cached_property
    def every_programme(self) -> tuple[Place, ...]:
        """Return every programme that can be chosen."""
        return _places(self.every_run)

    @cached_property
    def every_organisation(self) -> tuple[Place, ...]:
        """Return every organisation that runs one."""
        return tuple({run.organisation_id: _organisation(run) for run in self.every_run}.values())

    @cached_property
    def season_name(self) -> Words | None:
        """Return what its season is called, where the period is one."""
        named = (run.season_name for run in self.every_run if run.season == self.period.code)
        return next(named, None)

    def today(self, now: datetime) -> date:
        """Return which day it is where it is about; the earliest, where that differs."""
        return min((local_day(run.time_zone, now) for run in self.runs), default=now.date())

    def last_day(self, now: datetime) -> date:
        """Return the last day on which anything could have been done: today, or a season's end."""
        return min(self.today(now), max((run.ends_on for run in self.runs), default=date.max))

    @cached_property
    def first_day(self) -> date:
        """Return the first day of the period on which anything could have been done."""
        return max(self.period.first, min((run.starts_on for run in self.runs), default=date.min))

    def can_still_be_logged(self, now: datetime, more: timedelta = timedelta()) -> bool:
        """Tell whether acts of the period may still come in, or could until some time ago."""
        days = max((run.log_back_days for run in self.runs), default=0)
        return self.today(now) <= self.period.last + timedelta(days=days) + more

    def parts(self) -> "Iterator[Scope]":
        """Yield every report there is of the period: of each programme, each organisation, all."""
        for place in self.every_programme:
            runs = [run for run in self.every_run if run.id == place.id]
            yield replace(self, programme=place, organisation=None, runs=runs)
        for place in self.every_organisation:
            runs = [run for run in self.every_run if run.organisation_id == place.id]
            yield replace(self, programme=None, organisation=place, runs=runs)
        yield replace(self, programme=None, organisation=None, runs=self.every_run)

    def periods(self, now: datetime) -> tuple[PeriodChoice, ...]:
        """Return the periods that have begun, the newest first of each kind."""
        began = [run for run in self.every_run if run.starts_on <= self.today(now)]
        if not began:
            return ()
        first = min(run.starts_on for run in began)
        last = min(self.today(now), max(run.ends_on for run in began))
        seasons = {run.season: run.season_name for run in began}
        return (
            *(PeriodChoice(code, PeriodKind.SEASON, seasons[code]) for code in reversed(seasons)),
            *_choices(PeriodKind.YEAR, first, last),
            *_choices(PeriodKind.MONTH, first, last),
            *_choices(PeriodKind.WEEK, max(first, last - _WEEKS_OFFERED), last),
        )


def find(session: Session, code: str, *, programme: str, organisation: str, now: datetime) -> Scope:
    """Return what is asked for; raises NotFound where one of the three does not exist.

    `code` is a period's, `programme` one's code, `organisation` one's slug; the last two may be
    empty, and all is meant.
    """
    runs = RUNS.all(session)
    chosen = [
        run
        for run in runs
        if programme.upper() in {"", run.code}
        and organisation.lower() in {"", run.organisation_slug}
    ]
    return Scope(
        period=parse(code) or season(runs, code),
        programme=_find(_places(runs), programme.upper()),
        organisation=_find(map(_organisation, runs), organisation.lower()),
        runs=chosen,
        every_run=runs,
    )


def season(runs: Runs, code: str) -> Period:
    """Return the days of a season, from the first programme's to the last's; raises NotFound."""
    mine = [run for run in runs if run.season == code]
    if not mine:
        raise NotFound
    first, last = min(run.starts_on for run in mine), max(run.ends_on for run in mine)
    return Period(code, PeriodKind.SEASON, first, last)


def _find(places: Iterable[Place], key: str) -> Place | None:
    found = next((place for place in places if place.key == key), None)
    if key and found is None:
        raise NotFound
    return found


def _places(runs: Runs) -> tuple[Place, ...]:
    each = {run.id: Place(run.id, run.code, run.slug, run.name) for run in runs}
    return tuple(each.values())


def _organisation(run: Row[Any]) -> Place:
    slug = run.organisation_slug
    return Place(run.organisation_id, slug, slug, run.organisation_name)


@lru_cache(maxsize=100)
def _choices(kind: PeriodKind, first: date, last: date) -> tuple[PeriodChoice, ...]:
    begun = [*between(kind, first, last)]
    return tuple(PeriodChoice(one.code, kind) for one in reversed(begun))
