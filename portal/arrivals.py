"""Arrivals: taking a role that was offered, known here or new. A link leads somewhere only once.

What a link stands for is decided when it is used: nothing when it was withdrawn or is past its
day, nor when whoever wrote it owns nothing there any more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, or_, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import (
    Invitation,
    Membership,
    Organisation,
    OrganisationState,
    Role,
)
from db.tables.people import Person
from portal import history, households, ids, names, organisations, passwords, people, strength
from portal.errors import NotFound, Refused
from portal.households import Standing
from portal.invitations import OPEN_NOW
from portal.own_password import own_words
from portal.people import AddressTaken, Member

__all__ = [
    "AddressTaken",
    "Arrival",
    "ForSomebodyElse",
    "accept",
    "arrive",
    "find",
    "is_theirs",
    "prepare",
]

_STILL_OWNS = exists().where(
    col(Membership.organisation_id) == Invitation.organisation_id,
    col(Membership.person_id) == Invitation.invited_by,
    col(Membership.role) == Role.OWNER,
    or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
)
INVITATION = Statement(
    pick(
        *(Invitation.id, Invitation.organisation_id, Invitation.role, Invitation.role_until),
        *(Invitation.email, Invitation.ends_at, Organisation.name, Organisation.slug),
        exists().where(col(Person.email) == Invitation.email).label("is_known"),
    )
    .join(Organisation, col(Organisation.id) == Invitation.organisation_id)
    .where(
        col(Invitation.token_hash) == bindparam("token_hash"),
        *OPEN_NOW,
        col(Organisation.state) == OrganisationState.LISTED,
        or_(col(Invitation.invited_by).is_(None), _STILL_OWNS),
    )
)
TAKE = Statement(
    update(Invitation)
    .where(
        col(Invitation.id) == bindparam("id_"),
        col(Invitation.taken_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )
    .values(taken_at=bindparam("now_"), taken_by=bindparam("person_"))
)
ADDRESS = Statement(pick(Person.email).where(col(Person.id) == bindparam("person_id")))


@dataclass(frozen=True)
class Arrival:
    """What was found ahead: how somebody is called, and what to keep of their password."""

    name: str = ""
    password_hash: str = ""
    refused: Refused | None = None


class ForSomebodyElse(Refused):
    """The invitation was written to another person."""


def find(session: Session, token: str, *, now: datetime) -> Row[Any]:
    """Return an invitation that still stands; raises NotFound for every other link."""
    if row := INVITATION.first(session, token_hash=ids.digest(token), now=now):
        return row
    raise NotFound


def is_theirs(session: Session, invitation: Row[Any], me: Member) -> bool:
    """Whether this person reads the address it was written to."""
    return bool(ADDRESS.value(session, person_id=me.id) == invitation.email)


def accept(session: Session, me: Member, token: str, *, now: datetime) -> str:
    """Take the role; return the organisation's slug.

    Raises NotFound, ForSomebodyElse, RolesClash.
    """
    invitation = find(session, token, now=now)
    if not is_theirs(session, invitation, me):
        raise ForSomebodyElse
    _take(session, invitation, me.id, now)
    return str(invitation.slug)


def prepare(session: Session, token: str, *, name: str, password: str, now: datetime) -> Arrival:
    """Judge a name and a password, and hash it; nothing is written. Raises NotFound."""
    invitation = find(session, token, now=now)
    try:
        called = names.tidy(name)
        strength.require(password, own_words(called, invitation.email))
    except Refused as error:
        return Arrival(refused=error)
    return Arrival(called, passwords.hash_of(password))


def arrive(session: Session, token: str, arrival: Arrival, *, now: datetime) -> None:
    """Register whoever was invited, in a household of their own, and give them the role.

    Raises NotFound, BadName, TooShort, TooCommon; and AddressTaken: then they sign in and accept.
    """
    invitation = find(session, token, now=now)
    if arrival.refused:
        raise arrival.refused
    called = arrival.name
    person = people.register(
        session,
        name=called,
        email=invitation.email,
        password_hash=arrival.password_hash,
        now=now,
    )
    home = households.found(session, name=called, now=now)
    households.join(session, home.id, person.id, Standing.ADULT, now=now)
    _take(session, invitation, person.id, now)


def _take(session: Session, invitation: Row[Any], person_id: UUID, now: datetime) -> None:
    if not TAKE.run(session, {"id_": invitation.id, "now_": now, "person_": person_id}):
        raise NotFound
    organisations.appoint(
        session,
        invitation.organisation_id,
        person_id,
        invitation.role,
        until=invitation.role_until,
        by=person_id,
        now=now,
    )
    place = invitation.organisation_id
    history.record(session, person_id, "invitation.taken", place, now=now)
