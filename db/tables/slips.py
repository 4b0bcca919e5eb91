"""Slips: what a helper typed for somebody, from their paper or as they told it at a desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, within_programme


class Slip(SQLModel, table=True):
    """Who typed somebody's act or reading for them, and why. A printed code is used once."""

    __table_args__ = (
        within_programme("fk_slip_claim", "claim_code", "claim", "code"),
        within_programme(
            *("fk_slip_reading", "household_id activity reading_number"),
            *("reading", "household_id activity number"),
        ),
        UniqueConstraint("programme_id", "claim_code", name="uq_slip_claim"),
        UniqueConstraint(
            *("programme_id", "household_id", "activity", "reading_number"), name="uq_slip_reading"
        ),
        CheckConstraint("claim_code IS NOT NULL OR reading_number IS NOT NULL", name="of_what"),
        CheckConstraint(
            "(household_id IS NULL) = (reading_number IS NULL)"
            " AND (activity IS NULL) = (reading_number IS NULL)",
            name="whose_reading",
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)  # as it is printed, or a fresh one
    claim_code: str | None = None  # a reading may have saved nothing yet
    household_id: UUID | None = None  # where it is a reading, as the next three
    activity: str | None = None
    reading_number: int | None = None
    meter_number: str | None = None  # or its name, as the paper says; empty as the reason
    reason: str | None  # empty once the person is erased
    typed_by: UUID = Field(foreign_key="person.id")
    typed_at: datetime = Field(sa_type=UtcDateTime)
