"""Offers: what partners promise, and where each promise stands."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, or_
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.rewards import Redemption, RedemptionState, Reward, StockCount
from portal import codes, history, ids, programmes, receipts, rewards
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.linter.texts import find_words
from portal.people import Member
from portal.permissions import may_declare_reward, may_offer_reward, require
from portal.programmes import Mode, ProgrammeState, local_day
from portal.receipts import ActKind
from portal.reward_words import find_forbidden
from portal.rewards import RewardKind, RewardState

__all__ = [
    "BadDays",
    "BadWords",
    "NotForHouseholds",
    "Offer",
    "declare",
    "find",
    "list_at_desk",
    "list_counts",
    "list_programmes",
    "slug_of",
    "steps_of",
]

_CODE_SIGNS = 7  # nobody types it; it only has to differ
S = RewardState
_ORGANISER = {  # what becomes of an offer, by whoever runs the programme
    S.DECLARED: (S.OFFERED, S.REFUSED),
    S.OFFERED: (S.PAUSED, S.SUSPENDED, S.ENDED),
    S.PAUSED: (S.OFFERED, S.ENDED),
    S.SUSPENDED: (S.OFFERED, S.ENDED),
}
_PROVIDER = dict.fromkeys((S.DECLARED, S.OFFERED, S.PAUSED, S.SUSPENDED), (S.WITHDRAWN,))
_open = (
    pick(func.count())
    .where(
        col(Redemption.programme_id) == Reward.programme_id,
        col(Redemption.reward_id) == Reward.id,
        col(Redemption.state) == RedemptionState.READY,
    )
    .correlate(Reward)
    .scalar_subquery()
)
AT_DESK = rewards.REWARDS.add_columns(_open.label("open_count")).where(
    or_(
        col(Reward.provider_id) == bindparam("organisation_id"),
        rewards.REWARDS.selected_columns.organiser_id == bindparam("organisation_id"),
    )
)
ALL_AT_DESK = Statement(AT_DESK.order_by(col(Reward.id).desc()).limit(200))
ONE_AT_DESK = Statement(AT_DESK.where(col(Reward.code) == bindparam("code")))


COUNTS = Statement(  # how often somebody counted again
    pick(StockCount.before, StockCount.after, StockCount.reason, StockCount.counted_at)
    .where(
        col(StockCount.programme_id) == bindparam("programme_id"),
        col(StockCount.reward_id) == bindparam("reward_id"),
    )
    .order_by(col(StockCount.counted_at).desc())
    .limit(50)
)


class NotForHouseholds(Refused):
    """The programme does not run now, or its points are held by classes."""


class BadWords(Refused):
    """The text promises what a reward may not be: `word`."""


class BadDays(Refused):
    """The days of an offer contradict each other."""


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
    payer_id: UUID
    each_household: int = 1
    days_valid: int = 28
    return_days: int = 0
    happens_on: date | None = None

    def texts(self) -> list[str]:
        """Return everything people will read."""
        return [
            text for of in (self.name, self.about, self.where, self.access) for text in of.values()
        ]


def declare(
    session: Session,
    me: Member,
    desk: Desk,
    programme_code: str,
    what: Offer,
    *,
    idem: str,
    now: datetime,
) -> str:
    """Promise a reward, as its provider: the same service as for everybody. Return its code.

    Raises NotForHouseholds, BadWords, BadDays.
    """
    require(may_declare_reward(desk.roles))
    programme = programmes.find(session, programme_code, now=now)
    facts = [me.id, programme_code, what.name, what.points, what.stock]
    if earlier := receipts.find_earlier(session, programme.programme_id, idem, facts):
        return str(earlier.code)
    if not _takes_rewards(programme):
        raise NotForHouseholds
    today = local_day(programme.time_zone, now)
    _require_fair(what, today)
    reward = Reward(
        programme_id=programme.programme_id,
        id=ids.new_id(now),
        code=codes.new_code("R").replace("-", "")[:_CODE_SIGNS],
        provider_id=desk.organisation_id,
        state=RewardState.DECLARED,
        state_on=today,
        declared_by=me.id,
        **asdict(what),
    )
    session.add(reward)
    session.flush()
    act = ActKind.REWARD_DECLARED
    receipts.issue(session, reward.programme_id, act, idem, facts, code=reward.code, now=now)
    history.record(session, me.id, act, reward.code, programme_id=reward.programme_id, now=now)
    return reward.code


def list_programmes(session: Session, *, now: datetime) -> list[Row[Any]]:
    """Return the programmes whose households can use points for rewards."""
    found = programmes.list_all(session, now=now)
    return [one for one in found if _takes_rewards(one)]


def slug_of(name: str, otherwise: str) -> str:
    """Return the readable part of a reward's address; the code tells it from others."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or otherwise


def list_at_desk(session: Session, desk: Desk, *, now: datetime) -> list[rewards.Offered]:
    """Return what this organisation provides, and what is provided in its programmes."""
    return rewards.find_all(session, ALL_AT_DESK.all(session, **_at(desk, now)), now=now)


def find(session: Session, desk: Desk, code: str, *, now: datetime) -> rewards.Offered:
    """Return one of them with all its windows; raises NotFound."""
    row = ONE_AT_DESK.first(session, code=code.upper(), **_at(desk, now))
    if row is None:
        raise NotFound
    [found] = rewards.find_all(session, [row], since=date.min, now=now)
    return found


def list_counts(session: Session, row: Row[Any]) -> Sequence[Row[Any]]:
    """Return the corrections of an offer's number with their reasons, newest first."""
    return COUNTS.all(session, programme_id=row.programme_id, reward_id=row.reward_id)


def steps_of(desk: Desk, row: Row[Any]) -> tuple[RewardState, ...]:
    """Return what this desk may make of an offer now."""
    steps: list[RewardState] = []
    if row.organiser_id == desk.organisation_id and may_offer_reward(desk.roles):
        steps += _ORGANISER.get(row.state, ())
    if row.provider_id == desk.organisation_id and may_declare_reward(desk.roles):
        steps += _PROVIDER.get(row.state, ())
    return tuple(steps)


def _takes_rewards(programme: Row[Any]) -> bool:
    is_running = programme.state is ProgrammeState.PUBLISHED
    return is_running and programme.mode is Mode.HOUSEHOLD


def _require_fair(what: Offer, today: date) -> None:
    for text in what.texts():
        found = find_words(text) or find_forbidden(text)
        if found:
            raise BadWords(word=found[0].strip())
    if what.offered_until < today or (what.happens_on and what.happens_on < what.offered_until):
        raise BadDays


def _at(desk: Desk, now: datetime) -> dict[str, object]:
    kept = {"kept_since": now - rewards.KEPT_FOR, "household_id": rewards.NOBODY}
    return {"organisation_id": desk.organisation_id, **kept}
