"""School years, classes with numbered slots, cards, and the windows in which cards work.

No row here says who a pupil is: which child has which number stands on the teacher's paper. At
the end of the year slots, cards and windows are deleted; the class stays, a name and an account.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime

MOST_SLOTS = 60  # of one class in one year, those that ended among them


class SchoolYear(SQLModel, table=True):
    """A year of a school: 2026 is the one that begins in 2026. Erased once, with a receipt."""

    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="in_order"),
        CheckConstraint("(erased_at IS NULL) = (erasure_code IS NULL)", name="erased"),
    )

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    begins: int = Field(primary_key=True)
    starts_on: date
    ends_on: date
    made_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_by: UUID | None = Field(default=None, foreign_key="person.id")  # nobody: a job
    erasure_code: str | None = None
    slots_erased: int = 0
    windows_erased: int = 0


class SchoolClass(SQLModel, table=True):
    """A group that is a class of one year. Closed when the year rolls over."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "begins"], ["schoolyear.organisation_id", "schoolyear.begins"]
        ),
    )

    group_id: UUID = Field(foreign_key="group.id", primary_key=True)
    organisation_id: UUID
    begins: int
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Slot(SQLModel, table=True):
    """A numbered place in a class, for one pupil. Secrets are kept as hashes and sealed.

    Sealed, so that a torn sheet can be printed again; without PORTAL_SECRET_KEY nobody reads them.
    """

    __table_args__ = (
        CheckConstraint(f"number BETWEEN 1 AND {MOST_SLOTS}", name="numbered"),
        CheckConstraint(
            "(card_hash IS NULL) = (card_sealed IS NULL)"
            " AND (card_hash IS NULL) = (letter_hash IS NULL)"
            " AND (card_hash IS NULL) = (letter_sealed IS NULL)",
            name="whole_card",
        ),
        CheckConstraint("ended_at IS NULL OR card_hash IS NULL", name="ended_without_card"),
    )

    group_id: UUID = Field(foreign_key="schoolclass.group_id", primary_key=True)
    number: int = Field(primary_key=True)
    card_hash: str | None = Field(default=None, unique=True)
    card_sealed: str | None = None
    letter_hash: str | None = Field(default=None, unique=True)
    letter_sealed: str | None = None
    letter_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ClassWindow(SQLModel, table=True):
    """A lesson in which the cards of a class work; `code` stands on the board meanwhile."""

    __table_args__ = (CheckConstraint("ends_at >= opened_at", name="in_order"),)

    id: UUID = Field(primary_key=True)
    group_id: UUID = Field(foreign_key="schoolclass.group_id", index=True)
    code: str = Field(index=True)
    opened_by: UUID = Field(foreign_key="person.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class CardSignIn(SQLModel, table=True):
    """A browser in which a card was shown: for one class, within one window."""

    __table_args__ = (
        ForeignKeyConstraint(["group_id", "number"], ["slot.group_id", "slot.number"]),
    )

    token_hash: str = Field(primary_key=True)
    group_id: UUID
    number: int
    window_id: UUID = Field(foreign_key="classwindow.id", index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class Tick(SQLModel, table=True):
    """A slot put itself on the class's tally of a day. Deleted when the teacher sends the tally."""

    __table_args__ = (
        ForeignKeyConstraint(["group_id", "number"], ["slot.group_id", "slot.number"]),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    group_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    done_on: date = Field(primary_key=True)
    cap_group: str = Field(primary_key=True)  # one of what cannot be done twice a day
    activity: str
