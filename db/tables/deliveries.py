"""Deliveries: what became of what was settled, step by step."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, Words, WordsColumn, choice, within_programme


class DeliveryState(StrEnum):
    """What became of a settled share; a row is added at each step."""

    RECEIVED = "received"  # the money or the things have reached the charity
    BOUGHT = "bought"
    DELIVERED = "delivered"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    SEALED = "sealed"  # an auditor has seen the papers


class Delivery(SQLModel, table=True):
    """One step of what became of a settled share, told by the charity. Never changed."""

    __table_args__ = (
        within_programme(
            "fk_delivery_share", "round_id cause_id", "settlementshare", "round_id cause_id"
        ),
        CheckConstraint("count IS NULL OR count > 0", name="count_positive"),
        CheckConstraint(
            "photo IS NULL OR state NOT IN ('accepted', 'sealed')", name="photo_by_charity"
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True)
    cause_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    state: DeliveryState = Field(sa_type=choice(DeliveryState))
    count: int | None = None  # things, where the pledge was of units
    told: Words = Field(sa_type=WordsColumn)
    document: str | None = None
    photo: str | None = None  # its name on the shelf: of things, without faces
    happened_on: date
    told_by: UUID = Field(foreign_key="person.id")
    told_at: datetime = Field(sa_type=UtcDateTime)
