"""Habits: whether somebody did something before the programme, and whether it lasted."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice


class Before(StrEnum):
    """Did you do this before the programme?"""

    NO = "no"
    SOMETIMES = "sometimes"
    ALWAYS = "always"
    UNSAID = "unsaid"  # rather not: never asked again


class Still(StrEnum):
    """Are you still doing this? Asked two months later."""

    AS_OFTEN = "as-often"
    LESS = "less"
    NO = "no"


class Habit(SQLModel, table=True):
    """What an adult said about one kind of act: before the programme, and two months later."""

    __table_args__ = (
        CheckConstraint("(before IS NULL) = (said_at IS NULL)", name="said"),
        CheckConstraint("(still IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("still IS NULL OR began_on IS NOT NULL", name="in_order"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    activity: str = Field(foreign_key="activitykind.code", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    began_on: date | None = None  # the day of the first approved act; a job writes it down
    before: Before | None = Field(default=None, sa_type=choice(Before))
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    still: Still | None = Field(default=None, sa_type=choice(Still))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
