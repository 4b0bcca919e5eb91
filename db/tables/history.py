"""History: who did what to which, when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, only_where


class HistoryEvent(SQLModel, table=True):
    """One thing that happened. Never changed; what is of no programme goes after two years."""

    __table_args__ = (
        Index("ix_historyevent_subject", "subject", "at"),
        Index(  # what concerns no programme: who came in, and who may do what
            "ix_historyevent_security", "id", **only_where("programme_id IS NULL")
        ),
    )

    id: UUID = Field(primary_key=True)
    programme_id: UUID | None = Field(default=None, foreign_key="programme.id")
    actor_id: UUID | None = None
    verb: str
    subject: str  # a code or an id
    whom_id: UUID | None = None  # the person it was done to, where that is another
    at: datetime = Field(sa_type=UtcDateTime)
