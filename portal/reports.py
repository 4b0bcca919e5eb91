"""Reports: what was done in a period, what may be shown of it, and what it adds up to.

Read from kept totals in three statements, whose cost does not grow with the number of acts; a
closed one is read as it was published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from db.tables.reports import Counted
from portal import doings, editions, factors, own_sets, scopes, tallies, workings
from portal.doings import Doings
from portal.errors import NotFound
from portal.factors import Numbers
from portal.figures import Claims, Report, Week, Workings
from portal.own_sets import Own
from portal.periods import week_of
from portal.scopes import Scope
from portal.suppression import is_small
from portal.tallies import Tallies

__all__ = ["Report", "Scope", "add_up", "offer", "read", "read_beside", "work_out"]

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
    report, _ = read_beside(session, scope, (), edition=edition, now=now)
    return report, scope


def read_beside(
    session: Session, scope: Scope, others: Sequence[Scope], *, edition: int = 0, now: datetime
) -> tuple[Report, Sequence[Report]]:
    """Return a report and others, of the same programmes in other periods, in the same statements.

    Each of the others is what its own address says, without its weeks and points.
    """
    each = {one.period.code: one for one in (scope, *others)}
    kept = tallies.read(session, scope, [*each][1:])
    published = _published(session, scope, kept, each)
    there = published.get(scope.period.code, ())
    if edition and not 0 < edition <= len(there):
        raise NotFound
    still_open = [code for code in each if code not in published]
    done = doings.read(session, scope, still_open) if still_open else Doings()
    beside = [
        found[0] if (found := published.get(code)) else _shown(session, one, kept, done, now)
        for code, one in [*each.items()][1:]
    ]
    if there:
        return replace(there[max(edition, 1) - 1], editions=tuple(there)), beside
    return _whole(session, scope, kept, done, now), beside


def work_out(session: Session, scope: Scope, *, now: datetime) -> Report:
    """Return the report as it is now, closed or not."""
    kept = tallies.read(session, scope)
    return _whole(session, scope, kept, doings.read(session, scope, [scope.period.code]), now)


def _published(
    session: Session, scope: Scope, kept: Tallies, periods: Iterable[str]
) -> Mapping[str, Sequence[Report]]:
    """Return the editions of those periods that are closed."""
    about = editions.subject(scope)["about_id"]
    closed = [code for code in periods if kept.has_closed(about, code)]
    return editions.read_each(session, scope, closed) if closed and scope.runs else {}


def _whole(session: Session, scope: Scope, kept: Tallies, done: Doings, now: datetime) -> Report:
    report = _shown(session, scope, kept, done, now)
    if report.claims is None:
        return report
    return replace(report, points=done.points, weeks=tuple(_weeks(scope, kept, now)))


def _shown(session: Session, scope: Scope, kept: Tallies, done: Doings, now: datetime) -> Report:
    is_hidden = kept.hidden.covers(scope.ids, scope.period.code, is_all=scope.is_all)
    report = _report(session, scope, kept, done, now)
    return _closed_off(report) if is_hidden else report


def add_up(session: Session, scope: Scope, kept: Tallies) -> Workings:
    """Return what the acts of a scope add up to by the data set alone, as it is now."""
    claims, numbers, code = _claims(scope, kept), factors.read(session), scope.period.code
    acts = doings.read(session, scope, [code]).acts(code)
    return workings.work_out(acts, numbers, claims.audit_error_rate)


def offer(session: Session, *, now: datetime) -> Scope:
    """Return what can be asked for, beside this year's report."""
    return scopes.find(session, f"{now:%Y}", programme="", organisation="", now=now)


def _report(session: Session, scope: Scope, kept: Tallies, done: Doings, now: datetime) -> Report:
    """Put everything but weeks and points together, as if all of it could be shown."""
    code, numbers = scope.period.code, factors.read(session)
    claims = _claims(scope, kept)
    people = done.who(code, Counted.PEOPLE)
    too_few = is_small(people)  # beside classes, say
    own = _own_factors(session, scope, numbers)
    worked = workings.work_out(done.acts(code), numbers, claims.audit_error_rate, own)
    used = {line.factor.own for line in worked.lines}
    return Report(
        period=scope.period,
        season_name=scope.season_name,
        programme=scope.programme,
        organisation=scope.organisation,
        generated_at=now,
        is_closed=not (claims.waiting or scope.can_still_be_logged(now)),
        method_version=numbers.version,
        people=None if too_few else people,
        households=None if too_few else done.who(code, Counted.HOUSEHOLDS),
        groups=done.who(code, Counted.GROUPS),
        suppressed=("people", "households") if too_few else (),
        claims=claims,
        workings=worked,
        points=None,
        weeks=(),
        programmes=scope.programmes,
        factor_sets=tuple(one for one in own.sets if one.code in used),
    )


def _claims(scope: Scope, kept: Tallies) -> Claims:
    code = scope.period.code
    return Claims(**{one.value: kept.sum(scope.ids, code, one) for one in STANDINGS})


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
