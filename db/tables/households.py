"""Households: people who share a home, and one wallet in each programme."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice, only_where, within_programme


class Standing(StrEnum):
    """What a member of a household may do with its points."""

    ADULT = "adult"
    CHILD = "child"


class HomeCodeKind(StrEnum):
    """What a code that a household gave to somebody opens."""

    ADULT = "adult"  # live here as an adult
    CHILD = "child"  # live here as a child; whoever gave it answers for the child
    GUARDIAN = "guardian"  # answer for one child, without living here


class Household(SQLModel, table=True):
    """People who share a home; a person alone is a household of one. Its id is its wallet's."""

    __table_args__ = (CheckConstraint("adults_to_agree IN (1, 2)", name="one_or_two"),)

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)  # on paper and in lists, where a name must not stand
    name: str
    adults_to_agree: int = 1
    head_id: UUID | None = Field(default=None, foreign_key="person.id")  # names it, hands that over
    made_at: datetime = Field(sa_type=UtcDateTime)


class HouseholdMember(SQLModel, table=True):
    """A person's time in a household. History stays: leaving sets `left_at`, once."""

    __table_args__ = (
        CheckConstraint("left_at IS NULL OR left_at >= joined_at", name="in_order"),
        Index(
            "uq_householdmember_one_home",
            "person_id",
            unique=True,
            **only_where("left_at IS NULL"),
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


class HomeCode(SQLModel, table=True):
    """A code a household gives to somebody: once, for a week. Its words are kept while it is open.

    The hash stays, so that whoever comes too late is told so.
    """

    __table_args__ = (
        CheckConstraint("(kind = 'guardian') = (child_id IS NOT NULL)", name="whose_guardian"),
        CheckConstraint("taken_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name="taken_by_somebody"),
        CheckConstraint("ends_at > made_at", name="in_order"),
    )

    id: UUID = Field(primary_key=True)
    household_id: UUID = Field(foreign_key="household.id", index=True)
    kind: HomeCodeKind = Field(sa_type=choice(HomeCodeKind))
    child_id: UUID | None = Field(default=None, foreign_key="person.id")
    code: str | None
    code_hash: str = Field(unique=True)
    idem: str = Field(unique=True)
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_by: UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RuleWish(SQLModel, table=True):
    """An adult wishes for another rule of spending; it holds when every adult has agreed."""

    __table_args__ = (
        CheckConstraint("adults_to_agree IN (1, 2)", name="one_or_two"),
        Index(
            "uq_rulewish_one_open", "household_id", unique=True, **only_where("ended_at IS NULL")
        ),
    )

    id: UUID = Field(primary_key=True)
    household_id: UUID = Field(foreign_key="household.id")
    adults_to_agree: int
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # agreed, refused or old


class RuleConsent(SQLModel, table=True):
    """One adult agreed to a wish."""

    wish_id: UUID = Field(foreign_key="rulewish.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    said_at: datetime = Field(sa_type=UtcDateTime)
