"""Reward waits: households that wait for a reward are told, in their order, when there is one.

One piece is kept for each who was told, for three days; then it is the next one's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, update
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.rewards import Reward, RewardState, RewardWait
from portal import history, ledger, letters
from portal.errors import Refused
from portal.letters import LetterKind
from portal.people import Member
from portal.permissions import may_spend, require
from portal.rewards import KEPT_FOR, Offered

__all__ = ["NothingToWaitFor", "forget", "join", "leave", "tell_some"]

_MINE = (
    col(RewardWait.programme_id) == bindparam("programme_"),
    col(RewardWait.reward_id) == bindparam("reward_"),
    col(RewardWait.household_id) == bindparam("household_"),
)
FORGET = Statement(delete(RewardWait).where(*_MINE))
TELL = Statement(update(RewardWait).where(*_MINE).values(told_at=bindparam("now_")))
LATE = Statement(  # told, and three days are over: another's turn
    delete(RewardWait).where(
        col(RewardWait.programme_id) == bindparam("programme_"),
        col(RewardWait.told_at) <= bindparam("kept_since_"),
    )
)
_kept = (
    pick(func.count())
    .where(
        tied(RewardWait, Reward, "programme_id reward_id", "programme_id id"),
        col(RewardWait.told_at).is_not(None),
    )
    .correlate(Reward)
    .scalar_subquery()
)
NEXT = Statement(  # who waits, longest first, with what is free
    pick(
        *(RewardWait.reward_id, RewardWait.household_id, RewardWait.person_id),
        *(Reward.name, Reward.slug, Reward.code),
        (col(Reward.stock) - _kept).label("free"),
    )
    .join(Reward, tied(Reward, RewardWait, "programme_id id", "programme_id reward_id"))
    .where(
        col(RewardWait.programme_id) == bindparam("programme_id"),
        col(RewardWait.told_at).is_(None),
        col(Reward.state) == RewardState.OFFERED,
        col(Reward.offered_until) >= bindparam("today"),
        col(Reward.stock) > 0,
    )
    .order_by(col(RewardWait.reward_id), col(RewardWait.since), col(RewardWait.household_id))
    .limit(500)
)


class NothingToWaitFor(Refused):
    """There is one now, or there will be none."""


def join(session: Session, me: Member, offered: Offered, *, now: datetime) -> None:
    """Let this household wait; harmless where it does. Raises NothingToWaitFor."""
    require(may_spend(me.standing))
    row = offered.row
    ledger.lock(session, row.programme_id)
    place = (row.programme_id, row.reward_id, me.household_id)
    if session.get(RewardWait, place, populate_existing=True):
        return
    if offered.left or not offered.is_open:
        raise NothingToWaitFor
    session.add(
        RewardWait(
            programme_id=row.programme_id,
            reward_id=row.reward_id,
            household_id=me.household_id,
            person_id=me.id,
            since=now,
        )
    )
    session.flush()
    history.record(session, me.id, "reward.wait", row.code, programme_id=row.programme_id, now=now)


def leave(session: Session, me: Member, offered: Offered) -> None:
    """Let this household wait no longer; harmless where it does not."""
    forget(session, offered.row.programme_id, offered.row.reward_id, me)


def forget(session: Session, programme_id: UUID, reward_id: UUID, me: Member) -> None:
    """Take a household off the list: it has what it waited for, or wants it no more."""
    FORGET.run(session, _mine(programme_id, reward_id, me))


def tell_some(session: Session, programme_id: UUID, *, now: datetime) -> int:
    """Write to those whose turn it is; those who were told and did not come are off the list."""
    LATE.run(session, {"programme_": programme_id, "kept_since_": now - KEPT_FOR})
    told = _turns(NEXT.all(session, programme_id=programme_id, today=now.date()))
    for one in told:
        TELL.run(
            session,
            {
                "programme_": programme_id,
                "reward_": one.reward_id,
                "household_": one.household_id,
                "now_": now,
            },
        )
        facts = {
            "reward": one.name,
            "link": f"/rewards/{one.slug}-{one.code}",
            "until": (now + KEPT_FOR).date().isoformat(),
        }
        letters.write(session, LetterKind.REWARD_FREE, [one.person_id], facts, now=now)
    return len(told)


def _turns(waiting: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Return the first of each reward's list, as many as are free."""
    told: dict[UUID, int] = {}
    turns = []
    for one in waiting:
        if told.get(one.reward_id, 0) < one.free:
            told[one.reward_id] = told.get(one.reward_id, 0) + 1
            turns.append(one)
    return turns


def _mine(programme_id: UUID, reward_id: UUID, me: Member) -> dict[str, object]:
    return {"programme_": programme_id, "reward_": reward_id, "household_": me.household_id}
