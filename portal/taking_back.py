"""Taking back: a whole import is undone by reversals; two people agree where points moved."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from db.statement import Statement
from db.tables.claims import Claim, ClaimState
from db.tables.imports import Import, ImportLine, ImportState
from portal import history, imports, ledger, receipts, totals
from portal.awards import award_queued
from portal.desks import Desk
from portal.entering import PIECE
from portal.errors import Refused
from portal.ledger import NothingLeft, Reason
from portal.people import Member
from portal.permissions import may_enter, may_undo, require
from portal.receipts import ActKind

__all__ = ["NotApplied", "SecondMissing", "undo"]

FORGET = Statement(
    delete(ImportLine).where(
        col(ImportLine.programme_id) == bindparam("programme_"),
        col(ImportLine.import_code) == bindparam("code_"),
        col(ImportLine.claim_code).in_(bindparam("claims_", expanding=True)),
    )
)
NEXT = (
    select(Claim)
    .join(
        ImportLine,
        (col(ImportLine.programme_id) == Claim.programme_id)
        & (col(ImportLine.claim_code) == Claim.code),
    )
    .order_by(col(ImportLine.number))
    .limit(PIECE)
    .with_for_update(of=Claim)
)


class SecondMissing(Refused):
    """Points were given: somebody else must agree that they are taken back."""


class NotApplied(Refused):
    """This import gave nothing, or was taken back before."""


def undo(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    *,
    second_id: UUID | None = None,
    idem: str,
    now: datetime,
) -> bool:
    """Take a whole import back, or ask for it; return whether it is taken back now.

    Where points were given two people agree: `second_id`, if both are here, or else whoever does
    this next. What was given or used stays, as everywhere. Raises SecondMissing, NotApplied.
    """
    require(may_enter(desk.roles) or may_undo(desk.roles))
    found = imports.find_to_undo(session, desk, code)
    facts = [me.id, found.code, "undo"]
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return found.state is ImportState.UNDONE
    ledger.lock(session, found.programme_id)
    one = session.get_one(Import, (found.programme_id, found.code), with_for_update=True)
    if one.state is not ImportState.APPLIED:
        raise NotApplied
    agreed = (one.undo_asked_by, me.id) if one.undo_asked_by else (me.id, second_id)
    if me.id in {one.undo_asked_by, second_id}:
        raise SecondMissing
    if agreed[1]:
        _take_back(session, one, (agreed[0] or me.id, agreed[1]), now)
        one.state, one.ended_by, one.ended_at = ImportState.UNDONE, me.id, now
    else:
        one.undo_asked_by = me.id
    session.flush()
    act = ActKind.IMPORT_UNDONE if agreed[1] else ActKind.UNDO_ASKED
    receipts.issue(session, one.programme_id, act, idem, facts, code=one.code, now=now)
    history.record(session, me.id, act, one.code, programme_id=one.programme_id, now=now)
    return agreed[1] is not None


def _take_back(session: Session, one: Import, both: tuple[UUID, UUID], now: datetime) -> None:
    """Reverse what was awarded, let go of what waits, in pieces."""
    this = {"programme_": one.programme_id, "code_": one.code}
    mine = NEXT.where(
        col(ImportLine.programme_id) == one.programme_id, col(ImportLine.import_code) == one.code
    )
    while claims := list(session.scalars(mine)):
        before = [totals.facts(claim) for claim in claims]
        _reverse(session, one, [claim for claim in claims if claim.award_seq], both, now)
        for claim in claims:
            if not claim.award_seq:
                claim.state = ClaimState.WITHDRAWN
        session.flush()
        after = [totals.facts(claim) for claim in claims]
        totals.count(session, one.programme_id, before=before, after=after)
        FORGET.run(session, {**this, "claims_": [claim.code for claim in claims]})
        for claim in claims:
            session.expunge(claim)
    while award_queued(session, one.programme_id, now=now):
        pass


def _reverse(
    session: Session,
    one: Import,
    claims: Sequence[Claim],
    both: tuple[UUID, UUID],
    now: datetime,
) -> None:
    acts = [
        ledger.reverse(
            claim.award_seq or 0,
            reason=Reason.MISTAKE,
            actor_id=both[0],
            second_id=both[1],
            key=f"undo:{one.code}:{claim.code}",
        )
        for claim in claims
    ]
    outcomes = ledger.post_many(session, one.programme_id, acts, now=now) if acts else []
    for claim, outcome in zip(claims, outcomes, strict=True):
        if outcome.refusal and not isinstance(outcome.refusal, NothingLeft):
            raise outcome.refusal
        claim.state, claim.shortfall = ClaimState.REVERSED, claim.points - outcome.points
