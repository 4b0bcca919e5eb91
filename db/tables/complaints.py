"""Complaints: what people object to, by when they are answered, and what a second person said."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice, within_programme


class ComplaintKind(StrEnum):
    """What somebody objects to."""

    DECISION = "decision"  # an appeal: the decision on their own claim
    RULE = "rule"  # unfair, or not kept
    SERVICE = "service"  # second-class, because points paid for it
    ACCESS = "access"  # somebody cannot take part as others can
    OTHER = "other"


class Outcome(StrEnum):
    """What the second person says."""

    UPHELD = "upheld"
    CHANGED = "changed"
    REJECTED = "rejected"


class Complaint(SQLModel, table=True):
    """An objection, answered once by somebody else. An appeal is one against a decision."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "claim_code"], ["claim.programme_id", "claim.code"]),
        within_programme("fk_complaint_reward", "reward_id", "reward", "id"),
        UniqueConstraint("programme_id", "claim_code"),  # an appeal is heard once
        Index("ix_complaint_code", "code"),
        Index("ix_complaint_made_by", "made_by", "made_at"),
        CheckConstraint("(kind = 'decision') = (claim_code IS NOT NULL)", name="about_a_claim"),
        CheckConstraint("reward_id IS NULL OR claim_code IS NULL", name="about_one_thing"),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("answered_by IS NULL OR answered_by <> made_by", name="two_people"),
        CheckConstraint("answer_by > made_at", name="in_order"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)
    kind: ComplaintKind = Field(sa_type=choice(ComplaintKind))
    claim_code: str | None = None
    reward_id: UUID | None = None  # upheld, the offer is suspended
    made_by: UUID = Field(foreign_key="person.id")
    words: str | None  # emptied when whoever wrote them is forgotten
    made_at: datetime = Field(sa_type=UtcDateTime)
    answer_by: datetime = Field(sa_type=UtcDateTime)
    outcome: Outcome | None = Field(default=None, sa_type=choice(Outcome))
    answer: str | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
