"""Rewards: small green things a household may use points for."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, Words, WordsColumn, choice, ids, points, public_code, whole


class RewardKind(StrEnum):
    """The closed list of what a reward may be: none has a face value, none needs luck."""

    PLANT = "plant"
    SEAT = "seat"
    THING = "thing"
    TRAVEL = "travel"
    REPAIR = "repair"
    LOAN = "loan"


class Reward(SQLModel, table=True):
    """Something offered in kind, at one flat price for everybody."""

    __table_args__ = (
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("stock >= 0", name="stock"),
        *public_code("reward"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    code: str  # ends its address: /rewards/{slug}-{code}
    slug: str
    provider_id: UUID = Field(foreign_key="organisation.id")
    kind: RewardKind = Field(sa_type=choice(RewardKind))
    name: Words = Field(sa_type=WordsColumn)
    about: Words = Field(sa_type=WordsColumn)
    where: Words = Field(sa_type=WordsColumn)
    access: Words = Field(sa_type=WordsColumn)  # steps, seats, hours: who can come
    points: int
    stock: int
    offered_until: date


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
