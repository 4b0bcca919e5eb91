"""Pledges: what a sponsor promises for a round, the letter that proves it, the payment.

Money here is a fact with a document; no account of the ledger can hold it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, or_
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.giving import Pledge, PledgeKind, Round, UnitShape
from db.tables.organisations import Organisation, OrganisationKind
from portal import givers, history, ledger, round_changes, timetable
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.givers import Change
from portal.people import Member
from portal.permissions import may_approve_pledge, may_document_pledge, may_pledge, require
from portal.register_checks import LONGEST_REASON, ReasonMissing
from portal.rounds import PledgeMissing
from portal.timetable import RoundState

__all__ = [
    "AlreadyDocumented",
    "AlreadyPledged",
    "Divided",
    "NotASponsor",
    "NotTheSecond",
    "Pot",
    "UnitShape",
    "Units",
    "approve",
    "document",
    "find_of_sponsor",
    "list_of_sponsor",
    "promise",
    "record_payment",
    "withdraw",
]

LIVING = (
    pick(Pledge)
    .where(
        col(Pledge.programme_id) == bindparam("programme_id"),
        col(Pledge.round_id) == bindparam("round_id"),
        col(Pledge.withdrawn_at).is_(None),
    )
    .with_for_update()
)
LAST_NUMBER = Statement(
    pick(func.coalesce(func.max(Pledge.number), 0)).where(
        col(Pledge.programme_id) == bindparam("programme_id"),
        col(Pledge.round_id) == bindparam("round_id"),
    )
)
OF_SPONSOR = Statement(
    timetable.ROUNDS.where(
        or_(
            col(Pledge.sponsor_id) == bindparam("sponsor_id"),
            and_(col(Pledge.sponsor_id).is_(None), col(Round.voided_at).is_(None)),
        )
    )
    .order_by(col(Round.opens_at).desc())
    .limit(100)
)
KIND = Statement(pick(Organisation.kind).where(col(Organisation.id) == bindparam("id")))


class NotASponsor(Refused):
    """Rounds are backed by organisations registered as sponsors."""


class AlreadyPledged(Refused):
    """One pledge backs a round."""


class NotTheSecond(Refused):
    """Whoever wrote a pledge down does not approve it too."""


class Divided(Refused):
    """The round is divided or ended: a pledge for it is neither made nor withdrawn."""


class AlreadyDocumented(Refused):
    """The document was written down before, with another number."""


@dataclass(frozen=True)
class Pot:
    """A sum that is divided among a round's causes."""

    amount_cents: int
    currency: str
    kind: PledgeKind = PledgeKind.POT


@dataclass(frozen=True)
class Units:
    """One real thing per so many points, up to a number."""

    unit_name: Words
    unit_shape: UnitShape
    points_per_unit: int
    unit_limit: int
    kind: PledgeKind = PledgeKind.UNIT


def promise(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    *,
    sponsor_id: UUID,
    terms: Pot | Units,
    letter: str | None = None,
    now: datetime,
) -> None:
    """Promise something for a round: as the sponsor, or as the treasurer who was told.

    `letter`: its number as the sponsor says, for the treasurer to look at. Harmless when just that
    is promised. Raises NotAllowed, NotFound, NotASponsor, AlreadyPledged, Divided.
    """
    require(may_pledge(desk.roles))
    found = timetable.find(session, code, now=now)
    if desk.organisation_id not in {sponsor_id, found.organisation_id}:
        raise NotFound
    if KIND.value(session, id=sponsor_id) != OrganisationKind.SPONSOR:
        raise NotASponsor
    _require_going_on(found)
    ledger.lock(session, found.programme_id)
    key = {"programme_id": found.programme_id, "round_id": found.round_id}
    if living := session.scalars(LIVING, key).first():
        _require_the_same(living, sponsor_id, terms)
        return
    number = LAST_NUMBER.value(session, **key) + 1
    facts = {**key, "number": number, "sponsor_id": sponsor_id, "letter": letter}
    session.add(Pledge(**facts, **asdict(terms), promised_at=now))
    session.flush()
    _remember(session, me, "pledge.promised", found, now)


def document(
    session: Session, me: Member, desk: Desk, code: str, *, document: str, now: datetime
) -> None:
    """Write down the number of the sponsor's letter; harmless when it is written down.

    Raises NotAllowed, NotFound, PledgeMissing, AlreadyDocumented.
    """
    require(may_document_pledge(desk.roles))
    found, pledge = _pledge_at(session, desk, code, now)
    if pledge.document is not None:
        _require_same(pledge.document, document)
        return
    pledge.document = document
    pledge.documented_by = me.id
    pledge.documented_at = now
    session.flush()
    _remember(session, me, "pledge.documented", found, now)


