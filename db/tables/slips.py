"""Slips: an act that a helper typed for somebody, from their paper or as they told it at a desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, within_programme


class Slip(SQLModel, table=True):
    """Who typed somebody's act for them, and why. A printed slip's code is used once."""

    __table_args__ = (
        within_programme("fk_slip_claim", "claim_code", "claim", "code"),
        UniqueConstraint("programme_id", "claim_code", name="uq_slip_claim"),
    )

    programme_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)  # as it is printed, or a fresh one
    claim_code: str
    reason: str | None  # empty once the person is erased
    typed_by: UUID = Field(foreign_key="person.id")
    typed_at: datetime = Field(sa_type=UtcDateTime)
