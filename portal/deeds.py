"""Deeds: who of a household did how much, for those who live there now and for nobody else."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, case, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.people import Person
from portal.people import Member

__all__ = ["list_by_member"]

DEEDS = Statement(
    pick(
        *(Person.id, Person.name),
        func.count().label("count"),
        func.sum(case((col(Claim.state) == ClaimState.AWARDED, col(Claim.points)), else_=0)).label(
            "points"
        ),
        func.max(Claim.done_on).label("last_on"),
    )
    .join(Claim, col(Claim.person_id) == Person.id)
    .where(
        col(Claim.holder_id) == bindparam("household_id"),
        col(Claim.state) != ClaimState.WITHDRAWN,
    )
    .group_by(col(Person.id), col(Person.name))
    .order_by(col(Person.name), col(Person.id))
    .limit(50)
)


def list_by_member(session: Session, me: Member) -> Sequence[Row[Any]]:
    """Return who logged how much for my household: in the order of names, so it ranks nobody."""
    return DEEDS.all(session, household_id=me.household_id)
