"""Reach: the most that somebody can get out of a plan's rules. Pure sums that ask no database.

An upper bound and never less than portal/rules.py would give: whoever does everything as often as
the limits allow, on the first day on which they allow it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.plans import ActivityPlan, Plan
from portal.rules import CapOf, CapPeriod, CapWho, Run, period_of

__all__ = ["AT_HOME", "day_by_day", "most_a_claim", "most_at_once", "reachable", "spans_of"]

AT_HOME = 6  # people in a large household, for limits that count each person
_PLAIN = 100  # per cent
_DAY = timedelta(days=1)

Wanted = Callable[[ActivityPlan], bool]


@dataclass(frozen=True)
class Span:
    """A period of a limit, as far as the season lasts, and the most it can give in it."""

    first: date
    points: int


def most_a_claim(it: ActivityPlan, percent: int = _PLAIN) -> int:
    """Return what the largest single claim of an activity is worth before limits."""
    if it.per_amount is None:
        return it.points * percent // _PLAIN
    return int(it.most_amount // it.per_amount) * it.points * percent // _PLAIN


def most_at_once(it: ActivityPlan, percent: int = _PLAIN) -> int:
    """Return what an activity gives one person or household until its limit begins again."""
    match it.cap_of:
        case CapOf.POINTS:
            return it.cap
        case CapOf.TIMES:
            return it.cap * most_a_claim(it, percent)
        case CapOf.AMOUNT if it.per_amount is not None:
            return int(it.cap // it.per_amount) * it.points * percent // _PLAIN
        case _:
            least = max(it.least_amount, Decimal("0.01"))
            return math.ceil(it.cap / least) * it.points * percent // _PLAIN


def spans_of(period: CapPeriod, run: Run) -> Iterator[tuple[date, date]]:
    """Yield the periods of a season one after the other, cut to its days."""
    day = run.starts_on
    while day <= run.ends_on:
        first, last = period_of(period, day, run)
        yield max(first, run.starts_on), min(last, run.ends_on)
        if last >= run.ends_on:
            return
        day = last + _DAY


def reachable(plan: Plan, wanted: Wanted = lambda _it: True, people: int = 1) -> int:
    """Return what a household of so many can reach in the season by the activities that are wanted.

    Its ceiling is left out, so that it can be compared with it.
    """
    return sum(span.points for span in _spans(plan, wanted, people))


def day_by_day(plan: Plan, people: int = AT_HOME) -> list[int]:
    """Return the most points one household can hold at the end of each day of the season."""
    if plan.starts_on is None or plan.ends_on is None:
        return []
    begun: dict[date, int] = defaultdict(int)
    for span in _spans(plan, lambda _it: True, people):
        begun[span.first] += span.points
    held, days = 0, []
    open_ = 0  # what limits have allowed and a day's own limit has held back
    for number in range((plan.ends_on - plan.starts_on).days + 1):
        open_ += begun[plan.starts_on + number * _DAY]
        taken = min(open_, plan.award_cap_day or open_, plan.household_ceiling - held)
        held, open_ = held + taken, open_ - taken
        days.append(held)
    return days


def _spans(plan: Plan, wanted: Wanted, people: int) -> Iterator[Span]:
    """Yield what each shared limit can give in each of its periods."""
    if plan.starts_on is None or plan.ends_on is None:
        return
    run = Run(plan.starts_on, plan.ends_on, plan.household_ceiling)
    groups: dict[str, list[ActivityPlan]] = defaultdict(list)
    for it in plan.activities:
        if wanted(it):
            groups[it.group].append(it)
    for group in groups.values():
        times = people if any(it.cap_who is CapWho.PERSON for it in group) else 1
        for first, last in spans_of(group[0].cap_period, run):
            most = max(most_at_once(it, _percent(plan, it, first, last)) for it in group)
            yield Span(first, most * times)


def _percent(plan: Plan, it: ActivityPlan, first: date, last: date) -> int:
    """Return the highest a theme week raises an activity in these days."""
    return max(
        (
            week.percent
            for week in plan.campaigns
            if it.code in week.activities and week.starts_on <= last and week.ends_on >= first
        ),
        default=_PLAIN,
    )
