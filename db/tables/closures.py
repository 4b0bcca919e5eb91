"""Closures: the owners of an organisation ask that it be closed; another one of them agrees."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime


class Closure(SQLModel, table=True):
    """One owner asked, with a public reason; another agrees, or the only one says it again."""

    __table_args__ = (
        CheckConstraint("(agreed_by IS NULL) = (agreed_at IS NULL)", name="agreed_by_somebody"),
        CheckConstraint(
            "agreed_by IS NULL OR agreed_by <> asked_by OR is_alone", name="two_people"
        ),
        CheckConstraint("ends_at >= asked_at", name="in_order"),
    )

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    reason: str
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    agreed_by: UUID | None = Field(default=None, foreign_key="person.id")
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_alone: bool = False  # whoever agreed was the only owner
