"""The linter: what is wrong with a plan, line by line. Pure functions of plain values.

What blocks keeps a programme from being published; the rest is said beside it, in public.
"""

from portal.linter.budget import list_budget
from portal.linter.fairness import list_fairness
from portal.linter.findings import BLOCKING, Concern, Finding, Setting
from portal.linter.missing import list_missing
from portal.linter.rules import list_contradictions
from portal.linter.seasons import list_dates
from portal.linter.texts import list_texts
from portal.plans import Plan

__all__ = ["BLOCKING", "Concern", "Finding", "Setting", "lint"]

_CHECKS = (
    list_missing,
    list_dates,
    list_budget,
    list_contradictions,
    list_fairness,
    list_texts,
)


def lint(plan: Plan, setting: Setting) -> list[Finding]:
    """Return everything there is to say, what blocks first, in the order of the questions."""
    found = [finding for check in _CHECKS for finding in check(plan, setting)]
    return sorted(found, key=lambda finding: not finding.is_blocking)
