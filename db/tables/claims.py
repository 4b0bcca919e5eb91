"""Claims: what somebody says they did, what supports it, and what was decided."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import (
    ExactNumber,
    Lines,
    LinesColumn,
    UtcDateTime,
    choice,
    hexadecimal,
    points,
    whole,
)


class ClaimState(StrEnum):
    """Where a claim stands."""

    SUBMITTED = "submitted"
    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    QUEUED = "queued"  # approved, waiting for the next budget
    AWARDED = "awarded"
    UNAWARDED = "unawarded"  # approved and counted, without points
    REVERSED = "reversed"


class Decision(StrEnum):
    """What a verifier decides."""

    APPROVE = "approve"
    ASK = "ask"
    DECLINE = "decline"


class EvidenceClass(StrEnum):
    """How well a claim is supported, best first."""

    METERED = "A"
    WITNESSED = "B"
    DOCUMENTED = "C"
    DECLARED = "D"


class HolderKind(StrEnum):
    """Who gets the points: the kind of their account."""

    WALLET = "wallet"
    GROUP = "group"


class Claim(SQLModel, table=True):
    """A statement: I did this much of that, then."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "version", "activity"],
            ["activity.programme_id", "activity.version", "activity.code"],
        ),
        Index("ix_claim_queue", "state", "programme_id", "submitted_at"),
        Index("ix_claim_holder", "holder_id", "programme_id", "submitted_at"),
        Index("ix_claim_code", "code"),
    )

    programme_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)
    version: int  # of the rules it was made under
    activity: str
    holder_kind: HolderKind = Field(sa_type=choice(HolderKind))
    holder_id: UUID  # the household's or the group's
    person_id: UUID = Field(foreign_key="person.id", index=True)
    amount: Decimal = Field(sa_type=ExactNumber)
    done_on: date
    replaced: str | None = None  # the mode of travel it stood in for
    evidence_class: EvidenceClass = Field(sa_type=choice(EvidenceClass))
    witness_id: UUID | None = Field(default=None, foreign_key="person.id")
    note: str | None = None
    state: ClaimState = Field(default=ClaimState.SUBMITTED, sa_type=choice(ClaimState))
    revision: int = 1  # counts changes, so that nobody decides on what they did not see
    points: int  # expected while it waits, awarded afterwards
    why: Lines = Field(sa_type=LinesColumn)  # how the points were worked out
    award_seq: int | None = Field(default=None, sa_type=BigInteger)  # the act that gave them
    shortfall: int = 0  # of a reversed award: points already given or used, which stay
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Whether the claimant may still change it and a verifier decide."""
        return self.state in {ClaimState.SUBMITTED, ClaimState.ASKED}


class Evidence(SQLModel, table=True):
    """A photo that supports a claim. `file` is empty once it has been deleted."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "claim_code"], ["claim.programme_id", "claim.code"]),
        Index("ix_evidence_tag", "programme_id", "tag"),
    )

    programme_id: UUID = Field(primary_key=True)
    claim_code: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    tag: str  # a keyed hash of the picture: equal pictures meet inside one season, nowhere else
    file: str | None
    likeness: str | None = None  # the picture made tiny; gone with the file
    near: str | None = None  # the code of an earlier claim whose photo looks the same
    width: int
    height: int
    added_at: datetime = Field(sa_type=UtcDateTime)


class Verification(SQLModel, table=True):
    """One decision of one person on a claim as it then was. Never changed."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "claim_code"], ["claim.programme_id", "claim.code"]),
        Index("ix_verification_batch", "batch", "programme_id"),
    )

    programme_id: UUID = Field(primary_key=True)
    claim_code: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)  # of the claim it decided on
    decision: Decision = Field(sa_type=choice(Decision))
    verifier_id: UUID = Field(foreign_key="person.id")
    message: str | None = None  # a ready sentence's name, or the verifier's own words
    batch: str
    decided_at: datetime = Field(sa_type=UtcDateTime)


class Batch(SQLModel, table=True):
    """Decisions that were made together, and may be undone together for a day, by two people."""

    __table_args__ = (
        Index("ix_batch_code", "code"),
        CheckConstraint("(undo_asked_by IS NULL) = (undo_asked_at IS NULL)", name="asked"),
        CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undone"),
        CheckConstraint(
            "undone_by IS NULL OR undo_asked_by IS NULL OR undone_by <> undo_asked_by",
            name="two_people",
        ),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)
    verifier_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    undo_asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    undo_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by: UUID | None = Field(default=None, foreign_key="person.id")
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Approval(SQLModel, table=True):
    """The paper an award rests on: whose claim, checked by whom, worth how much. Never changed."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name="fk_approval_claim",
        ),
        ForeignKeyConstraint(
            ["programme_id", "account_id", "account_kind"],
            ["account.programme_id", "account.id", "account.kind"],
            name="fk_approval_account",
        ),
        UniqueConstraint("programme_id", "evidence_tag", name="uq_approval_evidence_once"),
        CheckConstraint(points("points"), name="points"),
        whole("points"),
        CheckConstraint("verifier_id <> claimant_id", name="not_own"),
        CheckConstraint("account_kind IN ('wallet', 'group')", name="holder"),
        CheckConstraint(hexadecimal("evidence_tag"), name="tag"),
    )

    programme_id: UUID = Field(primary_key=True)
    claim_code: str = Field(primary_key=True)
    account_id: UUID
    account_kind: str
    claimant_id: UUID
    verifier_id: UUID
    points: int = Field(sa_type=BigInteger)
    evidence_tag: str
