"""Re-checks: a second person looks at a sample as if nobody had; a third rules where they differ.

Who looks again sees the claim and its proof, never the decision or who made it. An approval that
falls is undone: points come back as far as they are held, and the error rate counts it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.programmes import Programme
from db.tables.samples import Finding, Ruling, Sample
from portal import codes, history, ledger, receipts, totals
from portal.awards import award_queued, take_back
from portal.batches import SecondPersonNeeded
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.particulars import with_claim
from portal.people import Member
from portal.permissions import may_check, may_rule, require
from portal.receipts import ActKind
from portal.ties import IS_OWN
from portal.twins import APPROVED

__all__ = [
    "LONGEST_REASON",
    "AlreadyLooked",
    "Finding",
    "ReasonMissing",
    "Ruling",
    "check",
    "list_open",
    "rule",
]

SHOWN = 10
LONGEST_REASON = 300

_chosen = and_(
    col(Sample.programme_id) == Claim.programme_id,
    col(Sample.claim_code) == Claim.code,
    col(Sample.revision) == Claim.revision,
)
_to_look_at = col(Sample.finding).is_(None)
_to_rule_on = and_(col(Sample.finding) == Finding.DIFFERS, col(Sample.ruling).is_(None))
_of_others = and_(col(Sample.verifier_id) != bindparam("me_id"), ~IS_OWN)
_not_mine = and_(
    _of_others,
    or_(col(Sample.checked_by).is_(None), col(Sample.checked_by) != bindparam("me_id")),
)
_OPEN = (
    with_claim(col(Sample.finding), col(Sample.reason))
    .join(Sample, _chosen)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Claim.state).in_(sorted(APPROVED)),
        _not_mine,
    )
    .order_by(col(Sample.chosen_at), col(Sample.claim_code))
    .limit(SHOWN)
)
LOOK_AT = Statement(_OPEN.where(_to_look_at))
RULE_ON = Statement(_OPEN.where(_to_rule_on))
SAMPLE = Statement(
    pick(Sample.programme_id, Sample.claim_code, Sample.revision)
    .join(Claim, _chosen)
    .join(Programme, col(Programme.id) == Sample.programme_id)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Sample.claim_code) == bindparam("code"),
        _of_others,
    )
)


class AlreadyLooked(Refused):
    """Somebody else was quicker."""


class ReasonMissing(Refused):
    """Whoever would not have approved it says why."""


def list_open(session: Session, me: Member, desk: Desk) -> tuple[Sequence[Row[Any]], ...]:
    """Return some samples this person may look at, and some they may rule on, oldest first."""
    here = {"me_id": me.id, "organisation_id": desk.organisation_id}
    looks = LOOK_AT.all(session, **here) if may_check(desk.roles) else []
    return looks, RULE_ON.all(session, **here) if may_rule(desk.roles) else []


def check(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    finding: Finding,
    *,
    reason: str = "",
    idem: str,
    now: datetime,
) -> None:
    """Say whether one would have approved it. Raises AlreadyLooked, ReasonMissing, NotAllowed."""
    require(may_check(desk.roles))
    words = reason.strip()[:LONGEST_REASON]
    if finding is Finding.DIFFERS and not words:
        raise ReasonMissing
    found = _find(session, me, desk, code)
    facts = [me.id, found.claim_code, finding, words]
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    sample = session.get_one(Sample, tuple(found), with_for_update=True)
    if sample.finding:
        raise AlreadyLooked
    sample.finding, sample.reason = finding, words or None
    sample.checked_by, sample.checked_at = me.id, now
    _count(session, sample, looks=1, wrong=finding is Finding.DIFFERS)
    _remember(session, me, sample, ActKind.RECHECK, idem, facts, now)


def rule(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    ruling: Ruling,
    *,
    idem: str,
    now: datetime,
) -> None:
    """Say what becomes of an approval two people differ about.

    Raises AlreadyLooked, SecondPersonNeeded, NotAllowed.
    """
    require(may_rule(desk.roles))
    found = _find(session, me, desk, code)
    facts = [me.id, found.claim_code, ruling]
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    ledger.lock(session, found.programme_id)
    sample = session.get_one(Sample, tuple(found), with_for_update=True)
    if sample.ruling or sample.finding is not Finding.DIFFERS:
        raise AlreadyLooked
    if sample.checked_by == me.id:
        raise SecondPersonNeeded
    sample.ruling, sample.ruled_by, sample.ruled_at = ruling, me.id, now
    session.flush()
    if ruling is Ruling.FALLS:
        _undo(session, me, sample, now)
    else:
        _count(session, sample, looks=0, wrong=-1)
    _remember(session, me, sample, ActKind.RULING, idem, facts, now)


def _find(session: Session, me: Member, desk: Desk, code: str) -> Row[Any]:
    here = {"me_id": me.id, "organisation_id": desk.organisation_id}
    if found := SAMPLE.first(session, **here, code=codes.tidy(code)):
        return found
    raise NotFound


def _undo(session: Session, me: Member, sample: Sample, now: datetime) -> None:
    """Take the approval back: both who found it and who rules sign the reversal."""
    key = (sample.programme_id, sample.claim_code)
    claim = session.get_one(Claim, key, with_for_update=True)
    was = totals.facts(claim)
    pair = (sample.checked_by or me.id, me.id)
    if claim.award_seq:
        take_back(session, sample.programme_id, [claim], by=pair, key="recheck", now=now)
    else:
        claim.state = ClaimState.DECLINED
    session.flush()
    after = [totals.facts(claim)]
    totals.count(session, sample.programme_id, before=[was], after=after)
    award_queued(session, sample.programme_id, now=now)


def _count(session: Session, sample: Sample, *, looks: int, wrong: int) -> None:
    session.flush()
    act = (sample.programme_id, sample.version, sample.done_on)
    totals.count_looks(session, *act, looks=looks, wrong=wrong)


def _remember(
    session: Session,
    me: Member,
    sample: Sample,
    act: ActKind,
    idem: str,
    facts: object,
    now: datetime,
) -> None:
    code, programme_id = sample.claim_code, sample.programme_id
    receipts.issue(session, programme_id, act, idem, facts, code=code, now=now)
    history.record(session, me.id, act, code, programme_id=programme_id, now=now)
