"""Batches: decisions that were made together, and how two people take them back within a day."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.statement import Statement, pick
from db.tables.claims import Batch, Claim, ClaimState, Verification
from db.tables.people import Person
from db.tables.programmes import Programme
from portal import codes, history, ledger, receipts, totals
from portal.awards import award_queued, take_back
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_undo, require
from portal.receipts import ActKind

__all__ = ["UNDO_WITHIN", "SecondPersonNeeded", "TooLate", "find", "undo"]

UNDO_WITHIN = timedelta(hours=24)
BACK_IN_LINE = frozenset(
    {ClaimState.ASKED, ClaimState.DECLINED, ClaimState.QUEUED, ClaimState.UNAWARDED}
)

_verifier, _asker, _undoer = aliased(Person), aliased(Person), aliased(Person)
BATCH = Statement(
    pick(
        Batch.programme_id,
        Batch.code,
        Batch.verifier_id,
        Batch.made_at,
        Batch.undo_asked_by,
        Batch.undo_asked_at,
        Batch.undone_at,
        _verifier.name.label("verifier_name"),  # type: ignore[attr-defined]
        _asker.name.label("asker_name"),  # type: ignore[attr-defined]
        _undoer.name.label("undoer_name"),  # type: ignore[attr-defined]
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        Programme.time_zone,
    )
    .join(Programme, col(Programme.id) == Batch.programme_id)
    .join(_verifier, col(_verifier.id) == Batch.verifier_id)
    .outerjoin(_asker, col(_asker.id) == Batch.undo_asked_by)
    .outerjoin(_undoer, col(_undoer.id) == Batch.undone_by)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Batch.code) == bindparam("code"),
    )
)
CLAIMS = (
    select(Claim)
    .join(
        Verification,
        (col(Verification.programme_id) == Claim.programme_id)
        & (col(Verification.claim_code) == Claim.code)
        & (col(Verification.revision) == Claim.revision),
    )
    .order_by(col(Claim.submitted_at), col(Claim.code))
    .with_for_update(of=Claim)
)


class TooLate(Refused):
    """Decisions can be taken back for a day."""


class SecondPersonNeeded(Refused):
    """Points were given: somebody else must agree that they are taken back."""


def find(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return a batch of this desk; raises NotFound."""
    typed = codes.tidy(code)
    if row := BATCH.first(session, organisation_id=desk.organisation_id, code=typed):
        return row
    raise NotFound


def undo(session: Session, me: Member, desk: Desk, code: str, *, idem: str, now: datetime) -> str:
    """Take the decisions back, or ask for it: where points were given, a second person agrees.

    Points come back as far as they are still held; what was given or used stays and is written
    down as the shortfall. Raises TooLate, SecondPersonNeeded, NotAllowed.
    """
    require(may_undo(desk.roles))
    found = find(session, desk, code)
    code, facts = found.code, [me.id, found.code]
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return code
    ledger.lock(session, found.programme_id)
    batch = session.get_one(Batch, (found.programme_id, code), with_for_update=True)
    if batch.undone_at or now > (batch.undo_asked_at or batch.made_at) + UNDO_WITHIN:
        raise TooLate
    claims = list(_still_so(session, batch))
    if batch.undo_asked_by == me.id:
        raise SecondPersonNeeded
    is_asking = batch.undo_asked_by is None and any(claim.award_seq for claim in claims)
    if is_asking:
        batch.undo_asked_by, batch.undo_asked_at = me.id, now
        session.flush()
    else:
        _take_back(session, batch, claims, me, now)
    act = ActKind.UNDO_ASKED if is_asking else ActKind.DECISIONS_UNDONE
    receipts.issue(session, batch.programme_id, act, idem, facts, code=code, now=now)
    history.record(session, me.id, act, code, programme_id=batch.programme_id, now=now)
    return code


def _still_so(session: Session, batch: Batch) -> Iterable[Claim]:
    """Return the claims that stand as the batch left them, locked."""
    of_batch = CLAIMS.where(
        col(Verification.programme_id) == batch.programme_id,
        col(Verification.batch) == batch.code,
        col(Claim.state).in_({*BACK_IN_LINE, ClaimState.AWARDED}),
    )
    return session.scalars(of_batch)


def _take_back(
    session: Session, batch: Batch, claims: Sequence[Claim], me: Member, now: datetime
) -> None:
    before = [totals.facts(claim) for claim in claims]
    awarded = [claim for claim in claims if claim.award_seq]
    pair = (batch.undo_asked_by or me.id, me.id)
    take_back(session, batch.programme_id, awarded, by=pair, key=f"undo:{batch.code}", now=now)
    for claim in claims:
        if claim.state in BACK_IN_LINE:
            claim.state, claim.revision = ClaimState.SUBMITTED, claim.revision + 1
            claim.decided_at = None
    batch.undone_by, batch.undone_at = me.id, now
    session.flush()
    after = [totals.facts(claim) for claim in claims]
    totals.count(session, batch.programme_id, before=before, after=after)
    award_queued(session, batch.programme_id, now=now)
