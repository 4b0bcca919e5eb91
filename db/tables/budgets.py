"""Budgets: documented points that a season may give."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice, ids, points, whole


class TopUpTarget(StrEnum):
    """Where the points of a top-up go."""

    BUDGET = "budget"
    RESERVE = "reserve"


class TopUp(SQLModel, table=True):
    """The paper a funding rests on: who asked, who agreed, how much. Never changed."""

    __table_args__ = (
        CheckConstraint(points("points"), name="points"),
        whole("points"),
        CheckConstraint("approved_by <> requested_by", name="two_people"),
        CheckConstraint(
            "second_by IS NULL OR (second_by <> requested_by AND second_by <> approved_by)",
            name="three_people",
        ),
        ids("id", "funder_id", "requested_by", "approved_by", "second_by"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    target: TopUpTarget = Field(sa_type=choice(TopUpTarget))
    points: int = Field(sa_type=BigInteger)
    funder_id: UUID  # the organisation whose letter it is
    requested_by: UUID
    approved_by: UUID
    second_by: UUID | None = None


class BudgetRequest(SQLModel, table=True):
    """Somebody asks that a budget be filled; others agree, and the top-up has its id."""

    __table_args__ = (
        CheckConstraint(points("points"), name="points"),
        CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", name="two_people"),
        CheckConstraint(
            "second_by IS NULL OR approved_by IS NULL"
            " OR (second_by <> asked_by AND second_by <> approved_by)",
            name="three_people",
        ),
        CheckConstraint("second_by IS NULL OR approved_by IS NOT NULL", name="in_order"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    target: TopUpTarget = Field(sa_type=choice(TopUpTarget))
    points: int = Field(sa_type=BigInteger)
    funder_id: UUID = Field(foreign_key="organisation.id")
    document: str  # the number of the funder's letter
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    second_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # filled, or refused
