"""Paper codes: a helper prints one for somebody without e-mail; it signs in once.

Only who has no e-mail address gets one, lives where a programme of the helper's organisation is
taken part in, and is an adult: nobody can print a way into somebody else's account.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import Household, HouseholdMember, Standing
from db.tables.organisations import Role
from db.tables.people import Person
from db.tables.programmes import Enrolment, Programme
from db.tables.ways import CodePurpose, RecoveryCode
from portal import codes, history, ids, throttle
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_print_codes, require
from portal.throttle import TooSoon

__all__ = ["DAYS", "PRINTERS", "WrongPaper", "forget", "list_people", "make", "use"]

DAYS = 14
STANDS = timedelta(days=DAYS)
PRINTERS = (Role.ORGANISER, Role.STEWARD)
_PEOPLE = (
    pick(Person.id, Person.name, col(Household.name).label("household_name"), Household.code)
    .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
    .join(Household, col(Household.id) == HouseholdMember.household_id)
    .join(Enrolment, col(Enrolment.holder_id) == Household.id)
    .join(Programme, col(Programme.id) == Enrolment.programme_id)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Person.email).is_(None),
        col(HouseholdMember.left_at).is_(None),
        col(HouseholdMember.standing) == Standing.ADULT,
    )
    .distinct()
)
PEOPLE = Statement(_PEOPLE.order_by(col(Person.name), col(Person.id)).limit(500))
PERSON = Statement(_PEOPLE.where(col(Person.id) == bindparam("person_id")))
FORGET = Statement(
    delete(RecoveryCode).where(
        col(RecoveryCode.person_id) == bindparam("person_"),
        col(RecoveryCode.purpose) == CodePurpose.PAPER,
    )
)
CODE = Statement(
    pick(RecoveryCode.person_id).where(
        col(RecoveryCode.code_hash) == bindparam("code_hash"),
        col(RecoveryCode.purpose) == CodePurpose.PAPER,
        col(RecoveryCode.used_at).is_(None),
        col(RecoveryCode.ends_at) > bindparam("now"),
    )
)
USE = Statement(
    update(RecoveryCode)
    .where(col(RecoveryCode.code_hash) == bindparam("hash_"), col(RecoveryCode.used_at).is_(None))
    .values(used_at=bindparam("now_"))
)


class WrongPaper(Refused):
    """No such code was printed, or it was used, or it is too old."""


def list_people(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return the adults without e-mail who take part in a programme of this organisation."""
    require(may_print_codes(desk.roles))
    return PEOPLE.all(session, organisation_id=desk.organisation_id)


def make(
    session: Session, me: Member, desk: Desk, person_id: UUID, *, now: datetime
) -> tuple[Row[Any], str]:
    """Return who it is for and the code, to be printed once; an earlier one is good no longer.

    Raises NotAllowed, NotFound.
    """
    require(may_print_codes(desk.roles) and person_id != me.id)
    facts = {"organisation_id": desk.organisation_id, "person_id": person_id}
    person = PERSON.first(session, **facts)
    if person is None:
        raise NotFound
    forget(session, person_id)
    code = codes.new_secret()
    session.add(
        RecoveryCode(
            code_hash=ids.digest(code),
            person_id=person_id,
            purpose=CodePurpose.PAPER,
            made_by=me.id,
            made_at=now,
            ends_at=now + STANDS,
        )
    )
    session.flush()
    history.record(session, me.id, "way.paper_printed", person_id, now=now)
    return person, code


def use(session: Session, typed: str, *, network: str, now: datetime) -> UUID:
    """Use a code up; return whose it is. Raises WrongPaper, TooSoon; commit after them too."""
    subjects = throttle.guesses("paper", network)[-1:]  # whoever guesses has no account to guess at
    if seconds := throttle.seconds_left(session, subjects, now=now):
        raise TooSoon(seconds=seconds)
    code_hash = ids.digest(codes.tidy_secret(typed))
    person_id: UUID | None = CODE.value(session, code_hash=code_hash, now=now)
    if person_id is None or not USE.run(session, {"hash_": code_hash, "now_": now}):
        throttle.count(session, subjects, now=now)
        raise WrongPaper
    history.record(session, person_id, "way.paper_used", person_id, now=now)
    return person_id


def forget(session: Session, person_id: UUID) -> None:
    """Delete what was printed for somebody: it is good no longer."""
    FORGET.run(session, {"person_": person_id})
