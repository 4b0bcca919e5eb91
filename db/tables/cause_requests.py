"""What charities ask for: causes of a programme, and other words for those they have."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, Words, WordsColumn, choice, public_code, within_programme
from db.tables.giving import UnitShape


class RequestState(StrEnum):
    """Where a charity's request for a cause stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CauseRequest(SQLModel, table=True):
    """What a charity asks for: a new cause of a programme, or other words for one it has."""

    __table_args__ = (
        within_programme("fk_causerequest_cause", "cause_id", "cause", "id"),
        CheckConstraint(
            "(state IN ('accepted', 'refused')) = (decided_by IS NOT NULL)", name="decided"
        ),
        CheckConstraint("state <> 'accepted' OR cause_id IS NOT NULL", name="became"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
        *public_code("causerequest"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    code: str  # ends its address
    charity_id: UUID = Field(foreign_key="organisation.id", index=True)
    cause_id: UUID | None = None  # the one whose words shall change, or the one it became
    is_change: bool = False
    name: Words = Field(sa_type=WordsColumn)
    need: Words = Field(sa_type=WordsColumn)
    unit_shape: UnitShape | None = Field(default=None, sa_type=choice(UnitShape))
    paper: str
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    state: RequestState = Field(default=RequestState.WAITING, sa_type=choice(RequestState))
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""  # why it was refused
