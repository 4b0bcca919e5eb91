"""Slots: the numbered places of a class, and what is printed for each, a card and a letter.

A card is 128 random bits; whoever has it can put one slot on its class's tally, while the teacher
has the class open. Two pictures follow from its hash: they are the card for whoever has no camera.
The letter's code is the parents'. Both are kept as hashes, and sealed so that they can be printed
again. Nothing here says which child has which number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.schools import MOST_SLOTS, CardSignIn, Slot, Tick
from portal import codes, ids
from portal.errors import NotFound, Refused
from portal.vault import Unsealed, Vault

__all__ = [
    "MOST_SLOTS",
    "CardPicture",
    "Pair",
    "Printed",
    "TooManySlots",
    "add",
    "end",
    "end_all",
    "list_live",
    "make_cards",
    "pair_of",
    "print_again",
    "require_live",
]


class CardPicture(StrEnum):
    """What may be drawn on a card: things a child of five names in any language."""

    SUN = "sun"
    MOON = "moon"
    STAR = "star"
    TREE = "tree"
    LEAF = "leaf"
    FISH = "fish"
    HOUSE = "house"
    BOAT = "boat"
    KEY = "key"
    CUP = "cup"
    APPLE = "apple"
    HEART = "heart"


PICTURES = tuple(CardPicture)
_TRIES_FOR_A_PAIR = 500

LIVE = Statement(
    pick(
        *(Slot.number, Slot.card_hash, Slot.card_sealed, Slot.letter_sealed),
        *(Slot.letter_used_at, Slot.made_at),
    )
    .where(col(Slot.group_id) == bindparam("group_id"), col(Slot.ended_at).is_(None))
    .order_by(col(Slot.number))
)
LAST = Statement(pick(func.max(Slot.number)).where(col(Slot.group_id) == bindparam("group_id")))
_THIS = (col(Slot.group_id) == bindparam("group_"), col(Slot.number) == bindparam("number_"))
_NO_SECRET = dict.fromkeys(("card_hash", "card_sealed", "letter_hash", "letter_sealed"))
CARD = Statement(
    update(Slot)
    .where(*_THIS, col(Slot.ended_at).is_(None))
    .values(
        card_hash=bindparam("card_"),
        card_sealed=bindparam("card_sealed_"),
        letter_hash=bindparam("letter_"),
        letter_sealed=bindparam("letter_sealed_"),
        letter_used_at=None,
    )
)
END = Statement(
    update(Slot)
    .where(*_THIS, col(Slot.ended_at).is_(None))
    .values(ended_at=bindparam("now_"), **_NO_SECRET)
)
END_ALL = Statement(
    update(Slot)
    .where(col(Slot.group_id) == bindparam("group_"), col(Slot.ended_at).is_(None))
    .values(ended_at=bindparam("now_"), **_NO_SECRET)
)
COUNT = Statement(
    update(Group)
    .where(col(Group.id) == bindparam("group_"))
    .values(slot_count=col(Group.slot_count) + bindparam("more_"))
)
SIGN_OUT = Statement(
    delete(CardSignIn).where(
        col(CardSignIn.group_id) == bindparam("group_"),
        col(CardSignIn.number) == bindparam("number_"),
    )
)
SIGN_OUT_ALL = Statement(delete(CardSignIn).where(col(CardSignIn.group_id) == bindparam("group_")))
UNTICK = Statement(
    delete(Tick).where(
        col(Tick.group_id) == bindparam("group_"), col(Tick.number) == bindparam("number_")
    )
)
UNTICK_ALL = Statement(delete(Tick).where(col(Tick.group_id) == bindparam("group_")))


class TooManySlots(Refused):
    """A class has at most so many in a year: `most`."""


class Pair(NamedTuple):
    """The two pictures of a card."""

    first: CardPicture
    second: CardPicture


@dataclass(frozen=True)
class Printed:
    """What stands on the paper of one slot."""

    number: int
    card: str
    pair: Pair
    letter: str


def pair_of(card_hash: str) -> Pair:
    """Return the two pictures of a card, which differ. Pure."""
    others = len(PICTURES) - 1
    first, second = divmod(int(card_hash[:8], 16) % (len(PICTURES) * others), others)
    return Pair(PICTURES[first], PICTURES[second + (second >= first)])


def list_live(session: Session, group_id: UUID) -> Sequence[Row[Any]]:
    """Return the slots of a class that are in use, by number."""
    return LIVE.all(session, group_id=group_id)


def require_live(session: Session, group_id: UUID, number: int) -> Row[Any]:
    """Return a slot that is in use; raises NotFound."""
    for row in list_live(session, group_id):
        if row.number == number:
            return row
    raise NotFound


def add(session: Session, group_id: UUID, count: int, *, now: datetime) -> list[int]:
    """Add slots after the last number, for a class that exists; raises TooManySlots.

    Numbers are not used twice in a year: an old card would seem to belong to a new child.
    """
    last = LAST.value(session, group_id=group_id) or 0
    if count < 1 or last + count > MOST_SLOTS:
        raise TooManySlots(most=MOST_SLOTS)
    numbers = list(range(last + 1, last + 1 + count))
    session.add_all(Slot(group_id=group_id, number=number, made_at=now) for number in numbers)
    session.flush()
    COUNT.run(session, {"group_": group_id, "more_": count})
    return numbers


def make_cards(
    session: Session, vault: Vault, group_id: UUID, numbers: Collection[int], *, now: datetime
) -> None:
    """Give these slots a fresh card and letter. What they had until now works no more."""
    taken = {
        pair_of(row.card_hash)
        for row in list_live(session, group_id)
        if row.card_hash and row.number not in numbers
    }
    for number in numbers:
        card = _new_card(taken)
        letter = codes.new_secret()
        purpose = _purpose(group_id, number)
        SIGN_OUT.run(session, {"group_": group_id, "number_": number})
        CARD.run(
            session,
            {
                **{"group_": group_id, "number_": number},
                **{"card_": ids.digest(card), "letter_": ids.digest(letter)},
                "card_sealed_": vault.seal(purpose, card, now=now),
                "letter_sealed_": vault.seal(purpose, letter, now=now),
            },
        )


def print_again(
    session: Session, vault: Vault, group_id: UUID, *, now: datetime
) -> tuple[list[Printed], list[int]]:
    """Return what to print, and the numbers that have no card, or one nobody can read any more."""
    papers, bare = [], []
    for row in list_live(session, group_id):
        try:
            papers.append(_printed(vault, group_id, row, now))
        except Unsealed:  # another PORTAL_SECRET_KEY, or no card yet
            bare.append(row.number)
    return papers, bare


def end(session: Session, group_id: UUID, number: int, *, now: datetime) -> None:
    """End a slot with its card, and what it put on tallies that were not sent; raises NotFound."""
    this = {"group_": group_id, "number_": number}
    if not END.run(session, {**this, "now_": now}):
        raise NotFound
    SIGN_OUT.run(session, this)
    UNTICK.run(session, this)
    COUNT.run(session, {"group_": group_id, "more_": -1})


def end_all(session: Session, group_id: UUID, *, now: datetime) -> None:
    """End every slot of a class that closes. How many there were stays known: reports need it."""
    SIGN_OUT_ALL.run(session, {"group_": group_id})
    UNTICK_ALL.run(session, {"group_": group_id})
    END_ALL.run(session, {"group_": group_id, "now_": now})


def _new_card(taken: set[Pair]) -> str:
    """Return a card whose pictures no other card of the class has, as far as there are some."""
    for _ in range(_TRIES_FOR_A_PAIR):
        card = ids.new_link()
        pair = pair_of(ids.digest(card))
        if pair not in taken:
            break
    taken.add(pair)
    return card


def _printed(vault: Vault, group_id: UUID, row: Row[Any], now: datetime) -> Printed:
    purpose = _purpose(group_id, row.number)
    card = vault.open(purpose, row.card_sealed or "", now=now)
    letter = vault.open(purpose, row.letter_sealed or "", now=now)
    return Printed(row.number, card, pair_of(row.card_hash), letter)


def _purpose(group_id: UUID, number: int) -> str:
    return f"card|{group_id}|{number}"
