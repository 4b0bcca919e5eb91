"""Meters: what a household used before, and what its meter showed on a day."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import Millionths, UtcDateTime, within_programme


class Meter(SQLModel, table=True):
    """A household's own past, for one metered activity: so much was used in so many days."""

    __table_args__ = (
        CheckConstraint("usual_days > 0", name="days"),
        CheckConstraint("usual >= 0", name="usual"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    household_id: UUID = Field(foreign_key="household.id", primary_key=True)
    activity: str = Field(foreign_key="activitykind.code", primary_key=True)
    usual: Decimal = Field(sa_type=Millionths)  # as the meter counts
    usual_days: int
    told_by: UUID = Field(foreign_key="person.id")
    told_at: datetime = Field(sa_type=UtcDateTime)


class Reading(SQLModel, table=True):
    """What a meter showed on a day. It never changes; a mistake is taken back and stays."""

    __table_args__ = (
        within_programme(
            *("fk_reading_meter", "household_id activity", "meter", "household_id activity")
        ),
        within_programme("fk_reading_claim", "claim_code", "claim", "code"),
        within_programme(
            *("fk_reading_after", "household_id activity after_number"),
            *("reading", "household_id activity number"),
        ),
        UniqueConstraint("programme_id", "idem", name="uq_reading_idem"),
        CheckConstraint("shown >= 0", name="shown"),
        CheckConstraint("number >= 1", name="numbered"),
        CheckConstraint("after_number IS NULL OR after_number < number", name="after"),
    )

    programme_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    activity: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    read_on: date
    shown: Decimal = Field(sa_type=Millionths)
    is_new_meter: bool = False  # nothing is worked out across it
    after_number: int | None = None  # the reading it was compared with
    claim_code: str | None = None  # what was saved since the reading before
    idem: str
    read_by: UUID = Field(foreign_key="person.id")
    read_at: datetime = Field(sa_type=UtcDateTime)
    taken_back_at: datetime | None = Field(None, sa_type=UtcDateTime)
