"""A plan that says everything, for tests of drafts: small, sound, and begun by olive."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal import drafts, publishing
from portal.plans import ActivityPlan, CampaignPlan, Plan
from portal.programmes import CapOf, CapPeriod, CapWho, Mode, Theme
from tests import giving
from tests import people as cast
from tests.people import NOON

SORT = ActivityPlan("sort-week", 10, 1, CapOf.TIMES, CapPeriod.WEEK, "D")
METER = ActivityPlan(
    *("save-water", 1, 300, CapOf.POINTS, CapPeriod.MONTH, "CA"),
    per_amount=Decimal(10),
    least_amount=Decimal(10),
    most_amount=Decimal(10_000),
)
WALK = ActivityPlan(
    *("walk", 5, 4, CapOf.TIMES, CapPeriod.DAY, "D"),
    least_amount=Decimal("0.4"),
    most_amount=Decimal(25),
    whole=False,
    asks_replaced=True,
    cap_who=CapWho.PERSON,
    cap_group="trips",
    instead="sort-week",
)
WEEK = CampaignPlan(
    {"en": "Sorting week", "zh-hans": "分类周"},
    *(date(2026, 7, 6), date(2026, 7, 12), 200, ("sort-week",)),
)
PLAN = Plan(
    code="ORCHARD",
    name={"en": "Orchard Street", "zh-hans": "果园街"},
    summary={"en": "Sort and save water.", "zh-hans": "分类、节水。"},
    steps={"en": "Do it\nLog it", "zh-hans": "去做\n记录"},
    who={"en": "Everybody who lives in Orchard Street", "zh-hans": "果园街的全体居民"},
    theme=Theme.RECYCLING,
    mode=Mode.HOUSEHOLD,
    region="GB",
    time_zone="Europe/London",
    licence="None is needed: points have no value in money.",
    season_name={"en": "Summer 2026", "zh-hans": "2026年夏季"},
    starts_on=date(2026, 6, 15),
    ends_on=date(2026, 9, 20),
    household_ceiling=500,
    enrolment_limit=20,
    budget=10_500,
    reserve=500,
    two_person_over=5_000,
    award_cap_day=1_000,
    expected_holders=10,
    expected_acts=3,
    checker_hours=2,
    activities=(SORT, METER, WALK),
    campaigns=(WEEK,),
)


def begin(session, plan=PLAN, *, who="olive", of="", like="", idem="1", now=NOON):
    """Let somebody begin a draft; return its code."""
    me, desk = cast.find(session, who), giving.desk(session, who)
    return drafts.begin(session, me, desk, plan=plan, of=of, like=like, idem=idem, now=now)


def find(session, code, *, who="olive"):
    """Return a draft as somebody's desk has it."""
    return drafts.find(session, giving.desk(session, who), code)


def answer(session, draft, *, who="olive", version=None, now=NOON, **facts):
    """Let somebody answer some questions of a draft; return its version."""
    me, desk = cast.find(session, who), giving.desk(session, who)
    seen = find(session, draft).row.version if version is None else version
    return drafts.answer(
        session, me, desk, draft, lambda plan: replace(plan, **facts), version=seen, now=now
    )


def ask(session, code, *, who="olive", version=None, now=NOON):
    """Let somebody ask that a draft be approved."""
    me, desk = cast.find(session, who), giving.desk(session, who)
    seen = find(session, code).row.version if version is None else version
    publishing.ask(session, me, desk, code, version=seen, now=now)


def approve(session, code, *, who="olga", version=None, now=NOON):
    """Let somebody approve a draft; return the programme's id."""
    me, desk = cast.find(session, who), giving.desk(session, who)
    seen = find(session, code).row.version if version is None else version
    return publishing.approve(session, me, desk, code, version=seen, now=now)


def publish(session, plan=PLAN, *, idem="1", now=NOON):
    """Bring a plan all the way; return the programme's id."""
    code = begin(session, plan, idem=idem, now=now)
    ask(session, code, now=now)
    return approve(session, code, now=now)


__all__ = [
    "METER",
    "PLAN",
    "SORT",
    "WALK",
    "WEEK",
    "answer",
    "approve",
    "ask",
    "begin",
    "find",
    "publish",
]
