"""Reward news: who waits for a reward or has a voucher is told when it is suspended, and after."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.households import HouseholdMember, Standing
from db.tables.rewards import Redemption, RedemptionState, Reward, RewardState, RewardWait
from portal import letters
from portal.letters import LetterKind

__all__ = ["tell"]

HOLDERS = Statement(  # every adult of a household that has a voucher
    pick(HouseholdMember.person_id)
    .distinct()
    .join(Redemption, tied(Redemption, HouseholdMember, "household_id"))
    .where(
        col(Redemption.programme_id) == bindparam("programme_id"),
        col(Redemption.reward_id) == bindparam("reward_id"),
        col(Redemption.state) == RedemptionState.READY,
        col(HouseholdMember.left_at).is_(None),
        col(HouseholdMember.standing) == Standing.ADULT,
    )
)
WAITING = Statement(
    pick(RewardWait.person_id).where(
        col(RewardWait.programme_id) == bindparam("programme_id"),
        col(RewardWait.reward_id) == bindparam("reward_id"),
    )
)
_KINDS = {
    RewardState.SUSPENDED: LetterKind.REWARD_SUSPENDED,
    RewardState.OFFERED: LetterKind.REWARD_AGAIN,
}


def tell(session: Session, reward: Reward, *, now: datetime) -> None:
    """Write to who has a voucher for it, and to who waits: it is suspended, or offered again."""
    it = {"programme_id": reward.programme_id, "reward_id": reward.id}
    holders = set(HOLDERS.values(session, **it))
    _write(session, reward, holders, has_voucher=True, now=now)
    waiting = set(WAITING.values(session, **it)) - holders
    _write(session, reward, waiting, has_voucher=False, now=now)


def _write(
    session: Session, reward: Reward, readers: Iterable[UUID], *, has_voucher: bool, now: datetime
) -> None:
    facts = {
        "reward": reward.name,
        "reason": reward.state_reason,
        "day": reward.state_on.isoformat(),
        "has_voucher": has_voucher,
        "link": f"/rewards/{reward.slug}-{reward.code}",
    }
    letters.write(session, _KINDS[reward.state], sorted(readers), facts, now=now)
