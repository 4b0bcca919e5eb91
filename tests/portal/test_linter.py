"""The linter: every rule by a plan that breaks it and nothing else, then for any plan at all."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.demo import sheets
from portal.linter import BLOCKING, Concern, Finding, Setting, lint
from portal.linter.needs import IN_THE_DATA_SET, needs_buying, needs_travelling
from portal.linter.texts import WORDS, find_words
from portal.plans import BOUNDS, ActivityPlan, CampaignPlan, Plan
from portal.programmes import CapOf, CapPeriod, CapWho, Mode
from portal.reach import day_by_day, reachable
from tests.habits.tree import ROOT
from tests.planning import METER, PLAN, SORT, WALK, WEEK

REFERENCE = ROOT / "db/reference"
KNOWN = frozenset(
    row["slug"]
    for name in ("activities", "activities_own")
    for row in csv.DictReader((REFERENCE / f"{name}.csv").read_text("utf-8").splitlines())
)
SETTING = Setting(date(2026, 6, 1), KNOWN, "WD-C-0117", ("en", "zh-hans"))
CLASS_JOB = ActivityPlan(
    *("class-job", 1, 28, CapOf.POINTS, CapPeriod.DAY, "B"),
    per_amount=Decimal(1),
    most_amount=Decimal(28),
)
BULB = ActivityPlan("led-bulb", 10, 40, CapOf.TIMES, CapPeriod.SEASON, "C")


def concerns(setting: Setting = SETTING, **facts: object) -> set[tuple[str, str]]:
    found = lint(replace(PLAN, **facts), setting)  # type: ignore[arg-type]
    return {(one.concern.value, one.about) for one in found}


def only(concern: Concern, about: str) -> set[tuple[str, str]]:
    return {(concern.value, about)}


def test_a_sound_plan_has_no_findings() -> None:
    assert lint(PLAN, SETTING) == []


def test_an_empty_plan_says_what_is_missing_and_nothing_contradicts_itself() -> None:
    found = lint(Plan(), SETTING)
    assert {one.concern for one in found if one.is_blocking} == {
        Concern.MISSING,
        Concern.LEGAL_EMPTY,
    }
    assert {"code", "text:name", "starts_on", "budget", "activities"} <= {it.about for it in found}


@pytest.mark.parametrize(
    ("facts", "concern", "about"),
    [
        ({"budget": 10_499}, Concern.BUDGET_SHORT, "budget"),
        ({"reserve": 501}, Concern.BUDGET_SHORT, "budget"),
        ({"starts_on": date(2026, 6, 1)}, Concern.SEASON_PAST, "season"),
        ({"ends_on": date(2027, 9, 20)}, Concern.SEASON_LONG, "season"),
        ({"licence": " "}, Concern.LEGAL_EMPTY, "licence"),
        ({"summary": {}}, Concern.MISSING, "text:summary"),
        ({"award_cap_day": 299}, Concern.DAY_LIMIT, "activity:save-water"),
        ({"checker_hours": 0}, Concern.WORKLOAD, "work"),
        ({"summary": {"en": "Sort and save."}}, Concern.LANGUAGE_MISSING, "language:zh-hans"),
        ({"expected_acts": 0}, Concern.MISSING, "expected_acts"),
    ],
)
def test_one_fact_makes_one_finding(facts: dict, concern: Concern, about: str) -> None:
    assert concerns(**facts) == only(concern, about)


def test_the_worst_case_may_cost_just_what_there_is() -> None:
    assert concerns(budget=10_500) == set()
    [finding] = lint(replace(PLAN, budget=10_000), SETTING)
    assert finding.facts == {"need": 10_500, "budget": 10_000}


@pytest.mark.parametrize("ends_on", [PLAN.starts_on, date(2026, 6, 14)])
def test_a_season_ends_after_it_begins(ends_on: date) -> None:
    assert ("season_order", "season") in concerns(ends_on=ends_on, campaigns=())


def test_the_next_season_begins_after_this_one() -> None:
    setting = replace(SETTING, last_season_ends=PLAN.starts_on)
    assert concerns(setting) == only(Concern.SEASON_OVERLAPS, "season")


@pytest.mark.parametrize(
    ("line", "concern"),
    [
        (replace(SORT, code="fly"), Concern.UNKNOWN_ACTIVITY),
        (replace(SORT, evidence=""), Concern.PROOF_UNKNOWN),
        (replace(SORT, evidence="DX"), Concern.PROOF_UNKNOWN),
        (replace(SORT, least_amount=Decimal(2)), Concern.NEVER_EARNS),
        (replace(METER, code="sort-week", most_amount=Decimal(9)), Concern.NEVER_EARNS),
        (replace(SORT, cap=9, cap_of=CapOf.POINTS), Concern.LIMIT_TOO_SMALL),
        (replace(SORT, instead="sort-week"), Concern.INSTEAD_UNKNOWN),
        (replace(SORT, instead="quiz"), Concern.INSTEAD_UNKNOWN),
        (replace(SORT, audit_percent=0), Concern.NO_AUDIT),
        (replace(SORT, points=501), Concern.CEILING_LOW),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(line: ActivityPlan, concern: Concern) -> None:
    plan = replace(PLAN, activities=(line, METER), campaigns=())
    assert (concern, f"activity:{line.code}") in {
        (one.concern, one.about) for one in lint(plan, SETTING)
    }


def test_a_shared_limit_is_one_limit() -> None:
    cycle = replace(WALK, code="cycle", cap=2)
    assert concerns(activities=(SORT, METER, WALK, cycle)) == only(
        Concern.LIMITS_DIFFER, "activity:cycle"
    )


def week(**facts: object) -> CampaignPlan:
    return replace(WEEK, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("weeks", "concern"),
    [
        ((week(ends_on=date(2026, 7, 5)),), Concern.WEEK_ORDER),
        ((week(starts_on=date(2026, 6, 14)),), Concern.WEEK_OUTSIDE),
        ((week(ends_on=date(2026, 9, 21)),), Concern.WEEK_OUTSIDE),
        ((week(activities=()),), Concern.WEEK_EMPTY),
        ((week(activities=("bus",)),), Concern.WEEK_UNKNOWN),
    ],
)
def test_a_theme_week_lies_within_the_season_and_names_its_activities(
    weeks: tuple[CampaignPlan, ...], concern: Concern
) -> None:
    assert concerns(campaigns=weeks) == only(concern, "week:1")


def test_theme_weeks_never_overlap_whatever_they_name() -> None:
    other = week(starts_on=WEEK.ends_on, ends_on=date(2026, 7, 19), activities=("walk",))
    assert concerns(campaigns=(WEEK, other)) == only(Concern.WEEKS_OVERLAP, "week:2")
    beside = replace(other, starts_on=date(2026, 7, 13))
    assert concerns(campaigns=(WEEK, beside)) == set()


def test_the_ceiling_is_reached_without_buying_anything() -> None:
    found = concerns(activities=(SORT, BULB), campaigns=())
    assert {("buying", "activities"), ("ability", "activities")} <= found
    assert ("buying", "activities") not in concerns(activities=(SORT,), campaigns=()), (
        "all are equal"
    )


def test_whoever_neither_walks_nor_travels_reaches_it_too() -> None:
    found = concerns(activities=(SORT, replace(WALK, instead="sort-week")))
    assert ("ability", "activities") in found
    assert ("buying", "activities") not in found


def test_an_activity_that_asks_for_legs_names_what_counts_instead() -> None:
    alone = replace(WALK, instead=None)
    assert concerns(activities=(SORT, METER, alone)) == only(
        Concern.INSTEAD_MISSING, "activity:walk"
    )
    less = replace(WALK, points=11)
    assert ("instead_less", "activity:walk") in concerns(activities=(SORT, METER, less))


def test_a_welcome_is_worth_two_weekly_acts_at_most() -> None:
    welcome = ActivityPlan("welcome", 20, 1, CapOf.TIMES, CapPeriod.EVER, "D")
    assert concerns(activities=(SORT, METER, WALK, welcome)) == set()
    large = replace(welcome, points=21)
    assert concerns(activities=(SORT, METER, WALK, large)) == only(
        Concern.WELCOME_LARGE, "activity:welcome"
    )


def test_a_class_is_counted_never_the_child() -> None:
    facts = {"mode": Mode.CLASS, "household_ceiling": 500, "campaigns": ()}
    assert concerns(activities=(CLASS_JOB,), **facts) == set()
    bad = replace(CLASS_JOB, evidence="BC", cap_who=CapWho.PERSON)
    assert concerns(activities=(bad,), **facts) == {
        ("child_photo", "activity:class-job"),
        ("child_singled", "activity:class-job"),
    }
    survey = replace(CLASS_JOB, code="survey")
    assert ("child_activity", "activity:survey") in concerns(activities=(survey,), **facts)


def test_twins_are_named_with_their_programme() -> None:
    setting = replace(SETTING, elsewhere={"walk": ({"en": "Walk and Wheel"},)})
    [finding] = lint(PLAN, setting)
    assert (finding.concern, finding.about) == (Concern.TWIN, "activity:walk")
    assert finding.facts == {"programme": {"en": "Walk and Wheel"}}
    assert not finding.is_blocking


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Win a prize in our LOTTERY", ["lottery", "prize", "win"]),
        ("Points are as good as cash", ["cash"]),
        ("Cashew shells and wind power", []),
        ("Ｃａｓｈ back", ["cash"]),
        ("凭积分抽奖，赢取大奖", ["大奖", "抽奖"]),
        ("憑積分抽獎", ["抽獎"]),
        ("¡Participa en el sorteo y gana un premio!", ["premio", "sorteo"]),
        ("اربح جائزة", ["اربح", "جائزة"]),
        ("Sort, share and mend together", []),
        ("一起分类、修补、分享", []),
    ],
)
def test_words_of_money_luck_and_haste_are_found_in_every_language(text: str, words: list) -> None:
    assert find_words(text) == words


def test_every_word_of_every_list_is_found_in_a_sentence() -> None:
    for words in WORDS.values():
        for word in words:
            assert word.strip() in find_words(f"x {word} y"), word


def test_wording_is_looked_at_in_every_text_and_warns() -> None:
    found = lint(replace(PLAN, steps={"en": "Hurry", "zh-hans": "去做"}), SETTING)
    [finding] = found
    assert (finding.about, finding.facts) == ("text:steps", {"word": "hurry", "language": "en"})
    assert not finding.is_blocking


def test_what_blocks_comes_first() -> None:
    found = lint(replace(PLAN, budget=1, checker_hours=0), SETTING)
    assert [one.is_blocking for one in found] == [True, False]


def test_a_finding_is_kept_as_plain_values_and_read_back() -> None:
    for finding in lint(replace(PLAN, budget=1, checker_hours=0), SETTING):
        assert Finding.of(finding.kept()) == finding


def test_what_an_activity_asks_for_names_only_what_the_data_set_has() -> None:
    assert IN_THE_DATA_SET <= KNOWN
    assert len(KNOWN) >= 102
    assert sum(needs_buying(code) for code in KNOWN) > 20
    assert sum(needs_travelling(code) for code in KNOWN) > 30


@pytest.mark.parametrize("programme", ["RIVER", "SCHOOL", "MEND"])
def test_the_demo_districts_rules_have_nothing_that_blocks_in_them(programme: str) -> None:
    about = {entry["code"]: entry for entry in sheets.sheet("programme")}[programme]
    facts = {
        "mode": Mode(about["mode"]),
        "household_ceiling": about["household_ceiling"],
        "enrolment_limit": about["enrolment_limit"],
        "budget": 10**9,
        "award_cap_day": about["award_cap_day"],
        "ends_on": PLAN.starts_on + timedelta(weeks=26, days=-1),
        "activities": sheets.rules(programme),
        "campaigns": (),
    }
    found = lint(replace(PLAN, **facts), SETTING)
    assert [one for one in found if one.is_blocking] == []


numbers = {name: st.integers(0, most) for name, (_, most) in BOUNDS.items()}
lines = st.builds(
    ActivityPlan,
    code=st.sampled_from([*sorted(KNOWN), "fly"]),
    points=st.integers(1, 10_000),
    cap=st.integers(1, 1_000_000),
    cap_of=st.sampled_from(CapOf),
    cap_period=st.sampled_from(CapPeriod),
    evidence=st.text("ABCDX", max_size=3),
    per_amount=st.none() | st.decimals("0.01", 1000, places=2),
    least_amount=st.decimals(0, 1000, places=2),
    most_amount=st.decimals(0, 100_000, places=2),
    cap_who=st.sampled_from(CapWho),
    cap_group=st.sampled_from(["", "one"]),
    instead=st.none() | st.sampled_from(sorted(KNOWN)),
)
days = st.dates(date(2026, 1, 1), date(2027, 6, 30))
weeks = st.builds(
    CampaignPlan,
    st.just({"en": "Week"}),
    *(days, days, st.integers(101, 200)),
    st.lists(st.sampled_from(sorted(KNOWN)), max_size=3).map(tuple),
)
plans = st.builds(
    Plan,
    **{name: numbers[name] for name in Plan.__dataclass_fields__ if name in numbers},
    mode=st.sampled_from(Mode),
    starts_on=st.none() | days,
    ends_on=st.none() | days,
    activities=st.lists(lines, max_size=5, unique_by=lambda it: it.code).map(tuple),
    campaigns=st.lists(weeks, max_size=2).map(tuple),
)


@given(plans)
def test_any_plan_gets_an_answer_and_the_same_one_again(plan: Plan) -> None:
    found = lint(plan, SETTING)
    assert found == lint(plan, SETTING)
    assert any(one.is_blocking for one in found), "none of these says everything"
    assert {one.concern for one in found if one.is_blocking} <= BLOCKING


@given(plans, st.integers(0, 10**9))
def test_a_larger_budget_never_brings_a_new_finding(plan: Plan, more: int) -> None:
    if not plan.budget:
        return
    before = {(one.concern, one.about) for one in lint(plan, SETTING)}
    larger = replace(plan, budget=plan.budget + more)
    assert {(one.concern, one.about) for one in lint(larger, SETTING)} <= before


@given(plans)
def test_who_buys_nothing_never_reaches_more_than_who_does_everything(plan: Plan) -> None:
    assert reachable(plan, lambda it: not needs_buying(it.code)) <= reachable(plan)


@given(plans)
def test_days_of_a_household_never_fall_and_end_at_the_ceiling(plan: Plan) -> None:
    held = day_by_day(plan)
    assert held == sorted(held)
    assert all(points <= plan.household_ceiling for points in held)
