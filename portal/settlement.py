"""Settlement: a closed round is divided, and two people put their names to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.giving import Cause, Settlement, SettlementShare
from portal import (
    cause_statements,
    commons,
    givers,
    giving,
    history,
    ledger,
    receipts,
    timetable,
)
from portal.desks import Desk
from portal.division import divide, said
from portal.errors import Refused
from portal.givers import Change
from portal.people import Member
from portal.permissions import may_prepare_settlement, may_sign_settlement, require
from portal.receipts import ActKind
from portal.shares import NoPoints, split, whole_units
from portal.timetable import RoundState

__all__ = [
    "AlreadySettled",
    "NoPoints",
    "NotPrepared",
    "OneSigner",
    "Stale",
    "StillOpen",
    "list_drafted",
    "prepare",
    "sign",
    "split",
    "whole_units",
]


class StillOpen(Refused):
    """Gifts may still come in, or be taken back."""


class AlreadySettled(Refused):
    """A round is divided once."""


class NotPrepared(Refused):
    """There is nothing to sign before the treasurer has divided the round."""


class OneSigner(Refused):
    """Whoever divided a round does not sign it too."""


class Stale(Refused):
    """The division no longer fits what the round holds: it has to be made again."""


DRAFTED = Statement(
    pick(
        SettlementShare.cause_id,
        Cause.name,
        Cause.slug,
        Cause.code,
        SettlementShare.points,
        SettlementShare.giver_count,
        SettlementShare.points_lapsed,
        SettlementShare.points_carried,
        SettlementShare.amount_cents,
        SettlementShare.units,
        SettlementShare.points_left,
    )
    .join(Cause, tied(Cause, SettlementShare, "programme_id id", "programme_id cause_id"))
    .where(
        col(SettlementShare.programme_id) == bindparam("programme_id"),
        col(SettlementShare.round_id) == bindparam("round_id"),
    )
    .order_by(Cause.slug, col(Cause.id))
    .limit(100)
)
SHARES = (
    pick(SettlementShare)
    .where(
        col(SettlementShare.programme_id) == bindparam("programme_id"),
        col(SettlementShare.round_id) == bindparam("round_id"),
    )
    .order_by(col(SettlementShare.cause_id))
)


def list_drafted(session: Session, programme_id: UUID, round_id: UUID) -> Sequence[Row[Any]]:
    """Return the shares of a prepared round, signed or not: for those who sign it."""
    return DRAFTED.all(session, programme_id=programme_id, round_id=round_id)


def prepare(
    session: Session, me: Member, desk: Desk, code: str, *, idem: str, now: datetime
) -> None:
    """Divide a closed round, as its treasurer; nothing is paid before another person signs.

    Doing it again replaces what was not signed. Raises StillOpen, AlreadySettled, NoPoints.
    """
    require(may_prepare_settlement(desk.roles))
    found = timetable.find_at_desk(session, desk, code, now=now)
    facts = [me.id, found.round_code]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    rows = _rows_of_closed(session, found, now)
    session.merge(
        Settlement(
            programme_id=found.programme_id,
            round_id=found.round_id,
            prepared_by=me.id,
            prepared_at=now,
        )
    )
    session.flush()
    for share in divide(rows):
        session.merge(share)
    session.flush()
    act = ActKind.SETTLEMENT
    receipts.issue(session, found.programme_id, act, idem, facts, code=found.round_code, now=now)
    _remember(session, me, "round.divided", found, now)


def sign(session: Session, me: Member, desk: Desk, code: str, *, idem: str, now: datetime) -> None:
    """Put a second name to a division: its points leave the causes with their statements.

    Raises StillOpen, AlreadySettled, NotPrepared, OneSigner, Stale.
    """
    require(may_sign_settlement(desk.roles))
    found = timetable.find_at_desk(session, desk, code, now=now)
    facts = [me.id, found.round_code]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    rows = _rows_of_closed(session, found, now)
    settlement = session.get(Settlement, (found.programme_id, found.round_id))
    if settlement is None:
        raise NotPrepared
    if settlement.prepared_by == me.id:
        raise OneSigner
    shares = _checked(session, found, rows)
    settlement.signed_by, settlement.signed_at = me.id, now
    taking = [share.cause_id for share in shares if share.points_lapsed]
    lapsed = commons.count_in(session, found, taking)
    cause_statements.leave(session, settlement, shares, lapsed, now=now)
    session.flush()
    _tell_left_out(session, found, me, now)
    act = ActKind.SETTLEMENT_SIGNED
    receipts.issue(session, found.programme_id, act, idem, facts, code=found.round_code, now=now)
    _remember(session, me, "round.settled", found, now)


def _rows_of_closed(session: Session, found: Row[Any], now: datetime) -> Sequence[Row[Any]]:
    """Return the causes of a round that may be divided now, as they stand under the lock."""
    rows = giving.list_in_round(session, found.programme_id, found.round_id, now=now)
    if rows[0].state is RoundState.SETTLED:
        raise AlreadySettled
    if rows[0].state is not RoundState.CLOSED:
        raise StillOpen
    return rows


def _checked(session: Session, found: Row[Any], rows: Sequence[Row[Any]]) -> list[SettlementShare]:
    """Return the prepared shares if dividing again gives the very same; raises Stale."""
    drafted = session.scalars(
        SHARES, {"programme_id": found.programme_id, "round_id": found.round_id}
    ).all()
    again = {share.cause_id: said(share) for share in divide(rows)}
    if {share.cause_id: said(share) for share in drafted} != again:
        raise Stale
    return list(drafted)


def _tell_left_out(session: Session, found: Row[Any], me: Member, now: datetime) -> None:
    """Let who gave to a cause that fell away know that the others get its part."""
    key = (found.programme_id, found.round_id)
    for row in giving.list_in_round(session, *key, now=now):
        if row.is_left_out:
            whom = givers.list_of(session, found.programme_id, cause_id=row.cause_id)
            cause = session.get_one(Cause, (found.programme_id, row.cause_id))
            givers.tell(session, whom, givers.said_of(cause, Change.LEFT_OUT, now=now), now=now)


def _remember(session: Session, me: Member, verb: str, found: Row[Any], now: datetime) -> None:
    history.record(session, me.id, verb, found.round_code, programme_id=found.programme_id, now=now)
