"""Remarks: what an auditor says beside a programme in public, and the answer to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime


class Remark(SQLModel, table=True):
    """Public from the moment it is made. Answered once, withdrawn with a reason, never deleted."""

    __table_args__ = (
        Index("ix_remark_code", "code"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"),
        CheckConstraint("answered_by IS NULL OR answered_by <> written_by", name="two_people"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name="withdrawn_why"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")  # the auditor's
    words: str
    written_by: UUID = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_why: str | None = None
    withdrawn_by: UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
