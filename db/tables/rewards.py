"""Rewards: small green things a household may use points for, and the vouchers for them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import (
    UtcDateTime,
    Words,
    WordsColumn,
    choice,
    ids,
    only_where,
    points,
    public_code,
    whole,
    within_programme,
)


class RewardKind(StrEnum):
    """The closed list of what a reward may be: none has a face value, none needs luck."""

    PLANT = "plant"
    SEAT = "seat"
    THING = "thing"
    TRAVEL = "travel"
    REPAIR = "repair"
    LOAN = "loan"


class RewardState(StrEnum):
    """Where an offer stands."""

    DECLARED = "declared"  # the provider promised it; nobody has agreed yet
    REFUSED = "refused"
    OFFERED = "offered"
    PAUSED = "paused"
    SUSPENDED = "suspended"  # the promise was not kept; everybody can read why
    ENDED = "ended"  # vouchers stay good
    WITHDRAWN = "withdrawn"  # by its provider: open vouchers were cancelled


class RedemptionState(StrEnum):
    """Where a redemption stands. Its voucher is ready, and then ends once."""

    PROPOSED = "proposed"  # an adult has to agree; no point has moved
    REFUSED = "refused"
    READY = "ready"
    USED = "used"
    RETURNED = "returned"  # by the household, in time
    UNCOLLECTED = "uncollected"  # its last day passed
    CANCELLED = "cancelled"  # by the provider: with goodwill


_ENDED = "'refused', 'returned', 'uncollected', 'cancelled'"


class Reward(SQLModel, table=True):
    """Something offered in kind, at one flat price for everybody."""

    __table_args__ = (
        CheckConstraint("points > 0", name="points_positive"),
        whole("points"),
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint("each_household > 0", name="each_household"),
        CheckConstraint("days_valid BETWEEN 1 AND 366", name="days_valid"),
        CheckConstraint("return_days BETWEEN 0 AND 30", name="return_days"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved"),
        CheckConstraint("approved_by IS NULL OR approved_by <> declared_by", name="two_people"),
        CheckConstraint(
            "approved_by IS NOT NULL OR state IN ('declared', 'refused', 'withdrawn')",
            name="approved_first",
        ),
        Index("ix_reward_provider", "provider_id"),
        *public_code("reward"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    code: str  # ends its address: /rewards/{slug}-{code}
    slug: str
    provider_id: UUID = Field(foreign_key="organisation.id")
    payer_id: UUID = Field(foreign_key="organisation.id")  # who bears what it costs
    kind: RewardKind = Field(sa_type=choice(RewardKind))
    name: Words = Field(sa_type=WordsColumn)
    about: Words = Field(sa_type=WordsColumn)
    where: Words = Field(sa_type=WordsColumn)
    access: Words = Field(sa_type=WordsColumn)  # steps, seats, hours: who can come
    points: int
    stock: int  # what is left
    each_household: int  # vouchers a household may have of it
    days_valid: int  # of a voucher, from the day it is made
    return_days: int  # so long before its last day a voucher may still be given back
    happens_on: date | None = None  # of a place somewhere: the one day on which it is good
    offered_until: date
    state: RewardState = Field(sa_type=choice(RewardState))
    state_on: date
    state_reason: str = ""  # public; nothing about a person
    declared_by: UUID = Field(foreign_key="person.id")  # who promised the same service as for all
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PriceWindow(SQLModel, table=True):
    """Days on which a reward takes fewer points, announced beforehand. Never changed."""

    __table_args__ = (
        within_programme("fk_pricewindow_reward", "reward_id", "reward", "id"),
        CheckConstraint("points > 0", name="points_positive"),
        whole("points"),
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        CheckConstraint("announced_on < starts_on", name="beforehand"),
    )

    programme_id: UUID = Field(primary_key=True)
    reward_id: UUID = Field(primary_key=True)
    starts_on: date = Field(primary_key=True)
    ends_on: date
    points: int
    announced_on: date
    announced_by: UUID = Field(foreign_key="person.id")


class StockCount(SQLModel, table=True):
    """Somebody counted again, and said why the number was another one. Never changed."""

    __table_args__ = (
        within_programme("fk_stockcount_reward", "reward_id", "reward", "id"),
        CheckConstraint("before >= 0 AND after >= 0 AND before <> after", name="another"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    programme_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    reward_id: UUID
    before: int
    after: int
    reason: str  # nothing about a person
    counted_by: UUID = Field(foreign_key="person.id")
    counted_at: datetime = Field(sa_type=UtcDateTime)


class Redemption(SQLModel, table=True):
    """A household wants a reward, and what became of its voucher."""

    __table_args__ = (
        within_programme("fk_redemption_reward", "reward_id", "reward", "id"),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint(
            "(state IN ('proposed', 'refused')) = (hold_seq IS NULL)", name="held_if_agreed"
        ),
        CheckConstraint(
            "(hold_seq IS NULL) = (valid_until IS NULL)"
            " AND (hold_seq IS NULL) = (return_until IS NULL)",
            name="dated",
        ),
        CheckConstraint("(state = 'used') = (used_at IS NOT NULL)", name="used"),
        CheckConstraint(
            "(used_at IS NULL) = (used_by IS NULL AND used_till IS NULL)", name="used_by_somebody"
        ),
        CheckConstraint("used_by IS NULL OR used_till IS NULL", name="used_by_one"),
        CheckConstraint(f"(state IN ({_ENDED})) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint(
            "agreed_by IS NULL OR adult_id IS NOT NULL AND agreed_by <> adult_id",
            name="two_adults",
        ),
        CheckConstraint(
            "rating IS NULL OR state = 'used' AND rating BETWEEN 1 AND 3", name="rating"
        ),
        Index("ix_redemption_household", "household_id"),
        Index("ix_redemption_reward", "programme_id", "reward_id", "state"),
        Index(
            "ix_redemption_open",
            *("programme_id", "valid_until"),
            **only_where("state IN ('ready', 'used') AND end_seq IS NULL"),
        ),
        *public_code("redemption"),
    )

    programme_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)  # also of its voucher, and of the account that holds points
    code: str  # what stands on the voucher
    reward_id: UUID
    household_id: UUID = Field(foreign_key="household.id")
    person_id: UUID = Field(foreign_key="person.id")  # who asked
    points: int
    asked_at: datetime = Field(sa_type=UtcDateTime)
    adult_id: UUID | None = Field(default=None, foreign_key="person.id")
    agreed_by: UUID | None = Field(default=None, foreign_key="person.id")
    state: RedemptionState = Field(sa_type=choice(RedemptionState))
    hold_seq: int | None = None  # the act that set the points aside
    valid_until: date | None = None
    return_until: date | None = None
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_by: UUID | None = Field(default=None, foreign_key="person.id")
    used_till: UUID | None = Field(default=None, foreign_key="till.id")  # which is nobody
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    end_seq: int | None = None  # the act that used the points, or brought them back
    goodwill_seq: int | None = None
    rating: int | None = None


class RewardWait(SQLModel, table=True):
    """A household waits until there is one again; told when there is. It goes when it is over."""

    __table_args__ = (within_programme("fk_rewardwait_reward", "reward_id", "reward", "id"),)

    programme_id: UUID = Field(primary_key=True)
    reward_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(foreign_key="household.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")  # who is written to
    since: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Voucher(SQLModel, table=True):
    """The paper a redemption rests on: its price, and the goodwill if the provider cancels."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "reward_id"], ["reward.programme_id", "reward.id"]),
        ForeignKeyConstraint(
            ["programme_id", "wallet_id"],
            ["account.programme_id", "account.id"],
            name="fk_voucher_wallet",
        ),
        CheckConstraint(points("points"), name="points"),
        CheckConstraint("goodwill >= 0 AND goodwill <= points", name="goodwill"),
        whole("points"),
        whole("goodwill"),
        ids("id"),
        *public_code("voucher"),
    )

    programme_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)  # also the id of the account that holds its points
    code: str
    reward_id: UUID
    wallet_id: UUID
    points: int = Field(sa_type=BigInteger)
    goodwill: int = Field(sa_type=BigInteger)
    made_at: datetime = Field(sa_type=UtcDateTime)
