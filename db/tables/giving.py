"""Giving: causes, rounds, the pledges behind them, gifts, settlements and deliveries."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
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
    stamp,
    whole,
    within_programme,
)


class PledgeKind(StrEnum):
    """A documented sum to be divided, or one real thing per so many points."""

    POT = "pot"
    UNIT = "unit"


class UnitShape(StrEnum):
    """How one delivered thing is drawn."""

    QUILT = "quilt"
    BOOK = "book"
    TREE = "tree"


class CauseState(StrEnum):
    """Whether a cause can be given to."""

    LISTED = "listed"
    PAUSED = "paused"  # by its own charity, which lets it go on
    SUSPENDED = "suspended"  # by its programme; nothing is given for now, and its page says why
    CLOSED = "closed"  # for good, perhaps because another cause goes on with it


_TWO_ADULTS = "adult_id IS NOT NULL AND agreed_by <> adult_id"


def _only_if(kind: str, column: str) -> CheckConstraint:
    return CheckConstraint(f"(kind = '{kind}') = ({column} IS NOT NULL)", name=f"{kind}_{column}")


class Cause(SQLModel, table=True):
    """What points are given to: a need of a charity, accepted for one programme."""

    __table_args__ = (
        within_programme("fk_cause_merged", "merged_into", "cause", "id"),
        CheckConstraint("(state = 'listed') = (state_on IS NULL)", name="since"),
        CheckConstraint(
            "merged_into IS NULL OR (state = 'closed' AND merged_into <> id)", name="merged"
        ),
        *public_code("cause"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    code: str  # ends its address: /causes/{slug}-{code}
    slug: str
    charity_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: Words = Field(sa_type=WordsColumn)
    need: Words = Field(sa_type=WordsColumn)
    unit_shape: UnitShape | None = Field(default=None, sa_type=choice(UnitShape))  # what it needs
    paper: str = ""  # the number of the charity's paper about this need
    is_common: bool = False  # where lapsed points of the programme go
    state: CauseState = Field(default=CauseState.LISTED, sa_type=choice(CauseState))
    state_on: date | None = None  # since when, where it is not simply listed
    state_reason: str = ""  # public; nothing about a person
    merged_into: UUID | None = None  # the cause of this programme that goes on with it


class Round(SQLModel, table=True):
    """A period in which gifts are counted. It may be changed until its opening is written."""

    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="in_order"),
        CheckConstraint("smallest_gift > 0", name="smallest_gift"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="void_says_why"),
        *public_code("round"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    code: str  # ends its address: /rounds/{code}
    name: Words = Field(sa_type=WordsColumn)
    opens_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    smallest_gift: int
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # every gift went home
    void_reason: str = ""


class RoundCause(SQLModel, table=True):
    """A cause that can be given to in a round, with the totals of its gifts.

    The totals are kept in the transaction of each gift; a test makes them again from the gifts.
    """

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),
        ForeignKeyConstraint(["programme_id", "cause_id"], ["cause.programme_id", "cause.id"]),
        CheckConstraint("points >= 0 AND giver_count >= 0", name="totals"),
    )

    programme_id: UUID = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True)
    cause_id: UUID = Field(primary_key=True)
    points: int = 0
    giver_count: int = 0  # households and groups whose points are there now


class RoundOpening(SQLModel, table=True):
    """The paper gifts rest on: from when to when a round counts. Until it ends it may be longer."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),
        CheckConstraint("closes_at > opens_at", name="in_order"),
        CheckConstraint(stamp("opens_at"), name="opens_stamp"),
        CheckConstraint(stamp("closes_at"), name="closes_stamp"),
    )

    programme_id: UUID = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True)
    opens_at: str  # the ledger's own stamps: they sort as time does
    closes_at: str


class Pledge(SQLModel, table=True):
    """What a sponsor promised for a round. Money here is a recorded fact, never an account.

    One pledge backs a round; one that was withdrawn stays and can be followed by another.
    """

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),
        _only_if("pot", "amount_cents"),
        _only_if("pot", "currency"),
        *(_only_if("unit", name) for name in ("points_per_unit", "unit_limit", "unit_shape")),
        CheckConstraint("amount_cents IS NULL OR amount_cents > 0", name="amount_positive"),
        CheckConstraint("points_per_unit IS NULL OR points_per_unit > 0", name="unit_positive"),
        CheckConstraint("unit_limit IS NULL OR unit_limit > 0", name="limit_positive"),
        CheckConstraint("paid IS NULL OR paid >= 0", name="paid"),
        CheckConstraint("(paid_on IS NULL) = (paid IS NULL)", name="paid_on_a_day"),
        CheckConstraint(
            "approved_by IS NULL OR (documented_by IS NOT NULL AND approved_by <> documented_by)",
            name="two_people",
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="says_why"),
        Index(
            "uq_pledge_one_living",
            *("programme_id", "round_id"),
            unique=True,
            **only_where("withdrawn_at IS NULL"),
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True)
    number: int = Field(default=1, primary_key=True)
    sponsor_id: UUID = Field(foreign_key="organisation.id")
    kind: PledgeKind = Field(sa_type=choice(PledgeKind))
    amount_cents: int | None = Field(default=None, sa_type=BigInteger)  # in the smallest coin
    currency: str | None = None
    unit_name: Words | None = Field(default=None, sa_type=WordsColumn)
    unit_shape: UnitShape | None = Field(default=None, sa_type=choice(UnitShape))
    points_per_unit: int | None = None
    unit_limit: int | None = None
    promised_at: datetime = Field(sa_type=UtcDateTime)
    letter: str | None = None  # its number as the sponsor says; a treasurer looks at it
    document: str | None = None  # the letter's number; a round cannot open without it
    documented_by: UUID | None = None
    documented_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_by: UUID | None = None  # the second who saw it
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paid_on: date | None = None
    paid: int | None = Field(default=None, sa_type=BigInteger)  # in the smallest coin, or things
    payment_document: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_reason: str = ""


