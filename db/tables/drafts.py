"""Drafts: a programme or its next season before it is published, and every version of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import Facts, FactsColumn, UtcDateTime, choice


class DraftState(StrEnum):
    """Where a draft stands."""

    EDITING = "editing"
    REVIEW = "review"  # it waits for somebody who did not write it
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Draft(SQLModel, table=True):
    """A programme somebody prepares. `programme_id`: whose next season it is, or what it became."""

    __table_args__ = (
        CheckConstraint("version >= 1", name="counted"),
        CheckConstraint("(asked_by IS NULL) = (state IN ('editing', 'withdrawn'))", name="asked"),
        CheckConstraint("state <> 'published' OR programme_id IS NOT NULL", name="became"),
    )

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    programme_id: UUID | None = Field(default=None, foreign_key="programme.id")
    state: DraftState = Field(default=DraftState.EDITING, sa_type=choice(DraftState))
    version: int = 1  # the newest one
    begun_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")  # to be approved
    reason: str = ""  # why it came back


class DraftVersion(SQLModel, table=True):
    """A draft as it stood after an answer, and who gave it. Never changed."""

    draft_id: UUID = Field(foreign_key="draft.id", primary_key=True)
    number: int = Field(primary_key=True)
    plan: Facts = Field(sa_type=FactsColumn)
    written_by: UUID = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UtcDateTime)
