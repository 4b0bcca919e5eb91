"""Tallies: what is counted of every programme in and near a period, and what of it is hidden."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    type_coerce,
    union_all,
)
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.editions import Edition
from db.tables.groups import Group
from db.tables.programmes import Season
from db.tables.reports import Counted, PeriodTotal, Presence
from portal import cells
from portal.cells import ALL, Days, Hidden, Key
from portal.scopes import Scope

__all__ = ["NOBODY", "WRITTEN", "Tallies", "read", "read_written"]

SEATS = "seats"  # pupils of the classes that took part
SETTLED = "settled"  # published before: 1 where it was hidden
FIRST, LAST = "first", "last"  # days of a season
ALWAYS = (Counted.APPROVED, Counted.WAITING, Counted.PEOPLE, Counted.SQUARES)  # of every period

NOBODY = UUID(int=0)  # what editions of all programmes are about
Totals = Mapping[tuple[UUID, str, str], int]
Value = TypeVar("Value")
Facts = frozenset[tuple[Key, Value]]
_ids: Any = bindparam("ids", expanding=True)
_periods: Any = bindparam("periods", expanding=True)

_seats = (  # for each kept number of classes, so that people are not looked through for them
    pick(cast(func.coalesce(func.sum(Group.slot_count), 0), BigInteger))
    .join(Presence, col(Presence.subject_id) == Group.id)
    .where(
        tied(Presence, PeriodTotal, "programme_id period kind", "programme_id period counted"),
        col(Presence.act_count) > 0,
    )
    .correlate(PeriodTotal)
    .scalar_subquery()
)
_counts = pick(
    PeriodTotal.programme_id,
    PeriodTotal.period,
    type_coerce(PeriodTotal.counted, Text).label("counted"),
    PeriodTotal.total,
)
_pupils = pick(PeriodTotal.programme_id, PeriodTotal.period, literal(SEATS), _seats).where(
    col(PeriodTotal.counted) == Counted.GROUPS
)
_published = pick(
    Edition.about_id,
    Edition.period,
    literal(SETTLED),
    case((col(Edition.is_hidden), 1), else_=0),
).where(col(Edition.number) == 1)
_here = col(PeriodTotal.programme_id).in_(_ids)
_always = col(PeriodTotal.counted).in_(ALWAYS)
TOTALS = Statement(
    union_all(
        _counts.where(_here, or_(col(PeriodTotal.period).in_(_periods), _always)),
        _pupils.where(_here),
        _published,
    )
)
_parts = union_all(_counts.where(_always), _pupils, _published).subquery()
_days = [
    pick(Season.programme_id, Season.code, literal(end), cast(day, Text))
    for end, day in ((FIRST, col(Season.starts_on)), (LAST, col(Season.ends_on)))
]
_every = union_all(
    pick(_parts.c.programme_id, _parts.c.period, _parts.c.counted, cast(_parts.c.total, Text)),
    *_days,
).subquery()
WRITTEN = (  # a column: all that decides about hiding, as one text, for pages that read little
    pick(
        func.aggregate_strings(
            cast(_every.c[0], Text) + " " + _every.c[1] + " " + _every.c[2] + " " + _every.c[3],
            ";",
        )
    ).scalar_subquery()
)


@dataclass(frozen=True)
class Tallies:
    """Kept totals by programme, period and what is counted, and the cells not to show."""

    totals: Totals
    hidden: Hidden

    def has_closed(self, about_id: UUID, period: str) -> bool:
        """Tell whether a report of this programme, organisation, or nobody for all, is closed."""
        return (about_id, period, SETTLED) in self.totals

    def sum(self, ids: Iterable[UUID], period: str, counted: Counted) -> int:
        """Add up over some programmes."""
        return sum(self.totals.get((one, period, counted), 0) for one in ids)


def read(session: Session, scope: Scope, others: Iterable[str] = ()) -> Tallies:
    """Read the totals of all programmes: what may be shown of one depends on the others.

    Of the scope's period, and of the others named, everything is read. What decides about hiding
    is read of all periods, because it must be the same whichever report is asked for.
    """
    ids = [place.id for place in scope.every_programme]
    found = TOTALS.all(session, ids=ids, periods=[scope.period.code, *others])
    totals = {(row.programme_id, row.period, row.counted): row.total for row in found}
    seasons = {Key(run.id, run.season): (run.starts_on, run.ends_on) for run in scope.every_run}
    return _tallies(totals, seasons)


@lru_cache(maxsize=4)
def read_written(text: str) -> Tallies:
    """Return the tallies of every programme from the text of the column WRITTEN."""
    totals: dict[tuple[UUID, str, str], int] = {}
    ends: dict[Key, dict[str, date]] = defaultdict(dict)
    for part in filter(None, text.split(";")):
        about, period, what, value = part.split(" ")
        if what in {FIRST, LAST}:
            ends[Key(UUID(about), period)][what] = date.fromisoformat(value)
        else:
            totals[UUID(about), period, what] = int(value)
    return _tallies(totals, {key: (days[FIRST], days[LAST]) for key, days in ends.items()})


def _tallies(totals: Totals, seasons: Mapping[Key, Days]) -> Tallies:
    people, settled = _people(totals), _settled(totals)
    hidden = _hide(*(frozenset(facts.items()) for facts in (people, seasons, settled)))
    return Tallies(totals, hidden)


def _people(totals: Totals) -> Mapping[Key, int]:
    """Return how many people stand behind each figure."""
    people: Counter[tuple[UUID, str]] = Counter()
    for (programme_id, period, counted), total in totals.items():
        if counted in {Counted.PEOPLE, SEATS}:
            people[programme_id, period] += total
    return {
        Key(*place): cells.effective(
            count,
            totals.get((*place, Counted.APPROVED), 0),
            totals.get((*place, Counted.SQUARES), 0),
        )
        for place, count in people.items()
    }


def _settled(totals: Totals) -> Mapping[Key, bool]:
    """Return what was published before, and whether it was hidden then."""
    return {
        Key(ALL if about == NOBODY else about, period): bool(total)
        for (about, period, counted), total in totals.items()
        if counted == SETTLED
    }


@lru_cache(maxsize=20)
def _hide(people: Facts[int], seasons: Facts[Days], settled: Facts[bool]) -> Hidden:
    """Return what to hide; the latest answers are kept, because finding one takes a while."""
    return cells.hide(dict(people), dict(seasons), dict(settled))
