"""Comparisons: a report held against the same time a year before, and against the beginning.

Only what each of the two says at its own address is compared, so a difference tells nothing that
was not known. It stands beside a report and not in it: a closed edition stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session

from portal import earlier, reports, scopes
from portal.earlier import Basis, Ran
from portal.figures import Report
from portal.scopes import Scope

__all__ = ["LEAST", "Basis", "Comparison", "Remark", "Row", "Standing", "compare", "read"]

LEAST = 100  # there were before: of fewer, no share is told
_SHARE = Decimal("0.0001")
Number = int | Decimal | None


class Standing(StrEnum):
    """What is known of the time before."""

    TOLD = "told"
    HIDDEN = "hidden"
    EMPTY = "empty"  # nothing of it was checked
    AWAY = "away"  # out of season
    NEVER = "never"  # there was no such time


class Remark(StrEnum):
    """What a reader must know about the two."""

    UNFINISHED = "unfinished"  # the report's own time is not over, so no difference is told
    OPEN = "open"  # the time before may still change
    DATA_SET = "data-set"  # counted by other factors
    METHOD = "method"  # counted by other rules
    OWN_FACTORS = "own-factors"  # of the programme: not the same sets of them count in both
    DAYS = "days"  # not as many days in season
    PROGRAMMES = "programmes"  # not as many programmes in season


class Row(NamedTuple):
    """A figure at both times; None is not told, and then there is no difference."""

    what: str  # checked, people, households, groups, or a metric
    own: str  # the programme's own factors behind it; empty: the data set, or no factor at all
    now: Number
    before: Number
    difference: Number = None
    share: Decimal | None = None  # of what there was before, where that is not tiny


@dataclass(frozen=True)
class Comparison:
    """A report held against one other time."""

    basis: Basis
    scope: Scope | None  # at the other time; None: there was no such time
    report: Report
    before: Report | None  # what its address says, without weeks and points; None: out of season
    ran_now: Ran
    ran_before: Ran
    is_over: bool  # the report's own time

    @property
    def standing(self) -> Standing:
        """What is known of the time before."""
        if self.scope is None:
            return Standing.NEVER
        if self.before is None:
            return Standing.AWAY
        if self.before.claims is None:
            return Standing.HIDDEN
        return Standing.TOLD if self.before.claims.approved else Standing.EMPTY

    @property
    def rows(self) -> tuple[Row, ...]:
        """The figures of both; without differences while the report's own time is not over."""
        if self.before is None or self.standing is not Standing.TOLD:
            return ()
        found = compare(self.report, self.before)
        return tuple(
            row if self.is_over else row._replace(difference=None, share=None) for row in found
        )

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What a reader must know about them."""
        mine, theirs = self.report, self.before
        if theirs is None or self.standing is not Standing.TOLD:
            return ()
        found = {
            Remark.UNFINISHED: not self.is_over,
            Remark.OPEN: not theirs.is_closed,
            Remark.DATA_SET: mine.method_version != theirs.method_version,
            Remark.METHOD: mine.method != theirs.method,
            Remark.OWN_FACTORS: mine.factor_sets != theirs.factor_sets,
            Remark.DAYS: self.ran_now.days != self.ran_before.days,
            Remark.PROGRAMMES: self.ran_now.programmes != self.ran_before.programmes,
        }
        return tuple(remark for remark, is_so in found.items() if is_so)


def read(
    session: Session,
    code: str,
    *,
    programme: str = "",
    organisation: str = "",
    edition: int = 0,
    now: datetime,
) -> tuple[Report, Scope, tuple[Comparison, ...]]:
    """Return a report and its scope, as `reports.read` does, and what it is held against.

    That is nothing where the report itself shows nothing.
    """
    scope = scopes.find(session, code, programme=programme, organisation=organisation, now=now)
    times = dict(earlier.times(scope))
    there = [one for one in times.values() if one and earlier.ran(one).days]
    report, found = reports.read_beside(session, scope, there, edition=edition, now=now)
    if report.claims is None or not report.claims.submitted:
        return report, scope, ()
    before = {one.period.code: one for one in found}
    compared = (
        Comparison(
            basis=basis,
            scope=other,
            report=report,
            before=before.get(other.period.code) if other else None,
            ran_now=earlier.ran(scope),
            ran_before=earlier.ran(other) if other else Ran(0, 0),
            is_over=scope.today(now) > scope.period.last,
        )
        for basis, other in times.items()
    )
    return report, scope, tuple(compared)


def compare(report: Report, before: Report) -> Iterator[Row]:
    """Yield the figures of two reports with their differences. Pure.

    Of each report only what it shows is asked for; a sum is held against one by the same factors.
    """
    mine, theirs = report.claims, before.claims
    if mine is None or theirs is None:
        return
    counts = {
        "checked": (mine.approved, theirs.approved),
        "people": (report.people, before.people),
        "households": (report.households, before.households),
        "groups": (report.groups, before.groups),
    }
    for what, (now, then) in counts.items():
        if what != "groups" or now or then:
            yield _row(what, "", now, then, base=then or 0)
    past = {(one.metric, one.impact_class, one.own): one.counted.central for one in before.impacts}
    for one in report.impacts:
        was = past.get((one.metric, one.impact_class, one.own))
        if one.is_main and (one.reported or was):
            yield _row(one.metric, one.own, one.counted.central, was, base=theirs.approved)


def _row(what: str, own: str, now: Number, then: Number, *, base: int) -> Row:
    """Return a row with its difference; a share is told where `base` is not tiny."""
    if now is None or then is None:
        return Row(what, own, now, then)
    difference = now - then
    is_told = base >= LEAST and then > 0
    share = (Decimal(difference) / then).quantize(_SHARE, ROUND_HALF_UP) if is_told else None
    return Row(what, own, now, then, difference, share)
