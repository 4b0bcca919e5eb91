"""Reports: what was done in a period, what may be shown of it, and what it adds up to.

Read from kept totals in four statements, whose cost does not grow with the number of acts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Text, bindparam, cast, func, literal, type_coerce, union_all
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.programmes import Programme
from db.tables.reports import ActTotal, Counted, PeriodTotal, PointTotal, Presence
from portal import cells, factors, scopes, workings
from portal.cells import Cell, Hidden
from portal.figures import Acts, Claims, Report, Week
from portal.periods import codes_of_year
from portal.scopes import Scope
from portal.suppression import is_small

__all__ = ["Report", "Scope", "offer", "read"]

SEATS = "seats"  # pupils of the classes that took part
STANDINGS = (
    Counted.APPROVED,
    Counted.DECLINED,
    Counted.WAITING,
    Counted.AUDITED,
    Counted.OVERTURNED,
)
CLOSED_OFF = ("people", "households", "groups", "claims", "impact", "lines", "points")
_WEEK = timedelta(weeks=1)
_THURSDAY = timedelta(days=3)  # a week belongs where its Thursday lies

_ids: Any = bindparam("ids", expanding=True)
_periods: Any = bindparam("periods", expanding=True)
TOTALS = Statement(
    union_all(
        pick(
            PeriodTotal.programme_id,
            PeriodTotal.period,
            type_coerce(PeriodTotal.counted, Text).label("counted"),
            PeriodTotal.total,
        ).where(col(PeriodTotal.programme_id).in_(_ids), col(PeriodTotal.period).in_(_periods)),
        pick(
            Presence.programme_id,
            Presence.period,
            literal(SEATS),
            cast(func.sum(Group.slot_count), BigInteger),
        )
        .join(Group, col(Group.id) == Presence.subject_id)
        .where(
            col(Presence.programme_id).in_(_ids),
            col(Presence.period).in_(_periods),
            col(Presence.kind) == Counted.GROUPS,
            col(Presence.act_count) > 0,
        )
        .group_by(col(Presence.programme_id), col(Presence.period)),
    )
)
_DEPENDS_ON: tuple[Any, ...] = (  # what decides the factor, and the weight
    Programme.region,
    ActTotal.activity,
    ActTotal.replaced,
    ActTotal.year,
    ActTotal.evidence_class,
)
ACTS = Statement(
    pick(
        *_DEPENDS_ON,
        cast(func.sum(ActTotal.act_count), BigInteger).label("act_count"),
        func.sum(ActTotal.amount).label("amount"),
    )
    .join(Programme, col(Programme.id) == ActTotal.programme_id)
    .where(
        col(ActTotal.programme_id).in_(_ids),
        col(ActTotal.period) == bindparam("period"),
        col(ActTotal.act_count) > 0,
    )
    .group_by(*_DEPENDS_ON)
)
WHO_AND_POINTS = Statement(
    union_all(
        pick(
            type_coerce(Presence.kind, Text).label("what"),
            func.count(col(Presence.subject_id).distinct()).label("number"),
        )
        .where(
            col(Presence.programme_id).in_(_ids),
            col(Presence.period) == bindparam("period"),
            col(Presence.act_count) > 0,
        )
        .group_by(col(Presence.kind)),
        pick(PointTotal.move, cast(func.sum(PointTotal.points), BigInteger))
        .where(
            col(PointTotal.programme_id).in_(_ids),
            col(PointTotal.awarded_on).between(bindparam("first"), bindparam("last")),
        )
        .group_by(col(PointTotal.move)),
    )
)


def read(
    session: Session, code: str, *, programme: str = "", organisation: str = "", now: datetime
) -> tuple[Report, Scope]:
    """Return the report of a period, and what else could be asked for.

    `programme` is a code, `organisation` a slug; empty means all. Raises NotFound where there is
    no such period, programme or organisation.
    """
    scope = scopes.find(session, code, programme=programme, organisation=organisation, now=now)
    kept = _keep(session, scope)
    is_hidden = kept.hidden.covers(scope.ids, scope.period.code, is_all=scope.is_all)
    report = _report(session, scope, kept, now)
    return (_closed_off(report) if is_hidden else report), scope


def offer(session: Session, *, now: datetime) -> Scope:
    """Return what can be asked for, beside this year's report."""
    return scopes.find(session, f"{now:%Y}", programme="", organisation="", now=now)


