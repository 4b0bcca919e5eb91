"""Paired tills: a browser that showed a partner's till card takes its vouchers, and is nobody.

It sees no name, no balance and no other page of the desk. The card works once, so what hangs at
the counter afterwards opens nothing; the till works until somebody at the desk ends it, or a year.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, update
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import Organisation, OrganisationState
from db.tables.tills import Till
from portal import codes, history, ids, throttle
from portal.errors import Refused

__all__ = [
    "LASTS",
    "PREFIX",
    "PairedTill",
    "UnknownTillCard",
    "find_or_none",
    "forget_old",
    "is_till",
    "leave",
    "look_up",
    "look_up_typed",
    "note_use",
    "pair",
]

LASTS = timedelta(days=365)
PREFIX = "till-"  # begins the token of a till, so that nobody looks for a person behind it

_AT_WORK = pick(Till.id, Till.organisation_id, Till.number, Till.ends_at, Organisation.name).join(
    Organisation, col(Organisation.id) == Till.organisation_id
)
CARD = Statement(
    _AT_WORK.where(
        col(Till.secret_hash) == bindparam("card_hash"),
        col(Till.ends_at) > bindparam("now"),
        col(Organisation.state) == OrganisationState.LISTED,
    )
)
HERE = Statement(
    _AT_WORK.where(
        col(Till.secret_hash) == bindparam("token_hash"),
        col(Till.ends_at) > bindparam("now"),
        col(Organisation.state) != OrganisationState.CLOSED,
    )
)
_NO_SECRET = dict.fromkeys(("secret_hash", "card_sealed"))
PAIR = Statement(
    update(Till)
    .where(col(Till.secret_hash) == bindparam("card_"))
    .values(
        secret_hash=bindparam("token_"),
        card_sealed=None,
        device=bindparam("device_"),
        paired_at=bindparam("now_"),
        ends_at=bindparam("ends_at_"),
    )
)
USED = Statement(
    update(Till).where(col(Till.id) == bindparam("id_")).values(used_at=bindparam("now_"))
)
LEAVE = Statement(
    update(Till)
    .where(col(Till.secret_hash) == bindparam("token_"))
    .values(ended_at=bindparam("now_"), **_NO_SECRET)
)
FORGET = Statement(
    update(Till)
    .where(col(Till.ended_at).is_(None), col(Till.ends_at) <= bindparam("now_"))
    .values(ended_at=col(Till.ends_at), **_NO_SECRET)
)


class UnknownTillCard(Refused):
    """No till waits for this card: it was used or withdrawn, or its two weeks are over."""


@dataclass(frozen=True)
class PairedTill:
    """What a browser that is a till may act for."""

    id: UUID
    organisation_id: UUID
    number: int
    ends_at: datetime
    name: Words  # of the partner


def is_till(token: str) -> bool:
    """Tell whether a browser's token is that of a till."""
    return token.startswith(PREFIX)


def look_up(session: Session, secret: str, *, now: datetime) -> Row[Any]:
    """Return the till that waits for a card, and pair nothing; raises UnknownTillCard."""
    card = ids.digest(codes.tidy_secret(secret))
    if row := CARD.first(session, card_hash=card, now=now):
        return row
    raise UnknownTillCard


def look_up_typed(session: Session, typed: str, *, network: str, now: datetime) -> Row[Any]:
    """Look a card up by what somebody typed.

    Raises UnknownTillCard (commit it too: it was a guess), TooSoon.
    """
    place = throttle.unsigned(network)
    with throttle.trying(session, place, wrong=UnknownTillCard, now=now):
        return look_up(session, typed, now=now)


def pair(
    session: Session, secret: str, *, device: str, network: str, idem: str, now: datetime
) -> str:
    """Make a browser the till of a card, once; return its token. Raises as `look_up_typed`.

    The token follows from the card and the form, so the same form sent twice is the same till.
    """
    token = f"{PREFIX}{ids.digest(f'{codes.tidy_secret(secret)}|{idem}')}"
    if find_or_none(session, token, now=now):
        return token
    row = look_up_typed(session, secret, network=network, now=now)
    paired = {"token_": ids.digest(token), "device_": device, "now_": now, "ends_at_": now + LASTS}
    if PAIR.run(session, {"card_": ids.digest(codes.tidy_secret(secret)), **paired}):
        history.record(session, None, "till.paired", row.id, now=now)
    elif find_or_none(session, token, now=now) is None:  # another browser was faster
        raise UnknownTillCard
    return token


def find_or_none(session: Session, token: str, *, now: datetime) -> PairedTill | None:
    """Return the till a browser is, until it is ended."""
    if not is_till(token):
        return None
    row = HERE.first(session, token_hash=ids.digest(token), now=now)
    return PairedTill(**row._mapping) if row else None


def note_use(session: Session, till: PairedTill, *, now: datetime) -> None:
    """Write down that it took a voucher, or gave one back."""
    USED.run(session, {"id_": till.id, "now_": now})


def leave(session: Session, token: str, *, now: datetime) -> None:
    """Let this browser be a till no more; harmless where it is none."""
    if till := find_or_none(session, token, now=now):
        LEAVE.run(session, {"token_": ids.digest(token), "now_": now})
        history.record(session, None, "till.left", till.id, now=now)


def forget_old(session: Session, *, now: datetime) -> int:
    """End what has come to the end of its time; return how many rows."""
    return FORGET.run(session, {"now_": now})
