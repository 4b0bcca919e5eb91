"""Offer complaints: an upheld one suspends the offer, until the organiser offers it again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.complaints import Outcome
from db.tables.rewards import Reward, RewardState
from portal import complaints, hearings, ledger, offer_changes
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.programmes import local_day

__all__ = ["OwnPromise", "answer", "find"]

OPEN = (RewardState.OFFERED, RewardState.PAUSED)
HIDDEN = (RewardState.DECLARED, RewardState.REFUSED)
OFFER = Statement(
    pick(col(Reward.id).label("reward_id"), Reward.code, Reward.name).where(
        col(Reward.programme_id) == bindparam("programme_id"),
        col(Reward.code) == bindparam("code"),
        col(Reward.state).not_in(HIDDEN),
    )
)


class OwnPromise(Refused):
    """Whoever promised a reward does not judge whether the promise was kept."""


def find(session: Session, programme_id: UUID, code: str) -> Row[Any]:
    """Return the reward of a programme that somebody complains of; raises NotFound."""
    if row := OFFER.first(session, programme_id=programme_id, code=code.upper()):
        return row
    raise NotFound


def answer(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    outcome: Outcome,
    words: str,
    *,
    public: str,
    idem: str,
    now: datetime,
) -> None:
    """Answer a complaint of a reward; upheld, the offer is suspended and says why in `public`.

    Raises OwnPromise, ReasonMissing, and what `complaints.answer` raises.
    """
    row = hearings.find_at_desk(session, desk, code)
    ledger.lock(session, row.programme_id)
    key = (row.programme_id, row.reward_id)
    reward = session.get_one(Reward, key, populate_existing=True)
    if reward.declared_by == me.id:
        raise OwnPromise
    complaints.answer(session, me, desk, code, outcome, words, idem=idem, now=now)
    if outcome is Outcome.UPHELD and reward.state in OPEN:
        today = local_day(row.time_zone, now)
        offer_changes.suspend(session, me, reward, public, today=today, now=now)