@dataclass(frozen=True)
class _Kept:
    """Kept totals of every programme, by programme, period and what is counted."""

    totals: Mapping[tuple[UUID, str, str], int]
    hidden: Hidden

    def sum(self, ids: Iterable[UUID], period: str, counted: Counted) -> int:
        """Add up over some programmes."""
        return sum(self.totals.get((one, period, counted), 0) for one in ids)


def _keep(session: Session, scope: Scope) -> _Kept:
    """Read the totals of all programmes: what may be shown of one depends on the others."""
    seasons = [run.season for run in scope.every_run]
    codes = {code for year in scope.period.years for code in codes_of_year(year)} | {*seasons}
    ids = [place.id for place in scope.every_programme]
    totals = {
        (row.programme_id, row.period, row.counted): row.total
        for row in TOTALS.all(session, ids=ids, periods=sorted(codes))
    }
    people: Counter[Cell] = Counter()
    for (programme_id, period, counted), total in totals.items():
        if counted in {Counted.PEOPLE, SEATS}:
            people[Cell(programme_id, period)] += total
    return _Kept(totals, cells.hide(people, scope.period.years, seasons))


def _report(session: Session, scope: Scope, kept: _Kept, now: datetime) -> Report:
    """Put everything together, as if all of it could be shown."""
    period, ids, numbers = scope.period, scope.ids, factors.read(session)
    claims = Claims(**{one.value: kept.sum(ids, period.code, one) for one in STANDINGS})
    acts = [Acts(**row._asdict()) for row in ACTS.all(session, ids=ids, period=period.code)]
    lines, unquantified = workings.work_out(acts, numbers, claims.audit_error_rate)
    days = {"first": period.first, "last": period.last}
    found = WHO_AND_POINTS.all(session, ids=ids, period=period.code, **days)
    number = Counter({row.what: row.number for row in found})
    too_few = is_small(number[Counted.PEOPLE])  # beside classes, say
    return Report(
        period=period,
        season_name=scope.season_name,
        programme=scope.programme,
        organisation=scope.organisation,
        generated_at=now,
        is_closed=not (claims.waiting or scope.can_still_be_logged(now)),
        method_version=numbers.version,
        people=None if too_few else number[Counted.PEOPLE],
        households=None if too_few else number[Counted.HOUSEHOLDS],
        groups=number[Counted.GROUPS],
        suppressed=("people", "households") if too_few else (),
        claims=claims,
        impacts=workings.add_lines(lines),
        lines=lines,
        unquantified=unquantified,
        mix=workings.evidence_mix(acts),
        points=workings.points_of(number),
        weeks=tuple(_weeks(scope, kept, now)),
        programmes=scope.programmes,
    )


def _closed_off(report: Report) -> Report:
    """Take out everything that says something about the few who took part."""
    return replace(
        report,
        people=None,
        households=None,
        groups=None,
        claims=None,
        impacts=(),
        lines=(),
        unquantified=(),
        mix={},
        points=None,
        weeks=(),
        suppressed=CLOSED_OFF,
    )


def _weeks(scope: Scope, kept: _Kept, now: datetime) -> Iterator[Week]:
    """Yield the weeks of the period from the first with anything in it up to this one."""
    begun = False
    day = scope.period.first - timedelta(days=scope.period.first.weekday())
    while day <= min(scope.period.last, scope.last_day(now)):
        week = _week(scope, kept, day)
        begun = begun or bool(week.checked is None or week.checked or week.waiting)
        if begun and scope.period.first <= day + _THURSDAY <= scope.period.last:
            yield week
        day += _WEEK


def _week(scope: Scope, kept: _Kept, monday: date) -> Week:
    code = f"{monday:%G-W%V}"
    if kept.hidden.covers(scope.ids, code, is_all=scope.is_all):
        return Week(monday, None, 0, (None,) * len(scope.ids))
    approved = [
        None
        if kept.hidden.covers([one], code, is_all=False)
        else kept.sum([one], code, Counted.APPROVED)
        for one in scope.ids
    ]
    return Week(
        monday=monday,
        checked=kept.sum(scope.ids, code, Counted.APPROVED),
        waiting=kept.sum(scope.ids, code, Counted.WAITING),
        by_programme=tuple(approved),
    )
