"""What a claim earns, and every limit: by example, then for any history at all."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.tables.programmes import CapOf, CapPeriod, CapWho
from portal.rules import Campaign, Counted, Rule, Run, Why, Worth, period_of, weigh

LINDEN, FENNEL, ROSA, TOM = (UUID(int=n) for n in range(1, 5))
MONDAY = date(2026, 6, 1)
RUN = Run(date(2026, 3, 2), date(2026, 8, 30), ceiling=3000)
TRIP = Rule(
    points=5,
    per_amount=None,
    least_amount=Decimal("0.4"),
    cap=4,
    cap_of=CapOf.TIMES,
    cap_period=CapPeriod.DAY,
    cap_who=CapWho.PERSON,
    cap_group="travel",
)
WEIGHED = Rule(
    points=10,
    per_amount=Decimal(1),
    least_amount=Decimal(1),
    cap=200,
    cap_of=CapOf.POINTS,
    cap_period=CapPeriod.WEEK,
    cap_who=CapWho.HOLDER,
    cap_group="drop-off",
)
ITEMS = Rule(
    points=10,
    per_amount=Decimal(1),
    least_amount=Decimal(1),
    cap=5,
    cap_of=CapOf.AMOUNT,
    cap_period=CapPeriod.MONTH,
    cap_who=CapWho.HOLDER,
    cap_group="second-hand",
)


def act(amount: str, rule: Rule, **facts: object) -> Counted:
    told = {"holder_id": LINDEN, "person_id": ROSA, "done_on": MONDAY, **facts}
    return Counted(cap_group=rule.cap_group, amount=Decimal(amount), **told)  # type: ignore[arg-type]


def earned(rule: Rule, amount: str, *earlier: Counted, run: Run = RUN) -> Worth:
    return weigh(rule, act(amount, rule), earlier, run)


def test_a_trip_is_worth_the_same_however_long_it_is() -> None:
    assert earned(TRIP, "0.4").points == earned(TRIP, "40").points == 5


def test_a_trip_below_the_smallest_distance_is_worth_nothing_and_says_why() -> None:
    worth = earned(TRIP, "0.3")
    assert worth.points == 0
    assert worth.lines[0].why is Why.TOO_LITTLE
    assert worth.lines[0].facts == {"least": "0.4", "amount": "0.3"}


def test_only_whole_steps_of_an_amount_count() -> None:
    worth = earned(WEIGHED, "2.9")
    assert worth.points == 20
    assert worth.lines[0].facts == {"amount": "2.9", "each": 10, "per": "1"}


def test_ten_litres_make_one_point() -> None:
    by_ten = replace(WEIGHED, points=1, per_amount=Decimal(10))
    assert earned(by_ten, "39").points == 3


def test_the_fifth_trip_of_a_day_is_worth_nothing_and_says_which_limit() -> None:
    worth = earned(TRIP, "2", *[act("1", TRIP, points=5)] * 4)
    assert worth.points == 0
    assert worth.is_limited
    assert [line.points for line in worth.lines] == [5, -5]
    limit = worth.lines[1]
    assert limit.why is Why.LIMIT
    assert limit.facts == {
        "cap": 4,
        "cap_of": "times",
        "cap_period": "day",
        "cap_who": "person",
        "left": "0",
    }


def test_a_limit_for_each_person_leaves_the_others_theirs() -> None:
    toms = [act("1", TRIP, person_id=TOM, points=5)] * 4
    assert earned(TRIP, "2", *toms).points == 5


def test_a_limit_for_the_household_adds_its_members_up() -> None:
    toms = [act("5", ITEMS, person_id=TOM, points=50)]
    assert earned(ITEMS, "1", *toms).points == 0


def test_another_household_does_not_use_up_my_limit() -> None:
    theirs = [act("5", ITEMS, holder_id=FENNEL, points=50)]
    assert earned(ITEMS, "1", *theirs).points == 10


def test_other_kinds_of_act_have_limits_of_their_own() -> None:
    assert earned(ITEMS, "1", *[act("1", TRIP, points=5)] * 9).points == 10


def test_acts_with_one_limit_between_them_use_it_up_together() -> None:
    bus = replace(TRIP, points=3)
    assert weigh(bus, act("9", bus), [act("1", TRIP, points=5)] * 4, RUN).points == 0


def test_what_is_left_of_an_amount_still_counts() -> None:
    worth = earned(ITEMS, "3", act("4", ITEMS, points=40))
    assert worth.points == 10
    assert worth.lines[1].facts["left"] == "1"


def test_what_is_left_of_the_points_still_counts() -> None:
    assert earned(WEIGHED, "9", act("15", WEIGHED, points=150)).points == 50


def test_a_flat_amount_is_earned_while_anything_of_the_limit_is_left() -> None:
    lift = replace(TRIP, cap=10, cap_of=CapOf.AMOUNT)
    assert earned(lift, "40").points == 5
    assert earned(lift, "1", act("40", lift, points=5)).points == 0


def test_the_seasons_ceiling_comes_last_and_says_so() -> None:
    almost = [act("1", TRIP, points=2995, done_on=MONDAY - timedelta(days=30))]
    worth = earned(WEIGHED, "9", *almost)
    assert worth.points == 5
    assert worth.lines[-1].why is Why.CEILING
    assert worth.lines[-1].facts == {"ceiling": 3000, "left": 5}


def test_last_seasons_points_do_not_count_towards_this_seasons_ceiling() -> None:
    before = [act("1", TRIP, points=3000, done_on=RUN.starts_on - timedelta(days=1))]
    assert earned(WEIGHED, "9", *before).points == 90


def test_last_months_acts_do_not_use_up_this_months_limit() -> None:
    may = [act("5", ITEMS, points=50, done_on=MONDAY - timedelta(days=1))]
    assert earned(ITEMS, "1", *may).points == 10


def in_week(percent: int, first: date = MONDAY, last: date = MONDAY) -> Run:
    return replace(RUN, campaigns=(Campaign(first, last, percent),))


def test_a_theme_week_raises_what_an_act_of_its_days_earns_and_says_so() -> None:
    worth = earned(WEIGHED, "2.9", run=in_week(150))
    assert worth.points == 30
    assert [(line.why, line.points) for line in worth.lines] == [
        (Why.PER_AMOUNT, 20),
        (Why.CAMPAIGN, 10),
    ]
    assert worth.lines[1].facts == {"percent": 150}


@pytest.mark.parametrize("days", [-1, 1])
def test_a_theme_week_says_nothing_of_the_days_around_it(days: int) -> None:
    day = MONDAY + timedelta(days=days)
    assert earned(WEIGHED, "2", run=in_week(200, day, day)).points == 20


def test_half_a_point_of_a_theme_week_is_none() -> None:
    assert earned(TRIP, "1", run=in_week(150)).points == 7


def test_a_theme_week_raises_no_limit() -> None:
    assert earned(WEIGHED, "60", run=in_week(200)).points == 200
    three = [act("1", TRIP, points=10)] * 3
    assert earned(TRIP, "1", *three, run=in_week(200)).points == 10
    assert earned(TRIP, "1", *three, three[0], run=in_week(200)).points == 0


def test_two_theme_weeks_are_never_added_up() -> None:
    both = (Campaign(MONDAY, MONDAY, 150), Campaign(MONDAY, MONDAY, 200))
    assert earned(WEIGHED, "2", run=replace(RUN, campaigns=both)).points == 40


def test_a_theme_week_is_of_the_activities_it_names() -> None:
    line = {"starts_on": "2026-06-01", "ends_on": "2026-06-07", "percent": 200}
    lines = [{**line, "activities": ["walk", "bus"]}]
    [week] = Campaign.all_of(lines, "bus")
    assert (week.starts_on, week.ends_on, week.percent) == (MONDAY, date(2026, 6, 7), 200)
    assert Campaign.all_of(lines, "cycle") == ()


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        (CapPeriod.DAY, date(2026, 6, 3), date(2026, 6, 3), date(2026, 6, 3)),
        (CapPeriod.WEEK, date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 7)),
        (CapPeriod.WEEK, date(2026, 6, 7), date(2026, 6, 1), date(2026, 6, 7)),
        (CapPeriod.WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        (CapPeriod.MONTH, date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        (CapPeriod.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (CapPeriod.SEASON, date(2026, 6, 3), RUN.starts_on, RUN.ends_on),
        (CapPeriod.YEAR, date(2026, 6, 3), date(2026, 1, 1), date(2026, 12, 31)),
        (CapPeriod.EVER, date(2026, 6, 3), date.min, date.max),
    ],
)
def test_periods_begin_and_end_where_people_expect(
    period: CapPeriod, day: date, first: date, last: date
) -> None:
    assert period_of(period, day, RUN) == (first, last)


def test_the_lines_can_be_kept_as_plain_values() -> None:
    assert earned(WEIGHED, "2").kept() == [
        {"why": "per_amount", "points": 20, "facts": {"amount": "2", "each": 10, "per": "1"}}
    ]


amounts = st.decimals(min_value=0, max_value=5000, places=2)
rules = st.builds(
    Rule,
    points=st.integers(1, 200),
    per_amount=st.none() | st.decimals(min_value="0.1", max_value=100, places=1),
    least_amount=st.decimals(min_value=0, max_value=10, places=1),
    cap=st.integers(1, 400),
    cap_of=st.sampled_from(CapOf),
    cap_period=st.sampled_from(CapPeriod),
    cap_who=st.sampled_from(CapWho),
    cap_group=st.just("one"),
)
acts = st.builds(
    Counted,
    holder_id=st.sampled_from([LINDEN, FENNEL]),
    person_id=st.sampled_from([ROSA, TOM]),
    cap_group=st.sampled_from(["one", "other"]),
    done_on=st.dates(RUN.starts_on - timedelta(days=10), RUN.ends_on),
    amount=amounts,
    points=st.integers(0, 500),
)
campaigns = st.builds(
    Campaign,
    st.dates(RUN.starts_on, MONDAY),
    st.dates(MONDAY, RUN.ends_on),
    st.integers(101, 200),
)
runs = st.builds(
    Run,
    *(st.just(RUN.starts_on), st.just(RUN.ends_on), st.integers(0, 2000)),
    st.tuples() | st.tuples(campaigns),
)


@given(rules, amounts, st.lists(acts, max_size=8), runs)
def test_a_claim_never_earns_less_than_nothing_nor_more_than_without_limits(
    rule: Rule, amount: Decimal, earlier: list[Counted], run: Run
) -> None:
    worth = weigh(rule, act(str(amount), rule), earlier, run)
    assert 0 <= worth.points <= worth.lines[0].points * run.percent_on(MONDAY) // 100
    assert worth.points <= 2 * worth.lines[0].points, "a theme week doubles at most"
    assert worth.points <= run.ceiling
    assert sum(line.points for line in worth.lines) == worth.points


@given(rules, amounts, amounts, st.lists(acts, max_size=8), runs)
def test_more_is_never_worth_less(
    rule: Rule, one: Decimal, other: Decimal, earlier: list[Counted], run: Run
) -> None:
    less, more = sorted([one, other])
    assert (
        weigh(rule, act(str(less), rule), earlier, run).points
        <= weigh(rule, act(str(more), rule), earlier, run).points
    )


@given(rules, amounts, st.lists(acts, max_size=8), acts, runs)
def test_an_act_that_counts_already_never_makes_the_next_one_worth_more(
    rule: Rule, amount: Decimal, earlier: list[Counted], another: Counted, run: Run
) -> None:
    mine = act(str(amount), rule)
    assert (
        weigh(rule, mine, [*earlier, another], run).points <= weigh(rule, mine, earlier, run).points
    )


@given(rules, st.lists(st.tuples(acts, amounts), max_size=12), runs)
def test_whatever_is_done_no_limit_and_no_ceiling_is_ever_passed(
    rule: Rule, history: list[tuple[Counted, Decimal]], run: Run
) -> None:
    counted: list[Counted] = []
    for done, amount in history:
        mine = replace(done, cap_group="one", amount=amount, points=0)
        worth = weigh(rule, mine, counted, run)
        if worth.points:
            counted.append(replace(mine, points=worth.points))
    for holder in (LINDEN, FENNEL):
        in_season = [c for c in counted if c.holder_id == holder and c.done_on >= run.starts_on]
        assert sum(c.points for c in in_season) <= run.ceiling
    for one in counted:
        since, until = period_of(rule.cap_period, one.done_on, run)
        who = "person_id" if rule.cap_who is CapWho.PERSON else "holder_id"
        same = [
            c
            for c in counted
            if getattr(c, who) == getattr(one, who) and since <= c.done_on <= until
        ]
        if rule.cap_of is CapOf.TIMES:
            assert len(same) <= rule.cap
        if rule.cap_of is CapOf.POINTS:
            assert sum(c.points for c in same) <= rule.cap
        if rule.cap_of is CapOf.AMOUNT and rule.per_amount is not None:
            assert sum(c.points for c in same) * rule.per_amount <= rule.cap * rule.points
