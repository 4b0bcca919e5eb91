"""Desks: where a person works, and what they do there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import Membership, Organisation, OrganisationKind, Role
from portal.people import Member

__all__ = ["Desk", "OrganisationKind", "Role", "find_or_none", "list_of"]

_MINE = (
    pick(
        Organisation.id,
        Organisation.slug,
        Organisation.name,
        Organisation.kind,
        Membership.role,
    )
    .join(Membership, col(Membership.organisation_id) == Organisation.id)
    .where(
        col(Membership.person_id) == bindparam("person_id"),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .order_by(Organisation.slug, Membership.role)
)
DESKS = Statement(_MINE)
DESK = Statement(_MINE.where(col(Organisation.slug) == bindparam("slug")))


@dataclass(frozen=True)
class Desk:
    """One organisation and the roles somebody has there."""

    organisation_id: UUID
    slug: str
    name: Words
    kind: OrganisationKind
    roles: frozenset[Role]


def find_or_none(session: Session, me: Member, slug: str, *, now: datetime) -> Desk | None:
    """Return the person's desk at an organisation, or None: also when it is not theirs."""
    found = _gathered(DESK.all(session, person_id=me.id, now=now, slug=slug))
    return found[0] if found else None


def list_of(session: Session, me: Member, *, now: datetime) -> list[Desk]:
    """Return every desk of a person."""
    return _gathered(DESKS.all(session, person_id=me.id, now=now))


def _gathered(rows: object) -> list[Desk]:
    desks: dict[UUID, Desk] = {}
    for id_, slug, name, kind, role in rows:  # type: ignore[attr-defined]
        held = desks[id_].roles if id_ in desks else frozenset()
        desks[id_] = Desk(id_, slug, name, kind, held | {role})
    return list(desks.values())
