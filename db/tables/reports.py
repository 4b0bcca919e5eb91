"""Kept totals: what reports read, so that their cost does not grow with the number of acts.

Each act adds to one row a period: its year, its month, its week and its season. A reversal
is a negative addition. Everything here can be made again from claims and postings.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.columns import ExactNumber, choice
from db.tables.claims import EvidenceClass


class ActTotal(SQLModel, table=True):
    """Approved acts of one activity in one period, by what a factor and a weight depend on."""

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    period: str = Field(primary_key=True)  # 2026, 2026-05, 2026-W20, autumn-2026
    activity: str = Field(primary_key=True)
    replaced: str = Field(primary_key=True)  # the mode replaced, or "" where nobody asked
    year: int = Field(primary_key=True)  # of the act: it chooses the factor
    evidence_class: EvidenceClass = Field(primary_key=True, sa_type=choice(EvidenceClass))
    act_count: int
    amount: Decimal = Field(sa_type=ExactNumber)


class ClaimTotal(SQLModel, table=True):
    """Claims of one period by where they stand."""

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    period: str = Field(primary_key=True)
    standing: str = Field(primary_key=True)  # submitted, approved, declined, waiting
    claim_count: int


class Presence(SQLModel, table=True):
    """Who took part in a period: so that people are counted exactly, each once."""

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    period: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)  # person, household, group
    subject_id: UUID = Field(primary_key=True)
    act_count: int


class PointTotal(SQLModel, table=True):
    """What became of the points that were awarded on one day: a row for each kind of move."""

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    awarded_on: date = Field(primary_key=True)
    move: str = Field(primary_key=True)
    points: int
