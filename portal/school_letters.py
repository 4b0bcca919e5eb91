"""School letters: what the code in a letter to parents opens. It says which slot, and no more.

Parents may object: the slot ends, whoever else wants it to stay, and the class keeps its total. Or
a family may have the child take part at home, too: the guardian agrees with a signed-in press, the
child with the two pictures of its card. That makes a child of the household; between it and the
slot nothing is kept but that the code was used. Both consents stand in the guardianship, where
they are seen (`/me/data`) and taken back: by a stop, an end, or erasing the child.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.organisations import Organisation
from db.tables.schools import SchoolClass, Slot
from portal import children, codes, guardians, history, ids, slots, throttle
from portal.errors import Refused
from portal.people import Member
from portal.throttle import TooSoon

__all__ = ["ChildDisagrees", "LetterUsed", "UnknownLetter", "find", "link", "look_up", "object_"]

LETTER = Statement(
    pick(
        *(Slot.group_id, Slot.number, Slot.card_hash, Slot.letter_used_at, Group.name),
        *(Group.organisation_id, SchoolClass.begins),
        col(Organisation.name).label("organisation_name"),
    )
    .join(SchoolClass, col(SchoolClass.group_id) == Slot.group_id)
    .join(Group, col(Group.id) == Slot.group_id)
    .join(Organisation, col(Organisation.id) == Group.organisation_id)
    .where(col(Slot.letter_hash) == bindparam("letter_hash"))
)
USE = Statement(
    update(Slot)
    .where(
        col(Slot.group_id) == bindparam("group_"),
        col(Slot.number) == bindparam("number_"),
        col(Slot.letter_used_at).is_(None),
    )
    .values(letter_used_at=bindparam("now_"))
)


class UnknownLetter(Refused):
    """No letter has this code: it was mistyped, replaced, or its slot has ended."""


class LetterUsed(Refused):
    """A household has used this letter; it still serves to object."""


class ChildDisagrees(Refused):
    """The two pictures are not those of the child's card, so the child has not agreed."""


def find(session: Session, typed: str) -> Row[Any]:
    """Return the slot a letter is about; raises UnknownLetter."""
    code = codes.tidy_secret(typed)
    if row := LETTER.first(session, letter_hash=ids.digest(code)) if code else None:
        return row
    raise UnknownLetter


def look_up(session: Session, typed: str, *, network: str, now: datetime) -> Row[Any]:
    """Return the same, and slow guessing down; raises TooSoon, UnknownLetter (commit it, too)."""
    place = throttle.unsigned(network)
    with throttle.trying(session, place, wrong=UnknownLetter, now=now):
        return find(session, typed)


def link(
    session: Session,
    me: Member,
    letter: Row[Any],
    pair: slots.Pair,
    *,
    name: str,
    is_meant: bool = False,
    now: datetime,
) -> UUID:
    """Let the child take part at home, with both consents; return the child's id.

    Raises NotAllowed, LetterUsed; ChildDisagrees (commit it: a guess), TooSoon; and as
    `children.add`.
    """
    tries = throttle.cards(f"letter|{letter.group_id}", letter.number)
    if seconds := throttle.seconds_left(session, tries[:1], now=now):
        raise TooSoon(seconds=seconds)
    if slots.pair_of(letter.card_hash) != pair:
        throttle.count(session, tries[:1], now=now)
        raise ChildDisagrees
    facts: dict[str, Any] = {"name": name, "is_meant": is_meant, "now": now}
    child_id = children.add(session, me, **facts, is_guardian=False)
    if not USE.run(session, {**_this(letter), "now_": now}):
        raise LetterUsed
    guardians.agree(session, me, child_id, now=now)
    return child_id


def object_(session: Session, letter: Row[Any], *, now: datetime) -> None:
    """End the slot at once, with what it put on tallies that were not sent. No reason is asked."""
    slots.end(session, letter.group_id, letter.number, now=now)
    history.record(session, None, "class.parents_objected", letter.group_id, now=now)


def _this(letter: Row[Any]) -> dict[str, Any]:
    return {"group_": letter.group_id, "number_": letter.number}
