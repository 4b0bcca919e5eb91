"""Closings: when a period is over, its figures are kept; when they would differ, a second time.

A report closes when nothing of its period can be logged any more and nothing waits for a check,
and at the latest after another 30 days: a claim that is forgotten must not hold it open for ever.
From then on its figures stay. For 400 days, and whenever factors or rules change, it is counted
again; what comes out otherwise is another edition, with the reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

from sqlmodel import Session

from portal import editions, reports, scopes
from portal.editions import EditionReason
from portal.figures import Line, Report, Unquantified
from portal.periods import Period, PeriodKind, between
from portal.scopes import Scope

__all__ = ["close_some", "list_over"]

SETTLING = timedelta(days=30)  # for what waits for a check when nothing can be logged any more
LOOKED_AFTER = timedelta(days=400)  # as long as second looks and answers to appeals may take


def list_over(session: Session, *, now: datetime) -> Sequence[str]:
    """Return every period that is over and not long past, the oldest first."""
    return [period.code for period in _over(reports.offer(session, now=now), now)]


def close_some(session: Session, code: str, *, now: datetime) -> int:
    """Make whatever editions are due of one period, of every scope; return how many those are."""
    offered = scopes.find(session, code, programme="", organisation="", now=now)
    return sum(_close(session, scope, now) for scope in offered.parts())


def _over(scope: Scope, now: datetime) -> Iterator[Period]:
    begun = [run for run in scope.every_run if run.starts_on <= scope.today(now)]
    if not begun:
        return
    last = scope.today(now)
    first = max(min(run.starts_on for run in begun), last - LOOKED_AFTER)
    seasons = {run.season for run in begun if run.ends_on >= first}
    found = [scopes.season(scope.every_run, code) for code in seasons]
    for kind in (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.YEAR):
        found.extend(between(kind, first, last))
    yield from sorted((one for one in found if one.last < last), key=attrgetter("last", "first"))


def _close(session: Session, scope: Scope, now: datetime) -> bool:
    """Make the edition of one report that is due, if one is."""
    if scope.can_still_be_logged(now):
        return False
    there = editions.read(session, scope)
    fresh = reports.work_out(session, scope, now=now)
    reason = _reason(there[-1], fresh) if there else _first(scope, fresh, now)
    if reason:
        report = replace(fresh, is_closed=True)
        editions.keep(session, scope, report, number=len(there) + 1, reason=reason, now=now)
    return reason is not None


def _first(scope: Scope, fresh: Report, now: datetime) -> EditionReason | None:
    """Tell whether a report closes now; one in which nothing was sent has nothing to keep."""
    is_empty = fresh.claims is not None and not fresh.claims.submitted
    is_settled = fresh.is_closed or not scope.can_still_be_logged(now, SETTLING)
    return EditionReason.CLOSED if is_settled and not is_empty else None


def _reason(newest: Report, fresh: Report) -> EditionReason | None:
    """Return why a closed report comes out otherwise now; None where it does not.

    Points go on moving after a period, and who may be told of less is not told of more: neither
    makes an edition.
    """
    if _figures(newest) == _figures(fresh):
        return None
    if (newest.method_version, newest.factor_sets) != (fresh.method_version, fresh.factor_sets):
        return EditionReason.DATA_SET
    return EditionReason.METHOD if newest.method != fresh.method else EditionReason.CORRECTED


def _figures(report: Report) -> tuple[object, ...]:
    """Return its numbers and what they rest on; a name that is put better is no other figure."""
    who = report.claims, report.people, report.households, report.groups, report.impacts
    lines = [
        (*_row(one), one.factor.id, one.factor.value, one.reported, one.counted)
        for one in report.lines
    ]
    return (*who, lines, [(*_row(one), one.act_count) for one in report.unquantified])


def _row(line: Line | Unquantified) -> tuple[object, ...]:
    return line.kind.code, line.region, line.replaced, line.quantity, dict(line.evidence)
