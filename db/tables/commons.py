"""The commons: points that lapsed to causes, and the rounds that counted them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, points, within_programme


class LapsedPoints(SQLModel, table=True):
    """Points that lapsed to a cause in one step. One round counts them, and says so here, once."""

    __table_args__ = (
        within_programme("fk_lapsedpoints_account", "lies_at", "account", "id"),
        within_programme("fk_lapsedpoints_cause", "cause_id", "cause", "id"),
        within_programme("fk_lapsedpoints_settlement", "round_id", "settlement", "round_id"),
        CheckConstraint(points("points"), name="points"),
        Index("ix_lapsedpoints_cause", "programme_id", "cause_id", "round_id"),
    )

    programme_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    lies_at: UUID  # the standing account they lie on until a statement takes them from it
    cause_id: UUID  # for which they count: another one where theirs was closed
    points: int = Field(sa_type=BigInteger)
    lapsed_at: datetime = Field(sa_type=UtcDateTime)
    round_id: UUID | None = None  # which counted them
