"""Organisations: register one, appoint people to its roles, find it again."""

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, insert, or_
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Role,
)
from portal import codes, history, ids
from portal.errors import NotFound, Refused

__all__ = [
    "OrganisationKind",
    "OrganisationState",
    "Role",
    "RolesClash",
    "appoint",
    "find",
    "find_by_id",
    "given_at",
    "is_taken",
    "list_roles",
    "register",
    "require_fits",
]

CLASHES: Mapping[Role, Set[Role]] = {  # who checks or signs does not also ask
    Role.OWNER: {Role.VERIFIER, Role.TREASURER},
    Role.VERIFIER: {Role.OWNER, Role.TREASURER},
    Role.TREASURER: {Role.OWNER, Role.VERIFIER, Role.ORGANISER},
    Role.ORGANISER: {Role.TREASURER},
}
_RUNNING = (
    *(Role.OWNER, Role.ORGANISER, Role.VERIFIER, Role.TREASURER),
    *(Role.STEWARD, Role.TILL, Role.VIEWER),
)
_GIVEN: Mapping[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.SCHOOL: _RUNNING,
    OrganisationKind.COMMUNITY: _RUNNING,
    OrganisationKind.CHARITY: _RUNNING,
    OrganisationKind.SPONSOR: (Role.OWNER, Role.SPONSOR, Role.TILL, Role.VIEWER),
    OrganisationKind.DISTRICT: (Role.OWNER, Role.AUDITOR, Role.VIEWER),
}
_CODE_SIGNS = 7  # nobody types it; it only has to differ

ORGANISATION = Statement(
    pick(
        Organisation.id,
        Organisation.code,
        Organisation.slug,
        Organisation.kind,
        Organisation.name,
        Organisation.about,
        Organisation.registration,
        Organisation.proved_on,
        Organisation.recheck_on,
        Organisation.state,
        Organisation.state_on,
        Organisation.state_reason,
    ).where(
        or_(
            col(Organisation.code) == bindparam("code"), col(Organisation.slug) == bindparam("slug")
        )
    )
)
ROLES = Statement(
    pick(Membership.person_id, Membership.role).where(
        col(Membership.organisation_id) == bindparam("organisation_id"),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
)


APPOINT = Statement(insert(Membership))
FORGET_ENDED = Statement(  # what clashes cannot stand beside it, and the history has it
    delete(Membership).where(
        col(Membership.organisation_id) == bindparam("organisation_id_"),
        col(Membership.person_id) == bindparam("person_id_"),
        col(Membership.role) == bindparam("role_"),
        col(Membership.until) <= bindparam("now_"),
    )
)


class RolesClash(Refused):
    """One person may not hold these two roles in one organisation."""


def register(
    session: Session,
    *,
    kind: OrganisationKind,
    slug: str,
    name: Words,
    about: Words,
    registration: str,
    proved_on: date,
    recheck_on: date,
    now: datetime,
) -> Organisation:
    """Add an organisation whose entry in a public register somebody has seen."""
    organisation = Organisation(
        id=ids.new_id(now),
        code=codes.new_code("O").replace("-", "")[:_CODE_SIGNS],
        slug=slug,
        kind=kind,
        name=name,
        about=about,
        registration=registration,
        proved_on=proved_on,
        recheck_on=recheck_on,
    )
    session.add(organisation)
    session.flush()
    return organisation


def appoint(
    session: Session,
    organisation_id: UUID,
    person_id: UUID,
    role: Role,
    *,
    until: datetime | None = None,
    by: UUID | None = None,
    now: datetime,
) -> None:
    """Give a person a role from now on, or until an instant; raises RolesClash.

    Harmless when they hold it. `by`: who gives it, where that is not the person.
    """
    held = list_roles(session, organisation_id, now=now).get(person_id, frozenset())
    if role in held:
        return
    require_fits(held | {role})
    makes_room = {role, *CLASHES.get(role, frozenset())}
    where = {"organisation_id_": organisation_id, "person_id_": person_id}
    FORGET_ENDED.run(session, *({**where, "role_": one, "now_": now} for one in makes_room))
    seat = {"organisation_id": organisation_id, "person_id": person_id, "role": role}
    APPOINT.run(session, {**seat, "since": now, "until": until})
    verb, who = f"role.{role}", by or person_id
    history.record(session, who, verb, organisation_id, whom_id=person_id, now=now)


def is_taken(session: Session, slug: str) -> bool:
    """Tell whether an address begins like this already."""
    return ORGANISATION.first(session, code="", slug=slug) is not None


def find_by_id(session: Session, organisation_id: UUID) -> Organisation:
    """Return an organisation we hold the id of."""
    return session.get_one(Organisation, organisation_id)


def given_at(kind: OrganisationKind) -> tuple[Role, ...]:
    """Return the roles owners of such an organisation give, in the order in which forms show them.

    The operator's is given at the server alone.
    """
    return _GIVEN[kind]


def require_fits(roles: Set[Role]) -> None:
    """Raise RolesClash unless one person may hold all of these in one organisation."""
    if clashing := sorted(role for role in roles if CLASHES.get(role, frozenset()) & roles):
        raise RolesClash(roles=clashing)


def find(session: Session, key: str) -> Row[Any]:
    """Return an organisation by its slug, or by its slug and code; raises NotFound."""
    code = key.rpartition("-")[2]
    if row := ORGANISATION.first(session, code=code.upper(), slug=key.lower()):
        return row
    raise NotFound


def list_roles(
    session: Session, organisation_id: UUID, *, now: datetime
) -> Mapping[UUID, frozenset[Role]]:
    """Return who holds which roles in an organisation now, by person."""
    held: dict[UUID, frozenset[Role]] = defaultdict(frozenset)
    for row in ROLES.all(session, organisation_id=organisation_id, now=now):
        held[row.person_id] |= {row.role}
    return dict(held)
