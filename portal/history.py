"""History: who did what to which, when. One line in the act's own transaction."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from db.tables.history import HistoryEvent
from portal import ids

__all__ = ["record"]


def record(
    session: Session,
    actor_id: UUID | None,
    verb: str,
    subject: object,
    *,
    whom_id: UUID | None = None,
    programme_id: UUID | None = None,
    now: datetime,
) -> None:
    """Add an event; `subject` is a code or an id, never a name, `whom_id` whom it was done to."""
    session.add(
        HistoryEvent(
            id=ids.new_id(now),
            programme_id=programme_id,
            actor_id=actor_id,
            verb=verb,
            subject=str(subject),
            whom_id=whom_id,
            at=now,
        )
    )
