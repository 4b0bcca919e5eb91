"""Plans: a programme, its season and its rules as plain values, before they are published.

A draft holds one `Plan`, in which anything may still be missing. Publishing takes it apart into
what db/tables/programmes.py remembers.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from db.columns import Words
from db.tables.programmes import CapOf, CapPeriod, CapWho, Mode, Theme
from portal.errors import Refused

__all__ = [
    "BOUNDS",
    "LONGEST_TEXT",
    "ActivityPlan",
    "CampaignPlan",
    "OutOfBounds",
    "Plan",
    "ProgrammePlan",
    "SeasonPlan",
    "TextTooLong",
    "plain",
    "read",
    "require_sound",
    "with_activity",
    "with_campaign",
    "without_activity",
    "without_campaign",
]

LONGEST_TEXT = 2000
MOST_LINES = 150  # more than there are kinds of activity
BOUNDS: dict[str, tuple[int, int]] = {  # of every number that somebody types
    "household_ceiling": (1, 1_000_000),
    "enrolment_limit": (1, 100_000),
    "budget": (1, 1_000_000_000),
    "reserve": (0, 1_000_000_000),
    "two_person_over": (1, 1_000_000_000),
    "award_cap_day": (1, 1_000_000),
    "log_back_days": (1, 60),
    "check_days": (1, 14),
    "expiry_months": (12, 60),
    "expected_holders": (1, 100_000),
    "expected_acts": (1, 200),
    "checker_hours": (0, 1_000),
    "points": (1, 10_000),
    "cap": (1, 1_000_000),
    "audit_percent": (0, 100),
    "percent": (101, 200),
}


class OutOfBounds(Refused):
    """A number is not between `least` and `most`: `name`."""


class TextTooLong(Refused):
    """A text has more than `most` signs, or there are more lines than a table can hold."""


@dataclass(frozen=True)
class ProgrammePlan:
    """What a programme is; db/tables/programmes.py says what each fact means."""

    code: str
    slug: str
    name: Words
    summary: Words
    steps: Words
    theme: Theme
    mode: Mode
    region: str
    time_zone: str
    two_person_over: int  # a top-up above it needs a third person
    award_cap_day: int  # most points the ledger lets a holder be awarded in a day
    who: Words | None = None  # who may join, in words


@dataclass(frozen=True)
class SeasonPlan:
    """What its season promises."""

    code: str
    name: Words
    starts_on: date
    ends_on: date
    household_ceiling: int
    enrolment_limit: int
    log_back_days: int = 7
    check_days: int = 2
    expiry_months: int = 24


@dataclass(frozen=True)
class ActivityPlan:
    """One line of its rules table."""

    code: str
    points: int
    cap: int
    cap_of: CapOf
    cap_period: CapPeriod
    evidence: str
    per_amount: Decimal | None = None
    least_amount: Decimal = Decimal(1)
    most_amount: Decimal = Decimal(1)
    whole: bool = True
    asks_replaced: bool = False
    cap_who: CapWho = CapWho.HOLDER
    cap_group: str = ""  # empty: its own code, so that it shares its cap with nobody
    audit_percent: int = 5
    instead: str | None = None  # what somebody who cannot do it may do for the same points

    @property
    def group(self) -> str:
        """The word of its limit."""
        return self.cap_group or self.code


@dataclass(frozen=True)
class CampaignPlan:
    """A theme week: from one day to another these activities earn more."""

    name: Words
    starts_on: date
    ends_on: date
    percent: int  # 200: twice the points
    activities: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """All that somebody decides before a programme, or its next season, is published."""

    code: str = ""
    name: Words | None = None
    summary: Words | None = None
    steps: Words | None = None
    who: Words | None = None
    theme: Theme = Theme.RECYCLING
    mode: Mode = Mode.HOUSEHOLD
    region: str = "GLOBAL"
    time_zone: str = "UTC"
    licence: str = ""  # under which licence points are issued, or why none is needed
    season_name: Words | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    log_back_days: int = 7
    check_days: int = 2
    expiry_months: int = 24
    household_ceiling: int = 0
    enrolment_limit: int = 0
    budget: int = 0
    reserve: int = 0
    two_person_over: int = 0
    award_cap_day: int = 0
    expected_holders: int = 0
    expected_acts: int = 0  # of one household or class in a week
    checker_hours: int = 0  # of all who check together, in a week
    activities: tuple[ActivityPlan, ...] = ()
    campaigns: tuple[CampaignPlan, ...] = ()

    def text(self, name: str) -> Words:
        """Return one of its texts by its name; empty where it was not written yet."""
        words: Words = getattr(self, name) or {}
        return words

    def activity(self, code: str) -> ActivityPlan | None:
        """Return the line of an activity, or None."""
        return next((one for one in self.activities if one.code == code), None)


def with_activity(plan: Plan, line: ActivityPlan) -> Plan:
    """Return a plan with this line, in the place of the one of its kind or at the end."""
    if plan.activity(line.code) is None:
        return replace(plan, activities=(*plan.activities, line))
    lines = (line if one.code == line.code else one for one in plan.activities)
    return replace(plan, activities=tuple(lines))


def without_activity(plan: Plan, code: str) -> Plan:
    """Return a plan without this line; nothing else refers to it any more."""
    lines = (
        replace(one, instead=None) if one.instead == code else one
        for one in plan.activities
        if one.code != code
    )
    weeks = (
        replace(week, activities=tuple(one for one in week.activities if one != code))
        for week in plan.campaigns
    )
    return replace(plan, activities=tuple(lines), campaigns=tuple(weeks))


def with_campaign(plan: Plan, number: int, week: CampaignPlan) -> Plan:
    """Return a plan with this theme week as its first, second…, or as the last."""
    before, after = plan.campaigns[: number - 1], plan.campaigns[number:]
    return replace(plan, campaigns=(*before, week, *after))


def without_campaign(plan: Plan, number: int) -> Plan:
    """Return a plan without its first, second… theme week."""
    weeks = plan.campaigns
    return replace(plan, campaigns=(*weeks[: number - 1], *weeks[number:]))


TEXTS = ("name", "summary", "steps", "who", "season_name")


def plain(plan: Plan) -> dict[str, Any]:
    """Return a plan as values that JSON knows."""
    facts: dict[str, Any] = _adapter().dump_python(plan, mode="json")
    return facts


def read(facts: dict[str, Any]) -> Plan:
    """Return the plan that was kept."""
    return _adapter().validate_python(facts)


def require_sound(plan: Plan) -> None:
    """Raise OutOfBounds for a number nobody can mean, TextTooLong for a text nobody can read.

    Nought stands for a number that was not given yet.
    """
    texts = [*(text for name in TEXTS for text in plan.text(name).values()), plan.licence]
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise TextTooLong(most=LONGEST_TEXT)
    if max(len(plan.activities), len(plan.campaigns)) > MOST_LINES:
        raise TextTooLong(most=MOST_LINES)
    parts: tuple[Plan | ActivityPlan | CampaignPlan, ...]
    parts = (plan, *plan.activities, *plan.campaigns)
    for part in parts:
        for name in (field.name for field in fields(part) if field.name in BOUNDS):
            _require(name, getattr(part, name), may_miss=part is plan)


def _require(name: str, number: int, *, may_miss: bool) -> None:
    least, most = BOUNDS[name]
    if not (least <= number <= most or (may_miss and number == 0)):
        raise OutOfBounds(name=name, least=least, most=most)


@cache
def _adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)
