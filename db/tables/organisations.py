"""Organisations of all kinds, and what people do for them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, Words, WordsColumn, choice, only_where


class OrganisationKind(StrEnum):
    """What an organisation is."""

    SCHOOL = "school"
    COMMUNITY = "community"
    CHARITY = "charity"
    SPONSOR = "sponsor"
    DISTRICT = "district"


class Role(StrEnum):
    """What a person does for an organisation."""

    OWNER = "owner"
    ORGANISER = "organiser"
    VERIFIER = "verifier"
    TREASURER = "treasurer"
    STEWARD = "steward"
    SPONSOR = "sponsor"
    TILL = "till"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    VIEWER = "viewer"


class Organisation(SQLModel, table=True):
    """A school, community, charity, sponsor or the district office, in the public register."""

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)  # ends its address: /organisations/{slug}-{code}
    slug: str = Field(unique=True)  # begins its address, and is its desk: /desk/{slug}
    kind: OrganisationKind = Field(sa_type=choice(OrganisationKind))
    name: Words = Field(sa_type=WordsColumn)
    about: Words = Field(sa_type=WordsColumn)
    registration: str  # the number in a public register, or why there is none
    proved_on: date
    recheck_on: date


class Membership(SQLModel, table=True):
    """A person's role in an organisation, from one instant to another.

    An ended one stays, until the person takes it again or takes what does not go with it.
    """

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="in_order"),
        Index(
            "uq_membership_checks_or_pays",
            *("organisation_id", "person_id"),
            unique=True,
            **only_where("role IN ('verifier', 'treasurer')"),
        ),
    )

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    role: Role = Field(primary_key=True, sa_type=choice(Role))
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """A role offered to whoever reads one address. Only the hash of its link is kept."""

    __table_args__ = (
        CheckConstraint("taken_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name="taken_by_somebody"),
        CheckConstraint("ends_at > made_at", name="in_order"),
    )

    id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    role: Role = Field(sa_type=choice(Role))
    role_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    email: str
    token_hash: str = Field(unique=True)
    idem: str = Field(unique=True)
    invited_by: UUID | None = Field(default=None, foreign_key="person.id")  # None: at the server
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_by: UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