def approve(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Put a second name under a documented pledge; harmless when that was done before.

    Givers of a round that was suspended are told. Raises NotAllowed, NotFound, PledgeMissing,
    NotTheSecond.
    """
    require(may_approve_pledge(desk.roles))
    found, pledge = _pledge_at(session, desk, code, now)
    if pledge.document is None:
        raise PledgeMissing
    if pledge.documented_by == me.id:
        raise NotTheSecond
    if pledge.approved_at:
        return
    pledge.approved_by, pledge.approved_at = me.id, now
    session.flush()
    _remember(session, me, "pledge.approved", found, now)
    if found.is_opened:
        _tell(session, found, Change.PLEDGE_BACK, "", now)


def withdraw(
    session: Session, me: Member, desk: Desk, code: str, *, reason: str, now: datetime
) -> None:
    """Take a pledge back, as the sponsor or as the treasurer who was told; the reason is public.

    A round that was opened is suspended until there is another. Raises NotAllowed, NotFound,
    PledgeMissing, Divided, ReasonMissing.
    """
    require(may_pledge(desk.roles))
    found = timetable.find(session, code, now=now)
    if desk.organisation_id not in {found.sponsor_id, found.organisation_id}:
        raise NotFound
    _require_going_on(found)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    ledger.lock(session, found.programme_id)
    key = {"programme_id": found.programme_id, "round_id": found.round_id}
    pledge = session.scalars(LIVING, key).first()
    if pledge is None:
        raise PledgeMissing
    pledge.withdrawn_at, pledge.withdrawn_reason = now, why
    session.flush()
    _remember(session, me, "pledge.withdrawn", found, now)
    if found.is_opened:
        _tell(session, found, Change.PLEDGE_GONE, why, now)


def find_of_sponsor(session: Session, desk: Desk, code: str, *, now: datetime) -> Row[Any]:
    """Return a round this sponsor backs, or nobody; raises NotFound for those of others."""
    found = timetable.find(session, code, now=now)
    if found.sponsor_id not in {None, desk.organisation_id} or found.state is RoundState.VOID:
        raise NotFound
    return found


def list_of_sponsor(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the rounds a sponsor backs, and those nobody backs yet: totals, never givers."""
    return OF_SPONSOR.all(session, sponsor_id=desk.organisation_id, now=now)


def record_payment(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    *,
    document: str,
    paid_on: date,
    paid: int | None = None,
    now: datetime,
) -> None:
    """Write down the proof that the sponsor kept its word; harmless when it is written down.

    `paid` is in the smallest coin of a pot, or in things; left out, it is all that was pledged.
    Raises NotAllowed, NotFound, PledgeMissing, AlreadyDocumented.
    """
    require(may_document_pledge(desk.roles))
    found, pledge = _pledge_at(session, desk, code, now)
    if pledge.document is None:
        raise PledgeMissing
    if pledge.payment_document is not None:
        _require_same(pledge.payment_document, document)
        return
    whole = pledge.amount_cents or pledge.unit_limit
    pledge.paid = whole if paid is None else paid
    pledge.payment_document, pledge.paid_on = document, paid_on
    session.flush()
    _remember(session, me, "pledge.paid", found, now)


def _pledge_at(session: Session, desk: Desk, code: str, now: datetime) -> tuple[Row[Any], Pledge]:
    found = timetable.find_at_desk(session, desk, code, now=now)
    pledge = session.scalars(
        LIVING, {"programme_id": found.programme_id, "round_id": found.round_id}
    ).first()
    if pledge is None:
        raise PledgeMissing
    return found, pledge


def _require_same(written: str, asked: str) -> None:
    if written != asked:
        raise AlreadyDocumented(document=written)


def _require_going_on(found: Row[Any]) -> None:
    if found.state in {RoundState.SETTLED, RoundState.VOID}:
        raise Divided


def _require_the_same(living: Pledge, sponsor_id: UUID, terms: Pot | Units) -> None:
    asked = {"sponsor_id": sponsor_id, **asdict(terms)}
    if any(getattr(living, name) != value for name, value in asked.items()):
        raise AlreadyPledged


def _tell(session: Session, found: Row[Any], became: Change, why: str, now: datetime) -> None:
    whom = givers.list_of(session, found.programme_id, round_id=found.round_id)
    givers.tell(session, whom, round_changes.said_of(found, became, why, now), now=now)


def _remember(session: Session, me: Member, verb: str, found: Row[Any], now: datetime) -> None:
    history.record(session, me.id, verb, found.round_code, programme_id=found.programme_id, now=now)
