"""Letters: the outbox, and the marks that say what somebody was already told."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import (
    DayText,
    Facts,
    FactsColumn,
    UtcDateTime,
    choice,
    day,
    only_where,
    within_programme,
)


class LetterKind(StrEnum):
    """The closed list of letters. None praises, presses or recruits."""

    LAPSE_NOTICE = "lapse_notice"  # to a household: these points can be used until then
    LAPSE_PLANNED = "lapse_planned"  # to who runs a programme: points will lapse, look at the list
    SEAL = "seal"  # to treasurers: a head of the log, to be kept
    INVITATION = "invitation"  # to an address: somebody offers a role; it holds a secret link
    SIGN_IN_LINK = "sign_in_link"  # to a person who asked: it signs in once
    PASSWORD_LINK = "password_link"  # to a person who asked: it sets another password, once
    JOIN_LINK = "join_link"  # to an address nobody here has: whoever asked may join with it, once
    JOIN_KNOWN = "join_known"  # to a person whose address somebody wanted to join with: it signs in
    EMAIL_LINK = "email_link"  # to another address somebody wants to be written to at: it proves it
    EMAIL_TAKEN = "email_taken"  # to a person whose address somebody here wanted as theirs
    EMAIL_CHANGED = "email_changed"  # to the address somebody had: letters go elsewhere from now on
    STILL_HERE = "still_here"  # to a person who was not here for a year: stay, pause or go
    GUARDIANS = "guardians"  # to who answers for a child: another one, or another choice
    WAYS_CHANGED = "ways_changed"  # to a person: how they sign in is not as it was
    APPLICATION = "application"  # to who applied for an organisation: listed, or not and why
    REGISTER = "register"  # to owners: their organisation was suspended, reopened or closed
    ANSWER = "answer"  # to who complained or appealed: what a second person says
    RECIPIENT = "recipient"  # to givers: what they gave to, or its round, is not as it was
    CAUSE_ANSWER = "cause_answer"  # to who asked for a cause: accepted, or refused and why
    VOUCHER_CANCELLED = "voucher_cancelled"  # to a household: its provider cannot keep the promise
    REWARD_FREE = "reward_free"  # to who waits for a reward: there is one again
    REWARD_SUSPENDED = "reward_suspended"  # to who waits or has a voucher: a promise was not kept
    REWARD_AGAIN = "reward_again"  # to the same: it is offered again
    ROLES = "roles"  # to a person: what they do for an organisation was changed by somebody else


class Letter(SQLModel, table=True):
    """A message to a person, written in the transaction of what it tells, and sent by a job."""

    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR due_at IS NULL", name="sent_once"),
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("(person_id IS NULL) <> (address IS NULL)", name="one_reader"),
        Index("ix_letter_due", "due_at", **only_where("due_at IS NOT NULL")),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    address: str | None = None  # of somebody who may not be known here
    kind: LetterKind = Field(sa_type=choice(LetterKind))
    language: str | None = None  # as addresses write it; None: the installation's first
    facts: Facts = Field(sa_type=FactsColumn)
    written_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: sent, or given up
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    fault: str = ""  # why the last try failed: a word of ours, never the server's


class LetterRefusal(SQLModel, table=True):
    """A person wants no letters of this kind."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    kind: LetterKind = Field(primary_key=True, sa_type=choice(LetterKind))
    said_at: datetime = Field(sa_type=UtcDateTime)


class LapseMark(SQLModel, table=True):
    """An account was told of the points it can use until a day, so many days before. Once."""

    __table_args__ = (
        within_programme("fk_lapsemark_account", "account_id", "account", "id"),
        CheckConstraint(day("expires_on"), name="day"),
        CheckConstraint("days_before > 0", name="before"),
    )

    programme_id: UUID = Field(primary_key=True)
    account_id: UUID = Field(primary_key=True)
    expires_on: date = Field(primary_key=True, sa_type=DayText)
    days_before: int = Field(primary_key=True)
    marked_at: datetime = Field(sa_type=UtcDateTime)


class LapseAnnouncement(SQLModel, table=True):
    """Who runs a programme was told that points will lapse in this season; then it may begin."""

    __table_args__ = (within_programme("fk_lapseannouncement_season", "season", "season", "code"),)

    programme_id: UUID = Field(primary_key=True)
    season: str = Field(primary_key=True)
    announced_at: datetime = Field(sa_type=UtcDateTime)
