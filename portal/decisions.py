"""Decisions: what a verdict on a claim does to it, and who decided what, kept for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.claims import Batch, Claim, ClaimState, Decision, Verification
from portal import codes, limits
from portal.limits import Wish
from portal.particulars import with_claim
from portal.people import Member
from portal.rules import Counted, Rule
from portal.ties import IS_OWN

__all__ = ["CASES", "Case", "Decision", "Verdict", "carry_out", "keep", "write_down"]

NEXT = {Decision.ASK: ClaimState.ASKED, Decision.DECLINE: ClaimState.DECLINED}
CASES = Statement(
    with_claim(IS_OWN.label("is_own")).where(
        col(Claim.programme_id) == bindparam("programme_id"),
        col(Claim.code).in_(bindparam("codes", expanding=True)),
    )
)


@dataclass(frozen=True)
class Verdict:
    """What somebody decides on one claim as they saw it."""

    code: str
    decision: Decision
    revision: int
    message: str | None = None


@dataclass(frozen=True)
class Case:
    """A claim that can be decided, its rules, and the verdict on it."""

    claim: Claim
    row: Row[Any]
    verdict: Verdict

    @property
    def is_approved(self) -> bool:
        """Whether it is to count."""
        return self.verdict.decision is Decision.APPROVE

    def wish(self) -> Wish:
        """Return it as limits see it."""
        row = self.row
        seen = Counted(row.holder_id, row.person_id, row.cap_group, row.done_on, row.amount)
        return Wish(row.code, Rule.of(row), limits.run_of(row), seen)


def carry_out(session: Session, programme_id: UUID, cases: Sequence[Case]) -> None:
    """Bring each claim into its next state; approved ones wait for their points."""
    approved = [case for case in cases if case.is_approved]
    worths = limits.weigh_all(session, programme_id, [case.wish() for case in approved])
    for case, worth in zip(approved, worths, strict=True):
        case.claim.state = ClaimState.QUEUED if worth.points else ClaimState.UNAWARDED
        case.claim.points, case.claim.why = worth.points, worth.kept()
    for case in cases:
        if not case.is_approved:
            case.claim.state = NEXT[case.verdict.decision]


def write_down(
    session: Session, me: Member, programme_id: UUID, cases: Sequence[Case], now: datetime
) -> str:
    """Keep who decided what, for ever; return the code of what was decided together."""
    code = codes.new_code("P")
    session.add(Batch(programme_id=programme_id, code=code, verifier_id=me.id, made_at=now))
    keep(session, programme_id, cases, me.id, code, now)
    return code


def keep(
    session: Session,
    programme_id: UUID,
    cases: Sequence[Case],
    verifier_id: UUID,
    batch: str,
    now: datetime,
) -> None:
    """Write the decisions of one person down, under a code they have in common."""
    for case in cases:
        case.claim.decided_at = now
        session.add(
            Verification(
                programme_id=programme_id,
                claim_code=case.claim.code,
                revision=case.claim.revision,
                decision=case.verdict.decision,
                verifier_id=verifier_id,
                message=case.verdict.message,
                batch=batch,
                decided_at=now,
            )
        )
    session.flush()
