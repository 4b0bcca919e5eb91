"""Redeeming: points are set aside for a voucher, at the price everybody sees."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.rewards import Redemption, RedemptionState, Voucher
from portal import (
    child_limits,
    codes,
    history,
    ids,
    ledger,
    receipts,
    redemptions,
    reward_waits,
    rewards,
    vouchers,
)
from portal.desks import require_listed
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_spend
from portal.receipts import ActKind
from portal.rewards import Offered

__all__ = [
    "Enough",
    "Gone",
    "NotOffered",
    "PriceChanged",
    "TooFewPoints",
    "check",
    "goodwill_of",
    "place",
    "redeem",
]

LEAST_GOODWILL = 5  # points; otherwise a tenth of the price
_TENTH = 10
S = RedemptionState
HAD = Statement(  # what a household has of a reward already, or has asked for lately
    pick(func.count()).where(
        col(Redemption.programme_id) == bindparam("programme_id"),
        col(Redemption.reward_id) == bindparam("reward_id"),
        col(Redemption.household_id) == bindparam("household_id"),
        col(Redemption.code) != bindparam("but"),
        or_(
            col(Redemption.state).in_([S.READY, S.USED]),
            (col(Redemption.state) == S.PROPOSED)
            & (col(Redemption.asked_at) > bindparam("proposed_since")),
        ),
    )
)


class NotOffered(Refused):
    """Points are not used for it now: it is paused, suspended, ended, or its last day passed."""


class Gone(Refused):
    """The last one was taken; the household keeps its `points`."""


class Enough(Refused):
    """A household has so many of it at most: `most`."""


class TooFewPoints(Refused):
    """It takes `want`, and there are `have` that can be used today."""


class PriceChanged(Refused):
    """It takes `points` now, which is not what the page said."""


def goodwill_of(points: int) -> int:
    """Return what is promised should the provider cancel: a tenth, at least five, never more."""
    return min(points, max(LEAST_GOODWILL, -(-points // _TENTH)))


def check(
    session: Session, household_id: UUID, key: str, *, but: str = "", now: datetime
) -> Offered:
    """Return the reward as this household can have it now.

    Raises NotFound, NotOffered, Suspended, Closed, Gone, Enough, TooFewPoints.
    """
    offered = rewards.find(session, key, household_id=household_id, now=now)
    row = offered.row
    if not offered.is_open:
        raise NotOffered
    require_listed(row.provider_state, row.provider_reason)
    facts = {"programme_id": row.programme_id, "household_id": household_id}
    since = now - redemptions.PROPOSAL_LASTS
    had = HAD.value(session, reward_id=row.reward_id, but=but, proposed_since=since, **facts)
    if had >= row.each_household:
        raise Enough(most=row.each_household)
    if not offered.left:
        raise Gone(points=row.have)
    if row.have < offered.price:
        raise TooFewPoints(want=offered.price, have=row.have)
    return offered


def redeem(session: Session, me: Member, key: str, *, points: int, idem: str, now: datetime) -> str:
    """Use points for a reward, or propose it where another adult must agree; return the code.

    `points` is the price the page showed. Raises what `check` raises, PriceChanged, and of a
    child what `child_limits.require_may_propose` raises.
    """
    programme_id = rewards.find(session, key, now=now).row.programme_id
    facts = [me.id, key, points]
    ledger.lock(session, programme_id)
    if earlier := receipts.find_earlier(session, programme_id, idem, facts):
        return str(earlier.code)
    offered = check(session, me.household_id, key, now=now)
    if offered.price != points:
        raise PriceChanged(points=offered.price)
    if not may_spend(me.standing):
        child_limits.require_may_propose(session, me.id)
    wish = _written(session, me, offered, now)
    if wish.adult_id and me.adults_to_agree == 1:
        place(session, me, wish, offered, now=now)
    act = ActKind.REDEMPTION
    receipts.issue(session, programme_id, act, idem, facts, code=wish.code, now=now)
    history.record(session, me.id, act, wish.code, programme_id=programme_id, now=now)
    return wish.code


def place(
    session: Session, me: Member, wish: Redemption, offered: Offered, *, now: datetime
) -> None:
    """Set the points aside and make the voucher: everybody who must agree has agreed."""
    seconds = [who for who in (wish.agreed_by, wish.adult_id) if who and who != wish.person_id]
    voucher = Voucher(
        programme_id=wish.programme_id,
        id=wish.id,
        code=wish.code,
        reward_id=wish.reward_id,
        wallet_id=wish.household_id,
        points=wish.points,
        goodwill=goodwill_of(wish.points),
        made_at=now,
    )
    act = ledger.hold(
        voucher,
        actor_id=wish.person_id,
        second_id=seconds[0] if seconds else None,
        key=f"voucher:{wish.code}",
    )
    wish.hold_seq = ledger.post(session, wish.programme_id, act, now=now).seq
    row = offered.row
    last = row.happens_on or offered.today + timedelta(days=row.days_valid)
    wish.valid_until, wish.return_until = last, last - timedelta(days=row.return_days)
    wish.state = RedemptionState.READY
    vouchers.add_to_stock(session, wish, -1)
    reward_waits.forget(session, wish.programme_id, wish.reward_id, me)


def _written(session: Session, me: Member, offered: Offered, now: datetime) -> Redemption:
    """Write down what is wanted; no point has moved yet."""
    wish = Redemption(
        programme_id=offered.row.programme_id,
        id=ids.new_id(now),
        code=codes.new_code("V"),
        reward_id=offered.row.reward_id,
        household_id=me.household_id,
        person_id=me.id,
        points=offered.price,
        asked_at=now,
        adult_id=me.id if may_spend(me.standing) else None,
        state=RedemptionState.PROPOSED,
    )
    session.add(wish)
    session.flush()
    return wish
