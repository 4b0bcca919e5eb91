"""Kept totals: what reports read, so that their cost does not grow with the number of acts.

Each act adds to one row a period: its year, its month, its week and its season. A reversal
is a negative addition. Everything here can be made again from claims and postings.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from db.columns import Millionths, choice
from db.tables.claims import EvidenceClass

BY_KEY = {"sqlite_with_rowid": False}  # one tree to look a row up in, and not two


class Counted(StrEnum):
    """What is counted in a period: claims by where they stand, and who took part."""

    APPROVED = "approved"
    DECLINED = "declined"
    WAITING = "waiting"
    AUDITED = "audited"  # looked at a second time
    OVERTURNED = "overturned"  # and found wrong
    PEOPLE = "people"
    HOUSEHOLDS = "households"
    GROUPS = "groups"
    SQUARES = "squares"  # of how often each person acted, added up: how evenly it is spread


class ActTotal(SQLModel, table=True):
    """Approved acts of one activity in one period, by what a factor and a weight depend on."""

    __table_args__ = BY_KEY

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    period: str = Field(primary_key=True)  # 2026, 2026-05, 2026-W20, autumn-2026
    activity: str = Field(primary_key=True)
    replaced: str = Field(primary_key=True)  # the mode replaced, or "" where nobody asked
    year: int = Field(primary_key=True)  # of the act: it chooses the factor
    evidence_class: EvidenceClass = Field(primary_key=True, sa_type=choice(EvidenceClass))
    act_count: int = Field(sa_type=BigInteger)
    amount: Decimal = Field(sa_type=Millionths)


class PeriodTotal(SQLModel, table=True):
    """How many of one thing there are in one period."""

    __table_args__ = BY_KEY

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    period: str = Field(primary_key=True)
    counted: Counted = Field(primary_key=True, sa_type=choice(Counted))
    total: int = Field(sa_type=BigInteger)


class Presence(SQLModel, table=True):
    """Who took part in a period: so that people are counted exactly, each once."""

    __table_args__ = BY_KEY

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    period: str = Field(primary_key=True)
    kind: Counted = Field(primary_key=True, sa_type=choice(Counted))  # people, households, groups
    subject_id: UUID = Field(primary_key=True)
    act_count: int = Field(sa_type=BigInteger)


class PointTotal(SQLModel, table=True):
    """What became of the points that were awarded on one day: a row for each kind of move."""

    __table_args__ = BY_KEY

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    awarded_on: date = Field(primary_key=True)
    move: str = Field(primary_key=True)
    points: int = Field(sa_type=BigInteger)
