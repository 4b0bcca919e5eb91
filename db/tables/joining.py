"""Joining: links that were written to people who are not here yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice
from db.tables.households import Standing


class JoinLink(SQLModel, table=True):
    """A link that was written to an address nobody here has: whoever has it may join, once."""

    __table_args__ = (
        CheckConstraint("standing = 'adult' OR home_code_id IS NOT NULL", name="child_expected"),
    )

    token_hash: str = Field(primary_key=True)
    address: str
    name: str  # what they want to be called; they may still change their mind
    language: str  # of the page they asked on
    standing: Standing = Field(sa_type=choice(Standing))  # a child has somebody who answers for it
    home_code_id: UUID | None = Field(default=None, foreign_key="homecode.id")  # who expects them
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
