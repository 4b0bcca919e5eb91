"""Verification: decide on claims, many at once, each for itself; approved ones get their points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col, select

from db.statement import Statement
from db.tables.claims import Batch, Claim, ClaimState, Decision, Verification
from portal import codes, history, ledger, limits, receipts, totals, twins
from portal.awards import award_queued
from portal.desks import Desk
from portal.errors import Refused
from portal.limits import Wish
from portal.particulars import with_claim
from portal.people import Member
from portal.permissions import may_check, require
from portal.queues import IS_OWN
from portal.receipts import ActKind
from portal.rules import Counted, Rule
from portal.twins import Photo

__all__ = [
    "Changed",
    "Decision",
    "MessageMissing",
    "OwnHousehold",
    "Ready",
    "Result",
    "SamePhoto",
    "Verdict",
    "award_queued",
    "decide",
    "settle",
]

LONGEST_MESSAGE = 300
MOST_AT_ONCE = 200
NEXT = {Decision.ASK: ClaimState.ASKED, Decision.DECLINE: ClaimState.DECLINED}

CLAIMS = select(Claim).order_by(col(Claim.submitted_at), col(Claim.code)).with_for_update()
RULES = Statement(
    with_claim(IS_OWN.label("is_own")).where(
        col(Claim.programme_id) == bindparam("programme_id"),
        col(Claim.code).in_(bindparam("codes", expanding=True)),
    )
)


class Ready(StrEnum):
    """A sentence that is ready in every language; whoever gets it reads it in theirs."""

    BRIGHTER = "brighter"
    HOW_MEASURED = "how-measured"
    COME_AND_SHOW = "come-and-show"
    USED_BEFORE = "used-before"
    NOT_SEEN = "not-seen"
    DOES_NOT_COUNT = "does-not-count"


class MessageMissing(Refused):
    """Whoever is asked or declined is told why: `codes` lack it."""


class Changed(Refused):
    """Somebody decided, or the claimant changed it, while the page was open."""


class OwnHousehold(Refused):
    """Nobody decides for their own household or child."""


class SamePhoto(Refused):
    """This photo was approved for another claim already: `code`."""


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

    def wish(self) -> Wish:
        """Return it as limits see it."""
        row = self.row
        seen = Counted(row.holder_id, row.person_id, row.cap_group, row.done_on, row.amount)
        return Wish(row.code, Rule.of(row), limits.run_of(row), seen)


@dataclass(frozen=True)
class Result:
    """What was decided together, and by code what was not, and why."""

    batch: str | None
    missed: Mapping[str, Refused]


def decide(
    session: Session,
    me: Member,
    desk: Desk,
    programme_id: UUID,
    verdicts: Sequence[Verdict],
    *,
    idem: str,
    now: datetime,
) -> Result:
    """Decide on claims of one programme in one go; what cannot be decided keeps nothing else back.

    Raises NotAllowed, MessageMissing (then nothing is decided), AlreadyUsed.
    """
    require(may_check(desk.roles))
    return settle(session, me, desk, programme_id, verdicts, idem=idem, now=now)


def settle(
    session: Session,
    me: Member,
    desk: Desk,
    programme_id: UUID,
    verdicts: Sequence[Verdict],
    *,
    idem: str,
    now: datetime,
) -> Result:
    """Decide as `decide` does, for who may because they were there; the caller has asked that."""
    if wordless := [one.code for one in verdicts if not _is_explained(one)]:
        raise MessageMissing(codes=wordless)
    facts = [me.id, *sorted((one.code, one.decision, one.message) for one in verdicts)]
    if earlier := receipts.find_earlier(session, programme_id, idem, facts):
        return Result(earlier.code, {})
    ledger.lock(session, programme_id)
    asked = {one.code: one for one in verdicts[:MOST_AT_ONCE]}
    cases, missed = _decidable(session, me, desk, programme_id, asked)
    if not cases:
        return Result(None, missed)
    before = [totals.facts(case.claim) for case in cases]
    _carry_out(session, programme_id, cases)
    batch = _write_down(session, me, programme_id, cases, now)
    after = [totals.facts(case.claim) for case in cases]
    totals.count(session, programme_id, before=before, after=after)
    award_queued(session, programme_id, now=now)
    receipts.issue(session, programme_id, ActKind.DECISIONS, idem, facts, code=batch, now=now)
    history.record(session, me.id, ActKind.DECISIONS, batch, programme_id=programme_id, now=now)
    return Result(batch, missed)


def _is_explained(verdict: Verdict) -> bool:
    return verdict.decision is Decision.APPROVE or bool(verdict.message)


def _decidable(
    session: Session, me: Member, desk: Desk, programme_id: UUID, asked: Mapping[str, Verdict]
) -> tuple[list[Case], dict[str, Refused]]:
    """Lock the claims; return those that can be decided, oldest first, and why others cannot."""
    locked = CLAIMS.where(col(Claim.programme_id) == programme_id, col(Claim.code).in_(asked))
    found = RULES.all(session, me_id=me.id, programme_id=programme_id, codes=list(asked))
    rows = {row.code: row for row in found}
    photos = dict(twins.photos_of(session, programme_id, asked))
    cases: list[Case] = []
    missed: dict[str, Refused] = {code: Changed() for code in asked}
    for claim in session.scalars(locked):
        row, verdict = rows[claim.code], asked[claim.code]
        if row.organisation_id != desk.organisation_id:
            continue
        refusal = _refusal(claim, row, verdict, photos)
        if refusal is None:
            cases.append(Case(claim, row, verdict))
            del missed[claim.code]
        else:
            missed[claim.code] = refusal
    return cases, missed


def _refusal(
    claim: Claim, row: Row[Any], verdict: Verdict, photos: dict[str, Photo]
) -> Refused | None:
    if row.is_own:
        return OwnHousehold()
    if claim.state is not ClaimState.SUBMITTED or claim.revision != verdict.revision:
        return Changed()
    if verdict.decision is Decision.APPROVE and claim.code in photos:
        return _second_use(claim.code, photos)
    return None


def _second_use(code: str, photos: dict[str, Photo]) -> Refused | None:
    """Refuse a photo that counts already, and let this one count for those that come after it."""
    photo = photos[code]
    if photo.counted_twin:
        return SamePhoto(code=photo.counted_twin)
    for twin in photo.twins.keys() & photos.keys():
        photos[twin].twins[code] = ClaimState.QUEUED
    return None


def _carry_out(session: Session, programme_id: UUID, cases: Sequence[Case]) -> None:
    """Bring each claim into its next state; approved ones wait for their points."""
    approved = [case for case in cases if case.verdict.decision is Decision.APPROVE]
    worths = limits.weigh_all(session, programme_id, [case.wish() for case in approved])
    for case, worth in zip(approved, worths, strict=True):
        case.claim.state = ClaimState.QUEUED if worth.points else ClaimState.UNAWARDED
        case.claim.points, case.claim.why = worth.points, worth.kept()
    for case in cases:
        if case.verdict.decision is not Decision.APPROVE:
            case.claim.state = NEXT[case.verdict.decision]


def _write_down(
    session: Session, me: Member, programme_id: UUID, cases: Sequence[Case], now: datetime
) -> str:
    """Keep who decided what, for ever; return the code of what was decided together."""
    code = codes.new_code("P")
    session.add(Batch(programme_id=programme_id, code=code, verifier_id=me.id, made_at=now))
    for case in cases:
        case.claim.decided_at = now
        session.add(
            Verification(
                programme_id=programme_id,
                claim_code=case.claim.code,
                revision=case.claim.revision,
                decision=case.verdict.decision,
                verifier_id=me.id,
                message=case.verdict.message,
                batch=code,
                decided_at=now,
            )
        )
    session.flush()
    return code
