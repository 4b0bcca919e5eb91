"""Offer changes: somebody else agrees to an offer; it is paused, corrected, ended, made cheaper."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from db.tables.rewards import PriceWindow, Reward, StockCount
from portal import history, ids, ledger, offers, reward_news, rewards
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_declare_reward, may_offer_reward, require
from portal.rewards import RewardState

__all__ = [
    "BEFOREHAND",
    "EXPLAINED",
    "LONGEST_REASON",
    "BadWindow",
    "NotNow",
    "OwnOffer",
    "ReasonMissing",
    "announce",
    "change",
    "correct_stock",
    "move",
    "suspend",
]

BEFOREHAND = timedelta(days=7)  # so long before it begins a window is announced
EXPLAINED = (
    RewardState.REFUSED,
    RewardState.SUSPENDED,
    RewardState.WITHDRAWN,
)  # not without a reason, which is public
LONGEST_REASON = 300
TOLD = (RewardState.SUSPENDED, RewardState.OFFERED)


class BadWindow(Refused):
    """A window takes fewer points, is announced `days` days before, and no two overlap."""


class OwnOffer(Refused):
    """Whoever promised it does not agree to it."""


class NotNow(Refused):
    """The offer is not where this could be done."""


class ReasonMissing(Refused):
    """Everybody can read why: in at most `most` signs."""


def change(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    state: RewardState,
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Approve, refuse, pause, suspend or end an offer; portal/cancellations.py withdraws one.

    Raises NotAllowed, NotNow, OwnOffer, ReasonMissing.
    """
    if state is RewardState.WITHDRAWN:
        raise NotNow
    move(
        session, me, desk, offers.find(session, desk, code, now=now), state, reason=reason, now=now
    )


def move(
    session: Session,
    me: Member,
    desk: Desk,
    found: rewards.Offered,
    state: RewardState,
    *,
    reason: str,
    now: datetime,
) -> bool:
    """Let an offer be in another state; False where it was already. The caller has looked it up."""
    ledger.lock(session, found.row.programme_id)
    key = (found.row.programme_id, found.row.reward_id)
    reward = session.get_one(Reward, key, populate_existing=True)
    if reward.state is state:
        return False
    if state not in offers.steps_of(desk, found.row) or reward.state is not found.row.state:
        raise NotNow
    said = _said(reason, is_needed=state in EXPLAINED)
    if reward.approved_by is None and state is RewardState.OFFERED:
        if reward.declared_by == me.id:
            raise OwnOffer
        reward.approved_by, reward.approved_at = me.id, now
    was = reward.state
    reward.state, reward.state_on, reward.state_reason = state, found.today, said
    session.flush()
    _remember(session, me, f"reward.{state}", reward, now)
    if RewardState.SUSPENDED in (was, state) and state in TOLD:
        reward_news.tell(session, reward, now=now)
    return True


def suspend(
    session: Session, me: Member, reward: Reward, reason: str, *, today: date, now: datetime
) -> None:
    """Suspend an offer whose promise was not kept, and tell who waits or has a voucher.

    Raises ReasonMissing. The caller holds the lock.
    """
    said = _said(reason, is_needed=True)
    reward.state, reward.state_on, reward.state_reason = RewardState.SUSPENDED, today, said
    session.flush()
    _remember(session, me, f"reward.{reward.state}", reward, now)
    reward_news.tell(session, reward, now=now)


def correct_stock(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    stock: int,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Say how many there really are, and why; vouchers that are out are not among them.

    Raises ReasonMissing.
    """
    found = offers.find(session, desk, code, now=now)
    require(may_declare_reward(desk.roles) or may_offer_reward(desk.roles))
    ledger.lock(session, found.row.programme_id)
    key = (found.row.programme_id, found.row.reward_id)
    reward = session.get_one(Reward, key, populate_existing=True)
    if reward.stock == stock:
        return
    session.add(
        StockCount(
            programme_id=reward.programme_id,
            id=ids.new_id(now),
            reward_id=reward.id,
            before=reward.stock,
            after=stock,
            reason=_said(reason, is_needed=True),
            counted_by=me.id,
            counted_at=now,
        )
    )
    reward.stock = stock
    session.flush()
    _remember(session, me, f"reward.stock_{stock}", reward, now)


def announce(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    *,
    starts_on: date,
    ends_on: date,
    points: int,
    now: datetime,
) -> None:
    """Announce days on which a reward takes fewer points; raises BadWindow, NotNow.

    The same window announced again is the same.
    """
    found = offers.find(session, desk, code, now=now)
    row = found.row
    require(row.organiser_id == desk.organisation_id and may_offer_reward(desk.roles))
    if any(
        (one.starts_on, one.ends_on, one.points) == (starts_on, ends_on, points)
        for one in found.windows
    ):
        return
    if row.state is not RewardState.OFFERED:
        raise NotNow
    overlaps = any(one.starts_on <= ends_on and starts_on <= one.ends_on for one in found.windows)
    is_good = found.today + BEFOREHAND <= starts_on <= ends_on <= row.offered_until
    if overlaps or not is_good or not 0 < points < row.points:
        raise BadWindow(days=BEFOREHAND.days, points=row.points)
    session.add(
        PriceWindow(
            programme_id=row.programme_id,
            reward_id=row.reward_id,
            starts_on=starts_on,
            ends_on=ends_on,
            points=points,
            announced_on=found.today,
            announced_by=me.id,
        )
    )
    session.flush()
    history.record(
        session, me.id, "reward.window", row.code, programme_id=row.programme_id, now=now
    )


def _said(reason: str, *, is_needed: bool) -> str:
    said = reason.strip()
    if (is_needed and not said) or len(said) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    return said


def _remember(session: Session, me: Member, verb: str, reward: Reward, now: datetime) -> None:
    programme_id = reward.programme_id
    history.record(session, me.id, verb, reward.code, programme_id=programme_id, now=now)
