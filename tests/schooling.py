"""A school year at the school of the small cast: what tests of classes begin with.

School year 2025 runs until the end of July 2026 and has the class 3C, of three slots, with cards.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from portal import class_windows, desks, school_classes, school_years, slots
from portal.desks import Desk
from portal.people import Member
from portal.slots import Printed
from portal.vault import Vault
from tests import people as cast
from tests.people import NOON

SCHOOL = "willowford-bridge-school"
VAULT = Vault("a secret of the tests, long enough to be one")
STARTS, ENDS = date(2025, 9, 1), date(2026, 7, 31)


@dataclass(frozen=True)
class Lesson:
    """The teacher, her desk, and a class."""

    me: Member
    desk: Desk
    group_id: UUID

    def papers(self, session: Session, *, now: datetime = NOON) -> list[Printed]:
        """What was printed for its slots."""
        return slots.print_again(session, VAULT, self.group_id, now=now)[0]

    def open_(self, session: Session, *, minutes: int = 60, now: datetime = NOON) -> str:
        """Open the class; return the code on the board."""
        class_windows.open_(session, self.me, self.desk, self.group_id, minutes=minutes, now=now)
        return self.row(session, now=now).window_code

    def row(self, session: Session, *, now: datetime = NOON):
        """What its page begins with."""
        return school_classes.find(session, self.desk, self.group_id, now=now)


def teacher(session: Session, *, who: str = "grace", now: datetime = NOON) -> tuple[Member, Desk]:
    """Return somebody of the school, and their desk."""
    me = cast.find(session, who, now=now)
    desk = desks.find_or_none(session, me, SCHOOL, now=now)
    assert desk
    return me, desk


def begin(
    session: Session,
    *,
    name: str = "Class 3C",
    pupils: int = 3,
    has_cards: bool = True,
    vault: Vault = VAULT,
    now: datetime = NOON,
) -> Lesson:
    """Begin the year and make a class in it, with cards."""
    me, desk = teacher(session, now=now)
    before = now - timedelta(days=30)
    begins = school_years.begin(session, me, desk, starts_on=STARTS, ends_on=ENDS, now=before)
    words = {"en": name}
    group_id = school_classes.make(
        session, me, desk, begins, name=words, slot_count=pupils, now=before
    )
    if has_cards:
        school_classes.make_cards(session, vault, me, desk, group_id, now=before)
    return Lesson(me, desk, group_id)
