"""Claims: say what was done, change it while it waits, answer a question, take it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db.tables.claims import Claim, ClaimState, EvidenceClass, HolderKind
from db.tables.programmes import Mode, ProgrammeState
from portal import children, codes, evidence, limits, logbook, programmes, receipts, totals, waiting
from portal.child_limits import require_guarded, require_may_log
from portal.desks import require_listed
from portal.errors import Refused
from portal.files import Picture, Shelf
from portal.limits import Wish
from portal.people import Member
from portal.receipts import ActKind
from portal.rules import Counted, Rule
from portal.told import Replaced, Told, class_of, list_faults
from portal.waiting import Decided
from portal.withdrawals import withdraw

__all__ = [
    "Claim",
    "ClaimState",
    "Decided",
    "EvidenceClass",
    "HolderKind",
    "NotAsked",
    "NotRunning",
    "OnlyForClasses",
    "Replaced",
    "Told",
    "UnknownWitness",
    "answer",
    "change",
    "submit",
    "withdraw",
]


class UnknownWitness(Refused):
    """The witness is nobody who may say so."""


class NotRunning(Refused):
    """The programme is paused or closed."""


class OnlyForClasses(Refused):
    """The programme is for classes, and the person organises none of them."""


class NotAsked(Refused):
    """There is no open question to answer."""


def submit(
    session: Session,
    me: Member,
    what: Any,
    told: Told,
    *,
    class_id: UUID | None = None,
    child_id: UUID | None = None,
    typed_by: UUID | None = None,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str:
    """Send it for checking; return its code. `what` is a row of programmes.find_activity.

    An adult may send what a child of the household did (`child_id`; NotFound for every other);
    a helper may have typed it for me (`typed_by`).
    The household joins the programme with its first claim. Raises what `list_faults` lists and
    `require_may_log` raises, NotRunning, Suspended, Closed, OnlyForClasses, UnknownWitness,
    programmes.Full.
    """
    facts = [me.id, what.programme_id, what.code, class_id, *told.facts()]
    facts += [child_id] if child_id else []
    if earlier := receipts.find_earlier(session, what.programme_id, idem, facts):
        return str(earlier.code)
    has_photo = told.photo is not None
    doer_id = _doer(session, me, what, child_id, has_photo=has_photo)
    holder_id = _join(session, me, what, class_id, now)
    code = codes.new_code("A")
    claim = Claim(
        programme_id=what.programme_id,
        code=code,
        version=what.version,
        activity=what.code,
        holder_kind=HolderKind.GROUP if what.mode is Mode.CLASS else HolderKind.WALLET,
        holder_id=holder_id,
        person_id=doer_id,
        submitted_at=now,
        **_weighed(session, me, what, told, code, (holder_id, doer_id), has_photo, now),
    )
    session.add(claim)
    session.flush()
    evidence.keep_photo(session, shelf, told.photo, claim, season=what.season, now=now)
    totals.count(session, claim.programme_id, before=[], after=[totals.facts(claim)])
    waiting.remember(session, me, claim, ActKind.CLAIM, idem, facts, now, typed_by)
    return claim.code


def change(
    session: Session,
    me: Member,
    code: str,
    told: Told,
    *,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str:
    """Say it again while it waits; who checks sees only the newest. Raises Decided, and as submit.

    A photo that is not sent again stays. An open question counts as answered.
    """
    row = logbook.find(session, me, code, now=now)
    code = row.code
    facts = [me.id, code, *told.facts()]
    if earlier := receipts.find_earlier(session, row.programme_id, idem, facts):
        return str(earlier.code)
    require_may_log(session, me, row.person_id, has_photo=told.photo is not None)
    claim = waiting.take_up(session, me, row)
    has_photo = told.photo is not None or row.photo_number is not None
    whose = (row.holder_id, row.person_id)
    facts_now = _weighed(session, me, row, told, code, whose, has_photo, now)
    was = totals.facts(claim)
    claim.sqlmodel_update(facts_now)
    waiting.send_again(session, claim, was)
    evidence.keep_photo(session, shelf, told.photo, claim, season=row.season, now=now)
    waiting.remember(session, me, claim, ActKind.CLAIM_CHANGED, idem, facts, now)
    return code


def answer(
    session: Session,
    me: Member,
    code: str,
    words: str,
    photo: Picture | None,
    *,
    is_meant: bool = False,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str:
    """Answer the question of whoever checks, in words, perhaps with a photo.

    Raises NotAsked; of a child's words also what `require_guarded` raises.
    """
    row = logbook.find(session, me, code, now=now)
    code = row.code
    facts = [me.id, code, words, photo.digest if photo else None]
    if earlier := receipts.find_earlier(session, row.programme_id, idem, facts):
        return str(earlier.code)
    require_may_log(session, me, row.person_id, has_photo=photo is not None)
    require_guarded(me, words, is_meant=is_meant)
    claim = waiting.take_up(session, me, row)
    if claim.state is not ClaimState.ASKED:
        raise NotAsked
    was, claim.note = totals.facts(claim), words
    if photo:
        told = Told(claim.amount, claim.done_on, witness_id=claim.witness_id)
        claim.evidence_class = class_of(row, told, has_photo=True)
    waiting.send_again(session, claim, was)
    evidence.keep_photo(session, shelf, photo, claim, season=row.season, now=now)
    waiting.remember(session, me, claim, ActKind.CLAIM_CHANGED, idem, facts, now)
    return code


def _doer(
    session: Session, me: Member, what: Any, child_id: UUID | None, *, has_photo: bool
) -> UUID:
    """Return who did it, if they may log there now."""
    if what.state is not ProgrammeState.PUBLISHED:
        raise NotRunning
    if child_id:
        children.require_mine(session, me, child_id)
    require_may_log(session, me, child_id or me.id, has_photo=has_photo)
    require_listed(what.organisation_state, what.organisation_reason)
    return child_id or me.id


def _join(session: Session, me: Member, what: Any, class_id: UUID | None, now: datetime) -> UUID:
    """Return whose points they will be; a household takes part from its first claim on."""
    if what.mode is Mode.CLASS:
        mine = [row.id for row in logbook.list_classes(session, me, what.programme_id, now=now)]
        if class_id not in mine:
            raise OnlyForClasses
        assert class_id is not None
        return class_id
    programmes.enrol(session, what.programme_id, me.household_id, now=now)
    return me.household_id


def _weighed(
    session: Session,
    me: Member,
    what: Any,
    told: Told,
    code: str,
    whose: tuple[UUID, UUID],
    has_photo: bool,
    now: datetime,
) -> dict[str, Any]:
    """Return the facts that can change, with the points to expect; raises the first fault.

    `whose` are household or class, and who did it.
    """
    for _, fault in list_faults(what, told, has_photo=has_photo, now=now):
        raise fault
    seen = Counted(*whose, what.cap_group, told.done_on, told.amount)
    wish = Wish(code, Rule.of(what), limits.run_of(what), seen)
    worth = limits.weigh_one(session, what.programme_id, wish)
    return {
        "amount": told.amount,
        "done_on": told.done_on,
        "replaced": told.replaced,
        "witness_id": _witness(session, me, what, told, now),
        "evidence_class": class_of(what, told, has_photo=has_photo),
        "points": worth.points,
        "why": worth.kept(),
    }


def _witness(session: Session, me: Member, what: Any, told: Told, now: datetime) -> UUID | None:
    if what.mode is Mode.CLASS:
        return me.id
    if told.witness_id is None:
        return None
    able = evidence.list_witnesses(session, what.organisation_id, me.household_id, now=now)
    if told.witness_id not in {row.id for row in able}:
        raise UnknownWitness
    return told.witness_id
