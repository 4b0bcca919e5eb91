"""Till cards: who leads a partner's desk prints one for each till, and ends tills.

A card is a secret of eighty bits; a browser that shows it becomes a till (portal/paired_tills.py).
It is kept as a hash, and sealed so that it can be printed again while nobody has used it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, func, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.tills import Till
from portal import codes, desks, history, ids, memberships
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_keep_tills, require
from portal.vault import Unsealed, Vault

__all__ = [
    "LASTS",
    "CardGone",
    "Printed",
    "TillStage",
    "TooManyTills",
    "end",
    "list_at",
    "make",
    "print_again",
    "stage_of",
]

LASTS = timedelta(days=14)
MOST = 50  # cards and tills of one partner that work at a time


class TillStage(StrEnum):
    """Where a till stands."""

    WAITING = "waiting"  # for a browser to show its card
    PAIRED = "paired"
    OVER = "over"


_AT = (col(Till.organisation_id) == bindparam("organisation_id"),)
_ONE = (
    col(Till.organisation_id) == bindparam("organisation_id_"),
    col(Till.number) == bindparam("number_"),
)
TILLS = Statement(
    pick(
        *(Till.id, Till.number, Till.name, Till.made_at, Till.paired_at, Till.device),
        *(Till.used_at, Till.ends_at, Till.ended_at, Till.card_sealed),
    )
    .where(*_AT)
    .order_by(col(Till.ended_at).is_not(None), col(Till.number).desc())
    .limit(200)
)
SENT = Statement(pick(Till.number).where(col(Till.idem) == bindparam("idem")))
COUNTS = Statement(
    pick(
        func.coalesce(func.max(Till.number), 0).label("last"),
        func.count()
        .filter(col(Till.ended_at).is_(None), col(Till.ends_at) > bindparam("now"))
        .label("at_work"),
    ).where(*_AT)
)
END = Statement(
    update(Till)
    .where(*_ONE, col(Till.ended_at).is_(None))
    .values(
        ended_at=bindparam("now_"),
        ended_by=bindparam("by_"),
        secret_hash=None,
        card_sealed=None,
    )
)


class TooManyTills(Refused):
    """So many work at once that something is wrong: `most`."""


class CardGone(Refused):
    """It was used or withdrawn, its time is over, or nobody can read it any more."""


@dataclass(frozen=True)
class Printed:
    """What stands on a card."""

    number: int
    name: str
    secret: str
    ends_at: datetime


def stage_of(row: Row[Any], *, now: datetime) -> TillStage:
    """Say where a till stands. Pure."""
    if row.ended_at or row.ends_at <= now:
        return TillStage.OVER
    return TillStage.PAIRED if row.paired_at else TillStage.WAITING


def list_at(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return a partner's tills: those that work, then those that ended; newest first."""
    require(may_keep_tills(desk.roles))
    return TILLS.all(session, organisation_id=desk.organisation_id)


def make(
    session: Session, vault: Vault, me: Member, desk: Desk, name: str, *, idem: str, now: datetime
) -> int:
    """Make a card for one more till; return its number. The same form sent again makes one card.

    Raises Suspended, Closed, TooManyTills.
    """
    require(may_keep_tills(desk.roles))
    desks.require_listed(desk.state, desk.state_reason)
    memberships.lock(session, desk, me.id, now=now)  # two who make cards take two numbers
    if sent := SENT.first(session, idem=idem):
        return int(sent.number)
    counts = COUNTS.one(session, organisation_id=desk.organisation_id, now=now)
    if counts.at_work >= MOST:
        raise TooManyTills(most=MOST)
    secret = codes.new_secret()
    till = Till(
        id=ids.new_id(now),
        organisation_id=desk.organisation_id,
        number=counts.last + 1,
        name=name,
        idem=idem,
        made_by=me.id,
        made_at=now,
        ends_at=now + LASTS,
        secret_hash=ids.digest(secret),
        card_sealed=vault.seal(_purpose(desk, counts.last + 1), secret, now=now),
    )
    session.add(till)
    session.flush()
    history.record(session, me.id, "till.made", till.id, now=now)
    return till.number


def print_again(
    session: Session, vault: Vault, desk: Desk, number: int, *, now: datetime
) -> Printed:
    """Return what stands on a card that nobody has used; raises NotFound, CardGone."""
    row = _find(session, desk, number)
    if stage_of(row, now=now) is not TillStage.WAITING:
        raise CardGone
    try:
        secret = vault.open(_purpose(desk, number), row.card_sealed, now=now)
    except Unsealed:  # another PORTAL_SECRET_KEY
        raise CardGone from None
    return Printed(number, row.name, secret, row.ends_at)


def end(session: Session, me: Member, desk: Desk, number: int, *, now: datetime) -> None:
    """End a till, or a card that waits, at once; harmless when it has ended. Raises NotFound."""
    till = _find(session, desk, number)
    where = {"organisation_id_": desk.organisation_id, "number_": number}
    if END.run(session, {**where, "now_": now, "by_": me.id}):
        history.record(session, me.id, "till.ended", till.id, now=now)


def _find(session: Session, desk: Desk, number: int) -> Row[Any]:
    for row in list_at(session, desk):
        if row.number == number:
            return row
    raise NotFound


def _purpose(desk: Desk, number: int) -> str:
    return f"till|{desk.organisation_id}|{number}"
