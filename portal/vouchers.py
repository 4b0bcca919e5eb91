"""Vouchers: given back in time, rated once they were used; how one ends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, col, select

from db.tables.rewards import Redemption, RedemptionState, Reward, Voucher
from portal import history, ledger, receipts, redemptions, reward_waits
from portal.errors import Refused
from portal.ledger import Reason
from portal.people import Member
from portal.permissions import may_spend, require
from portal.receipts import ActKind
from portal.rewards import RewardState

__all__ = [
    "BEST",
    "NotReady",
    "TooLateToReturn",
    "add_to_stock",
    "give_back",
    "give_back_all",
    "look_again",
    "rate",
    "release",
    "release_act",
]

BEST = 3  # of three answers


class NotReady(Refused):
    """This voucher was used, given back or cancelled."""


class TooLateToReturn(Refused):
    """It could be given back until `day`."""


def give_back(session: Session, me: Member, code: str, *, idem: str, now: datetime) -> None:
    """Bring the points of an unused voucher home; raises NotReady, TooLateToReturn."""
    found = redemptions.find(session, me, code)
    require(may_spend(me.standing))
    facts = [me.id, found.code]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    wish = look_again(session, found)
    if wish.state is not RedemptionState.READY:
        raise NotReady
    if not redemptions.may_return(found, now=now):
        raise TooLateToReturn(day=found.return_until)
    release(session, wish, RedemptionState.RETURNED, Reason.PERSON, me.id, now=now)
    add_to_stock(session, wish, +1)
    act, programme_id = ActKind.VOUCHER_RETURNED, wish.programme_id
    receipts.issue(session, programme_id, act, idem, facts, code=wish.code, now=now)
    history.record(session, me.id, act, wish.code, programme_id=programme_id, now=now)
    reward_waits.tell_some(session, programme_id, now=now)


def give_back_all(session: Session, me: Member, *, now: datetime) -> None:
    """Bring home what a household set aside: nobody will live there to use it."""
    ready = session.scalars(
        select(Redemption).where(
            col(Redemption.household_id) == me.household_id,
            col(Redemption.state) == RedemptionState.READY,
        )
    ).all()
    for wish in ready:
        ledger.lock(session, wish.programme_id)
        release(session, wish, RedemptionState.RETURNED, Reason.PERSON, me.id, now=now)
        add_to_stock(session, wish, +1)


def rate(session: Session, me: Member, code: str, rating: int, *, now: datetime) -> None:
    """Say how it was, once it was used: 3 as for everybody, 1 not; raises NotReady."""
    wish = look_again(session, redemptions.find(session, me, code))
    if wish.state is not RedemptionState.USED:
        raise NotReady
    wish.rating = rating
    session.flush()
    history.record(
        session, me.id, "voucher.rated", wish.code, programme_id=wish.programme_id, now=now
    )


def look_again(session: Session, found: Row[Any]) -> Redemption:
    """Return the redemption itself, as it stands under the lock."""
    return session.get_one(Redemption, (found.programme_id, found.id), populate_existing=True)


def release(
    session: Session,
    wish: Redemption,
    state: RedemptionState,
    reason: Reason,
    actor_id: UUID,
    *,
    now: datetime,
) -> None:
    """End a voucher that was not used: its points come home with their old dates."""
    act = release_act(session, wish, reason, actor_id)
    wish.end_seq = ledger.post(session, wish.programme_id, act, now=now).seq
    wish.state, wish.ended_at = state, now
    session.flush()


def add_to_stock(session: Session, wish: Redemption, count: int) -> None:
    """Count what was taken, or is there again; what is no longer offered is not counted."""
    reward = session.get_one(Reward, (wish.programme_id, wish.reward_id), populate_existing=True)
    if count < 0 or reward.state not in (RewardState.ENDED, RewardState.WITHDRAWN):
        reward.stock += count
        session.flush()


def release_act(session: Session, wish: Redemption, reason: Reason, actor_id: UUID) -> ledger.Act:
    """Return what brings the points of a voucher home."""
    assert wish.hold_seq, "a voucher was made when its points were set aside"
    return ledger.release(
        session.get_one(Voucher, (wish.programme_id, wish.id)),
        hold_seq=wish.hold_seq,
        reason=reason,
        actor_id=actor_id,
        key=f"voucher-back:{wish.code}",
    )
