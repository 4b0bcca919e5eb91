"""Withdrawals: a claim is taken back while it waits; its photos, or its reading, go with it."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from portal import evidence, logbook, readings, receipts, totals, waiting
from portal.files import Shelf
from portal.people import Member
from portal.receipts import ActKind
from portal.savings import METERED

__all__ = ["withdraw", "withdraw_all"]

WAITING = Statement(
    pick(Claim.programme_id, Claim.code)
    .where(
        col(Claim.person_id) == bindparam("person_id"),
        col(Claim.holder_id) == bindparam("household_id"),
        col(Claim.state).in_([ClaimState.SUBMITTED, ClaimState.ASKED]),
    )
    .order_by(col(Claim.programme_id), col(Claim.code))
)


def withdraw(
    session: Session, me: Member, code: str, *, shelf: Shelf, idem: str, now: datetime
) -> str:
    """Take a claim back while it waits; its photos are deleted with it. Raises Decided."""
    row = logbook.find(session, me, code, now=now)
    code = row.code
    facts = [me.id, code]
    if earlier := receipts.find_earlier(session, row.programme_id, idem, facts):
        return str(earlier.code)
    claim = waiting.take_up(session, me, row)
    _take_back(session, claim, shelf, now)
    waiting.remember(session, me, claim, ActKind.CLAIM_WITHDRAWN, idem, facts, now)
    return code


def withdraw_all(session: Session, me: Member, *, shelf: Shelf, now: datetime) -> None:
    """Take back what still waits of somebody who is being erased, in the home they live in."""
    for key in WAITING.all(session, person_id=me.id, household_id=me.household_id):
        claim = session.get_one(Claim, tuple(key), with_for_update=True)
        _take_back(session, claim, shelf, now)


def _take_back(session: Session, claim: Claim, shelf: Shelf, now: datetime) -> None:
    was = totals.facts(claim)
    claim.state, claim.decided_at = ClaimState.WITHDRAWN, now
    claim.points, claim.why, claim.note = 0, [], None
    session.flush()
    evidence.forget_photos(session, shelf, claim.programme_id, [claim.code])
    if claim.activity in METERED:
        readings.take_back_behind(session, claim.programme_id, claim.code, now=now)
    totals.count(session, claim.programme_id, before=[was], after=[totals.facts(claim)])
