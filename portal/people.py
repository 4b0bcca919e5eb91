"""People: register, and find them as those who act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import Household, HouseholdMember, Standing
from db.tables.organisations import Membership
from db.tables.people import Person
from portal import history, ids, ledger, names, passwords
from portal.errors import Refused

__all__ = [
    "MEMBERS",
    "AddressTaken",
    "Member",
    "Paused",
    "Person",
    "Standing",
    "choose_language",
    "find_by_email_or_none",
    "find_member",
    "go_on",
    "pause",
    "register",
    "rename",
    "require_active",
]

MEMBERS = (
    pick(
        Person.id,
        Person.name,
        Person.language,
        col(Household.id).label("household_id"),
        col(Household.name).label("household_name"),
        Household.adults_to_agree,
        HouseholdMember.standing,
        ledger.held_by(col(Household.id)).label("points"),
        exists()
        .where(
            col(Membership.person_id) == Person.id,
            or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
        )
        .label("has_desk"),
        Person.paused_at,
    )
    .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
    .join(Household, col(Household.id) == HouseholdMember.household_id)
    .where(col(HouseholdMember.left_at).is_(None))
)
TAKEN = Statement(pick(Person.id).where(col(Person.email) == bindparam("email")))
MEMBER = Statement(MEMBERS.where(col(Person.id) == bindparam("person_id")))


class AddressTaken(Refused):
    """Somebody is registered under this e-mail address."""


class Paused(Refused):
    """This person pauses: nothing is logged for them until they go on."""


@dataclass(frozen=True)
class Member:
    """A person and the household they belong to: who acts."""

    id: UUID
    name: str
    language: str | None
    household_id: UUID
    household_name: str
    adults_to_agree: int
    standing: Standing
    points: int  # of the household, in all programmes
    has_desk: bool
    paused_at: datetime | None = None


def find_member(session: Session, person_id: UUID, *, now: datetime) -> Member:
    """Return a person as one who acts."""
    return Member(**MEMBER.one(session, person_id=person_id, now=now)._mapping)


def find_by_email_or_none(session: Session, email: str) -> UUID | None:
    """Return who signs in with this address, however it is written."""
    found: UUID | None = TAKEN.value(session, email=email.strip().lower())
    return found


def register(
    session: Session,
    *,
    name: str,
    email: str | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    language: str | None = None,
    now: datetime,
) -> Person:
    """Add a person; one without an address cannot sign in. Raises AddressTaken."""
    address = email.strip().lower() if email else None
    if address and TAKEN.first(session, email=address):
        raise AddressTaken
    person = Person(
        id=ids.new_id(now),
        name=name,
        email=address,
        password_hash=passwords.hash_of(password) if password else password_hash,
        language=language,
        joined_at=now,
    )
    session.add(person)
    session.flush()
    return person


def rename(session: Session, me: Member, typed: str, *, now: datetime) -> None:
    """Be called otherwise from now on, wherever one's name is shown; raises BadName."""
    name = names.tidy(typed)
    if name != me.name:
        session.get_one(Person, me.id).name = name
        session.flush()
        history.record(session, me.id, "person.renamed", me.id, now=now)


def pause(session: Session, me: Member, *, now: datetime) -> None:
    """Take a break: no logging, no letters that are no matter of safety, not on lists to choose."""
    if me.paused_at is None:
        _set_pause(session, me, now, now)


def go_on(session: Session, me: Member, *, now: datetime) -> None:
    """End the break. Harmless when there is none."""
    if me.paused_at is not None:
        _set_pause(session, me, None, now)


def _set_pause(session: Session, me: Member, since: datetime | None, now: datetime) -> None:
    session.get_one(Person, me.id).paused_at = since
    session.flush()
    history.record(session, me.id, "person.paused" if since else "person.went_on", me.id, now=now)


def require_active(me: Member) -> None:
    """Raise Paused where somebody takes a break."""
    if me.paused_at:
        raise Paused


def choose_language(session: Session, me: Member, language: str) -> None:
    """Remember which language a person reads, as addresses write it."""
    session.get_one(Person, me.id).language = language
    session.flush()
