"""Voucher ends: what time does with vouchers. Used ones are used up, uncollected ones come home."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_
from sqlmodel import Session, col, select

from db.tables.rewards import Redemption, RedemptionState, Voucher
from portal import cancellations, ledger, redemptions, reward_waits, vouchers
from portal.ledger import Reason
from portal.programmes import local_day

__all__ = ["end_some"]

PIECE = 100
CLOCK = UUID(int=0)  # who lets a voucher end: nobody but time


def end_some(session: Session, programme: Row[Any], *, now: datetime) -> int:
    """End some of a programme's vouchers whose time is over; return how many there were."""
    programme_id = programme.id
    ledger.lock(session, programme_id)
    due = session.scalars(
        select(Redemption)
        .where(
            col(Redemption.programme_id) == programme_id,
            col(Redemption.end_seq).is_(None),
            or_(
                (col(Redemption.state) == RedemptionState.USED)
                & (col(Redemption.used_at) <= now - redemptions.UNDO_WITHIN),
                (col(Redemption.state) == RedemptionState.READY)
                & (col(Redemption.valid_until) < local_day(programme.time_zone, now)),
            ),
        )
        .order_by(col(Redemption.valid_until), col(Redemption.code))
        .limit(PIECE)
        .execution_options(populate_existing=True)
    ).all()
    used = [one for one in due if one.state is RedemptionState.USED]
    _use_up(session, programme_id, used, now)
    for one in due:
        if one.state is RedemptionState.READY:
            state, why = RedemptionState.UNCOLLECTED, Reason.EXPIRED
            vouchers.release(session, one, state, why, CLOCK, now=now)
            vouchers.add_to_stock(session, one, +1)
    paid = cancellations.pay_owed(session, programme_id, programme.code, now=now)
    told = reward_waits.tell_some(session, programme_id, now=now)
    return len(due) + paid + told


def _use_up(session: Session, programme_id: UUID, used: list[Redemption], now: datetime) -> None:
    acts = [
        ledger.redeem(
            session.get_one(Voucher, (programme_id, one.id)),
            actor_id=one.used_by or one.used_till or CLOCK,
            key=f"voucher-used:{one.code}",
        )
        for one in used
    ]
    outcomes = ledger.post_many(session, programme_id, acts, now=now) if acts else []
    for one, outcome in zip(used, outcomes, strict=True):
        if outcome.refusal:
            raise outcome.refusal
        one.end_seq = outcome.seq
    session.flush()
