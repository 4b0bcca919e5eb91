"""Books of the ledger: one a programme, its accounts, and the closed list of moves."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import choice, day, ids, only_where, whole, within_programme


class AccountKind(StrEnum):
    """A place where points can be."""

    __hash__ = str.__hash__
    MINT = "mint"
    BUDGET = "budget"
    RESERVE = "reserve"
    WALLET = "wallet"
    GROUP = "group"
    CAUSE = "cause"
    HELD = "held"
    REDEEMED = "redeemed"
    SETTLED = "settled"


class MoveKind(StrEnum):
    """What an act does with points."""

    __hash__ = str.__hash__
    FUND = "fund"
    AWARD = "award"
    GIVE = "give"
    TAKE_BACK = "take_back"
    HOLD = "hold"
    RELEASE = "release"
    REDEEM = "redeem"
    GOODWILL = "goodwill"
    LAPSE = "lapse"
    SETTLE = "settle"
    REVERSE = "reverse"


class Reason(StrEnum):
    """Why an act was undone."""

    PERSON = "person"
    PROVIDER = "provider"
    EXPIRED = "expired"
    MISTAKE = "mistake"
    DUPLICATE = "duplicate"
    FRAUD = "fraud"


class LotKind(StrEnum):
    """What made a lot: a top-up, a checked claim, a thank-you."""

    FUNDING = "funding"
    AWARD = "award"
    GOODWILL = "goodwill"


class Book(SQLModel, table=True):
    """A programme's ledger and its two limits. The first one opened begins the clock."""

    __table_args__ = (
        CheckConstraint("two_person_over >= 0", name="limit"),
        CheckConstraint("award_cap_day >= 0", name="cap"),
        whole("two_person_over"),
        whole("award_cap_day"),
        CheckConstraint(day("opened_on"), name="day"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    two_person_over: int = Field(sa_type=BigInteger)  # a larger top-up needs a third person
    award_cap_day: int = Field(sa_type=BigInteger)  # most points one account is awarded in a day
    opened_on: str


class BookLock(SQLModel, table=True):
    """What a writer locks before anything else. It holds no truth."""

    programme_id: UUID = Field(foreign_key="book.programme_id", primary_key=True)
    touched: int | None = Field(default=None, sa_type=BigInteger)


class Move(SQLModel, table=True):
    """The closed list of moves, frozen as soon as a book exists."""

    kind: str = Field(primary_key=True)
    from_kind: str = Field(primary_key=True)
    to_kind: str = Field(primary_key=True)


MOVES = (  # the schema's own copy of portal/moves.py: no single file can widen it
    ("fund", "mint", "budget"),
    ("fund", "mint", "reserve"),
    ("award", "budget", "wallet"),
    ("award", "budget", "group"),
    ("give", "wallet", "cause"),
    ("give", "group", "cause"),
    ("take_back", "cause", "wallet"),
    ("take_back", "cause", "group"),
    ("hold", "wallet", "held"),
    ("release", "held", "wallet"),
    ("redeem", "held", "redeemed"),
    ("goodwill", "reserve", "wallet"),
    ("lapse", "wallet", "cause"),
    ("lapse", "group", "cause"),
    ("settle", "cause", "settled"),
    ("reverse", "wallet", "budget"),
    ("reverse", "group", "budget"),
    ("reverse", "wallet", "reserve"),
    ("reverse", "budget", "mint"),
    ("reverse", "reserve", "mint"),
)


class Account(SQLModel, table=True):
    """A place for points: a household's, a group's, a cause's in one round, a voucher's."""

    __table_args__ = (
        UniqueConstraint("programme_id", "id", "kind"),
        CheckConstraint("(kind = 'cause') = (cause_id IS NOT NULL)", name="cause"),
        CheckConstraint("round_id IS NULL OR kind = 'cause'", name="round"),
        ids("id"),
        ForeignKeyConstraint(["programme_id"], ["book.programme_id"], name="fk_account_book"),
        within_programme("fk_account_cause", "cause_id", "cause", "id"),
        within_programme("fk_account_round", "round_id", "roundopening", "round_id"),
        Index("ix_account_id", "id"),
        Index("ix_account_kind", "kind", "programme_id", "id"),
        Index(
            "uq_account_single",
            "programme_id",
            "kind",
            unique=True,
            **only_where("kind IN ('mint', 'budget', 'reserve', 'redeemed', 'settled')"),
        ),
        Index(
            "uq_account_per_round",
            *("programme_id", "cause_id", "round_id"),
            unique=True,
            **only_where("round_id IS NOT NULL"),
        ),
        Index(
            "uq_account_standing",
            *("programme_id", "cause_id"),
            unique=True,
            **only_where("kind = 'cause' AND round_id IS NULL"),
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    kind: AccountKind = Field(sa_type=choice(AccountKind))
    cause_id: UUID | None = None
    round_id: UUID | None = None  # without one it is the cause's standing account
