"""Ties: claims that somebody must not decide on, and why a helper typed one for somebody."""

from sqlalchemy import bindparam, or_
from sqlmodel import col

from db.statement import pick, tied
from db.tables.claims import Claim
from db.tables.households import HouseholdMember
from db.tables.people import Guardianship
from db.tables.slips import Slip

__all__ = ["IS_OWN", "TYPED_WHY"]

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
