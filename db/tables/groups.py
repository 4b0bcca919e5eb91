"""Classes, staircases and clubs: they hold points together and give them after a vote."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, Words, WordsColumn, ids


class Group(SQLModel, table=True):
    """A class or club of an organisation. Its id is its account's."""

    id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: Words = Field(sa_type=WordsColumn)
    slot_count: int  # pupils, who have no account


class GroupVote(SQLModel, table=True):
    """A vote that was held and recorded; the ledger lets a group give once after each."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "cause_id"], ["cause.programme_id", "cause.id"]),
        CheckConstraint("voter_count > 0", name="somebody_voted"),
        ids("id", "recorded_by"),
    )

    programme_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    group_id: UUID = Field(foreign_key="group.id")
    cause_id: UUID
    voter_count: int
    recorded_by: UUID
    held_on: date
    recorded_at: datetime = Field(sa_type=UtcDateTime)
