"""Security events: who came in, who may do what, what the operator did. Ids, never a name."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, or_
from sqlmodel import Session, col

from db.rules import EVENT_DAYS
from db.statement import Statement, pick
from db.tables.history import HistoryEvent
from portal import clock

__all__ = ["PAGE", "EventKind", "forget_old", "kind_of", "list_newest"]

PAGE = 100
LAST = UUID(int=(1 << 128) - 1)  # sorts behind every id


class EventKind(StrEnum):
    """What security events are about: their verbs begin like this."""

    ROLE = "role"
    INVITATION = "invitation"
    OWNER = "owner"
    ORGANISATION = "organisation"
    APPLICATION = "application"
    PERSON = "person"
    WAY = "way"
    LINK = "link"
    TILL = "till"


EVENTS = Statement(
    pick(
        *(HistoryEvent.id, HistoryEvent.verb, HistoryEvent.actor_id, HistoryEvent.whom_id),
        *(HistoryEvent.subject, HistoryEvent.at),
    )
    .where(
        col(HistoryEvent.programme_id).is_(None),
        or_(*(col(HistoryEvent.verb).startswith(f"{kind}.") for kind in EventKind)),
        col(HistoryEvent.id) < bindparam("before"),
    )
    .order_by(col(HistoryEvent.id).desc())
    .limit(PAGE)
)
FORGET = Statement(
    delete(HistoryEvent).where(
        col(HistoryEvent.programme_id).is_(None), col(HistoryEvent.at) < bindparam("before_")
    )
)


def list_newest(session: Session, *, before: UUID = LAST) -> Sequence[Row[Any]]:
    """Return the newest events, or those before one of them."""
    return EVENTS.all(session, before=before)


def kind_of(verb: str) -> EventKind:
    """Return what an event is about."""
    return EventKind(verb.partition(".")[0])


def forget_old(session: Session) -> int:
    """Delete what concerns no programme and is older than two years; return how many rows.

    Counted from the newest day that is known to have come: no clock that jumps empties the list.
    """
    known = clock.newest(session)
    if known is None:
        return 0
    last = date.fromisoformat(known) - timedelta(days=EVENT_DAYS)
    return FORGET.run(session, {"before_": datetime.combine(last, time(), UTC)})
