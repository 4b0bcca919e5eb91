"""Programme data: everything of a closed programme, to take away, with no name in it.

Whoever and whatever has an id here has another one in the copy: the same in all its files and in
every copy of this programme, and in no other programme. Only this installation can make it again.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.history import HistoryEvent
from db.tables.people import Person
from portal import history
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_take_data, require
from portal.programme_rows import SIZE, TABLES, Table
from portal.programmes import ProgrammeState

__all__ = [
    "MOST",
    "TABLES",
    "NotClosed",
    "Table",
    "TooLarge",
    "list_taken",
    "masked",
    "note",
    "require_ready",
    "rows",
]

MOST = 2_000_000  # rows of claims and of the ledger: some minutes of work
PIECE = 1000  # rows read at once
COPIED = "programme.copied"
TAKEN = Statement(
    pick(HistoryEvent.at, Person.name)
    .join(Person, col(Person.id) == HistoryEvent.actor_id)
    .where(
        col(HistoryEvent.programme_id) == bindparam("programme_id"),
        col(HistoryEvent.verb) == COPIED,
    )
    .order_by(col(HistoryEvent.at).desc())
    .limit(20)
)


class NotClosed(Refused):
    """What may still change is not taken away yet."""


class TooLarge(Refused):
    """There are more than `most` rows: too many to make a copy while somebody waits."""


def require_ready(session: Session, desk: Desk, it: Row[Any]) -> None:
    """Raise NotAllowed, NotClosed or TooLarge unless this desk may take `it` away now."""
    require(may_take_data(desk.roles))
    if it.state is not ProgrammeState.CLOSED:
        raise NotClosed
    if sum(SIZE.one(session, programme_id=it.programme_id)) > MOST:
        raise TooLarge(most=MOST)


def rows(session: Session, table: Table, programme_id: UUID) -> Iterator[Sequence[Row[Any]]]:
    """Yield what a table has of a programme, in pieces: it never is in memory as a whole."""
    facts = {"programme_id": programme_id, "most": PIECE}
    piece = table.first.all(session, **facts)
    while piece:
        yield piece
        keys = {f"after_{at}": key for at, key in enumerate(piece[-1][: table.key_count])}
        piece = table.after.all(session, **facts, **keys) if len(piece) == PIECE else ()


def masked(secret: str, programme_id: UUID, one: UUID) -> str:
    """Return what an id is called in the copies of a programme."""
    said = f"programme data|{programme_id}|{one}".encode()
    return hmac.digest(secret.encode(), said, hashlib.sha256)[:8].hex()


def note(session: Session, me: Member, it: Row[Any], *, now: datetime) -> None:
    """Write down that a copy was taken, and by whom."""
    facts = {"programme_id": it.programme_id, "now": now}
    history.record(session, me.id, COPIED, it.programme_code, **facts)


def list_taken(session: Session, programme_id: UUID) -> Sequence[Row[Any]]:
    """Return who took a copy and when, the newest first."""
    return TAKEN.all(session, programme_id=programme_id)
