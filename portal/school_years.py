"""School years: a school's classes by year, how a year rolls over, and how it is erased.

When a year rolls over, each class that goes on is a new class with new slots; the old one closes
and its cards are dead. What a class still holds it gives after a vote; else it lapses to the
common cause on its day, like all points. Erasing takes slots, cards and windows, and no act.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, delete, func, update
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.schools import CardSignIn, ClassWindow, SchoolClass, SchoolYear, Slot, Tick
from portal import codes, history, ledger, school_classes
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_keep_classes, require

__all__ = [
    "KEPT",
    "BadYear",
    "NotYetOver",
    "begin",
    "erase",
    "erase_past",
    "find",
    "list_all",
    "next_name",
    "roll_over",
]

KEPT = timedelta(days=90)  # after the end of a year, where nobody erased it before
LONGEST = timedelta(days=400)

_slots = (
    pick(func.count())
    .where(col(Slot.group_id) == SchoolClass.group_id, col(Slot.ended_at).is_(None))
    .correlate(SchoolClass)
    .scalar_subquery()
)
_YEARS = (
    pick(
        *(SchoolYear.organisation_id, SchoolYear.begins, SchoolYear.starts_on),
        *(SchoolYear.ends_on, SchoolYear.erased_at, SchoolYear.erasure_code),
        *(SchoolYear.slots_erased, SchoolYear.windows_erased),
        *(SchoolClass.group_id, SchoolClass.closed_at, Group.name),
        col(Group.slot_count).label("pupils"),
        _slots.label("slots"),
        ledger.held_by(col(Group.id)).label("points"),
    )
    .outerjoin(
        SchoolClass,
        and_(
            col(SchoolClass.organisation_id) == SchoolYear.organisation_id,
            col(SchoolClass.begins) == SchoolYear.begins,
        ),
    )
    .outerjoin(Group, col(Group.id) == SchoolClass.group_id)
    .where(col(SchoolYear.organisation_id) == bindparam("organisation_id"))
    .order_by(col(SchoolYear.begins).desc(), col(SchoolClass.group_id))
    .limit(500)
)
ALL = Statement(_YEARS)
YEAR = Statement(_YEARS.where(col(SchoolYear.begins) == bindparam("begins")))
PAST = Statement(
    pick(SchoolYear.organisation_id, SchoolYear.begins)
    .where(col(SchoolYear.ends_on) <= bindparam("day"), col(SchoolYear.erased_at).is_(None))
    .order_by(col(SchoolYear.begins), col(SchoolYear.organisation_id))
    .limit(20)
)
_THIS_YEAR = (
    col(SchoolYear.organisation_id) == bindparam("place_"),
    col(SchoolYear.begins) == bindparam("begins_"),
)
_ITS_CLASSES = pick(SchoolClass.group_id).where(
    col(SchoolClass.organisation_id) == bindparam("place_"),
    col(SchoolClass.begins) == bindparam("begins_"),
)
FORGET_TICKS, FORGET_SIGN_INS, FORGET_WINDOWS, FORGET_SLOTS = (
    Statement(delete(table).where(col(table.group_id).in_(_ITS_CLASSES)))
    for table in (Tick, CardSignIn, ClassWindow, Slot)
)
ERASED = Statement(
    update(SchoolYear)
    .where(*_THIS_YEAR, col(SchoolYear.erased_at).is_(None))
    .values(
        erased_at=bindparam("now_"),
        erased_by=bindparam("by_"),
        erasure_code=bindparam("code_"),
        slots_erased=bindparam("slots_"),
        windows_erased=bindparam("windows_"),
    )
)


class BadYear(Refused):
    """A school year begins before it ends, and lasts about a year."""


class NotYetOver(Refused):
    """Classes of this year are still open: roll it over first."""


def list_all(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return every year of this school with its classes, the newest first.

    A year without a class is one row whose `group_id` is empty.
    """
    return ALL.all(session, organisation_id=desk.organisation_id)


