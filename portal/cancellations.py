"""Cancellations: a provider cannot keep its promise. Points come home, and thanks with them.

Where the reserve is too small for the thank-you, it is owed and paid as soon as there is more.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from db.statement import Statement, pick
from db.tables.households import HouseholdMember, Standing
from db.tables.rewards import Redemption, RedemptionState, Voucher
from portal import history, ledger, letters, offer_changes, offers, programmes, receipts, vouchers
from portal.awards import months_later
from portal.desks import Desk
from portal.errors import NotFound
from portal.ledger import Reason
from portal.letters import LetterKind
from portal.people import Member
from portal.permissions import may_declare_reward, require
from portal.receipts import ActKind
from portal.rewards import Offered, RewardState
from portal.vouchers import NotReady

__all__ = ["cancel", "pay_owed", "withdraw"]

PIECE = 100  # vouchers of one batch of the ledger
CLOCK = UUID(int=0)  # who pays what was owed: nobody but time
ADULTS = Statement(
    pick(HouseholdMember.household_id, HouseholdMember.person_id).where(
        col(HouseholdMember.household_id).in_(bindparam("homes", expanding=True)),
        col(HouseholdMember.left_at).is_(None),
        col(HouseholdMember.standing) == Standing.ADULT,
    )
)


def cancel(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    voucher_code: str,
    *,
    idem: str,
    now: datetime,
) -> None:
    """Cancel one voucher, as its provider; raises NotFound, NotReady."""
    offered = offers.find(session, desk, code, now=now)
    row = offered.row
    require(row.provider_id == desk.organisation_id and may_declare_reward(desk.roles))
    facts = [me.id, code, voucher_code]
    ledger.lock(session, row.programme_id)
    if receipts.find_earlier(session, row.programme_id, idem, facts):
        return
    found = session.scalars(
        select(Redemption)
        .where(
            col(Redemption.programme_id) == row.programme_id,
            col(Redemption.reward_id) == row.reward_id,
            col(Redemption.code) == voucher_code,
        )
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    if found.state is not RedemptionState.READY:
        raise NotReady
    _cancel_all(session, me, offered, [found], now=now)
    act = ActKind.VOUCHER_CANCELLED
    receipts.issue(session, row.programme_id, act, idem, facts, code=voucher_code, now=now)


def withdraw(
    session: Session, me: Member, desk: Desk, code: str, *, reason: str, now: datetime
) -> None:
    """Withdraw an offer, as its provider, and cancel every voucher that is ready.

    Raises what `offer_changes.move` raises.
    """
    offered = offers.find(session, desk, code, now=now)
    state = RewardState.WITHDRAWN
    if not offer_changes.move(session, me, desk, offered, state, reason=reason, now=now):
        return
    ready = session.scalars(
        select(Redemption).where(
            col(Redemption.programme_id) == offered.row.programme_id,
            col(Redemption.reward_id) == offered.row.reward_id,
            col(Redemption.state) == RedemptionState.READY,
        )
    ).all()
    for at in range(0, len(ready), PIECE):
        _cancel_all(session, me, offered, ready[at : at + PIECE], now=now)


def pay_owed(session: Session, programme_id: UUID, programme_code: str, *, now: datetime) -> int:
    """Give the thanks that are owed since the reserve was too small; return how many."""
    owed = session.scalars(
        select(Redemption)
        .where(
            col(Redemption.programme_id) == programme_id,
            col(Redemption.state) == RedemptionState.CANCELLED,
            col(Redemption.goodwill_seq).is_(None),
        )
        .order_by(col(Redemption.ended_at))
        .limit(PIECE)
    ).all()
    return _thank(session, CLOCK, programme_code, owed, now=now) if owed else 0


def _cancel_all(
    session: Session,
    me: Member,
    offered: Offered,
    ready: Sequence[Redemption],
    *,
    now: datetime,
) -> None:
    for one in ready:
        vouchers.release(session, one, RedemptionState.CANCELLED, Reason.PROVIDER, me.id, now=now)
        history.record(
            session,
            me.id,
            ActKind.VOUCHER_CANCELLED,
            one.code,
            programme_id=one.programme_id,
            now=now,
        )
    _thank(session, me.id, offered.row.programme_code, ready, now=now)
    _tell(session, offered, ready, now)


def _thank(
    session: Session,
    actor_id: UUID,
    programme_code: str,
    cancelled: Sequence[Redemption],
    *,
    now: datetime,
) -> int:
    """Post the goodwill of each, as far as the reserve goes."""
    programme = programmes.find(session, programme_code, now=now)
    today = programmes.local_day(programme.time_zone, now)
    acts = [
        ledger.goodwill(
            session.get_one(Voucher, (one.programme_id, one.id)),
            expires_on=months_later(today, programme.expiry_months),
            actor_id=actor_id,
            key=f"goodwill:{one.code}",
        )
        for one in cancelled
    ]
    outcomes = ledger.post_many(session, programme.programme_id, acts, now=now)
    for one, outcome in zip(cancelled, outcomes, strict=True):
        if outcome.refusal and not isinstance(outcome.refusal, ledger.NotEnough):
            raise outcome.refusal
        one.goodwill_seq = outcome.seq
    session.flush()
    return sum(1 for outcome in outcomes if outcome.seq)


def _tell(
    session: Session, offered: Offered, cancelled: Sequence[Redemption], now: datetime
) -> None:
    """Write to the adults of each household."""
    adults = ADULTS.all(session, homes=[one.household_id for one in cancelled])
    for one in cancelled:
        facts = {
            "reward": offered.row.name,
            "points": one.points,
            "goodwill": _promised(session, one),
            "link": f"/me/vouchers/{one.code}",
        }
        readers = [adult.person_id for adult in adults if adult.household_id == one.household_id]
        letters.write(session, LetterKind.VOUCHER_CANCELLED, readers, facts, now=now)


def _promised(session: Session, one: Redemption) -> int:
    return session.get_one(Voucher, (one.programme_id, one.id)).goodwill
