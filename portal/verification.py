"""Verification: decide on claims, many at once, each for itself; approved ones get their points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, col, select

from db.tables.claims import Claim, ClaimState, Decision
from portal import history, ledger, receipts, samples, totals, twins
from portal.assignments import NotYourTurn, others_among, turn_of
from portal.awards import award_queued
from portal.decisions import CASES, Case, Verdict, carry_out, write_down
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_check, require
from portal.receipts import ActKind
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

CLAIMS = select(Claim).order_by(col(Claim.submitted_at), col(Claim.code)).with_for_update()


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
    turn = turn_of(me, desk, now=now)
    others = others_among(session, programme_id, {one.code for one in verdicts}, turn)
    mine = [one for one in verdicts if one.code not in others]
    result = settle(session, me, desk, programme_id, mine, idem=idem, now=now)
    return Result(result.batch, {**result.missed, **dict.fromkeys(others, NotYourTurn())})


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
    carry_out(session, programme_id, cases)
    batch = write_down(session, me, programme_id, cases, now)
    approved = ((one.claim, one.row.audit_percent) for one in cases if one.is_approved)
    samples.choose(session, programme_id, approved, verifier_id=me.id, now=now)
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
    found = CASES.all(session, me_id=me.id, programme_id=programme_id, codes=list(asked))
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
