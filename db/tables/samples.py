"""Samples: approved claims a second person looks at, chosen by a seed that is published later."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice, hexadecimal


class Finding(StrEnum):
    """What the second person says, without having seen what the first one said."""

    AGREES = "agrees"
    DIFFERS = "differs"


class Ruling(StrEnum):
    """What becomes of an approval the two differ about: a third person says."""

    STANDS = "stands"
    FALLS = "falls"


class SampleSeed(SQLModel, table=True):
    """What chooses a programme's samples in one month (of UTC). Its hash is public at once."""

    __table_args__ = (CheckConstraint(hexadecimal("seed"), name="seed"),)

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    month: str = Field(primary_key=True)  # 2026-06
    seed: str  # 32 bytes in hexadecimal signs, shown when the month is over
    made_at: datetime = Field(sa_type=UtcDateTime)


class Sample(SQLModel, table=True):
    """An approval that was chosen. Who checked again, and who ruled, are two others."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "claim_code", "revision"],
            ["verification.programme_id", "verification.claim_code", "verification.revision"],
        ),
        ForeignKeyConstraint(
            ["programme_id", "month"], ["sampleseed.programme_id", "sampleseed.month"]
        ),
        Index("ix_sample_open", "programme_id", "finding", "ruling"),
        CheckConstraint("(finding IS NULL) = (checked_by IS NULL)", name="checked_by_somebody"),
        CheckConstraint("(finding IS NULL) = (checked_at IS NULL)", name="checked"),
        CheckConstraint("(ruling IS NULL) = (ruled_by IS NULL)", name="ruled_by_somebody"),
        CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name="ruled"),
        CheckConstraint(
            "ruling IS NULL OR (finding IS NOT NULL AND finding = 'differs')",
            name="only_if_they_differ",
        ),
        CheckConstraint("checked_by IS NULL OR checked_by <> verifier_id", name="second_person"),
        CheckConstraint(
            "ruled_by IS NULL OR (checked_by IS NOT NULL AND ruled_by <> checked_by"
            " AND ruled_by <> verifier_id)",
            name="third_person",
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    claim_code: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    month: str
    version: int  # of the rules, and the day of the act: where it counts in reports
    done_on: date
    verifier_id: UUID = Field(foreign_key="person.id")  # who approved it
    chosen_at: datetime = Field(sa_type=UtcDateTime)
    finding: Finding | None = Field(default=None, sa_type=choice(Finding))
    reason: str | None = None  # why they differ: about the claim, never about a person
    checked_by: UUID | None = Field(default=None, foreign_key="person.id")
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ruling: Ruling | None = Field(default=None, sa_type=choice(Ruling))
    ruled_by: UUID | None = Field(default=None, foreign_key="person.id")
    ruled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
