"""Households: people who share a home, and one wallet in each programme."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice, within_programme


class Standing(StrEnum):
    """What a member of a household may do with its points."""

    ADULT = "adult"
    CHILD = "child"


class Household(SQLModel, table=True):
    """People who share a home; a person alone is a household of one. Its id is its wallet's."""

    __table_args__ = (CheckConstraint("adults_to_agree IN (1, 2)", name="one_or_two"),)

    id: UUID = Field(primary_key=True)
    name: str
    adults_to_agree: int = 1
    made_at: datetime = Field(sa_type=UtcDateTime)


class HouseholdMember(SQLModel, table=True):
    """A person's time in a household. History stays: leaving sets `left_at`, once."""

    __table_args__ = (
        CheckConstraint("left_at IS NULL OR left_at >= joined_at", name="in_order"),
        Index(
            "uq_householdmember_one_home",
            "person_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    household_id: UUID = Field(foreign_key="household.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    joined_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    standing: Standing = Field(sa_type=choice(Standing))


class ChosenCause(SQLModel, table=True):
    """Where a household's lapsed points go in one programme; without one, to its common cause."""

    __table_args__ = (within_programme("fk_chosencause_cause", "cause_id", "cause", "id"),)

    programme_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(foreign_key="household.id", primary_key=True)
    cause_id: UUID
    chosen_at: datetime = Field(sa_type=UtcDateTime)
