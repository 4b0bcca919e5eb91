"""Organisations of all kinds, and what people do for them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, Words, WordsColumn, choice


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
    """A person's role in an organisation, from one instant to another."""

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    role: Role = Field(primary_key=True, sa_type=choice(Role))
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
