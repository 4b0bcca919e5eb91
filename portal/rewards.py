"""Rewards: the catalogue of small green things in kind, at one flat price for everybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, or_, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from db.tables.rewards import (
    PriceWindow,
    Redemption,
    Reward,
    RewardKind,
    RewardState,
    RewardWait,
)
from portal import ledger
from portal.errors import NotFound
from portal.programmes import local_day

__all__ = [
    "KEPT_FOR",
    "LEAST_RATINGS",
    "NOBODY",
    "REWARDS",
    "Offered",
    "RewardKind",
    "RewardState",
    "find",
    "find_all",
    "list_offered",
    "offered_of",
    "price_on",
]

KEPT_FOR = timedelta(days=3)  # so long one is kept for who waited for it and was told
LEAST_RATINGS = 10  # a figure of fewer people is not shown
NOBODY = UUID(int=0)
SHOWN = (RewardState.OFFERED, RewardState.PAUSED, RewardState.SUSPENDED)
_payer = aliased(Organisation)
_rated = aliased(Redemption)
_of_this = "programme_id reward_id", "programme_id id"


def _ratings(figure: Any) -> Any:
    return (
        pick(figure)
        .where(tied(_rated, Reward, *_of_this), col(_rated.rating).is_not(None))
        .correlate(Reward)
        .scalar_subquery()
    )


_own = aliased(RewardWait)
_behind_us = (  # who asked after this household, or while one is kept for it
    pick(_own.since)
    .where(
        tied(_own, RewardWait, "programme_id reward_id"),
        col(_own.household_id) == bindparam("household_id"),
        or_(
            col(_own.told_at) > bindparam("kept_since"),
            col(_own.told_at).is_(None)
            & (
                tuple_(col(_own.since), col(_own.household_id))
                < tuple_(col(RewardWait.since), col(RewardWait.household_id))
            ),
        ),
    )
    .correlate(RewardWait)
    .exists()
)
_kept = (  # for others: who was told, and who asked before and is told next
    pick(func.count())
    .where(
        tied(RewardWait, Reward, *_of_this),
        col(RewardWait.household_id) != bindparam("household_id"),
        or_(
            col(RewardWait.told_at) > bindparam("kept_since"),
            col(RewardWait.told_at).is_(None) & ~_behind_us,
        ),
    )
    .correlate(Reward)
    .scalar_subquery()
)
REWARDS = (
    pick(
        col(Reward.id).label("reward_id"),
        *(Reward.code, Reward.slug, Reward.kind, Reward.name, Reward.about),
        *(Reward.where, Reward.access, Reward.points, Reward.stock, Reward.each_household),
        *(Reward.days_valid, Reward.return_days, Reward.happens_on, Reward.offered_until),
        *(Reward.state, Reward.state_on, Reward.state_reason, Reward.programme_id),
        *(Reward.provider_id, Reward.declared_by, Reward.approved_at),
        _kept.label("kept"),
        col(Programme.code).label("programme_code"),
        col(Programme.slug).label("programme_slug"),
        col(Programme.name).label("programme_name"),
        col(Programme.organisation_id).label("organiser_id"),
        Programme.time_zone,
        col(Organisation.name).label("provider_name"),
        col(Organisation.slug).label("provider_slug"),
        col(Organisation.code).label("provider_code"),
        col(Organisation.state).label("provider_state"),
        col(Organisation.state_reason).label("provider_reason"),
        col(_payer.name).label("payer_name"),
    )
    .join(Programme, col(Programme.id) == Reward.programme_id)
    .join(Organisation, col(Organisation.id) == Reward.provider_id)
    .join(_payer, col(_payer.id) == Reward.payer_id)
)
_mine = aliased(RewardWait)
REWARD = Statement(
    REWARDS.add_columns(
        ledger.held_by(bindparam("household_id"), Reward.programme_id, good_on="good_on").label(
            "have"
        ),
        col(_mine.since).label("waits_since"),
        col(_mine.told_at).label("waits_told_at"),
        _ratings(func.count()).label("ratings"),
        _ratings(func.sum(_rated.rating)).label("rating_sum"),
    )
    .outerjoin(
        _mine,
        and_(
            tied(_mine, Reward, *_of_this),
            col(_mine.household_id) == bindparam("household_id"),
        ),
    )
    .where(
        col(Reward.code) == bindparam("code"),
        col(Reward.state).not_in([RewardState.DECLARED, RewardState.REFUSED]),
    )
)
OFFERED = Statement(
    REWARDS.where(col(Reward.offered_until) >= bindparam("today"), col(Reward.state).in_(SHOWN))
    .order_by(col(Programme.code), col(Reward.points), col(Reward.code))
    .limit(200)
)
WINDOWS = Statement(
    pick(
        *(PriceWindow.reward_id, PriceWindow.starts_on, PriceWindow.ends_on),
        *(PriceWindow.points, PriceWindow.announced_on),
    )
    .where(
        col(PriceWindow.reward_id).in_(bindparam("rewards", expanding=True)),
        col(PriceWindow.ends_on) >= bindparam("since"),
    )
    .order_by(col(PriceWindow.starts_on))
    .limit(1000)
)


@dataclass(frozen=True)
class Offered:
    """A reward as it is now: what it takes today, what is left, and its announced windows."""

    row: Row[Any]
    price: int
    left: int
    today: date
    windows: Sequence[Row[Any]]

    @property
    def is_open(self) -> bool:
        """Whether points can be used for it today, as far as the offer goes."""
        row = self.row
        return row.state is RewardState.OFFERED and self.today <= row.offered_until

    @property
    def window(self) -> Row[Any] | None:
        """The window that is open today."""
        found: Row[Any] | None = _window_on(self.windows, self.today)
        return found

    @property
    def rating(self) -> int | None:
        """How many of a hundred said it was as good as for everybody; None for few ratings."""
        if self.row.ratings < LEAST_RATINGS:
            return None
        best = 3
        return round(100 * int(self.row.rating_sum) / (best * int(self.row.ratings)))


def list_offered(session: Session, *, now: datetime) -> list[Offered]:
    """Return every reward that can be read about, by programme and price."""
    rows = OFFERED.all(session, today=now.date(), **_facts(now))
    return find_all(session, rows, now=now)


def find(session: Session, key: str, *, household_id: UUID = NOBODY, now: datetime) -> Offered:
    """Return a reward by "{slug}-{code}" as this household may have it; raises NotFound."""
    code = key.rpartition("-")[2].upper()
    facts = {**_facts(now, household_id), "good_on": now.date()}
    row: Row[Any] | None = REWARD.first(session, code=code, **facts)
    if row is None:
        raise NotFound
    [found] = find_all(session, [row], since=date.min, now=now)
    return found


def find_all(
    session: Session, rows: Sequence[Row[Any]], *, since: date | None = None, now: datetime
) -> list[Offered]:
    """Return rewards with their windows: of all times, or those that have not ended."""
    first = (now - timedelta(days=1)).date() if since is None else since
    ids = [row.reward_id for row in rows]
    windows = WINDOWS.all(session, rewards=ids, since=first) if ids else []
    return [offered_of(row, windows, now=now) for row in rows]


def offered_of(row: Row[Any], windows: Iterable[Row[Any]], *, now: datetime) -> Offered:
    """Return how a reward is offered at this moment, where its programme is."""
    today = local_day(row.time_zone, now)
    mine = [one for one in windows if one.reward_id == row.reward_id]
    left = max(row.stock - row.kept, 0)
    return Offered(row, price_on(row.points, mine, today), left, today, mine)


def price_on(points: int, windows: Iterable[Any], day: date) -> int:
    """Return what a reward takes on a day: its one price, or that of an announced window."""
    window = _window_on(windows, day)
    return int(window.points) if window else points


def _window_on(windows: Iterable[Any], day: date) -> Any:
    return next((one for one in windows if one.starts_on <= day <= one.ends_on), None)


def _facts(now: datetime, household_id: UUID = NOBODY) -> dict[str, object]:
    return {"kept_since": now - KEPT_FOR, "household_id": household_id}