class Gift(SQLModel, table=True):
    """Points a household or group gave to a cause in a round."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "cause_id"], ["cause.programme_id", "cause.id"]),
        ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),
        ForeignKeyConstraint(
            ["programme_id", "vote_id"], ["groupvote.programme_id", "groupvote.id"]
        ),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint(f"agreed_by IS NULL OR ({_TWO_ADULTS})", name="two_adults"),
        Index("ix_gift_code", "code"),
        Index("ix_gift_giver", "giver_id", "given_at"),
        Index("ix_gift_round", "programme_id", "round_id", "cause_id"),
        Index("ix_gift_txn", "programme_id", "txn_seq"),
    )

    programme_id: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)
    cause_id: UUID
    round_id: UUID
    giver_id: UUID  # the household's or the group's
    vote_id: UUID | None = None  # the vote behind a group's gift; None: a household's
    person_id: UUID = Field(foreign_key="person.id")
    points: int
    txn_seq: int | None = None  # None while it is a proposal that an adult must agree to
    given_at: datetime = Field(sa_type=UtcDateTime)
    adult_id: UUID | None = Field(default=None, foreign_key="person.id")  # None: a child proposed
    agreed_by: UUID | None = Field(default=None, foreign_key="person.id")  # where two must agree
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # taken back or refused
    is_returned: bool = False  # it came back by itself: the cause fell away, or the round was void


class Settlement(SQLModel, table=True):
    """A closed round divided: prepared by one person, signed by another."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),
        CheckConstraint("signed_by IS NULL OR signed_by <> prepared_by", name="two_people"),
        CheckConstraint("(signed_by IS NULL) = (signed_at IS NULL)", name="signed"),
    )

    programme_id: UUID = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True)
    prepared_by: UUID = Field(foreign_key="person.id")
    prepared_at: datetime = Field(sa_type=UtcDateTime)
    signed_by: UUID | None = Field(default=None, foreign_key="person.id")
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SettlementShare(SQLModel, table=True):
    """What one cause gets of a settled round: cents of a pot, or whole units."""

    __table_args__ = (
        within_programme("fk_settlementshare_settlement", "round_id", "settlement", "round_id"),
        ForeignKeyConstraint(["programme_id", "cause_id"], ["cause.programme_id", "cause.id"]),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("points_lapsed >= 0", name="points_lapsed"),
        CheckConstraint("points_lapsed = 0 OR NOT is_left_out", name="left_out_keeps_lapsed"),
        CheckConstraint(
            "points_left BETWEEN 0 AND points + points_lapsed + points_carried", name="points_left"
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True)
    cause_id: UUID = Field(primary_key=True)
    points: int  # given
    giver_count: int
    points_lapsed: int = Field(default=0, sa_type=BigInteger)  # to it, until the round closed
    points_carried: int = 0  # of an incomplete unit of the round before
    amount_cents: int | None = None
    units: int | None = None
    points_left: int = 0  # of an incomplete unit: they count again in the cause's next round
    is_left_out: bool = False  # its cause fell away after the round had closed
    cause_name: Words = Field(default_factory=dict, sa_type=WordsColumn)  # as on the day
    charity_name: Words = Field(default_factory=dict, sa_type=WordsColumn)
    txn_seq: int | None = None  # its entry in the ledger, once it is signed


class CauseStatement(SQLModel, table=True):
    """The paper a settled cause rests on: its points, and the two who signed. Never changed."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),
        ForeignKeyConstraint(["programme_id", "cause_id"], ["cause.programme_id", "cause.id"]),
        UniqueConstraint("programme_id", "cause_id", "round_id", "part"),
        CheckConstraint(points("points"), name="points"),
        CheckConstraint("part > 0", name="part_positive"),
        whole("points"),
        whole("part"),
        CheckConstraint("prepared_by <> approved_by", name="two_people"),
        ids("id", "prepared_by", "approved_by"),
    )

    programme_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    cause_id: UUID
    round_id: UUID
    part: int = 1  # an act has at most 500 postings: a well loved cause needs several
    points: int = Field(sa_type=BigInteger)
    prepared_by: UUID
    approved_by: UUID
