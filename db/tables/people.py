"""People, where they are signed in, and who looks after whom. Not tied to a programme."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, only_where


class Person(SQLModel, table=True):
    """Anyone who can sign in, or a child of a household who cannot."""

    __table_args__ = (
        CheckConstraint("(email IS NULL) = (password_hash IS NULL)", name="both_or_neither"),
    )

    id: UUID = Field(primary_key=True)
    name: str
    email: str | None = Field(default=None, unique=True)
    password_hash: str | None = None
    language: str | None = None  # as addresses write it; None follows the browser
    joined_at: datetime = Field(sa_type=UtcDateTime)
    seen_on: date | None = None  # the day they last signed in, for the clock of who stays away
    asked_on: date | None = None  # the day they were asked whether to stay
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # until they go on


class Erasure(SQLModel, table=True):
    """A person is forgotten: their row has no name and no way in any more. Never changed."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    code: str = Field(unique=True)  # of the receipt they keep
    idem: str = Field(unique=True)
    erased_at: datetime = Field(sa_type=UtcDateTime)


class SignIn(SQLModel, table=True):
    """One browser that is signed in. Only the hash of its token is kept, and no address."""

    __table_args__ = (
        CheckConstraint("seen_at >= began_at AND proved_at >= began_at", name="order"),
    )

    token_hash: str = Field(primary_key=True)
    id: UUID = Field(unique=True)  # by which its owner ends it
    person_id: UUID = Field(foreign_key="person.id", index=True)
    device: str  # browser and system in our words: "firefox/android"
    is_shared: bool = False  # a shared computer: locked after five quiet minutes
    began_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)  # last use, to the hour or finer
    proved_at: datetime = Field(sa_type=UtcDateTime)  # when it was last asked who it is
    ends_at: datetime = Field(sa_type=UtcDateTime)  # after that the row is only in the way


class Tries(SQLModel, table=True):
    """Tries that failed, for one account or one place on the net, so that guessing slows down."""

    subject: str = Field(primary_key=True)  # a digest
    failed: int
    last_at: datetime = Field(sa_type=UtcDateTime)
    forgotten_at: datetime = Field(sa_type=UtcDateTime)


class Guardianship(SQLModel, table=True):
    """An adult who answers for a child, for a time, and what the child may do meanwhile.

    Where two answer for one child, the more protective choice of each kind holds.
    """

    __table_args__ = (
        CheckConstraint("guardian_id <> child_id", name="two_people"),
        CheckConstraint("until IS NULL OR until >= since", name="in_order"),
        Index(
            "uq_guardianship_once",
            *("guardian_id", "child_id"),
            unique=True,
            **only_where("until IS NULL"),
        ),
        Index("ix_guardianship_child", "child_id"),
    )

    guardian_id: UUID = Field(foreign_key="person.id", primary_key=True)
    child_id: UUID = Field(foreign_key="person.id", primary_key=True)
    since: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    may_log: bool = True
    may_add_photos: bool = True
    may_propose: bool = True
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # nothing is taken
    agreed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime
    )  # the child, with its card
