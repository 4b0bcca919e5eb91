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


class OrganisationState(StrEnum):
    """Where an organisation stands in the public register."""

    LISTED = "listed"
    SUSPENDED = "suspended"  # nothing new for now; what is there can be read
    CLOSED = "closed"  # for good; its page stays


class CheckKind(StrEnum):
    """What the operator found or decided about an organisation."""

    ADMITTED = "admitted"
    LOOKED_AGAIN = "looked_again"
    SUSPENDED = "suspended"
    REOPENED = "reopened"
    CLOSED = "closed"
    RENAMED = "renamed"


class OwnerChangeKind(StrEnum):
    """What two owners do together about a third."""

    APPOINT = "appoint"
    END = "end"


class ApplicationState(StrEnum):
    """Where what the operator is asked for stands: to be listed, to have another name."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


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
    state: OrganisationState = Field(
        default=OrganisationState.LISTED, sa_type=choice(OrganisationState)
    )
    state_on: date | None = None  # since when, where it is not simply listed
    state_reason: str = ""  # public; nothing about a person


class OrganisationCheck(SQLModel, table=True):
    """One look at an organisation, and what was decided. Never changed."""

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    kind: CheckKind = Field(sa_type=choice(CheckKind))
    checked_by: UUID | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    recheck_on: date
    reason: str = ""


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


class OwnerChange(SQLModel, table=True):
    """One owner asked that somebody own too, or no longer; another one agrees, or it ends."""

    __table_args__ = (
        CheckConstraint("(agreed_by IS NULL) = (agreed_at IS NULL)", name="agreed_by_somebody"),
        CheckConstraint("agreed_by IS NULL OR agreed_by <> asked_by", name="two_people"),
        CheckConstraint("asked_by <> person_id", name="about_another"),
        CheckConstraint("ends_at >= asked_at", name="in_order"),
    )

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: OwnerChangeKind = Field(sa_type=choice(OwnerChangeKind))
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    agreed_by: UUID | None = Field(default=None, foreign_key="person.id")
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Application(SQLModel, table=True):
    """Somebody asks that their organisation be listed, and says how that can be checked."""

    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'accepted') = (organisation_id IS NOT NULL)", name="accepted"),
    )

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    kind: OrganisationKind = Field(sa_type=choice(OrganisationKind))
    name: str
    about: str
    registration: str  # where it is registered and under which number, or why it is not
    applicant_id: UUID = Field(foreign_key="person.id", index=True)
    language: str
    idem: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    state: ApplicationState = Field(sa_type=choice(ApplicationState))
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    reason: str = ""
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")


class ApplicationPaper(SQLModel, table=True):
    """A picture of a paper that proves an organisation; it goes when the decision is made."""

    application_id: UUID = Field(foreign_key="application.id", primary_key=True)
    number: int = Field(primary_key=True)
    file: str  # a random name on the shelf
    width: int
    height: int
    added_at: datetime = Field(sa_type=UtcDateTime)
