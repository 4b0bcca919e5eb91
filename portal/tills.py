"""Tills: a partner takes vouchers. Nobody there sees a name or a balance.

Taken by somebody with a seat there, or by a paired till (portal/paired_tills.py), which is nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
from db.tables.tills import Till
from portal import codes, desks, history, ledger, paired_tills, receipts, redemptions, vouchers
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.paired_tills import PairedTill
from portal.people import Member
from portal.permissions import may_take_vouchers, require
from portal.programmes import local_day
from portal.receipts import ActKind

__all__ = [
    "NotGood",
    "Taker",
    "TillState",
    "TooLateToUndo",
    "accept",
    "find",
    "list_lately",
    "may_undo",
    "somebody",
    "state_of",
    "till",
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


@dataclass(frozen=True)
class Taker:
    """Who takes vouchers, and whose: a person with seats at partners, or a till of one."""

    id: UUID
    places: Sequence[Desk | PairedTill]
    till: PairedTill | None = None

    def stands_at(self, provider_id: UUID) -> bool:
        """Whether vouchers of this partner are taken here."""
        return any(place.organisation_id == provider_id for place in self.places)


class NotGood(Refused):
    """The till does not take this voucher: `state` says why."""


class TooLateToUndo(Refused):
    """What was taken by mistake is undone within ten minutes."""


_VOUCHERS = (
    pick(
        *(Redemption.programme_id, Redemption.id, Redemption.code, Redemption.state),
        *(Redemption.valid_until, Redemption.used_at, Redemption.used_till, Redemption.end_seq),
        *(Reward.provider_id, Reward.name, Reward.where, Reward.happens_on),
        col(Organisation.name).label("provider_name"),
        col(Organisation.slug).label("provider_slug"),
        col(Programme.name).label("programme_name"),
        Programme.time_zone,
        col(Till.number).label("till_number"),
    )
    .join(Reward, tied(Reward, Redemption, "programme_id id", "programme_id reward_id"))
    .join(Organisation, col(Organisation.id) == Reward.provider_id)
    .join(Programme, col(Programme.id) == Redemption.programme_id)
    .outerjoin(Till, col(Till.id) == Redemption.used_till)
    .where(col(Redemption.hold_seq).is_not(None))
)
VOUCHER = Statement(_VOUCHERS.where(col(Redemption.code) == bindparam("code")))
_LATELY = (
    _VOUCHERS.where(
        col(Reward.provider_id).in_(bindparam("places", expanding=True)),
        col(Redemption.used_at) > bindparam("since"),
    )
    .order_by(col(Redemption.used_at).desc(), col(Redemption.code))
    .limit(50)
)
LATELY = Statement(_LATELY)
LATELY_HERE = Statement(_LATELY.where(col(Redemption.used_till) == bindparam("till_id")))


def somebody(session: Session, me: Member, *, now: datetime) -> Taker:
    """Return a person as who takes vouchers, of no partner where they have no seat at a till."""
    mine = desks.list_of(session, me, now=now)
    return Taker(me.id, [desk for desk in mine if may_take_vouchers(desk.roles)])


def till(paired: PairedTill) -> Taker:
    """Return a paired till as who takes vouchers."""
    return Taker(paired.id, [paired], paired)


def find(session: Session, typed: str) -> Row[Any]:
    """Return a voucher by its code, without whose it is; raises NotFound."""
    if row := VOUCHER.first(session, code=codes.tidy(typed)):
        return row
    raise NotFound


def state_of(it: Row[Any], taker: Taker, *, now: datetime) -> TillState:
    """Say what becomes of a voucher here, at this moment."""
    if not taker.stands_at(it.provider_id):
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


def may_undo(it: Row[Any], taker: Taker, *, now: datetime) -> bool:
    """Tell whether a use may still be undone here; a till undoes what it took itself."""
    if it.used_at is None or it.end_seq or now >= it.used_at + redemptions.UNDO_WITHIN:
        return False
    return _is_ours(it, taker)


def list_lately(session: Session, taker: Taker, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what was taken here in the last day, newest first; a till sees its own."""
    where = {"places": [place.organisation_id for place in taker.places], "since": now - A_DAY}
    if taker.till:
        return LATELY_HERE.all(session, **where, till_id=taker.id)
    return LATELY.all(session, **where) if taker.places else []


def accept(session: Session, taker: Taker, typed: str, *, idem: str, now: datetime) -> None:
    """Take a voucher, once; raises NotFound, NotAllowed, NotGood.

    The points are used for good when it can no longer be undone (portal/voucher_ends.py).
    """
    require(bool(taker.places))
    found = find(session, typed)
    facts = [taker.id, found.code, "accept"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    state = state_of(find(session, typed), taker, now=now)
    if state is not TillState.GOOD:
        raise NotGood(state=state)
    taken = vouchers.look_again(session, found)
    taken.state, taken.used_at = RedemptionState.USED, now
    taken.used_by, taken.used_till = (None, taker.id) if taker.till else (taker.id, None)
    session.flush()
    _finish(session, taker, found, ActKind.VOUCHER_USED, idem, facts, now)


def undo(session: Session, taker: Taker, typed: str, *, idem: str, now: datetime) -> None:
    """Let a voucher be good again that was taken by mistake; raises TooLateToUndo, NotAllowed."""
    found = find(session, typed)
    require(taker.stands_at(found.provider_id) and _is_ours(found, taker))
    facts = [taker.id, found.code, "undo"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    if not may_undo(find(session, typed), taker, now=now):
        raise TooLateToUndo
    taken = vouchers.look_again(session, found)
    taken.state, taken.used_at, taken.used_by = RedemptionState.READY, None, None
    taken.used_till = taken.rating = None
    session.flush()
    _finish(session, taker, found, ActKind.VOUCHER_USE_UNDONE, idem, facts, now)


def _is_ours(it: Row[Any], taker: Taker) -> bool:
    """Tell whether this taker may touch a use, if there is one: a till its own, a person any."""
    return taker.till is None or it.used_at is None or bool(it.used_till == taker.id)


def _finish(
    session: Session,
    taker: Taker,
    found: Row[Any],
    act: ActKind,
    idem: str,
    facts: list[object],
    now: datetime,
) -> None:
    programme_id = found.programme_id
    receipts.issue(session, programme_id, act, idem, facts, code=found.code, now=now)
    history.record(session, taker.id, act, found.code, programme_id=programme_id, now=now)
    if taker.till:
        paired_tills.note_use(session, taker.till, now=now)
