"""Redemption proposals: rewards that wait until the adults of a household agree."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, update
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.rewards import Redemption, RedemptionState
from portal import history, ledger, receipts, redeeming, redemptions, vouchers
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_spend, require
from portal.receipts import ActKind

__all__ = ["AgreedAlready", "WishEnded", "agree", "end_of", "may_agree", "may_refuse", "refuse"]

END_OF = Statement(
    update(Redemption)
    .where(
        col(Redemption.person_id) == bindparam("person_"),
        col(Redemption.state) == RedemptionState.PROPOSED,
    )
    .values(state=RedemptionState.REFUSED, ended_at=bindparam("now_"))
)


class WishEnded(Refused):
    """It was agreed to, refused, or waited too long."""


class AgreedAlready(Refused):
    """Another adult has to agree: this one did."""


def may_agree(me: Member, wish: Row[Any], *, now: datetime) -> bool:
    """Tell whether this person's word is one that it waits for."""
    return _waits(wish, now) and may_spend(me.standing) and wish.adult_id != me.id


def may_refuse(me: Member, wish: Row[Any], *, now: datetime) -> bool:
    """Tell whether this person may end it: an adult, or whoever made it."""
    return _waits(wish, now) and (may_spend(me.standing) or wish.person_id == me.id)


def agree(session: Session, me: Member, code: str, *, idem: str, now: datetime) -> None:
    """Agree; the voucher is made when that was the last word needed.

    Raises NotAllowed (a child), WishEnded, AgreedAlready, PriceChanged, and what
    `redeeming.check` raises.
    """
    found = redemptions.find(session, me, code)
    require(may_spend(me.standing))
    facts = [me.id, found.code, "agree"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    wish = _waiting(session, me, found, now)
    if wish.adult_id == me.id:
        raise AgreedAlready
    home, key = me.household_id, found.reward_code
    offered = redeeming.check(session, home, key, but=wish.code, now=now)
    if offered.price != wish.points:
        raise redeeming.PriceChanged(points=offered.price)
    if wish.adult_id is None:
        wish.adult_id = me.id
    else:
        wish.agreed_by = me.id
    session.flush()
    if me.adults_to_agree == 1 or wish.agreed_by:
        redeeming.place(session, me, wish, offered, now=now)
    _finish(session, me, wish, ActKind.REDEMPTION_AGREED, idem, facts, now)


def refuse(session: Session, me: Member, code: str, *, idem: str, now: datetime) -> None:
    """End a proposal, as an adult of the household or as whoever made it; raises WishEnded."""
    found = redemptions.find(session, me, code)
    require(may_spend(me.standing) or found.person_id == me.id)
    facts = [me.id, found.code, "refuse"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    wish = _waiting(session, me, found, now)
    wish.state, wish.ended_at = RedemptionState.REFUSED, now
    session.flush()
    _finish(session, me, wish, ActKind.REDEMPTION_REFUSED, idem, facts, now)


def end_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End what somebody proposed who is being erased; no point has moved."""
    END_OF.run(session, {"person_": person_id, "now_": now})


def _waits(wish: Row[Any], now: datetime) -> bool:
    is_proposed = wish.state is RedemptionState.PROPOSED
    return is_proposed and not redemptions.has_run_out(wish, now=now)


def _waiting(session: Session, me: Member, found: Row[Any], now: datetime) -> Redemption:
    """Return the wish itself as it stands under the lock; raises WishEnded."""
    if not _waits(redemptions.find(session, me, found.code), now):
        raise WishEnded
    return vouchers.look_again(session, found)


def _finish(
    session: Session,
    me: Member,
    wish: Redemption,
    act: ActKind,
    idem: str,
    facts: list[object],
    now: datetime,
) -> None:
    programme_id = wish.programme_id
    receipts.issue(session, programme_id, act, idem, facts, code=wish.code, now=now)
    history.record(session, me.id, act, wish.code, programme_id=programme_id, now=now)
