"""Programmes, their seasons, frozen rules and activities. Every key begins with the programme."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import ExactNumber, Lines, LinesColumn, UtcDateTime, Words, WordsColumn, choice


class ProgrammeState(StrEnum):
    """Where a programme is in its life; being in season follows from the dates."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"


class Theme(StrEnum):
    """What a programme is about."""

    RECYCLING = "recycling"
    TRAVEL = "travel"
    SECOND_HAND = "second-hand"


class Mode(StrEnum):
    """Who earns: households, or classes whose pupils have no account."""

    HOUSEHOLD = "household"
    CLASS = "class"


class CapOf(StrEnum):
    """What a cap counts."""

    TIMES = "times"
    AMOUNT = "amount"
    POINTS = "points"


class CapPeriod(StrEnum):
    """How long a cap counts before it begins again."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    EVER = "ever"


class CapWho(StrEnum):
    """Whose acts a cap adds up."""

    HOLDER = "holder"  # the household or the class
    PERSON = "person"


class Programme(SQLModel, table=True):
    """A set of activities an organisation runs, with its own season, rules, budget and book."""

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)  # RIVER: in /log/RIVER/cycle, and ends its address
    slug: str = Field(unique=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: Words = Field(sa_type=WordsColumn)
    summary: Words = Field(sa_type=WordsColumn)
    steps: Words = Field(sa_type=WordsColumn)  # how to take part, one step a line
    who: Words = Field(default_factory=dict, sa_type=WordsColumn)  # who may join; empty: anybody
    theme: Theme = Field(sa_type=choice(Theme))
    mode: Mode = Field(sa_type=choice(Mode))
    state: ProgrammeState = Field(sa_type=choice(ProgrammeState))
    region: str = Field(foreign_key="region.code")  # where its factors are looked up
    time_zone: str  # whose midnight ends a day


class Season(SQLModel, table=True):
    """A programme's dated run."""

    __table_args__ = (CheckConstraint("ends_on > starts_on", name="in_order"),)

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)  # autumn-2026
    name: Words = Field(sa_type=WordsColumn)
    starts_on: date
    ends_on: date
    household_ceiling: int  # most points one household or class can be awarded
    enrolment_limit: int
    log_back_days: int  # how many days after the act it may still be logged
    check_days: int  # the promise: checked within so many days
    expiry_months: int


class SeasonKey(SQLModel, table=True):
    """What the tags of a season's photos are made with. Never shown, never exported.

    Once it is destroyed, no tag can be tied to any picture again.
    """

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "season"], ["season.programme_id", "season.code"]),
        CheckConstraint("length(key) = 64", name="key_length"),
    )

    programme_id: UUID = Field(primary_key=True)
    season: str = Field(primary_key=True)
    key: str


class RuleSet(SQLModel, table=True):
    """One version of a programme's rules. Published, it never changes."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "season"], ["season.programme_id", "season.code"]),
        CheckConstraint("approved_by <> written_by", name="two_people"),
    )

    programme_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    season: str
    published_at: datetime = Field(sa_type=UtcDateTime)
    begins_at: datetime = Field(sa_type=UtcDateTime)  # the first midnight of its season, there
    written_by: UUID = Field(foreign_key="person.id")
    approved_by: UUID = Field(foreign_key="person.id")
    campaigns: Lines = Field(default_factory=list, sa_type=LinesColumn)  # theme weeks
    findings: Lines = Field(default_factory=list, sa_type=LinesColumn)  # what the linter said


class Activity(SQLModel, table=True):
    """What one may do in a programme under one version of its rules, and what it earns."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "version"], ["ruleset.programme_id", "ruleset.version"]
        ),
        UniqueConstraint("programme_id", "version", "place"),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("cap > 0", name="cap_positive"),
    )

    programme_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    code: str = Field(primary_key=True, foreign_key="activitykind.code")
    place: int  # its line in the rules table
    points: int
    per_amount: Decimal | None = Field(default=None, sa_type=ExactNumber)  # None: once a claim
    least_amount: Decimal = Field(sa_type=ExactNumber)
    most_amount: Decimal = Field(sa_type=ExactNumber)  # above it a claim is not plausible
    whole: bool  # whether only whole amounts are accepted
    evidence: str  # the classes accepted, best first: "CB", "D"
    asks_replaced: bool  # "What would you have used instead?"
    cap: int
    cap_of: CapOf = Field(sa_type=choice(CapOf))
    cap_period: CapPeriod = Field(sa_type=choice(CapPeriod))
    cap_who: CapWho = Field(sa_type=choice(CapWho))
    cap_group: str  # activities with the same word share one cap; alone, its own code
    audit_percent: int = 5
    instead: str | None = None  # what somebody who cannot do it may do for the same points


class StepKind(StrEnum):
    """What happens to a programme after it was published."""

    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    CLOSING = "closing"  # announced: its last day is known
    CLOSED = "closed"


class ProgrammeStep(SQLModel, table=True):
    """One step in a programme's life, public with its reason. Never changed."""

    __table_args__ = (
        CheckConstraint("number >= 1", name="numbered"),
        CheckConstraint("kind NOT IN ('extended', 'closing') OR day IS NOT NULL", name="dated"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    number: int = Field(primary_key=True)
    kind: StepKind = Field(sa_type=choice(StepKind))
    reason: str
    day: date | None = None  # the new last day
    taken_by: UUID = Field(foreign_key="person.id")
    taken_at: datetime = Field(sa_type=UtcDateTime)


class Enrolment(SQLModel, table=True):
    """A household or class that takes part in a programme."""

    __table_args__ = (Index("ix_enrolment_holder", "holder_id"),)

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    holder_id: UUID = Field(primary_key=True)  # a household or a group
    enrolled_at: datetime = Field(sa_type=UtcDateTime)
