"""The office: what whoever runs an installation sees. Numbers and machines, never a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, or_, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.households import Household
from db.tables.jobs import Job
from db.tables.letters import Letter
from db.tables.organisations import (
    ApplicationState,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Role,
)
from db.tables.people import Erasure, Person, SignIn
from db.tables.renames import Rename
from portal import history, letters, sign_ins
from portal.errors import NotFound
from portal.people import Member

__all__ = [
    "AHEAD",
    "Known",
    "Numbers",
    "count",
    "end_sign_ins",
    "list_letters",
    "list_to_recheck",
    "look_up",
    "require_operator",
    "send_again",
]

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
        (_all(Person) - _all(Erasure)).label("people"),
        _all(Household).label("households"),
        _all(Group).label("classes"),
        _all(Organisation).label("organisations"),
        pick(func.count(col(Letter.due_at))).scalar_subquery().label("letters_waiting"),
        pick(func.count())
        .where(col(Letter.due_at).is_(None), col(Letter.sent_at).is_(None))
        .scalar_subquery()
        .label("letters_given_up"),
        pick(func.count(func.distinct(Job.name)))
        .where(col(Job.tries) > 0)
        .scalar_subquery()
        .label("jobs_failing"),
    )
)
RECHECK = Statement(
    pick(
        *(Organisation.slug, Organisation.code, Organisation.name, Organisation.kind),
        *(Organisation.proved_on, Organisation.recheck_on),
        col(Rename.name).label("wanted"),
    )
    .outerjoin(
        Rename,
        and_(
            col(Rename.organisation_id) == Organisation.id,
            col(Rename.state) == ApplicationState.WAITING,
        ),
    )
    .where(
        or_(col(Organisation.recheck_on) <= bindparam("before"), col(Rename.id).is_not(None)),
        col(Organisation.state) != OrganisationState.CLOSED,
    )
    .order_by(col(Rename.id).is_(None), col(Organisation.recheck_on), col(Organisation.slug))
    .limit(50)
)


PERSON = Statement(
    pick(
        *(Person.id, Person.joined_at),
        pick(func.count())
        .where(col(SignIn.person_id) == Person.id, col(SignIn.ends_at) > bindparam("now"))
        .correlate(Person)
        .scalar_subquery()
        .label("sign_ins"),
    ).where(col(Person.email) == bindparam("email"))
)
SEATS = Statement(
    pick(Organisation.slug, Organisation.code, Organisation.name, Membership.role)
    .join(Membership, col(Membership.organisation_id) == Organisation.id)
    .where(
        col(Membership.person_id) == bindparam("person_id"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .order_by(Organisation.slug, col(Membership.role))
)
LETTERS = Statement(  # never to whom, nor what it says
    pick(Letter.id, Letter.kind, Letter.written_at, Letter.due_at, Letter.tries, Letter.fault)
    .where(col(Letter.sent_at).is_(None))
    .order_by(col(Letter.id).desc())
    .limit(100)
)
SEND_AGAIN = Statement(
    update(Letter)
    .where(
        col(Letter.id) == bindparam("id_"),
        col(Letter.due_at).is_(None),
        col(Letter.sent_at).is_(None),
        col(Letter.fault) != letters.NO_ADDRESS,
    )
    .values(due_at=bindparam("now_"), tries=0, fault="")
)


@dataclass(frozen=True)
class Known:
    """What the operator may know of somebody whose address they were told: never the name."""

    id: UUID
    joined_at: datetime
    sign_ins: int
    seats: Sequence[Row[Any]]


@dataclass(frozen=True)
class Numbers:
    """How much of everything there is."""

    people: int
    households: int
    classes: int
    organisations: int
    letters_waiting: int
    letters_given_up: int
    jobs_failing: int


def require_operator(session: Session, me: Member, *, now: datetime) -> None:
    """Raise NotFound unless this person runs the installation."""
    if OPERATES.first(session, person_id=me.id, now=now) is None:
        raise NotFound


def count(session: Session) -> Numbers:
    """Return how much of everything there is."""
    return Numbers(**NUMBERS.one(session)._mapping)


def list_to_recheck(session: Session, *, now: datetime) -> Sequence[Row[Any]]:
    """Return organisations to look up: those with a name `wanted`, those whose check is near."""
    return RECHECK.all(session, before=(now + AHEAD).date())


def look_up(session: Session, me: Member, email: str, *, now: datetime) -> Known | None:
    """Return who has exactly this address, if anybody has. Each look that finds is an event."""
    row = PERSON.first(session, email=email.strip().lower(), now=now)
    if row is None:
        return None
    history.record(session, me.id, "person.looked_up", row.id, whom_id=row.id, now=now)
    return Known(row.id, row.joined_at, row.sign_ins, SEATS.all(session, person_id=row.id, now=now))


def end_sign_ins(session: Session, me: Member, person_id: UUID, *, now: datetime) -> None:
    """Sign somebody out everywhere, because they lost a device. Raises NotFound for nobody."""
    if session.get(Person, person_id) is None:
        raise NotFound
    sign_ins.end_all(session, person_id)
    history.record(session, me.id, "person.signed_out", person_id, whom_id=person_id, now=now)


def list_letters(session: Session) -> Sequence[Row[Any]]:
    """Return the letters that wait or were given up, newest first: kind and state alone."""
    return LETTERS.all(session)


def send_again(session: Session, me: Member, letter_id: UUID, *, now: datetime) -> None:
    """Let a letter that was given up be tried again. Harmless when it waits or is gone."""
    if SEND_AGAIN.run(session, {"id_": letter_id, "now_": now}):
        history.record(session, me.id, "letter.sent_again", letter_id, now=now)
