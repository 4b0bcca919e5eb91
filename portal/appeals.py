"""Appeals: a declined claim is looked at by somebody else, who may let it count after all."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState, Verification
from db.tables.complaints import Complaint
from portal import complaints, hearings, ledger, logbook, samples, totals, twins
from portal.awards import award_queued
from portal.complaints import Answered, ComplaintKind, Objection, Outcome
from portal.decisions import CASES, Case, Decision, Verdict, carry_out, write_down
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_answer, may_change_claim, require
from portal.verification import OwnHousehold, SamePhoto

__all__ = [
    "APPEAL_WITHIN",
    "AppealTooLate",
    "AppealedBefore",
    "Decider",
    "NotDeclined",
    "answer",
    "appeal",
    "find_or_none",
    "may_appeal",
]

APPEAL_WITHIN = timedelta(days=30)

OF_CLAIM = Statement(
    pick(Complaint.code, Complaint.outcome).where(
        col(Complaint.programme_id) == bindparam("programme_id"),
        col(Complaint.claim_code) == bindparam("code"),
    )
)
DECIDERS = Statement(
    pick(Verification.verifier_id).where(
        col(Verification.programme_id) == bindparam("programme_id"),
        col(Verification.claim_code) == bindparam("code"),
    )
)


class NotDeclined(Refused):
    """Only what was not accepted can be appealed against."""


class AppealTooLate(Refused):
    """Thirty days are over."""


class AppealedBefore(Refused):
    """An appeal is heard once."""


class Decider(Refused):
    """Whoever decided does not hear the appeal."""


def may_appeal(me: Member, claim: Any, *, now: datetime) -> bool:
    """Tell whether this person may appeal against what was decided on a claim (of logbook.find)."""
    is_theirs = may_change_claim(me.standing, is_own=claim.person_id == me.id)
    is_open = claim.state is ClaimState.DECLINED and now <= claim.decided_at + APPEAL_WITHIN
    return is_theirs and is_open


def find_or_none(session: Session, claim: Any) -> Row[Any] | None:
    """Return the appeal about a claim, if there is one: its code and outcome."""
    return OF_CLAIM.first(session, programme_id=claim.programme_id, code=claim.code)


def appeal(
    session: Session,
    me: Member,
    code: str,
    words: str,
    *,
    is_meant: bool = False,
    idem: str,
    now: datetime,
) -> str:
    """Ask a second person; return the appeal's code.

    Raises NotDeclined, AppealTooLate, AppealedBefore, and what complaints.record does.
    """
    claim = logbook.find(session, me, code, now=now)
    require(may_change_claim(me.standing, is_own=claim.person_id == me.id))
    what = Objection(
        claim.programme_id, ComplaintKind.DECISION, words, claim.code, is_meant=is_meant
    )
    if again := complaints.find_again(session, me, what, idem):
        return again
    if find_or_none(session, claim):
        raise AppealedBefore
    if claim.state is not ClaimState.DECLINED:
        raise NotDeclined
    if now > claim.decided_at + APPEAL_WITHIN:
        raise AppealTooLate
    return complaints.record(session, me, what, idem=idem, now=now)


def answer(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    outcome: Outcome,
    words: str,
    *,
    idem: str,
    now: datetime,
) -> None:
    """Answer an appeal; one that is upheld makes its claim count, with points as for any other.

    Raises Answered, Decider, OwnHousehold, SamePhoto, complaints.NoWords, NotAllowed.
    """
    require(may_answer(desk.roles, is_appeal=True))
    row = hearings.find_at_desk(session, desk, code)
    ledger.lock(session, row.programme_id)
    [case] = CASES.all(session, me_id=me.id, programme_id=row.programme_id, codes=[row.claim_code])
    if case.is_own:
        raise OwnHousehold
    of_claim = {"programme_id": row.programme_id, "code": row.claim_code}
    if row.outcome is None and me.id in DECIDERS.values(session, **of_claim):
        raise Decider
    is_new = complaints.close(session, me, row, outcome, words, idem=idem, now=now)
    if is_new and outcome is Outcome.UPHELD:
        _let_count(session, me, case, now)


def _let_count(session: Session, me: Member, row: Row[Any], now: datetime) -> None:
    """Approve it after all, as another version of itself."""
    key = (row.programme_id, row.code)
    claim = session.get_one(Claim, key, with_for_update=True)
    if claim.state is not ClaimState.DECLINED:
        raise Answered
    photos = twins.photos_of(session, row.programme_id, [row.code])
    if row.code in photos and (twin := photos[row.code].counted_twin):
        raise SamePhoto(code=twin)
    was = totals.facts(claim)
    claim.revision += 1
    case = Case(claim, row, Verdict(row.code, Decision.APPROVE, claim.revision))
    carry_out(session, row.programme_id, [case])
    write_down(session, me, row.programme_id, [case], now)
    samples.choose(
        session, row.programme_id, [(claim, row.audit_percent)], verifier_id=me.id, now=now
    )
    totals.count(session, row.programme_id, before=[was], after=[totals.facts(claim)])
    award_queued(session, row.programme_id, now=now)
