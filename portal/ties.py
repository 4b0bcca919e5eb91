"""Ties: claims that somebody must not decide on, and what a helper typed for somebody."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_
from sqlmodel import col

from db.statement import pick, tied
from db.tables.claims import Claim
from db.tables.households import HouseholdMember
from db.tables.meters import Reading
from db.tables.people import Guardianship
from db.tables.slips import Slip

__all__ = ["IS_OWN", "TYPED_WHY", "typed_for"]

_my_homes = pick(HouseholdMember.household_id).where(
    col(HouseholdMember.person_id) == bindparam("me_id")
)
_housemates = pick(HouseholdMember.person_id).where(
    col(HouseholdMember.household_id).in_(_my_homes)
)
_my_children = pick(Guardianship.child_id).where(
    col(Guardianship.guardian_id) == bindparam("me_id")
)
_my_guardians = pick(Guardianship.guardian_id).where(
    col(Guardianship.child_id) == bindparam("me_id")
)
_of_slip = tied(Slip, Claim, "programme_id claim_code", "programme_id code")
TYPED_WHY = pick(Slip.reason).where(_of_slip).correlate(Claim).scalar_subquery()
_typed_by_me = (
    pick(Slip.code)
    .where(_of_slip, col(Slip.typed_by) == bindparam("me_id"))
    .correlate(Claim)
    .exists()
)
# My own, my home's, my child's, my guardian's, former ones too, and what I typed for
# somebody: nobody decides on these.
IS_OWN = or_(
    col(Claim.person_id) == bindparam("me_id"),
    col(Claim.holder_id).in_(_my_homes),
    col(Claim.person_id).in_(_housemates),
    col(Claim.person_id).in_(_my_children),
    col(Claim.person_id).in_(_my_guardians),
    _typed_by_me,
)


def typed_for(who: Any) -> ColumnElement[bool]:
    """Say that a slip is about somebody: their act, or their meter as they read it."""
    return or_(
        exists().where(_of_slip, col(Claim.person_id) == who),
        exists().where(
            tied(Reading, Slip, "programme_id household_id activity"),
            col(Reading.number) == Slip.reading_number,
            col(Reading.read_by) == who,
        ),
    )
