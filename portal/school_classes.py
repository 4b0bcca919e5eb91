"""School classes: make one, find it, keep its slots: more of them, one fewer, one that moves.

A class is a group of one school year. Whoever organises at the school keeps it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, update
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.programmes import Mode, Programme, ProgrammeState
from db.tables.schools import ClassWindow, SchoolClass, SchoolYear, Slot
from portal import groups, history, ledger, names, programmes, slots
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_keep_classes, require
from portal.vault import Vault

__all__ = [
    "ClassClosed",
    "LooksLikeAPerson",
    "add_slots",
    "close",
    "find",
    "find_with_others",
    "make",
    "make_cards",
    "move",
    "reissue",
    "remove",
    "require_open",
]

_last = (
    pick(func.coalesce(func.max(Slot.number), 0))
    .where(col(Slot.group_id) == SchoolClass.group_id)
    .correlate(SchoolClass)
    .scalar_subquery()
)
_its_year = (
    pick(SchoolClass.begins).where(col(SchoolClass.group_id) == bindparam("group_id"))
).scalar_subquery()
CLASSES = Statement(  # the class, and those it may exchange pupils with
    pick(
        *(SchoolClass.group_id, SchoolClass.begins, SchoolClass.closed_at, Group.name),
        *(SchoolYear.starts_on, SchoolYear.ends_on, SchoolYear.erased_at),
        ledger.held_by(col(Group.id)).label("points"),
        _last.label("last_number"),
        col(ClassWindow.code).label("window_code"),
        col(ClassWindow.ends_at).label("window_ends_at"),
    )
    .join(Group, col(Group.id) == SchoolClass.group_id)
    .join(
        SchoolYear,
        and_(
            col(SchoolYear.organisation_id) == SchoolClass.organisation_id,
            col(SchoolYear.begins) == SchoolClass.begins,
        ),
    )
    .outerjoin(
        ClassWindow,
        and_(
            col(ClassWindow.group_id) == SchoolClass.group_id,
            col(ClassWindow.ends_at) > bindparam("now"),
        ),
    )
    .where(
        col(SchoolClass.organisation_id) == bindparam("organisation_id"),
        col(SchoolClass.begins) == _its_year,
    )
    .order_by(col(SchoolClass.group_id))
    .limit(200)
)
NAMES = Statement(
    pick(SchoolClass.group_id, Group.name)
    .join(Group, col(Group.id) == SchoolClass.group_id)
    .where(
        col(SchoolClass.organisation_id) == bindparam("organisation_id"),
        col(SchoolClass.begins) == bindparam("begins"),
        col(SchoolClass.closed_at).is_(None),
    )
)
FOR_CLASSES = Statement(
    pick(Programme.id)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Programme.mode) == Mode.CLASS,
        col(Programme.state) == ProgrammeState.PUBLISHED,
    )
    .order_by(col(Programme.code))
)
YEAR = Statement(
    pick(SchoolYear.begins).where(
        col(SchoolYear.organisation_id) == bindparam("organisation_id"),
        col(SchoolYear.begins) == bindparam("begins"),
        col(SchoolYear.erased_at).is_(None),
    )
)
CLOSE = Statement(
    update(SchoolClass)
    .where(col(SchoolClass.group_id) == bindparam("group_"), col(SchoolClass.closed_at).is_(None))
    .values(closed_at=bindparam("now_"))
)
SHUT = Statement(
    update(ClassWindow)
    .where(
        col(ClassWindow.group_id) == bindparam("group_"),
        col(ClassWindow.ends_at) > bindparam("now_"),
    )
    .values(ends_at=bindparam("now_"))
)


class ClassClosed(Refused):
    """The class belongs to a year that is over."""


class LooksLikeAPerson(Refused):
    """A class is called like somebody, and nobody has said that it is meant: `masked`."""


def make(
    session: Session,
    me: Member,
    desk: Desk,
    begins: int,
    *,
    name: Words,
    slot_count: int,
    is_meant: bool = False,
    now: datetime,
) -> UUID:
    """Make a class of a year with so many slots, in every programme the school runs for classes.

    The same name again in the same year is the same class. Raises NotAllowed, NotFound,
    TooManySlots, programmes.Full; LooksLikeAPerson, unless the name is meant.
    """
    require(may_keep_classes(desk.roles))
    persons = [words for words in name.values() if names.looks_full(words)]
    if persons and not is_meant:
        raise LooksLikeAPerson(masked=names.masked(persons[0]))
    place = desk.organisation_id
    if not YEAR.first(session, organisation_id=place, begins=begins):
        raise NotFound
    for row in NAMES.all(session, organisation_id=place, begins=begins):
        if row.name == name:
            return UUID(str(row.group_id))
    group = groups.add(session, me, desk, name=name, slot_count=0, now=now)
    session.add(SchoolClass(group_id=group.id, organisation_id=place, begins=begins))
    session.flush()
    slots.add(session, group.id, slot_count, now=now)
    for programme_id in FOR_CLASSES.values(session, organisation_id=place):
        programmes.enrol(session, programme_id, group.id, now=now)
    return group.id


def find(session: Session, desk: Desk, group_id: UUID, *, now: datetime) -> Row[Any]:
    """Return a class of this school, with its open window if there is one; raises NotFound."""
    return find_with_others(session, desk, group_id, now=now)[0]


def find_with_others(
    session: Session, desk: Desk, group_id: UUID, *, now: datetime
) -> tuple[Row[Any], list[Row[Any]]]:
    """Return the same, and the other classes of its year that are open; raises NotFound."""
    facts = {"organisation_id": desk.organisation_id, "group_id": group_id}
    rows = CLASSES.all(session, **facts, now=now)
    mine = next((row for row in rows if row.group_id == group_id), None)
    if mine is None:
        raise NotFound
    return mine, [row for row in rows if row is not mine and row.closed_at is None]


def require_open(session: Session, desk: Desk, group_id: UUID, *, now: datetime) -> Row[Any]:
    """Return a class that somebody may keep; raises NotAllowed, NotFound, ClassClosed."""
    require(may_keep_classes(desk.roles))
    row = find(session, desk, group_id, now=now)
    if row.closed_at:
        raise ClassClosed
    return row


def close(session: Session, group_id: UUID, *, now: datetime) -> None:
    """Let a class be over: its window, slots and cards end. For verbs that know who may."""
    this = {"group_": group_id, "now_": now}
    SHUT.run(session, this)
    slots.end_all(session, group_id, now=now)
    CLOSE.run(session, this)


def add_slots(
    session: Session,
    me: Member,
    desk: Desk,
    group_id: UUID,
    *,
    count: int,
    after: int,
    now: datetime,
) -> None:
    """Add slots to a class whose last number is `after`; sent twice, it adds them once.

    Raises as `require_open`, and TooManySlots.
    """
    row = require_open(session, desk, group_id, now=now)
    if row.last_number != after:
        return
    slots.add(session, group_id, count, now=now)
    history.record(session, me.id, "class.slots_added", group_id, now=now)


def make_cards(
    session: Session, vault: Vault, me: Member, desk: Desk, group_id: UUID, *, now: datetime
) -> None:
    """Give a card to every slot that has none, or one that nobody can read; raises as before."""
    require_open(session, desk, group_id, now=now)
    _, bare = slots.print_again(session, vault, group_id, now=now)
    slots.make_cards(session, vault, group_id, bare, now=now)
    history.record(session, me.id, "class.cards_made", group_id, now=now)


def reissue(
    session: Session,
    vault: Vault,
    me: Member,
    desk: Desk,
    group_id: UUID,
    number: int,
    *,
    now: datetime,
) -> None:
    """Give one slot a new card; the old one is dead at once. Raises as before, and NotFound."""
    require_open(session, desk, group_id, now=now)
    slots.require_live(session, group_id, number)
    slots.make_cards(session, vault, group_id, [number], now=now)
    history.record(session, me.id, "class.card_replaced", f"{group_id}/{number}", now=now)


def remove(
    session: Session, me: Member, desk: Desk, group_id: UUID, number: int, *, now: datetime
) -> None:
    """End a slot; what the class holds stays. Raises as `require_open`, and NotFound."""
    require_open(session, desk, group_id, now=now)
    slots.end(session, group_id, number, now=now)
    history.record(session, me.id, "class.slot_ended", f"{group_id}/{number}", now=now)


def move(
    session: Session,
    me: Member,
    desk: Desk,
    group_id: UUID,
    number: int,
    to_id: UUID,
    *,
    now: datetime,
) -> int:
    """End a slot, and add one to another class of the year; return its number.

    What the old class earned stays there. Raises as `remove`, NotFound for another year's class.
    """
    there = require_open(session, desk, to_id, now=now)
    here = require_open(session, desk, group_id, now=now)
    if to_id == group_id or here.begins != there.begins:
        raise NotFound
    remove(session, me, desk, group_id, number, now=now)
    [new] = slots.add(session, to_id, 1, now=now)
    return new
