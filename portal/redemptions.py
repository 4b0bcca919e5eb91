"""Redemptions: the vouchers of a household, and what it wants, for those they belong to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.organisations import Organisation
from db.tables.people import Person
from db.tables.programmes import Programme
from db.tables.rewards import Redemption, RedemptionState, Reward, RewardState, Voucher
from portal import codes
from portal.errors import NotFound
from portal.people import Member
from portal.programmes import local_day

__all__ = [
    "PROPOSAL_LASTS",
    "UNDO_WITHIN",
    "RedemptionState",
    "find",
    "has_run_out",
    "list_mine",
    "list_ready",
    "may_return",
]

PROPOSAL_LASTS = timedelta(days=14)
UNDO_WITHIN = timedelta(minutes=10)  # at the till; then the points are used for good
_asker, _adult, _second = aliased(Person), aliased(Person), aliased(Person)
_REDEMPTIONS = (
    pick(
        *(Redemption.programme_id, Redemption.id, Redemption.code, Redemption.reward_id),
        *(Redemption.household_id, Redemption.person_id, Redemption.points, Redemption.asked_at),
        *(Redemption.adult_id, Redemption.agreed_by, Redemption.state, Redemption.valid_until),
        *(Redemption.return_until, Redemption.used_at, Redemption.ended_at, Redemption.end_seq),
        *(Redemption.goodwill_seq, Redemption.rating),
        col(_asker.name).label("person_name"),
        col(_adult.name).label("adult_name"),
        col(_second.name).label("second_name"),
        *(Voucher.goodwill, Voucher.made_at),
        *(Reward.kind, Reward.name, Reward.where, Reward.access, Reward.happens_on),
        col(Reward.slug).label("reward_slug"),
        col(Reward.code).label("reward_code"),
        col(Reward.state).label("reward_state"),
        col(Organisation.name).label("provider_name"),
        col(Programme.code).label("programme_code"),
        col(Programme.slug).label("programme_slug"),
        col(Programme.name).label("programme_name"),
        Programme.time_zone,
    )
    .join(Reward, tied(Reward, Redemption, "programme_id id", "programme_id reward_id"))
    .join(Organisation, col(Organisation.id) == Reward.provider_id)
    .join(Programme, col(Programme.id) == Redemption.programme_id)
    .join(_asker, col(_asker.id) == Redemption.person_id)
    .outerjoin(_adult, col(_adult.id) == Redemption.adult_id)
    .outerjoin(_second, col(_second.id) == Redemption.agreed_by)
    .outerjoin(Voucher, tied(Voucher, Redemption, "programme_id id"))
    .where(col(Redemption.household_id) == bindparam("household_id"))
)
REDEMPTION = Statement(_REDEMPTIONS.where(col(Redemption.code) == bindparam("code")))
MINE = Statement(
    _REDEMPTIONS.order_by(col(Redemption.asked_at).desc(), col(Redemption.code)).limit(100)
)


READY = Statement(
    pick(Redemption.code)
    .join(Reward, tied(Reward, Redemption, "programme_id id", "programme_id reward_id"))
    .where(col(Reward.code) == bindparam("code"), col(Redemption.state) == RedemptionState.READY)
    .order_by(col(Redemption.asked_at), col(Redemption.code))
)


def list_ready(session: Session, reward_code: str) -> list[str]:
    """Return the codes of a reward's vouchers that are ready, oldest first."""
    return READY.values(session, code=reward_code)


def find(session: Session, me: Member, code: str) -> Row[Any]:
    """Return a redemption of the person's household by the code of its voucher; raises NotFound."""
    if row := REDEMPTION.first(session, household_id=me.household_id, code=codes.tidy(code)):
        return row
    raise NotFound


def list_mine(session: Session, me: Member) -> Sequence[Row[Any]]:
    """Return the newest vouchers and proposals of the person's household."""
    return MINE.all(session, household_id=me.household_id)


def has_run_out(it: Row[Any], *, now: datetime) -> bool:
    """Tell whether a proposal waited too long for an adult."""
    return it.state is RedemptionState.PROPOSED and now >= it.asked_at + PROPOSAL_LASTS


def may_return(it: Row[Any], *, now: datetime) -> bool:
    """Tell whether a voucher may still be given back: also later, while its offer is suspended."""
    if it.state is not RedemptionState.READY:
        return False
    is_in_time = bool(local_day(it.time_zone, now) <= it.return_until)
    return is_in_time or it.reward_state is RewardState.SUSPENDED
