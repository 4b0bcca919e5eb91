"""What is written and does not count yet: the next season of RIVER, and a method of its own.

And what the linter says of the programmes that run, so that everybody can read it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from db.columns import Lines
from portal import catalogue, drafts, own_factors
from portal.demo.cast import Cast
from portal.demo.sheets import FOLDER, TIME_ZONE, WEEKS, Calendar, rules
from portal.linter import Setting, lint
from portal.organisations import Role
from portal.own_factors import About
from portal.plans import CampaignPlan, Plan
from portal.programmes import Mode, Theme

__all__ = ["begin_next_season", "campaigns", "check", "enter_factors"]

_RIVER, _SLUG = "RIVER", "riverside-neighbours"
_RECYCLING_WEEK = {
    "en": "Recycling Week",
    "zh-hans": "回收周",
    "zh-hant": "回收週",
    "es": "Semana del reciclaje",
    "ar": "أسبوع إعادة التدوير",
}
_WEEK = 16  # announced with the rules
_SURVEY = (
    "Willowford ride survey",
    "Ride survey of Willowford District, table 3: seven in ten rides replaced a car",
)
_LICENCE = "None is needed: points have no value in money and end in a cause or a small reward."


def campaigns(code: str, calendar: Calendar) -> tuple[CampaignPlan, ...]:
    """Return Recycling Week, in which what is brought to the ferry house counts twice."""
    raised = tuple(line.code for line in rules(code) if line.cap_group == "drop-off")
    if not raised:
        return ()
    first = calendar.began + timedelta(weeks=_WEEK - 1)
    return (CampaignPlan(_RECYCLING_WEEK, first, first + timedelta(days=6), 200, raised),)


def check(session: Session, entry: dict[str, Any], calendar: Calendar, *, now: datetime) -> Lines:
    """Return what the linter says of a programme of the sheets, as plain values."""
    plan = Plan(
        **{name: entry[name] for name in ("code", "name", "summary", "steps")},
        who=entry["who"],
        theme=Theme(entry["theme"]),
        mode=Mode(entry["mode"]),
        region="GB",
        time_zone=TIME_ZONE,
        licence=_LICENCE,
        season_name=entry["name"],
        starts_on=calendar.began,
        ends_on=calendar.ends,
        household_ceiling=entry["household_ceiling"],
        enrolment_limit=entry["enrolment_limit"],
        budget=sum(entry["budget"]) or entry["household_ceiling"] * entry["enrolment_limit"],
        two_person_over=entry["two_person_over"],
        award_cap_day=entry["award_cap_day"],
        expected_holders=entry["enrolment_limit"],
        expected_acts=2,
        checker_hours=8,
        activities=rules(entry["code"]),
        campaigns=campaigns(entry["code"], calendar),
    )
    setting = Setting(
        today=calendar.day_of(now),
        known=catalogue.read(session).known,
        registration="seen",
        languages=("en", "zh-hans"),
    )
    return [finding.kept() for finding in lint(plan, setting)]


def begin_next_season(session: Session, cast: Cast, calendar: Calendar, *, now: datetime) -> str:
    """Let olive begin the next season of RIVER: some answers are there, some are not."""
    me, desk = cast.desk(session, _SLUG, Role.ORGANISER, now=now)
    code = drafts.begin(session, me, desk, of=_RIVER, idem="next season", now=now)
    first = calendar.ends + timedelta(days=1)
    days = {"starts_on": first, "ends_on": first + timedelta(weeks=WEEKS, days=-1)}
    week = replace(
        campaigns(_RIVER, calendar)[0],
        starts_on=first + timedelta(weeks=8),
        ends_on=first + timedelta(weeks=8, days=6),
    )
    facts: dict[str, Any] = {**days, "campaigns": (week,), "licence": _LICENCE}
    drafts.answer(
        *(session, me, desk, code, lambda plan: replace(plan, **facts)), version=1, now=now
    )
    return code


def enter_factors(session: Session, cast: Cast, calendar: Calendar, *, now: datetime) -> None:
    """Let olive enter a survey of what rides replaced; an owner has still to review it."""
    me, desk = cast.desk(session, _SLUG, Role.ORGANISER, now=now)
    about = About(*_SURVEY, calendar.began.year, calendar.ends.year)
    with (FOLDER / "factors.csv").open("rb") as file:
        own_factors.enter(session, me, desk, _RIVER, about, file, now=now)
