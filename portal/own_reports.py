"""Own reports: what one household, one of its members, or one class did, for their eyes alone.

Counted from the claims themselves, by the data set. Nothing of it is kept, it is held against
nobody's, and no points depend on it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, bindparam, cast, extract, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.programmes import Programme
from db.tables.reports import Counted
from portal import factors, school_classes, workings
from portal.desks import Desk
from portal.errors import NotFound
from portal.figures import Acts, Claims, Worked, Workings
from portal.people import Member
from portal.periods import Period, PeriodKind, between, parse, parse_day
from portal.permissions import may_keep_classes, require
from portal.totals import STANDING

__all__ = ["OwnReport", "of_class", "of_household", "of_member", "offered"]

_DAYS, _SEVEN_WEEKS = 7, timedelta(weeks=7)
_ELEVEN_MONTHS = timedelta(days=330)  # from a first day back, into the month that is as far
MOST = 20_000  # rows of different acts: a class that logs fifty kinds a day for a year has fewer
_DONE = (
    pick(
        Claim.state,
        Programme.region,
        Claim.activity,
        Claim.replaced,
        cast(extract("year", col(Claim.done_on)), Integer).label("year"),
        Claim.evidence_class,
        Claim.amount,
        func.count().label("times"),
    )
    .join(Programme, col(Programme.id) == Claim.programme_id)
    .where(
        col(Claim.holder_id) == bindparam("holder_id"),
        col(Claim.state) != ClaimState.WITHDRAWN,
        col(Claim.done_on).between(bindparam("first"), bindparam("last")),
    )
    .group_by(
        col(Claim.state),
        col(Programme.region),
        col(Claim.activity),
        col(Claim.replaced),
        extract("year", col(Claim.done_on)),
        col(Claim.evidence_class),
        col(Claim.amount),
    )
    .limit(MOST)
)
OF_HOLDER = Statement(_DONE)
OF_MEMBER = Statement(_DONE.where(col(Claim.person_id) == bindparam("person_id")))


@dataclass(frozen=True)
class OwnReport(Worked):
    """What somebody did in a period, and what it saved as far as factors tell."""

    period: Period
    claims: Claims
    workings: Workings
    method_version: str


def of_household(session: Session, me: Member, code: str) -> OwnReport:
    """Return what everybody in my household did in a period; raises NotFound."""
    return _report(session, OF_HOLDER, code, holder_id=me.household_id)


def of_member(session: Session, me: Member, code: str) -> OwnReport:
    """Return what I did for my household in a period; raises NotFound."""
    who = {"holder_id": me.household_id, "person_id": me.id}
    return _report(session, OF_MEMBER, code, **who)


def of_class(
    session: Session, desk: Desk, group_id: UUID, code: str, *, now: datetime
) -> tuple[OwnReport, Row[Any]]:
    """Return what a class of this school did in a period, and the class.

    Raises NotAllowed, NotFound.
    """
    require(may_keep_classes(desk.roles))
    its_class = school_classes.find(session, desk, group_id, now=now)
    return _report(session, OF_HOLDER, code, holder_id=its_class.group_id), its_class


def offered(today: date) -> tuple[Period, ...]:
    """Return the two years, twelve months, eight weeks and seven days up to today, newest first."""
    days = (today - timedelta(days=number) for number in range(_DAYS))
    found = [
        *between(PeriodKind.YEAR, today.replace(year=today.year - 1, month=1, day=1), today),
        *between(PeriodKind.MONTH, today.replace(day=1) - _ELEVEN_MONTHS, today),
        *between(PeriodKind.WEEK, today - _SEVEN_WEEKS, today),
    ]
    return (*reversed(found), *filter(None, (parse_day(f"{day}") for day in days)))


def _report(session: Session, done: Statement, code: str, **who: UUID) -> OwnReport:
    period = parse(code) or parse_day(code)
    if period is None:
        raise NotFound
    rows = done.all(session, first=period.first, last=period.last, **who)
    numbers = factors.read(session)
    found = workings.work_out(_acts(rows), numbers, None)
    return OwnReport(period, _claims(rows), found, numbers.version)


def _claims(rows: Iterable[Row[Any]]) -> Claims:
    """Count claims by where they stand; a second look that found a mistake reversed its claim."""
    standing: Counter[Counted] = Counter()
    for row in rows:
        standing[STANDING[row.state]] += row.times
    return Claims(
        approved=standing[Counted.APPROVED],
        declined=standing[Counted.DECLINED],
        waiting=standing[Counted.WAITING],
        audited=0,
        overturned=0,
    )


def _acts(rows: Iterable[Row[Any]]) -> tuple[Acts, ...]:
    """Add up what was approved, by all that a factor and a weight depend on."""
    counts: Counter[tuple[Any, ...]] = Counter()
    amounts: defaultdict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        if STANDING[row.state] is Counted.APPROVED:
            key = row.region, row.activity, row.replaced or "", row.year, row.evidence_class
            counts[key] += row.times
            amounts[key] += row.times * row.amount
    return tuple(Acts._make((*key, counts[key], amounts[key])) for key in sorted(counts))
