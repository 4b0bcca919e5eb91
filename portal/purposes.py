"""Purposes: the register of what is kept about people, why, how long, and who sees it.

One entry for each table with something about people. docs/privacy.md is compared with it, the page
`/me/data` is made from it, and every clock but the last has a job (portal/jobs.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

__all__ = ["REGISTER", "Area", "Audience", "Clock", "Kept", "by_area"]


class Area(StrEnum):
    """What somebody does here, for which something has to be kept."""

    ME = "me"
    WAYS = "ways"
    LETTERS = "letters"
    HOME = "home"
    CHILDREN = "children"
    ACTIONS = "actions"
    GIVING = "giving"
    WORK = "work"
    TRACES = "traces"


class Clock(StrEnum):
    """How long something is kept. The sentences are in pages/rights_labels.py."""

    ERASED = "erased"
    TAKEN_AWAY = "taken_away"
    NIGHT = "night"
    DAY_AFTER = "day_after"
    SECONDS = "seconds"
    LETTERS = "letters"
    PHOTOS = "photos"
    DECISION = "decision"
    TALLY = "tally"
    YEAR = "year"
    EVENTS = "events"
    BACKUPS = "backups"  # of everything: a copy of the whole database
    NUMBERS = "numbers"  # ids, days and numbers, which lead to nobody after erasure


class Audience(StrEnum):
    """Who sees something of a person, besides the machine."""

    YOU = "you"
    HOME = "home"
    GUARDIANS = "guardians"
    TEACHER = "teacher"
    CHECKERS = "checkers"
    AUDITORS = "auditors"
    COLLEAGUES = "colleagues"
    OPERATOR = "operator"
    RECEIPT = "receipt"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Kept:
    """One table of the database: what for, how long, for whose eyes."""

    table: str
    area: Area
    clocks: tuple[Clock, ...]
    seen_by: tuple[Audience, ...]


YOU, HOME, NOBODY = Audience.YOU, Audience.HOME, Audience.NOBODY
STAFF, OPERATOR = Audience.COLLEAGUES, Audience.OPERATOR
AUDITORS = Audience.AUDITORS
GONE, AWAY, NUMBERS = Clock.ERASED, Clock.TAKEN_AWAY, Clock.NUMBERS

REGISTER = (
    Kept("person", Area.ME, (GONE,), (YOU, HOME, Audience.CHECKERS, STAFF)),
    Kept("signin", Area.WAYS, (Clock.NIGHT,), (YOU,)),
    Kept("timecode", Area.WAYS, (AWAY,), (NOBODY,)),
    Kept("recoverycode", Area.WAYS, (AWAY,), (YOU,)),
    Kept("passkey", Area.WAYS, (AWAY,), (YOU,)),
    Kept("schoolaccount", Area.WAYS, (AWAY,), (YOU,)),
    Kept("signinlink", Area.WAYS, (Clock.DAY_AFTER,), (NOBODY,)),
    Kept("ticket", Area.WAYS, (Clock.NIGHT,), (NOBODY,)),
    Kept("tries", Area.WAYS, (Clock.NIGHT,), (NOBODY,)),
    Kept("letter", Area.LETTERS, (Clock.LETTERS,), (YOU, OPERATOR)),
    Kept("letterrefusal", Area.LETTERS, (AWAY,), (YOU,)),
    Kept("linkrequest", Area.LETTERS, (Clock.SECONDS,), (NOBODY,)),
    Kept("joinlink", Area.LETTERS, (Clock.DAY_AFTER,), (NOBODY,)),
    Kept("household", Area.HOME, (GONE,), (HOME, Audience.CHECKERS)),
    Kept("householdmember", Area.HOME, (NUMBERS,), (HOME,)),
    Kept("homecode", Area.HOME, (Clock.NIGHT, NUMBERS), (HOME,)),
    Kept("rulewish", Area.HOME, (NUMBERS,), (HOME,)),
    Kept("ruleconsent", Area.HOME, (NUMBERS,), (HOME,)),
    Kept("chosencause", Area.HOME, (NUMBERS,), (HOME,)),
    Kept("guardianship", Area.CHILDREN, (NUMBERS,), (Audience.GUARDIANS,)),
    Kept("slot", Area.CHILDREN, (Clock.YEAR,), (Audience.TEACHER,)),
    Kept("cardsignin", Area.CHILDREN, (Clock.NIGHT,), (NOBODY,)),
    Kept("tick", Area.CHILDREN, (Clock.TALLY,), (Audience.TEACHER,)),
    Kept("claim", Area.ACTIONS, (GONE, NUMBERS), (YOU, HOME, Audience.CHECKERS, AUDITORS)),
    Kept("evidence", Area.ACTIONS, (Clock.PHOTOS,), (YOU, HOME, Audience.CHECKERS, AUDITORS)),
    Kept("verification", Area.ACTIONS, (GONE, NUMBERS), (YOU, HOME, Audience.CHECKERS)),
    Kept("sample", Area.ACTIONS, (NUMBERS,), (YOU, Audience.CHECKERS)),
    Kept("opinion", Area.ACTIONS, (NUMBERS,), (YOU, AUDITORS)),
    Kept("complaint", Area.ACTIONS, (GONE, NUMBERS), (YOU, Audience.CHECKERS, STAFF, AUDITORS)),
    Kept("presence", Area.ACTIONS, (NUMBERS,), (NOBODY,)),
    Kept("checkin", Area.ACTIONS, (NUMBERS,), (YOU, STAFF)),
    Kept("slip", Area.ACTIONS, (GONE, NUMBERS), (YOU, Audience.CHECKERS, STAFF)),
    Kept("recordcheck", Area.ACTIONS, (NUMBERS,), (YOU,)),
    Kept("meter", Area.ACTIONS, (NUMBERS,), (HOME,)),
    Kept("reading", Area.ACTIONS, (NUMBERS,), (HOME,)),
    Kept("habit", Area.ACTIONS, (AWAY,), (YOU,)),
    Kept("enrolment", Area.ACTIONS, (NUMBERS,), (HOME, STAFF)),
    Kept("gift", Area.GIVING, (NUMBERS,), (HOME,)),
    Kept("redemption", Area.GIVING, (NUMBERS,), (HOME,)),
    Kept("rewardwait", Area.GIVING, (AWAY,), (HOME,)),
    Kept("application", Area.WORK, (GONE,), (YOU, OPERATOR)),
    Kept("applicationpaper", Area.WORK, (Clock.DECISION,), (YOU, OPERATOR)),
    Kept("invitation", Area.WORK, (GONE,), (STAFF,)),
    Kept("membership", Area.WORK, (NUMBERS,), (STAFF,)),
    Kept("ownerchange", Area.WORK, (NUMBERS,), (STAFF,)),
    Kept("historyevent", Area.TRACES, (Clock.EVENTS, NUMBERS), (OPERATOR,)),
    Kept("erasure", Area.TRACES, (NUMBERS,), (Audience.RECEIPT,)),
)


def by_area() -> Iterator[tuple[Area, tuple[Clock, ...], tuple[Audience, ...]]]:
    """Yield each area with its clocks and who sees something of it, each named once."""
    for area, kept in groupby(REGISTER, key=lambda one: one.area):
        entries = list(kept)
        clocks = dict.fromkeys(clock for one in entries for clock in one.clocks)
        seen_by = dict.fromkeys(who for one in entries for who in one.seen_by if who is not NOBODY)
        yield area, tuple(clocks), tuple(seen_by) or (NOBODY,)
