"""Tills: browsers at a partner's counter that take its vouchers, and the cards that make them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime


class Till(SQLModel, table=True):
    """A card that waits for a browser, then that browser, then what vouchers name who it took.

    The card's secret is kept as a hash and sealed, so that it can be printed again; then there is
    the hash of the browser's token in its place. Nothing of either is left when the till has ended.
    """

    __table_args__ = (
        CheckConstraint("number > 0", name="numbered"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("(secret_hash IS NULL) = (ended_at IS NOT NULL)", name="secret_until_end"),
        CheckConstraint(
            "(card_sealed IS NOT NULL) = (paired_at IS NULL AND ended_at IS NULL)",
            name="card_until_paired",
        ),
        CheckConstraint("ended_by IS NULL OR ended_at IS NOT NULL", name="ended"),
        CheckConstraint("ends_at > made_at", name="in_order"),
        UniqueConstraint("organisation_id", "number", name="uq_till_number"),
    )

    id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    number: int  # of the partner's: till 1, till 2; never used twice
    name: str  # where it stands; nobody's name
    idem: str = Field(unique=True)
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)  # of the card, and once it is paired of the till
    secret_hash: str | None = Field(default=None, unique=True)  # of the card, then of the token
    card_sealed: str | None = None
    device: str = ""  # browser and system in our words: "firefox/android"
    paired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # took a voucher last
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")  # none: itself, or time
