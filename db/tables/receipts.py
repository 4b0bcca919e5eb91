"""Receipts: one per act, with a public code. They also make a form safe to send twice."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice


class ActKind(StrEnum):
    """What a receipt is for."""

    CLAIM = "claim"
    CLAIM_CHANGED = "claim_changed"
    CLAIM_WITHDRAWN = "claim_withdrawn"
    IMPORT = "import"
    IMPORT_UNDONE = "import_undone"
    DECISIONS = "decisions"
    UNDO_ASKED = "undo_asked"
    DECISIONS_UNDONE = "decisions_undone"
    GIFT = "gift"
    GIFT_AGREED = "gift_agreed"
    GIFT_TAKEN_BACK = "gift_taken_back"
    GIFT_REFUSED = "gift_refused"
    VOTE = "vote"
    SETTLEMENT = "settlement"
    SETTLEMENT_SIGNED = "settlement_signed"
    DELIVERY = "delivery"
    CAUSE = "cause"
    PLEDGE = "pledge"
    ROUND = "round"
    REDEMPTION = "redemption"
    REDEMPTION_AGREED = "redemption_agreed"
    REDEMPTION_REFUSED = "redemption_refused"
    VOUCHER_USED = "voucher_used"
    VOUCHER_USE_UNDONE = "voucher_use_undone"
    VOUCHER_RETURNED = "voucher_returned"
    VOUCHER_CANCELLED = "voucher_cancelled"
    REWARD_DECLARED = "reward_declared"
    RECHECK = "recheck"
    RULING = "ruling"
    COMPLAINT = "complaint"
    COMPLAINT_ANSWERED = "complaint_answered"
    REMARK = "remark"
    REMARK_ANSWERED = "remark_answered"
    REMARK_WITHDRAWN = "remark_withdrawn"
    DRAW = "draw"


class Receipt(SQLModel, table=True):
    """An act happened once: `idem` is the form's own key, `digest` what it said."""

    __table_args__ = (
        UniqueConstraint("programme_id", "idem"),
        Index("ix_receipt_code", "code"),
        Index("ix_receipt_idem", "idem"),  # asked for by who does not know what became of a form
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    act: ActKind = Field(sa_type=choice(ActKind))
    code: str  # of the claim, the gift, the batch: what the act was about
    idem: str
    digest: str
    made_at: datetime = Field(sa_type=UtcDateTime)
