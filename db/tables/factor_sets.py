"""Factor sets: a programme's own factors, which stand in the place of the data set's."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import ExactNumber, UtcDateTime, choice, hexadecimal, within_programme
from db.tables.impact import ImpactClass, Metric


class FactorSet(SQLModel, table=True):
    """Entered by one person, in use once another has reviewed it; reviewed, it never changes."""

    __table_args__ = (
        CheckConstraint("number >= 1", name="numbered"),
        CheckConstraint("length(name) > 0 AND length(source) > 0", name="founded"),
        CheckConstraint("first_year BETWEEN 2000 AND last_year", name="in_order"),
        CheckConstraint(hexadecimal("digest"), name="digest"),
        CheckConstraint("(reviewed_by IS NULL) = (reviewed_at IS NULL)", name="reviewed"),
        CheckConstraint("(reviewed_by IS NULL) = (reviewer IS NULL)", name="reviewer"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> entered_by", name="two_people"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    number: int = Field(primary_key=True)  # RIVER.2 is the second of RIVER
    name: str
    source: str  # where its numbers were published
    first_year: int  # from its first day to the last day of `last_year`
    last_year: int
    digest: str  # SHA-256 of all it says, see portal/factor_sets.py
    entered_by: UUID = Field(foreign_key="person.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    reviewer: str | None = None  # the office that reviewed it, for everybody to read
    reviewed_by: UUID | None = Field(default=None, foreign_key="person.id")
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")  # no longer used
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OwnFactor(SQLModel, table=True):
    """One row of a factor set: what one unit of an activity saves."""

    __table_args__ = (
        within_programme("fk_ownfactor_set", "number", "factorset", "number"),
        UniqueConstraint("programme_id", "number", "activity", "metric", "region", "year"),
        CheckConstraint("line >= 1", name="numbered"),
        CheckConstraint("length(unit) > 0 AND year >= 2000", name="founded"),
    )

    programme_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    activity: str = Field(foreign_key="activitykind.code")
    region: str = Field(foreign_key="region.code")
    year: int
    metric: Metric = Field(sa_type=choice(Metric))
    impact_class: ImpactClass = Field(sa_type=choice(ImpactClass))
    unit: str
    value: Decimal = Field(sa_type=ExactNumber)  # of the metric, per unit
    low: Decimal | None = Field(default=None, sa_type=ExactNumber)
    high: Decimal | None = Field(default=None, sa_type=ExactNumber)
    expression: str  # the arithmetic that gives the value
