"""Card sign-ins: a pupil shows a card, and may do one thing for one class until the lesson ends.

By the card's own secret, or by the code on the board, the number and the card's two pictures. A
browser that showed a card is nobody: it sees no history, no name and no other page of a class.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.schools import CardSignIn, ClassWindow, Slot
from portal import class_windows, ids, slots, throttle
from portal.errors import Refused
from portal.throttle import TooSoon

__all__ = [
    "LONGEST",
    "PREFIX",
    "Card",
    "ClassOpenAgain",
    "NotOpen",
    "UnknownCard",
    "UnknownClassCode",
    "WrongCard",
    "end",
    "find_or_none",
    "forget_old",
    "is_card",
    "look_up",
    "start",
    "start_by_number",
]

LONGEST = timedelta(minutes=60)
PREFIX = "card-"  # begins the token of a card, so that nobody looks for a person behind it

BY_HASH = Statement(
    pick(Slot.group_id, Slot.number, Group.name)
    .join(Group, col(Group.id) == Slot.group_id)
    .where(col(Slot.card_hash) == bindparam("card_hash"), col(Slot.ended_at).is_(None))
)
BY_NUMBER = Statement(
    pick(Slot.card_hash).where(
        col(Slot.group_id) == bindparam("group_id"),
        col(Slot.number) == bindparam("number"),
        col(Slot.ended_at).is_(None),
        col(Slot.card_hash).is_not(None),
    )
)
HERE = Statement(
    pick(
        *(CardSignIn.group_id, CardSignIn.number, Group.name, Group.organisation_id),
        *(ClassWindow.ends_at, ClassWindow.code),
    )
    .join(ClassWindow, col(ClassWindow.id) == CardSignIn.window_id)
    .join(Group, col(Group.id) == CardSignIn.group_id)
    .join(
        Slot,
        and_(
            col(Slot.group_id) == CardSignIn.group_id,
            col(Slot.number) == CardSignIn.number,
            col(Slot.ended_at).is_(None),
        ),
    )
    .where(
        col(CardSignIn.token_hash) == bindparam("token_hash"),
        col(CardSignIn.ends_at) > bindparam("now"),
        col(ClassWindow.ends_at) > bindparam("now"),
    )
)
END = Statement(delete(CardSignIn).where(col(CardSignIn.token_hash) == bindparam("token_hash_")))
FORGET = Statement(delete(CardSignIn).where(col(CardSignIn.ends_at) <= bindparam("now_")))


class UnknownCard(Refused):
    """No slot has this card, or no longer."""


class NotOpen(Refused):
    """The card is right, and its class is not open now."""


class UnknownClassCode(Refused):
    """No class is open under this code."""


class WrongCard(Refused):
    """Number and pictures do not belong together; there is no telling which is wrong."""


class ClassOpenAgain(Refused):
    """There were so many wrong cards in this lesson that the teacher has to open it again."""


@dataclass(frozen=True)
class Card:
    """What a browser that showed a card may act for."""

    group_id: UUID
    number: int
    name: Words  # of the class
    organisation_id: UUID
    ends_at: datetime
    code: str  # of the window, for whoever comes next at the same tablet


def is_card(token: str) -> bool:
    """Tell whether a browser's token is that of a card."""
    return token.startswith(PREFIX)


def look_up(session: Session, secret: str, *, now: datetime) -> Any:
    """Return the slot of a card whose class is open, and open nothing.

    Raises UnknownCard, NotOpen.
    """
    row = BY_HASH.first(session, card_hash=ids.digest(secret))
    if row is None:
        raise UnknownCard
    if class_windows.find_open_or_none(session, row.group_id, now=now) is None:
        raise NotOpen
    return row


def start(session: Session, secret: str, *, now: datetime) -> str:
    """Let a card in; return the browser's token. Raises as `look_up`."""
    row = look_up(session, secret, now=now)
    window = class_windows.find_open_or_none(session, row.group_id, now=now)
    return _let_in(session, window, row.number, now)


def start_by_number(
    session: Session, typed: str, number: int, pair: slots.Pair, *, network: str, now: datetime
) -> str:
    """Let a card in by the code on the board, its number and its pictures; return the token.

    Raises UnknownClassCode and WrongCard (commit them too: they were guesses), TooSoon,
    ClassOpenAgain.
    """
    place = throttle.unsigned(network)
    if seconds := throttle.seconds_left(session, place, now=now):
        raise TooSoon(seconds=seconds)
    window = class_windows.find_or_none(session, typed, now=now)
    if window is None:
        throttle.count(session, place, now=now)
        raise UnknownClassCode
    _require_patience(session, window.id, number, now)
    card_hash = BY_NUMBER.value(session, group_id=window.group_id, number=number)
    if card_hash is None or slots.pair_of(card_hash) != pair:
        throttle.count(session, throttle.cards(window.id, number), now=now)
        raise WrongCard
    return _let_in(session, window, number, now)


def find_or_none(session: Session, token: str, *, now: datetime) -> Card | None:
    """Return what a browser may act for, while its lesson lasts and its card is not replaced."""
    if not is_card(token):
        return None
    row = HERE.first(session, token_hash=ids.digest(token), now=now)
    return Card(**row._mapping) if row else None


def end(session: Session, token: str) -> None:
    """Forget a browser that showed a card."""
    END.run(session, {"token_hash_": ids.digest(token)})


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what has ended; return how many rows."""
    return FORGET.run(session, {"now_": now})


def _require_patience(session: Session, window_id: UUID, number: int, now: datetime) -> None:
    slot, whole_class = throttle.cards(window_id, number)
    if throttle.seconds_left(session, [whole_class], now=now):
        raise ClassOpenAgain
    if seconds := throttle.seconds_left(session, [slot], now=now):
        raise TooSoon(seconds=seconds)


def _let_in(session: Session, window: Any, number: int, now: datetime) -> str:
    token = f"{PREFIX}{ids.new_token()}"
    session.add(
        CardSignIn(
            token_hash=ids.digest(token),
            group_id=window.group_id,
            number=number,
            window_id=window.id,
            ends_at=min(window.ends_at, now + LONGEST),
        )
    )
    session.flush()
    return token
