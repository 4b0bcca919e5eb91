"""Reports: what was done in a period, what may be shown of it, and what it adds up to.

Read from kept totals in four statements, whose cost does not grow with the number of acts; a
closed one is read as it was published.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, cast, func, type_coerce, union_all
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.programmes import Programme
from db.tables.reports import ActTotal, Counted, PointTotal, Presence
from portal import editions, factors, own_sets, scopes, tallies, workings
from portal.errors import NotFound
from portal.factors import Numbers
from portal.figures import Acts, Claims, Report, Week, Workings
from portal.own_sets import Own
from portal.periods import week_of
from portal.scopes import Scope
from portal.suppression import is_small
from portal.tallies import Tallies

__all__ = ["Report", "Scope", "add_up", "offer", "read", "work_out"]

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
    session: Session,
    code: str,
    *,
    programme: str = "",
    organisation: str = "",
    edition: int = 0,
    now: datetime,
) -> tuple[Report, Scope]:
    """Return the report of a period, and what else could be asked for.

    `programme` is a code, `organisation` a slug; empty means all. Of a closed report the first
    edition is returned unless another is asked for. Raises NotFound where there is no such
    period, programme, organisation or edition.
    """
    scope = scopes.find(session, code, programme=programme, organisation=organisation, now=now)
    kept = tallies.read(session, scope)
    is_closed = kept.has_closed(editions.subject(scope)["about_id"], scope.period.code)
    there = editions.read(session, scope) if is_closed and scope.runs else ()
    if edition and not 0 < edition <= len(there):
        raise NotFound
    if there:
        return replace(there[max(edition, 1) - 1], editions=tuple(there)), scope
    return _shown(session, scope, kept, now), scope


def work_out(session: Session, scope: Scope, *, now: datetime) -> Report:
    """Return the report as it is now, closed or not."""
    return _shown(session, scope, tallies.read(session, scope), now)


def _shown(session: Session, scope: Scope, kept: Tallies, now: datetime) -> Report:
    is_hidden = kept.hidden.covers(scope.ids, scope.period.code, is_all=scope.is_all)
    report = _report(session, scope, kept, now)
    return _closed_off(report) if is_hidden else report


def add_up(session: Session, scope: Scope, kept: Tallies) -> Workings:
    """Return what the acts of a scope add up to by the data set alone, as it is now."""
    claims, numbers = _claims(scope, kept), factors.read(session)
    return workings.work_out(_acts(session, scope), numbers, claims.audit_error_rate)


def offer(session: Session, *, now: datetime) -> Scope:
    """Return what can be asked for, beside this year's report."""
    return scopes.find(session, f"{now:%Y}", programme="", organisation="", now=now)


def _report(session: Session, scope: Scope, kept: Tallies, now: datetime) -> Report:
    """Put everything together, as if all of it could be shown."""
    period, ids, numbers = scope.period, scope.ids, factors.read(session)
    claims = _claims(scope, kept)
    acts = _acts(session, scope)
    days = {"first": period.first, "last": period.last}
    found = WHO_AND_POINTS.all(session, ids=ids, period=period.code, **days)
    number = Counter({row.what: row.number for row in found})
    too_few = is_small(number[Counted.PEOPLE])  # beside classes, say
    own = _own_factors(session, scope, numbers)
    worked = workings.work_out(acts, numbers, claims.audit_error_rate, own)
    used = {line.factor.own for line in worked.lines}
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
        workings=worked,
        points=workings.points_of(number),
        weeks=tuple(_weeks(scope, kept, now)),
        programmes=scope.programmes,
        factor_sets=tuple(one for one in own.sets if one.code in used),
    )


def _claims(scope: Scope, kept: Tallies) -> Claims:
    code = scope.period.code
    return Claims(**{one.value: kept.sum(scope.ids, code, one) for one in STANDINGS})


def _acts(session: Session, scope: Scope) -> tuple[Acts, ...]:
    rows = ACTS.all(session, ids=scope.ids, period=scope.period.code)
    return tuple(Acts._make(row) for row in rows)


def _own_factors(session: Session, scope: Scope, numbers: Numbers) -> Own:
    """Return by what a programme counts itself; several together are counted by the data set."""
    if scope.programme is None or not scope.runs:
        return own_sets.NONE
    one = scope.programme
    return own_sets.in_use(session, one.id, one.key, scope.runs[0].own_sets or "", numbers)


def _closed_off(report: Report) -> Report:
    """Take out everything that says something about the few who took part."""
    return replace(
        report,
        people=None,
        households=None,
        groups=None,
        claims=None,
        workings=Workings(),
        points=None,
        weeks=(),
        factor_sets=(),
        suppressed=CLOSED_OFF,
    )


def _weeks(scope: Scope, kept: Tallies, now: datetime) -> Iterator[Week]:
    """Yield the weeks of the period from the first with anything in it up to this one."""
    begun, last = False, min(scope.period.last, scope.last_day(now))
    day = scope.first_day - timedelta(days=scope.first_day.weekday())
    while day <= last:
        week = _week(scope, kept, day)
        begun = begun or bool(week.checked is None or week.checked or week.waiting)
        if begun and scope.period.first <= day + _THURSDAY <= scope.period.last:
            yield week
        day += _WEEK


def _week(scope: Scope, kept: Tallies, monday: date) -> Week:
    code = week_of(monday)
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
