"""Rewards: small green things in kind, at one flat price in points for everybody."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from db.tables.rewards import Reward, RewardKind
from portal import codes, history, ids
from portal.desks import Desk
from portal.errors import NotFound
from portal.people import Member
from portal.permissions import may_offer_reward, require

__all__ = ["Offer", "RewardKind", "find", "list_offered", "offer"]

_CODE_SIGNS = 7  # nobody types it; it only has to differ

_REWARDS = (
    pick(
        Reward.code,
        Reward.slug,
        Reward.kind,
        Reward.name,
        Reward.about,
        Reward.where,
        Reward.access,
        Reward.points,
        Reward.stock,
        Reward.offered_until,
        Reward.programme_id,
        col(Programme.code).label("programme_code"),
        col(Programme.slug).label("programme_slug"),
        col(Programme.name).label("programme_name"),
        col(Organisation.name).label("provider_name"),
        col(Organisation.slug).label("provider_slug"),
        col(Organisation.code).label("provider_code"),
    )
    .join(Programme, col(Programme.id) == Reward.programme_id)
    .join(Organisation, col(Organisation.id) == Reward.provider_id)
)
REWARD = Statement(_REWARDS.where(col(Reward.code) == bindparam("code")))
OFFERED = Statement(
    _REWARDS.where(col(Reward.offered_until) >= bindparam("today"))
    .order_by(col(Programme.code), col(Reward.points), col(Reward.code))
    .limit(200)
)
OWNER = Statement(
    pick(Programme.organisation_id).where(col(Programme.id) == bindparam("programme_id"))
)


@dataclass(frozen=True)
class Offer:
    """What is offered; db/tables/rewards.py says what each fact means."""

    slug: str
    kind: RewardKind
    name: Words
    about: Words
    where: Words
    access: Words
    points: int
    stock: int
    offered_until: date


def list_offered(session: Session, *, now: datetime) -> Sequence[Row[Any]]:
    """Return every reward whose last day has not passed, by programme and price."""
    return OFFERED.all(session, today=now.date())


def find(session: Session, key: str) -> Row[Any]:
    """Return a reward by "{slug}-{code}"; raises NotFound."""
    if row := REWARD.first(session, code=key.rpartition("-")[2].upper()):
        return row
    raise NotFound


def offer(
    session: Session,
    me: Member,
    desk: Desk,
    programme_id: UUID,
    what: Offer,
    *,
    provider_id: UUID,
    now: datetime,
) -> Reward:
    """Put a reward into a programme of this desk's organisation; an organiser does."""
    require(may_offer_reward(desk.roles))
    if OWNER.value(session, programme_id=programme_id) != desk.organisation_id:
        raise NotFound
    reward = Reward(
        programme_id=programme_id,
        id=ids.new_id(now),
        code=codes.new_code("R").replace("-", "")[:_CODE_SIGNS],
        provider_id=provider_id,
        **asdict(what),
    )
    session.add(reward)
    session.flush()
    history.record(
        session, me.id, "reward.offered", reward.code, programme_id=programme_id, now=now
    )
    return reward
