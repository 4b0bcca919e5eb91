"""The office: what whoever runs an installation sees. Numbers and machines, never a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.households import Household
from db.tables.letters import Letter
from db.tables.organisations import Membership, Organisation, OrganisationKind, Role
from db.tables.people import Person
from portal.errors import NotFound
from portal.people import Member

__all__ = ["AHEAD", "Numbers", "count", "list_to_recheck", "require_operator"]

AHEAD = timedelta(days=30)  # how long before its day a check is on the list

OPERATES = Statement(
    pick(Organisation.id)
    .join(Membership, col(Membership.organisation_id) == Organisation.id)
    .where(
        col(Organisation.kind) == OrganisationKind.DISTRICT,
        col(Membership.person_id) == bindparam("person_id"),
        col(Membership.role) == Role.OPERATOR,
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
)


def _all(of: Any) -> Any:
    return pick(func.count()).select_from(of).scalar_subquery()


NUMBERS = Statement(
    pick(
        _all(Person).label("people"),
        _all(Household).label("households"),
        _all(Group).label("classes"),
        _all(Organisation).label("organisations"),
        pick(func.count(col(Letter.due_at))).scalar_subquery().label("letters_waiting"),
        pick(func.count())
        .where(col(Letter.due_at).is_(None), col(Letter.sent_at).is_(None))
        .scalar_subquery()
        .label("letters_given_up"),
    )
)
RECHECK = Statement(
    pick(
        *(Organisation.slug, Organisation.code, Organisation.name, Organisation.kind),
        *(Organisation.proved_on, Organisation.recheck_on),
    )
    .where(col(Organisation.recheck_on) <= bindparam("before"))
    .order_by(col(Organisation.recheck_on), col(Organisation.slug))
    .limit(50)
)


@dataclass(frozen=True)
class Numbers:
    """How much of everything there is."""

    people: int
    households: int
    classes: int
    organisations: int
    letters_waiting: int
    letters_given_up: int


def require_operator(session: Session, me: Member, *, now: datetime) -> None:
    """Raise NotFound unless this person runs the installation."""
    if OPERATES.first(session, person_id=me.id, now=now) is None:
        raise NotFound


def count(session: Session) -> Numbers:
    """Return how much of everything there is."""
    return Numbers(**NUMBERS.one(session)._mapping)


def list_to_recheck(session: Session, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the organisations whose next check is near or past, the most urgent first."""
    return RECHECK.all(session, before=(now + AHEAD).date())
