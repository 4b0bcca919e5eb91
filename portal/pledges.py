"""Pledges: what a sponsor promises for a round, the letter that proves it, the payment.

Money here is a fact with a document; no account of the ledger can hold it.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.giving import Pledge, PledgeKind, UnitShape
from db.tables.organisations import Organisation, OrganisationKind
from portal import history, timetable
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_document_pledge, may_pledge, require
from portal.rounds import PledgeMissing

__all__ = [
    "AlreadyDocumented",
    "AlreadyPledged",
    "NotASponsor",
    "Pot",
    "UnitShape",
    "Units",
    "document",
    "promise",
    "record_payment",
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
KIND = Statement(pick(Organisation.kind).where(col(Organisation.id) == bindparam("id")))


class NotASponsor(Refused):
    """Rounds are backed by organisations registered as sponsors."""


class AlreadyPledged(Refused):
    """One pledge backs a round."""


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
    now: datetime,
) -> None:
    """Promise something for a round: as the sponsor, or as the treasurer who was told.

    Raises NotAllowed, NotFound, NotASponsor, AlreadyPledged.
    """
    require(may_pledge(desk.roles))
    found = timetable.find(session, code, now=now)
    if desk.organisation_id not in {sponsor_id, found.organisation_id}:
        raise NotFound
    if KIND.value(session, id=sponsor_id) != OrganisationKind.SPONSOR:
        raise NotASponsor
    if found.kind is not None:
        raise AlreadyPledged
    pledge = Pledge(
        programme_id=found.programme_id,
        round_id=found.round_id,
        sponsor_id=sponsor_id,
        promised_at=now,
        **asdict(terms),
    )
    session.add(pledge)
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


def _remember(session: Session, me: Member, verb: str, found: Row[Any], now: datetime) -> None:
    history.record(session, me.id, verb, found.round_code, programme_id=found.programme_id, now=now)
