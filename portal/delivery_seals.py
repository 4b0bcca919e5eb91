"""Seals on deliveries: an auditor has seen the papers of what was bought, brought and reported."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, tied
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import Cause, Round, RoundCause
from portal import audited, deliveries, desks, giving, ledger, receipts
from portal.deliveries import NothingToTell
from portal.desks import Desk
from portal.errors import NotFound
from portal.people import Member
from portal.permissions import require
from portal.programmes import local_day
from portal.receipts import ActKind

__all__ = ["list_of", "may_seal", "seal"]

_TOLD = giving.SHOWN.add_columns(*giving.STEPS, Delivery.told_by).join(
    Delivery, tied(Delivery, RoundCause, giving.KEY)
)
OF_PROGRAMME = Statement(
    _TOLD.where(col(Cause.programme_id) == bindparam("programme_id"))
    .order_by(col(Round.opens_at).desc(), Cause.slug, col(Cause.id), col(Delivery.number))
    .limit(500)
)
OF_SHARE = Statement(
    _TOLD.where(
        col(Cause.programme_id) == bindparam("programme_id"),
        col(Cause.code) == bindparam("code"),
        col(Round.code) == bindparam("round_code"),
    )
    .order_by(col(Delivery.number))
    .limit(500)
)


def list_of(session: Session, programme_id: UUID, *, now: datetime) -> list[list[Row[Any]]]:
    """Return what was told of each settled share of a programme, its steps oldest first."""
    rows = OF_PROGRAMME.all(session, programme_id=programme_id, now=now)
    return [list(one) for _, one in groupby(rows, key=lambda row: (row.round_id, row.cause_id))]


def may_seal(me: Member, steps: Sequence[Row[Any]]) -> bool:
    """Tell whether a seal comes next, and the reader had no hand in what was told."""
    return _is_next(steps[-1]) and _had_no_hand(me, steps)


def seal(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    cause: str,
    round_code: str,
    *,
    idem: str,
    now: datetime,
) -> None:
    """Say in public that the papers of an accepted delivery were seen, as an auditor.

    Who told of it, accepted it or works for its charity does not. Raises NotAllowed, NotFound,
    WorksThere, NothingToTell.
    """
    it = audited.find_audited(session, me, desk, programme, now=now)
    facts = [me.id, cause, round_code, DeliveryState.SEALED]
    ledger.lock(session, it.programme_id)
    if receipts.find_earlier(session, it.programme_id, idem, facts):
        return
    key = {"programme_id": it.programme_id, "code": cause, "round_code": round_code}
    rows = OF_SHARE.all(session, **key, now=now)
    if not rows:
        raise NotFound
    _require_outside(session, me, rows, now)
    row = rows[-1]
    if not _is_next(row):
        raise NothingToTell
    step = {"told": {}, "happened_on": local_day(row.time_zone, now)}
    deliveries.add(session, me, row, DeliveryState.SEALED, step, now)
    act = ActKind.DELIVERY
    receipts.issue(session, row.programme_id, act, idem, facts, code=row.round_code, now=now)


def _is_next(row: Row[Any]) -> bool:
    return DeliveryState.SEALED in deliveries.steps_after(deliveries.told_of(row))


def _require_outside(session: Session, me: Member, rows: Sequence[Row[Any]], now: datetime) -> None:
    """Let nobody seal what they had a hand in."""
    works_there = desks.find_or_none(session, me, rows[0].charity_slug, now=now)
    require(works_there is None and _had_no_hand(me, rows))


def _had_no_hand(me: Member, rows: Sequence[Row[Any]]) -> bool:
    return all(row.told_by != me.id for row in rows if row.step is not DeliveryState.SEALED)
