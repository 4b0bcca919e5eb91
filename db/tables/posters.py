"""Posters: a code on a wall or a screen, at a place, for one activity; and who checked in there."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice, within_programme

MINUTES = 24 * 60  # of a day


class Proof(StrEnum):
    """What shows that somebody was there, and did not just have a photo of the code."""

    STEWARD = "steward"  # who is there ticks everybody they saw
    SCREEN = "screen"  # a second code, on a screen, which changes every minute


class Poster(SQLModel, table=True):
    """A code that opens a check-in: for an activity, at a place, on some days, at some hours."""

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        CheckConstraint(
            f"opens_at >= 0 AND closes_at > opens_at AND closes_at <= {MINUTES}", name="hours"
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        UniqueConstraint("programme_id", "idem"),
        Index("ix_poster_code", "code"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)
    activity: str = Field(foreign_key="activitykind.code")
    place: str  # as people there call it
    proof: Proof = Field(sa_type=choice(Proof))
    host_id: UUID = Field(foreign_key="person.id")  # who is there, and witnesses
    starts_on: date
    ends_on: date
    opens_at: int  # minutes after midnight, where the programme is
    closes_at: int
    idem: str
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")


class CheckIn(SQLModel, table=True):
    """Somebody checked in at a poster on a day: once."""

    __table_args__ = (
        within_programme("fk_checkin_poster", "poster_code", "poster", "code"),
        ForeignKeyConstraint(["programme_id", "claim_code"], ["claim.programme_id", "claim.code"]),
    )

    programme_id: UUID = Field(primary_key=True)
    poster_code: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    day: date = Field(primary_key=True)
    claim_code: str
