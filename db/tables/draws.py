"""Draws: approved claims an auditor takes by a seed of their own, and what they say of each.

Nothing here moves points or counts in the programme's error rate: it is somebody else's look.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice
from db.tables.samples import Finding


class Draw(SQLModel, table=True):
    """The seed, the days, and out of how many it was drawn: anybody can draw again."""

    __table_args__ = (
        Index("ix_draw_code", "code"),
        CheckConstraint("ends_on >= begins_on", name="in_order"),
        CheckConstraint("wanted > 0 AND found >= 0", name="counted"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")  # the auditor's
    seed: str
    begins_on: date  # of what was done
    ends_on: date
    wanted: int
    found: int  # how many there were to choose from
    drawn_by: UUID = Field(foreign_key="person.id")
    drawn_at: datetime = Field(sa_type=UtcDateTime)


class Opinion(SQLModel, table=True):
    """What the auditor says of a drawn claim, as it then was."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "draw_code"],
            ["draw.programme_id", "draw.code"],
            name="fk_opinion_draw",
        ),
        ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name="fk_opinion_claim",
        ),
        CheckConstraint("(finding IS NULL) = (said_at IS NULL)", name="said"),
        CheckConstraint("(finding IS NULL) = (said_by IS NULL)", name="said_by_somebody"),
        CheckConstraint("place > 0", name="placed"),
    )

    programme_id: UUID = Field(primary_key=True)
    draw_code: str = Field(primary_key=True)
    claim_code: str = Field(primary_key=True)
    place: int  # in the order the seed gave
    finding: Finding | None = Field(default=None, sa_type=choice(Finding))
    reason: str | None = None  # why they differ; emptied when whose action it was is forgotten
    said_by: UUID | None = Field(default=None, foreign_key="person.id")
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