def find(session: Session, desk: Desk, begins: int) -> Sequence[Row[Any]]:
    """Return the rows of one year; raises NotFound."""
    if rows := YEAR.all(session, organisation_id=desk.organisation_id, begins=begins):
        return rows
    raise NotFound


def begin(
    session: Session, me: Member, desk: Desk, *, starts_on: date, ends_on: date, now: datetime
) -> int:
    """Begin a year; return its number. One that is there already stays as it is; raises BadYear."""
    require(may_keep_classes(desk.roles))
    if not timedelta() < ends_on - starts_on <= LONGEST:
        raise BadYear
    place, begins = desk.organisation_id, starts_on.year
    if YEAR.first(session, organisation_id=place, begins=begins):
        return begins
    session.add(
        SchoolYear(
            organisation_id=place, begins=begins, starts_on=starts_on, ends_on=ends_on, made_at=now
        )
    )
    session.flush()
    history.record(session, me.id, "school_year.begun", f"{place}/{begins}", now=now)
    return begins


def next_name(name: Words) -> Words:
    """Return what a class may be called a year later: Class 3A is Class 4A. Pure."""
    return {language: _one_more(words) for language, words in name.items()}


def roll_over(
    session: Session,
    me: Member,
    desk: Desk,
    begins: int,
    names: Mapping[UUID, Words],
    *,
    is_meant: bool = False,
    now: datetime,
) -> int:
    """Make next year's classes, those in `names`, and close this year's; return the next year.

    Sent twice, it finds nothing left to close. Raises NotFound, NotAllowed, and as `make`.
    """
    require(may_keep_classes(desk.roles))
    rows = find(session, desk, begins)
    first = rows[0]
    following = begin(
        *(session, me, desk),
        starts_on=_a_year_on(first.starts_on),
        ends_on=_a_year_on(first.ends_on),
        now=now,
    )
    for row in rows:
        if row.group_id is None or row.closed_at:
            continue
        school_classes.close(session, row.group_id, now=now)
        if name := names.get(row.group_id):
            facts = {"slot_count": max(row.slots, 1), "is_meant": is_meant, "now": now}
            school_classes.make(session, me, desk, following, name=name, **facts)
    history.record(session, me.id, "school_year.rolled_over", f"{begins}", now=now)
    return following


def erase(session: Session, me: Member, desk: Desk, begins: int, *, now: datetime) -> None:
    """Delete what stood for pupils in a year; raises NotFound, NotAllowed, NotYetOver.

    What the classes earned and gave stays as it was. Sent twice, the first receipt stays.
    """
    require(may_keep_classes(desk.roles))
    rows = find(session, desk, begins)
    if any(row.group_id and not row.closed_at for row in rows) and now.date() < rows[0].ends_on:
        raise NotYetOver
    if rows[0].erased_at is None:
        _erase(session, desk.organisation_id, begins, me.id, now=now)


def erase_past(session: Session, *, now: datetime) -> int:
    """Erase years that ended long enough ago, whoever forgot it; return how many."""
    past = PAST.all(session, day=(now - KEPT).date())
    for row in past:
        _erase(session, row.organisation_id, row.begins, None, now=now)
    return len(past)


def _erase(session: Session, place: UUID, begins: int, by: UUID | None, *, now: datetime) -> None:
    this = {"place_": place, "begins_": begins}
    for row in YEAR.all(session, organisation_id=place, begins=begins):
        if row.group_id and not row.closed_at:
            school_classes.close(session, row.group_id, now=now)
    FORGET_TICKS.run(session, this)
    FORGET_SIGN_INS.run(session, this)
    counts = {
        "windows_": FORGET_WINDOWS.run(session, this),
        "slots_": FORGET_SLOTS.run(session, this),
    }
    code = codes.new_code("E")
    ERASED.run(session, {**this, **counts, "now_": now, "by_": by, "code_": code})
    history.record(session, by, "school_year.erased", code, now=now)


def _a_year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def _one_more(words: str) -> str:
    """Add one to the first number in it, if there is one."""
    digits = "".join(sign if sign.isdecimal() else " " for sign in words).split()
    return words.replace(digits[0], str(int(digits[0]) + 1), 1) if digits else words
