"""Tills: a partner takes vouchers. Nobody there sees a name or a balance."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from db.tables.rewards import Redemption, RedemptionState, Reward
from portal import codes, desks, history, ledger, receipts, redemptions, vouchers
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_take_vouchers, require
from portal.programmes import local_day
from portal.receipts import ActKind

__all__ = [
    "NotGood",
    "TillState",
    "TooLateToUndo",
    "accept",
    "find",
    "list_lately",
    "places_of",
    "state_of",
    "undo",
]

A_DAY = timedelta(days=1)


class TillState(StrEnum):
    """What the till says of a voucher, at one glance."""

    GOOD = "good"
    USED = "used"
    TOO_LATE = "too_late"
    TOO_EARLY = "too_early"  # it is for a day that has not come
    ELSEWHERE = "elsewhere"  # another partner's
    ENDED = "ended"  # given back, or cancelled


class NotGood(Refused):
    """The till does not take this voucher: `state` says why."""


class TooLateToUndo(Refused):
    """What was taken by mistake is undone within ten minutes."""


_VOUCHERS = (
    pick(
        *(Redemption.programme_id, Redemption.id, Redemption.code, Redemption.state),
        *(Redemption.valid_until, Redemption.used_at, Redemption.end_seq),
        *(Reward.provider_id, Reward.name, Reward.where, Reward.happens_on),
        col(Organisation.name).label("provider_name"),
        col(Organisation.slug).label("provider_slug"),
        col(Programme.name).label("programme_name"),
        Programme.time_zone,
    )
    .join(Reward, tied(Reward, Redemption, "programme_id id", "programme_id reward_id"))
    .join(Organisation, col(Organisation.id) == Reward.provider_id)
    .join(Programme, col(Programme.id) == Redemption.programme_id)
    .where(col(Redemption.hold_seq).is_not(None))
)
VOUCHER = Statement(_VOUCHERS.where(col(Redemption.code) == bindparam("code")))
LATELY = Statement(
    _VOUCHERS.where(
        col(Reward.provider_id).in_(bindparam("places", expanding=True)),
        col(Redemption.used_at) > bindparam("since"),
    )
    .order_by(col(Redemption.used_at).desc(), col(Redemption.code))
    .limit(50)
)


def places_of(session: Session, me: Member, *, now: datetime) -> list[Desk]:
    """Return the partners whose vouchers this person may take."""
    mine = desks.list_of(session, me, now=now)
    return [desk for desk in mine if may_take_vouchers(desk.roles)]


def find(session: Session, typed: str) -> Row[Any]:
    """Return a voucher by its code, without whose it is; raises NotFound."""
    if row := VOUCHER.first(session, code=codes.tidy(typed)):
        return row
    raise NotFound


def state_of(it: Row[Any], places: Sequence[Desk], *, now: datetime) -> TillState:
    """Say what becomes of a voucher at these places, at this moment."""
    if it.provider_id not in {desk.organisation_id for desk in places}:
        return TillState.ELSEWHERE
    if it.state is RedemptionState.USED:
        return TillState.USED
    today = local_day(it.time_zone, now)
    if it.state is RedemptionState.UNCOLLECTED or today > it.valid_until:
        return TillState.TOO_LATE
    if it.state is not RedemptionState.READY:
        return TillState.ENDED
    if it.happens_on and today < it.happens_on:
        return TillState.TOO_EARLY
    return TillState.GOOD


def list_lately(session: Session, places: Sequence[Desk], *, now: datetime) -> Sequence[Row[Any]]:
    """Return what was taken at these places in the last day, newest first."""
    ids = [desk.organisation_id for desk in places]
    return LATELY.all(session, places=ids, since=now - A_DAY) if ids else []


def accept(session: Session, me: Member, typed: str, *, idem: str, now: datetime) -> None:
    """Take a voucher, once; raises NotFound, NotAllowed, NotGood.

    The points are used for good when it can no longer be undone (portal/voucher_ends.py).
    """
    found, places = find(session, typed), places_of(session, me, now=now)
    require(bool(places))
    facts = [me.id, found.code, "accept"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    state = state_of(find(session, typed), places, now=now)
    if state is not TillState.GOOD:
        raise NotGood(state=state)
    taken = vouchers.look_again(session, found)
    taken.state, taken.used_at, taken.used_by = RedemptionState.USED, now, me.id
    session.flush()
    _finish(session, me.id, found, ActKind.VOUCHER_USED, idem, facts, now)


def undo(session: Session, me: Member, typed: str, *, idem: str, now: datetime) -> None:
    """Let a voucher be good again that was taken by mistake; raises TooLateToUndo, NotAllowed."""
    found, places = find(session, typed), places_of(session, me, now=now)
    require(found.provider_id in {desk.organisation_id for desk in places})
    facts = [me.id, found.code, "undo"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    taken = vouchers.look_again(session, found)
    if taken.used_at is None or taken.end_seq or now >= taken.used_at + redemptions.UNDO_WITHIN:
        raise TooLateToUndo
    taken.state, taken.used_at, taken.used_by = RedemptionState.READY, None, None
    taken.rating = None
    session.flush()
    _finish(session, me.id, found, ActKind.VOUCHER_USE_UNDONE, idem, facts, now)


def _finish(
    session: Session,
    actor_id: UUID,
    found: Row[Any],
    act: ActKind,
    idem: str,
    facts: list[object],
    now: datetime,
) -> None:
    programme_id = found.programme_id
    receipts.issue(session, programme_id, act, idem, facts, code=found.code, now=now)
    history.record(session, actor_id, act, found.code, programme_id=programme_id, now=now)
