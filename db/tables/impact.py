"""Reference numbers: what one act is worth to the environment, and where each number was read.

These tables belong to no programme. They are filled from db/reference/*.csv; a factor, an input
or a travel value that has once been loaded never changes, because reports name it.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import ExactNumber, UtcDateTime, Words, WordsColumn, choice
from db.tables.claims import EvidenceClass


class Metric(StrEnum):
    """What is measured; the unit ends the name."""

    CO2E_KG = "co2e_kg"
    WASTE_KG = "waste_kg"
    WATER_L = "water_l"
    ENERGY_KWH = "energy_kwh"


class ImpactClass(StrEnum):
    """What a number may be added to: only to numbers of its own class and metric."""

    AVOIDED = "avoided"
    DIVERTED = "diverted"
    RESOURCE = "resource"
    EMBODIED_WATER = "embodied-water"
    REMOVAL_EXANTE = "removal-exante"  # trees: expected over ten years
    OFFSET = "offset"


class Grade(StrEnum):
    """How well a factor is founded, best first; a report prints what rests on C and D."""

    OFFICIAL = "A"
    EXTRACTED = "B"
    TRANSFERRED = "C"
    PROGRAMME = "D"


class BoundSide(StrEnum):
    """Which end of a range."""

    LOW = "low"
    HIGH = "high"


class DataSet(SQLModel, table=True):
    """One loading of the reference files. The digest says that nobody changed them since."""

    version: str = Field(primary_key=True)
    digest: str
    loaded_at: datetime = Field(sa_type=UtcDateTime)


class Region(SQLModel, table=True):
    """A place factors are published for; where it has none, its parent is asked."""

    code: str = Field(primary_key=True)
    name: Words = Field(sa_type=WordsColumn)
    parent: str | None = Field(default=None, foreign_key="region.code")
    note: str


class ActivityKind(SQLModel, table=True):
    """A kind of green act: its unit, what may support it, what is plausible."""

    code: str = Field(primary_key=True)
    name: Words = Field(sa_type=WordsColumn)
    category: str
    unit: str
    evidence_kinds: str  # best first, joined by ";"
    daily_cap: Decimal = Field(sa_type=ExactNumber)
    max_per_claim: Decimal = Field(sa_type=ExactNumber)
    seed_reference: str
    metrics: str  # those it has factors for, joined by ";"; none: it is counted only


class Source(SQLModel, table=True):
    """Where numbers were read, under which licence, and how."""

    id: str = Field(primary_key=True)
    publisher: str
    title: str
    year: int
    edition: str
    section: str
    address: str
    licence: str
    retrieved_on: date
    how_seen: str


class Factor(SQLModel, table=True):
    """The benefit of one unit of an activity, in a region and year, against a baseline."""

    __table_args__ = (
        Index("ix_factor_choice", "activity", "metric", "region", "year"),
        CheckConstraint("length(unit) > 0 AND year >= 2000", name="founded"),
    )

    id: str = Field(primary_key=True)
    activity: str = Field(foreign_key="activitykind.code")
    region: str = Field(foreign_key="region.code")
    year: int
    metric: Metric = Field(sa_type=choice(Metric))
    value: Decimal = Field(sa_type=ExactNumber)  # of the metric, per unit
    unit: str
    baseline: str
    expression: str  # the arithmetic that gives the value
    method: str  # the same in a sentence
    low: Decimal | None = Field(default=None, sa_type=ExactNumber)
    high: Decimal | None = Field(default=None, sa_type=ExactNumber)
    impact_class: ImpactClass = Field(sa_type=choice(ImpactClass))
    grade: Grade = Field(sa_type=choice(Grade))
    licence: str  # of the row, where it binds whoever copies it; else empty
    notes: str
    retired_in: str | None = None  # the data set that no longer uses it; old reports still do


class FactorSource(SQLModel, table=True):
    """A source a factor rests on."""

    factor_id: str = Field(foreign_key="factor.id", primary_key=True)
    source_id: str = Field(foreign_key="source.id", primary_key=True)


class Input(SQLModel, table=True):
    """One published number, with the sheet, row or passage it stands in."""

    id: str = Field(primary_key=True)
    source_id: str = Field(foreign_key="source.id")
    locator: str
    value: Decimal = Field(sa_type=ExactNumber)
    unit: str
    label: str


class FactorInput(SQLModel, table=True):
    """A published number used in a factor or in its bounds."""

    factor_id: str = Field(foreign_key="factor.id", primary_key=True)
    input_id: str = Field(foreign_key="input.id", primary_key=True)


class Bound(SQLModel, table=True):
    """The arithmetic of one end of a factor's range."""

    factor_id: str = Field(foreign_key="factor.id", primary_key=True)
    side: BoundSide = Field(primary_key=True, sa_type=choice(BoundSide))
    expression: str
    value: Decimal = Field(sa_type=ExactNumber)


class TravelMode(SQLModel, table=True):
    """What one kilometre by a mode of travel emits, to answer: what would you have used instead?"""

    region: str = Field(foreign_key="region.code", primary_key=True)
    year: int = Field(primary_key=True)
    mode: str = Field(primary_key=True)
    kg_per_km: Decimal = Field(sa_type=ExactNumber)
    basis: str  # per vehicle or per passenger
    boundary: str
    expression: str


class TravelModeSource(SQLModel, table=True):
    """A source a travel value rests on."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["region", "year", "mode"],
            ["travelmode.region", "travelmode.year", "travelmode.mode"],
        ),
    )

    region: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    mode: str = Field(primary_key=True)
    source_id: str = Field(foreign_key="source.id", primary_key=True)


class AnswerWeight(SQLModel, table=True):
    """How much an answer counts for: did you do this before, are you still doing it?"""

    question: str = Field(primary_key=True)  # a column of Habit
    answer: str = Field(primary_key=True)
    year: int = Field(primary_key=True)  # of the rule: the newest one counts
    weight: Decimal = Field(sa_type=ExactNumber)  # between 0 and 1
    unit: str
    expression: str
    source_id: str = Field(foreign_key="source.id")


class EvidenceWeight(SQLModel, table=True):
    """How much of a reported amount is counted, by how well it is supported."""

    evidence_class: EvidenceClass = Field(primary_key=True, sa_type=choice(EvidenceClass))
    year: int = Field(primary_key=True)
    weight: Decimal = Field(sa_type=ExactNumber)  # between 0 and 1
    unit: str
    expression: str
    sentence: Words = Field(sa_type=WordsColumn)
    source_id: str = Field(foreign_key="source.id")
