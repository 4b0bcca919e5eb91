"""Renames: an owner asks that the public register say another name; the operator answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, Words, WordsColumn, choice, only_where
from db.tables.organisations import ApplicationState


class Rename(SQLModel, table=True):
    """Another name for an organisation, asked for and answered; `former` is what it was until then.

    One waits at a time. What was accepted is the history of its names.
    """

    __table_args__ = (
        CheckConstraint(
            "(state IN ('accepted', 'refused')) = (decided_by IS NOT NULL)", name="decided"
        ),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_on"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
        Index(
            "uq_rename_one_waits",
            "organisation_id",
            unique=True,
            **only_where("state = 'waiting'"),
        ),
    )

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    name: Words = Field(sa_type=WordsColumn)
    former: Words = Field(sa_type=WordsColumn)
    proof: str  # where the public register shows the new name
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    state: ApplicationState = Field(
        default=ApplicationState.WAITING, sa_type=choice(ApplicationState)
    )
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""  # why it was refused
