"""Rules that contradict themselves or each other."""

from collections import defaultdict
from collections.abc import Iterator

from portal.linter.findings import Concern, Finding, Setting
from portal.plans import ActivityPlan, Plan
from portal.reach import most_a_claim, most_at_once

__all__ = ["list_contradictions"]

_CLASSES = frozenset("ABCD")


def list_contradictions(plan: Plan, setting: Setting) -> Iterator[Finding]:
    """Yield what cannot be meant."""
    for it in plan.activities:
        for concern in _wrong_with(plan, it, setting):
            yield Finding(concern, f"activity:{it.code}")
    groups: dict[str, list[ActivityPlan]] = defaultdict(list)
    for it in plan.activities:
        groups[it.group].append(it)
    for first, *others in groups.values():
        for it in others:
            if _limit(it) != _limit(first):
                other = {"other": first.code}
                yield Finding(Concern.LIMITS_DIFFER, f"activity:{it.code}", other)


def _wrong_with(plan: Plan, it: ActivityPlan, setting: Setting) -> Iterator[Concern]:
    if it.code not in setting.known:
        yield Concern.UNKNOWN_ACTIVITY
    if it.least_amount > it.most_amount or most_a_claim(it) == 0:
        yield Concern.NEVER_EARNS
    elif most_at_once(it) < it.points:
        yield Concern.LIMIT_TOO_SMALL
    if not it.evidence or not set(it.evidence) <= _CLASSES:
        yield Concern.PROOF_UNKNOWN
    if it.instead is not None and (it.instead == it.code or plan.activity(it.instead) is None):
        yield Concern.INSTEAD_UNKNOWN


def _limit(it: ActivityPlan) -> tuple[object, ...]:
    return it.cap, it.cap_of, it.cap_period, it.cap_who
