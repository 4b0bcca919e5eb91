"""The simulator: a season week by week, and never less than people could really get."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.plans import ActivityPlan, Plan
from portal.programmes import CapOf, CapPeriod
from portal.reach import AT_HOME, day_by_day, most_at_once, spans_of
from portal.rules import Campaign, Counted, Rule, Run, weigh
from portal.simulator import simulate
from tests.planning import METER, PLAN, SORT, WALK
from tests.portal.test_linter import lines, plans

HOME, *PEOPLE = (UUID(int=n) for n in range(1, AT_HOME + 2))
WEEKLY = replace(PLAN, activities=(SORT,), campaigns=())


def test_a_season_is_told_week_by_week_to_its_last_day() -> None:
    forecast = simulate(PLAN)
    assert len(forecast.weeks) == 14
    assert forecast.weeks[0].first == PLAN.starts_on
    assert forecast.weeks[-1].first == date(2026, 9, 14)


def test_in_the_worst_case_everybody_does_all_there_is_until_the_ceiling() -> None:
    assert [week.worst for week in simulate(WEEKLY).weeks][:3] == [200, 400, 600]
    assert simulate(WEEKLY).worst == 14 * 10 * 20
    assert simulate(PLAN).worst == 500 * 20, "the ceiling holds"


def test_the_day_on_which_the_budget_is_used_up_is_named() -> None:
    short = replace(WEEKLY, budget=1_100, reserve=500)
    forecast = simulate(short)
    assert forecast.budget == 600
    assert forecast.worst_out_on == date(2026, 7, 6), "600 points are given in three weeks"
    assert simulate(WEEKLY).worst_out_on is None


def test_a_theme_week_is_in_the_worst_case() -> None:
    plan = replace(WEEKLY, campaigns=PLAN.campaigns)
    assert simulate(plan).worst == simulate(WEEKLY).worst + 200


def test_as_many_as_are_expected_join_in_the_first_weeks() -> None:
    claims = [week.claims for week in simulate(PLAN).weeks]
    assert claims[:7] == [6, 12, 15, 21, 27, 30, 30]
    assert simulate(PLAN).busiest == 15


def test_what_is_likely_follows_how_much_is_done() -> None:
    forecast = simulate(WEEKLY)
    assert 0 < forecast.likely <= forecast.worst
    assert simulate(replace(WEEKLY, expected_acts=0)).likely == 0
    assert simulate(replace(WEEKLY, expected_holders=1)).likely < forecast.likely


def test_without_days_or_rules_there_is_nothing_to_tell() -> None:
    assert simulate(Plan()).weeks == ()
    assert simulate(Plan()).worst == simulate(Plan()).likely == simulate(Plan()).busiest == 0
    assert simulate(replace(PLAN, activities=())).worst == 0


@pytest.mark.parametrize(
    ("line", "most"),
    [
        (SORT, 10),
        (WALK, 20),
        (METER, 300),
        (replace(METER, cap_of=CapOf.AMOUNT, cap=95), 9),
        (replace(METER, cap_of=CapOf.TIMES, cap=2), 2_000),
        (replace(WALK, cap_of=CapOf.AMOUNT, cap=2), 25),
    ],
)
def test_a_limit_gives_so_much_until_it_begins_again(line: ActivityPlan, most: int) -> None:
    assert most_at_once(line) == most


def test_periods_are_cut_to_the_season() -> None:
    run = Run(date(2026, 6, 15), date(2026, 8, 2), 1)
    assert [first for first, _ in spans_of(CapPeriod.MONTH, run)] == [
        date(2026, 6, 15),
        date(2026, 7, 1),
        date(2026, 8, 1),
    ]
    assert list(spans_of(CapPeriod.EVER, run)) == [(run.starts_on, run.ends_on)]


@given(plans)
def test_no_curve_ever_falls_and_the_likely_one_stays_below(plan: Plan) -> None:
    forecast = simulate(plan)
    worst, likely = ([getattr(it, name) for it in forecast.weeks] for name in ("worst", "likely"))
    assert worst == sorted(worst)
    assert likely == sorted(likely)
    assert all(low <= high for low, high in zip(likely, worst, strict=True))
    assert forecast.worst <= plan.household_ceiling * plan.enrolment_limit


acts = st.lists(
    st.tuples(
        st.integers(0, 97),
        st.sampled_from(PEOPLE),
        st.decimals("0.01", 100, places=2),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(st.lists(lines, min_size=1, max_size=3, unique_by=lambda it: it.code), acts)
def test_nobody_ever_gets_more_than_the_worst_case_says(
    activities: list[ActivityPlan], done: list[tuple[int, UUID, Decimal, int]]
) -> None:
    """The rule engine is asked about a household's season; the simulator must have feared it."""
    first = activities[0]
    shared = [replace(it, cap_group="one", **_limit(first)) for it in activities]
    plan = replace(PLAN, activities=tuple(shared), campaigns=(), award_cap_day=0)
    assert plan.starts_on
    assert plan.ends_on
    run = Run(plan.starts_on, plan.ends_on, plan.household_ceiling)
    counted: list[Counted] = []
    for day, person, amount, which in sorted(done, key=lambda one: one[0]):
        it = shared[which % len(shared)]
        if not it.least_amount <= amount <= it.most_amount:
            continue
        on = plan.starts_on + timedelta(days=day)
        worth = weigh(_rule(it), Counted(HOME, person, it.group, on, amount), counted, run)
        if worth.points:
            counted.append(Counted(HOME, person, it.group, on, amount, worth.points))
        held = sum(one.points for one in counted)
        assert held <= day_by_day(plan)[day]


def _limit(it: ActivityPlan) -> dict:
    return {name: getattr(it, name) for name in ("cap", "cap_of", "cap_period", "cap_who")}


def _rule(it: ActivityPlan) -> Rule:
    facts = {name: getattr(it, name) for name in Rule.__dataclass_fields__}
    return Rule(**{**facts, "cap_group": it.group})


def test_a_theme_week_of_the_engine_and_of_the_plan_are_one() -> None:
    plan = replace(PLAN, activities=(SORT,))
    [week] = plan.campaigns
    assert plan.starts_on
    assert plan.ends_on
    raised = (Campaign(week.starts_on, week.ends_on, week.percent),)
    run = Run(plan.starts_on, plan.ends_on, 500, raised)
    one = Counted(HOME, PEOPLE[0], SORT.group, week.starts_on, Decimal(1))
    assert weigh(_rule(SORT), one, [], run).points == 20
