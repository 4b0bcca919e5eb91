"""Deeds: what people will have done by now, week by week, before any of it is logged."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.claims import Replaced
from portal.demo.cast import Home
from portal.demo.season import CLASSES, Stage
from portal.demo.sheets import Calendar, rules, sheet
from portal.organisations import Role
from portal.people import Member
from portal.seasons import ActivityPlan

__all__ = ["Deed", "Fate", "plan"]

SHARES = {"RIVER": 0.58, "SCHOOL": 0.24, "MEND": 0.18}  # of all deeds
GROWTH = {  # how busy each week is; the seventh is a school holiday
    "RIVER": (38, 52, 60, 68, 77, 80, 66, 90, 99, 106, 115, 124, 124),
    "MEND": (0, 0, 24, 46, 58, 70, 48, 80, 92, 101, 112, 120, 120),
}
HOLIDAY = 7
COLUMNS = ("school-walk", "school-bus", "school-cycle", "class-job", "school-carpool")
HERE = (22, 27)  # pupils of a class in a morning, least and most
NEXT_COLUMN = (2, 6)  # pupils in a column after the first
MODES = (Replaced.CAR, Replaced.BUS, Replaced.NOTHING)
_FATES = {"approve": 930, "decline": 22, "ask": 32, "withdraw": 16}
_LESSON_EVERY = 3  # weeks


class Fate(StrEnum):
    """What becomes of a claim."""

    APPROVE = "approve"
    DECLINE = "decline"
    ASK = "ask"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Deed:
    """Something somebody did, and when it is logged."""

    logged_at: datetime
    programme: str
    activity: str
    me: Member
    amount: Decimal
    done_on: date
    fate: Fate
    replaced: Replaced | None = None
    witness_id: UUID | None = None
    class_id: UUID | None = None
    with_photo: bool = False
    answers: bool = True  # when it is asked about


def plan(stage: Stage, chance: random.Random, *, count: int) -> list[Deed]:
    """Return about so many deeds from the season's first day until now, in order."""
    deeds = [
        *_of_households(stage, chance, "RIVER", _members(stage, chance, "RIVER"), count),
        *_of_households(stage, chance, "MEND", _members(stage, chance, "MEND"), count),
        *_of_classes(stage, chance, round(count * SHARES["SCHOOL"])),
    ]
    past = [deed for deed in deeds if deed.logged_at < stage.calendar.now]
    return sorted(past, key=lambda deed: (deed.logged_at, deed.me.id, deed.activity))


def _members(stage: Stage, chance: random.Random, programme: str) -> list[Home]:
    """Return who takes part: Linden and Fennel first, never more than there is room for."""
    known, others = stage.cast.homes[:2], stage.cast.homes[2:]
    room = stage.programmes[programme].enrolment_limit - len(known)
    if programme == "MEND":
        others = chance.sample(others, min(len(others) * 2 // 3, room))
    return known + others[:room]


def _of_households(
    stage: Stage, chance: random.Random, programme: str, homes: Sequence[Home], count: int
) -> Iterator[Deed]:
    keen = [chance.lognormvariate(0, 0.6) for _ in homes]
    habits = [habit for habit in sheet("habit") if habit["programme"] == programme]
    weights = [habit["weight"] for habit in habits]
    growth = GROWTH[programme]
    for week, busy in enumerate(growth, start=1):
        often: Counter[tuple[UUID, int]] = Counter()
        for _ in range(round(count * SHARES[programme] * busy / sum(growth[:-1]))):
            [home] = chance.choices(homes, keen)
            [which] = chance.choices(range(len(habits)), weights)
            if often[home.id, which] < habits[which]["a_week"]:
                often[home.id, which] += 1
                yield _deed(stage, chance, home, habits[which], week)


def _deed(
    stage: Stage, chance: random.Random, home: Home, habit: dict[str, Any], week: int
) -> Deed:
    programme = habit["programme"]
    activity = _rule(programme, chance.choice(habit["activities"]))
    day = chance.choice(habit.get("days", range(7)))
    logged_at = stage.calendar.at(week, day, chance.randrange(8, 22), chance.randrange(60))
    done_on = stage.calendar.day_of(logged_at)
    if activity.cap_period != "week" and done_on > stage.calendar.began:
        done_on -= timedelta(days=chance.choice((0, 0, 0, 1)))
    witnessed = activity.evidence[0] == "B"
    fates = list(_FATES)
    return Deed(
        logged_at=logged_at,
        programme=programme,
        activity=activity.code,
        me=chance.choice(home.adults),
        amount=_amount(chance, activity, *habit["amount"]),
        done_on=done_on,
        fate=Fate(chance.choices(fates, list(_FATES.values()))[0]),
        replaced=chance.choices(MODES, (70, 18, 12))[0] if activity.asks_replaced else None,
        witness_id=_helper(stage, chance, programme) if witnessed else None,
        with_photo=not witnessed and "C" in activity.evidence,
    )


def _helper(stage: Stage, chance: random.Random, programme: str) -> UUID:
    """Return who stood beside it: an organiser or a steward of the programme."""
    slug = stage.runs[programme]
    return stage.cast.who(slug, chance.choice((Role.ORGANISER, Role.STEWARD))).id


def _amount(chance: random.Random, activity: ActivityPlan, least: float, most: float) -> Decimal:
    if activity.whole:
        return Decimal(chance.randint(round(least), round(most)))
    return max(Decimal(round(chance.uniform(least, most) * 10)) / 10, activity.least_amount)


def _rule(programme: str, code: str) -> ActivityPlan:
    return next(activity for activity in rules(programme) if activity.code == code)


def _of_classes(stage: Stage, chance: random.Random, count: int) -> Iterator[Deed]:
    """Count every class on every school morning, in so many columns in all."""
    mornings = [
        (week, day, name)
        for week in range(1, 14)
        if week != HOLIDAY
        for day in range(5)
        for name in CLASSES
        if stage.calendar.at(week, day, 10) < stage.calendar.now
    ]
    share = count / len(mornings)  # columns a morning
    for morning in mornings:
        for column, pupils in _hands(chance, int(share + chance.random())):
            yield _morning(stage, column, morning, pupils)
        if morning[1] == CLASSES.index(morning[2]) % 5 and not morning[0] % _LESSON_EVERY:
            yield _morning(stage, "school-lesson", morning, 1)


def _hands(chance: random.Random, columns: int) -> Iterator[tuple[str, int]]:
    """Count hands: a few pupils in each later column, all others in the first."""
    left = chance.randint(*HERE)
    for column in COLUMNS[1:columns]:
        pupils = chance.randint(*NEXT_COLUMN)
        left -= pupils
        yield column, pupils
    if columns:
        yield COLUMNS[0], max(left, 1)


def _morning(stage: Stage, column: str, morning: tuple[int, int, str], amount: int) -> Deed:
    week, day, name = morning
    calendar: Calendar = stage.calendar
    logged_at = calendar.at(week, day, 9, 10 + CLASSES.index(name))
    return Deed(
        logged_at=logged_at,
        programme="SCHOOL",
        activity=column,
        me=stage.cast.who(stage.runs["SCHOOL"], Role.ORGANISER),
        amount=Decimal(amount),
        done_on=calendar.day_of(logged_at),
        fate=Fate.APPROVE,
        class_id=stage.classes[name],
    )
