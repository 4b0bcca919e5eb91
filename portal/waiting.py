"""A claim while it waits: take it up, send it again, remember what was done to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db.tables.claims import Claim, ClaimState
from portal import history, receipts, totals
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_change_claim, require
from portal.receipts import ActKind

__all__ = ["Decided", "remember", "send_again", "take_up"]


class Decided(Refused):
    """The claim no longer waits: somebody decided, or it was taken back."""


def take_up(session: Session, me: Member, row: Any) -> Claim:
    """Lock a claim that still waits, for somebody who may change it; raises Decided, NotAllowed."""
    require(may_change_claim(me.standing, is_own=row.person_id == me.id))
    claim = session.get_one(Claim, (row.programme_id, row.code), with_for_update=True)
    if not claim.is_open:
        raise Decided
    return claim


def send_again(session: Session, claim: Claim, was: totals.Facts) -> None:
    """Let it wait for a check once more, as another version of itself."""
    claim.state, claim.revision = ClaimState.SUBMITTED, claim.revision + 1
    session.flush()
    totals.count(session, claim.programme_id, before=[was], after=[totals.facts(claim)])


def remember(
    session: Session,
    me: Member,
    claim: Claim,
    act: ActKind,
    idem: str,
    facts: object,
    now: datetime,
    typed_by: UUID | None = None,
) -> None:
    """Give the act its receipt and its line in the history, in the name of whoever typed it."""
    receipts.issue(session, claim.programme_id, act, idem, facts, code=claim.code, now=now)
    by, whose = typed_by or me.id, claim.programme_id
    history.record(session, by, f"{act}", claim.code, programme_id=whose, now=now)
