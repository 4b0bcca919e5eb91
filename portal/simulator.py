"""The simulator: how a season may go, week by week. Pure sums that ask no database."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.linter.budget import MINUTES
from portal.plans import ActivityPlan, Plan
from portal.reach import day_by_day, most_at_once

__all__ = ["Forecast", "Week", "simulate"]

JOINING = 6  # weeks until as many take part as are expected
_A_WEEK = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Week:
    """Points given by the end of a week since the season began, and the work of that week."""

    first: date
    worst: int
    likely: int
    claims: int
    minutes: int


@dataclass(frozen=True)
class Forecast:
    """A season as it may go."""

    weeks: tuple[Week, ...]
    budget: int  # without what is kept for goodwill
    worst_out_on: date | None  # the day on which the budget would be used up, if it would
    likely_out_on: date | None

    @property
    def worst(self) -> int:
        """Points given at the end, when everybody does all there is to do."""
        return self.weeks[-1].worst if self.weeks else 0

    @property
    def likely(self) -> int:
        """Points given at the end, when as many act as are expected."""
        return self.weeks[-1].likely if self.weeks else 0

    @property
    def busiest(self) -> int:
        """Minutes of checking in the busiest week."""
        return max((week.minutes for week in self.weeks), default=0)


def simulate(plan: Plan) -> Forecast:
    """Return how a season may go; without days or rules there is nothing to say."""
    held = [points * plan.enrolment_limit for points in day_by_day(plan)]
    if not held or plan.starts_on is None:
        return Forecast((), plan.budget, None, None)
    budget = plan.budget - plan.reserve
    likely = _likely(plan, len(held))
    weeks = tuple(
        _week(plan, plan.starts_on, number, held, likely)
        for number in range(-(-len(held) // _A_WEEK))
    )
    out_on = (_out_on(plan.starts_on, curve, budget) for curve in (held, likely))
    return Forecast(weeks, budget, *out_on)


def _week(plan: Plan, starts_on: date, number: int, worst: list[int], likely: list[int]) -> Week:
    last = min((number + 1) * _A_WEEK, len(worst)) - 1
    claims = _joined(plan, number) * plan.expected_acts
    first = starts_on + number * _A_WEEK * _DAY
    return Week(first, worst[last], likely[last], claims, round(claims * MINUTES))


def _likely(plan: Plan, days: int) -> list[int]:
    """Let as many as are expected join in the first weeks and do the usual; never more than all."""
    each = plan.expected_acts * _usual(plan)
    ceiling = plan.household_ceiling * min(plan.expected_holders, plan.enrolment_limit)
    given, curve = 0.0, []
    for day in range(days):
        given = min(given + _joined(plan, day // _A_WEEK) * each / _A_WEEK, ceiling)
        curve.append(int(given))
    most = [points * plan.enrolment_limit for points in day_by_day(plan)]
    return [min(pair) for pair in zip(curve, most, strict=True)]


def _joined(plan: Plan, week: int) -> int:
    expected = min(plan.expected_holders, plan.enrolment_limit)
    return min(expected, -(-expected * (week + 1) // JOINING))


def _usual(plan: Plan) -> float:
    """Return what one act is worth on average, every limit counted once."""
    groups: dict[str, int] = {}
    for it in plan.activities:
        groups[it.group] = max(groups.get(it.group, 0), _once(it))
    return sum(groups.values()) / len(groups) if groups else 0


def _once(it: ActivityPlan) -> int:
    """Return what the smallest act that counts is worth."""
    if it.per_amount is None:
        return it.points
    steps = max(1, int(it.least_amount // it.per_amount))
    return min(steps * it.points, most_at_once(it))


def _out_on(starts_on: date, curve: list[int], budget: int) -> date | None:
    days = (starts_on + at * _DAY for at, points in enumerate(curve) if points > budget)
    return next(days, None)
