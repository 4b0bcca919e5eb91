"""Households: people who share a home join, leave, and choose how many must agree."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.giving import Cause
from db.tables.households import ChosenCause, Household, HouseholdMember, Standing
from db.tables.people import Person
from db.tables.programmes import Enrolment, Programme
from portal import history, ids, ledger
from portal.errors import Refused

__all__ = [
    "AlreadyHome",
    "Standing",
    "TooFewAdults",
    "choose_rule",
    "found",
    "join",
    "leave",
    "list_members",
    "list_wallets",
]

_commons = aliased(Cause)
MEMBERS = Statement(
    pick(Person.id, Person.name, HouseholdMember.standing, HouseholdMember.joined_at)
    .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
    .where(
        col(HouseholdMember.household_id) == bindparam("household_id"),
        col(HouseholdMember.left_at).is_(None),
    )
    .order_by(col(HouseholdMember.standing), col(HouseholdMember.joined_at), col(Person.name))
    .limit(50)
)
_common = (
    pick(_commons.id)
    .where(col(_commons.programme_id) == Programme.id, col(_commons.is_common))
    .order_by(col(_commons.code))
    .limit(1)
    .correlate(Programme)
    .scalar_subquery()
)
WALLETS = Statement(
    pick(
        col(Programme.code).label("programme_code"),
        col(Programme.slug).label("programme_slug"),
        col(Programme.name).label("programme_name"),
        ledger.held_by(bindparam("household_id"), col(Programme.id)).label("points"),
        col(Cause.name).label("cause_name"),  # that gets what lapses
    )
    .join(Enrolment, col(Enrolment.programme_id) == Programme.id)
    .outerjoin(
        ChosenCause,
        tied(ChosenCause, Enrolment, "programme_id household_id", "programme_id holder_id"),
    )
    .outerjoin(
        Cause,
        and_(
            col(Cause.programme_id) == Programme.id,
            col(Cause.id) == func.coalesce(ChosenCause.cause_id, _common),
        ),
    )
    .where(col(Enrolment.holder_id) == bindparam("household_id"))
    .order_by(col(Programme.code))
    .limit(50)
)
HOME = Statement(
    pick(HouseholdMember.household_id).where(
        col(HouseholdMember.person_id) == bindparam("person_id"),
        col(HouseholdMember.left_at).is_(None),
    )
)


class AlreadyHome(Refused):
    """A person belongs to one household at a time."""


class TooFewAdults(Refused):
    """Two adults can only agree where there are two."""


def found(session: Session, *, name: str, now: datetime) -> Household:
    """Begin a household, still empty, in which one adult may spend."""
    household = Household(id=ids.new_id(now), name=name, made_at=now)
    session.add(household)
    session.flush()
    return household


def join(
    session: Session, household_id: UUID, person_id: UUID, standing: Standing, *, now: datetime
) -> None:
    """Let a person live here from now on; raises AlreadyHome. Points do not move with them."""
    if HOME.first(session, person_id=person_id):
        raise AlreadyHome
    session.add(
        HouseholdMember(
            household_id=household_id, person_id=person_id, joined_at=now, standing=standing
        )
    )
    session.flush()
    history.record(session, person_id, "household.joined", household_id, now=now)


def leave(session: Session, household_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """End a person's time here; the points stay with the household."""
    here = (
        col(HouseholdMember.household_id) == household_id,
        col(HouseholdMember.person_id) == person_id,
        col(HouseholdMember.left_at).is_(None),
    )
    member = session.scalars(pick(HouseholdMember).where(*here)).one()
    member.left_at = now
    session.flush()
    history.record(session, person_id, "household.left", household_id, now=now)


def choose_rule(
    session: Session, actor_id: UUID, household_id: UUID, *, adults_to_agree: int, now: datetime
) -> None:
    """Say how many adults must agree before points are used; raises TooFewAdults."""
    members = list_members(session, household_id)
    adults = [member for member in members if member.standing is Standing.ADULT]
    if len(adults) < adults_to_agree:
        raise TooFewAdults(adults=len(adults))
    household = session.get_one(Household, household_id)
    household.adults_to_agree = adults_to_agree
    session.flush()
    history.record(session, actor_id, f"household.rule_{adults_to_agree}", household_id, now=now)


def list_members(session: Session, household_id: UUID) -> Sequence[Row[Any]]:
    """Return who lives there now: adults first, then children."""
    return MEMBERS.all(session, household_id=household_id)


def list_wallets(session: Session, household_id: UUID) -> Sequence[Row[Any]]:
    """Return what a household holds in each programme it takes part in."""
    return WALLETS.all(session, household_id=household_id)
