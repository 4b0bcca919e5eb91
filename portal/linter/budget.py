"""Points that were promised and are not there, and work that nobody has time for."""

from collections.abc import Iterator

from portal.linter.findings import Concern, Finding, Setting
from portal.plans import Plan
from portal.reach import most_a_claim

__all__ = ["MINUTES", "list_budget", "minutes_a_week", "worst_case"]

MINUTES = 0.5  # to look at one claim and decide, with everything around it


def worst_case(plan: Plan) -> int:
    """Return what a season costs when every household that may join reaches its ceiling."""
    return plan.household_ceiling * plan.enrolment_limit + plan.reserve


def minutes_a_week(plan: Plan) -> int:
    """Return how long checking takes in a week when as many act as are expected."""
    return round(plan.expected_holders * plan.expected_acts * MINUTES)


def list_budget(plan: Plan, _setting: Setting) -> Iterator[Finding]:
    """Yield what is promised and not covered."""
    if plan.budget and worst_case(plan) > plan.budget:
        facts = {"need": worst_case(plan), "budget": plan.budget}
        yield Finding(Concern.BUDGET_SHORT, "budget", facts)
    for it in plan.activities:
        most = min(most_a_claim(it), it.cap if it.cap_of == "points" else most_a_claim(it))
        if plan.award_cap_day and most > plan.award_cap_day:
            facts = {"points": most, "limit": plan.award_cap_day}
            yield Finding(Concern.DAY_LIMIT, f"activity:{it.code}", facts)
        if plan.household_ceiling and it.points > plan.household_ceiling:
            facts = {"points": it.points, "limit": plan.household_ceiling}
            yield Finding(Concern.CEILING_LOW, f"activity:{it.code}", facts)
    need, have = minutes_a_week(plan), plan.checker_hours * 60
    if need > have:
        yield Finding(Concern.WORKLOAD, "work", {"need": need, "have": have})
