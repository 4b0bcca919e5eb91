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
from db.tables.organisations import Membership, Organisation, OrganisationKind, Role
from portal import codes, history, ids
from portal.errors import NotFound, Refused

__all__ = [
    "GIVEN",
    "OrganisationKind",
    "Role",
    "RolesClash",
    "appoint",
    "clash_or_none",
    "find",
    "list_roles",
    "register",
]

CLASHES: Mapping[Role, Set[Role]] = {  # who checks or signs does not also ask
    Role.OWNER: {Role.VERIFIER, Role.TREASURER},
    Role.VERIFIER: {Role.OWNER, Role.TREASURER},
    Role.TREASURER: {Role.OWNER, Role.VERIFIER, Role.ORGANISER},
    Role.ORGANISER: {Role.TREASURER},
}
GIVEN = (  # by owners, in the order in which forms show them
    *(Role.OWNER, Role.ORGANISER, Role.VERIFIER, Role.TREASURER),
    *(Role.STEWARD, Role.VIEWER),
)
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
    now: datetime,
) -> None:
    """Give a person a role from now on, or until an instant; raises RolesClash.

    Harmless when they hold it.
    """
    held = list_roles(session, organisation_id, now=now).get(person_id, frozenset())
    if role in held:
        return
    if clashing := clash_or_none(held | {role}):
        raise RolesClash(role=role, held=clashing)
    makes_room = {role, *CLASHES.get(role, frozenset())}
    where = {"organisation_id_": organisation_id, "person_id_": person_id}
    FORGET_ENDED.run(session, *({**where, "role_": one, "now_": now} for one in makes_room))
    seat = {"organisation_id": organisation_id, "person_id": person_id, "role": role}
    APPOINT.run(session, {**seat, "since": now, "until": until})
    history.record(session, person_id, f"role.{role}", organisation_id, now=now)


def clash_or_none(roles: Set[Role]) -> Role | None:
    """Return one of these roles that does not go with another of them."""
    return next((role for role in sorted(roles) if CLASHES.get(role, frozenset()) & roles), None)


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
