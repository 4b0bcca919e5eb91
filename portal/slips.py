"""Slips: a helper types somebody's act for them, from their printed slip or as they told it.

Whoever it is about stands at the desk or has written it down, and brings their household's code;
nobody is looked up by name. The act waits for a check like any other, and whoever typed it never
checks it. A printed slip counts once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim
from db.tables.households import Household, HouseholdMember
from db.tables.people import Person
from db.tables.programmes import Programme
from db.tables.slips import Slip
from portal import claims, codes, earners, history, people, withdrawals
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.files import Shelf
from portal.particulars import with_claim
from portal.people import Member
from portal.permissions import may_enter, require
from portal.savings import METERED, ByMeter
from portal.told import Told

__all__ = [
    "LONGEST_REASON",
    "HelperAtHome",
    "NoReason",
    "SlipUsed",
    "UnknownHome",
    "UnknownSlip",
    "find",
    "list_home",
    "list_latest",
    "new_slip",
    "of_claim_or_none",
    "take_back",
    "type_in",
]

LONGEST_REASON = 200
HOME = Statement(
    pick(
        *(Household.id, Household.code, col(Household.name).label("home_name")),
        *(col(Person.id).label("person_id"), Person.name, HouseholdMember.standing),
    )
    .join(HouseholdMember, col(HouseholdMember.household_id) == Household.id)
    .join(Person, col(Person.id) == HouseholdMember.person_id)
    .where(col(Household.code) == bindparam("code"), col(HouseholdMember.left_at).is_(None))
    .order_by(col(HouseholdMember.standing), col(HouseholdMember.joined_at), col(Person.id))
    .limit(50)
)
NEW = Statement(insert(Slip).on_conflict_do_nothing().returning(col(Slip.code)))
_typist = aliased(Person)
_SLIPS = (
    with_claim(
        *(col(Slip.code).label("slip"), Slip.reason, Slip.typed_by, Slip.typed_at),
        col(_typist.name).label("typist_name"),
    )
    .join(Slip, tied(Slip, Claim, "programme_id claim_code", "programme_id code"))
    .join(_typist, col(_typist.id) == Slip.typed_by)
)
_AT_DESK = _SLIPS.where(col(Programme.organisation_id) == bindparam("organisation_id"))
ONE = Statement(_AT_DESK.where(col(Slip.code) == bindparam("code")))
LATEST = Statement(_AT_DESK.order_by(col(Slip.typed_at).desc(), col(Slip.code)).limit(50))
OF_CLAIM = Statement(
    pick(Slip.code, Slip.reason, Slip.typed_at, col(Person.name).label("typist_name"))
    .join(Person, col(Person.id) == Slip.typed_by)
    .where(
        col(Slip.programme_id) == bindparam("programme_id"),
        col(Slip.claim_code) == bindparam("claim_code"),
    )
)
USED_FOR = Statement(
    pick(Slip.claim_code).where(
        col(Slip.programme_id) == bindparam("programme_id"), col(Slip.code) == bindparam("code")
    )
)


class UnknownSlip(Refused):
    """No slip has this code: a sign was mistyped."""


class SlipUsed(Refused):
    """This slip counts already, as `code`."""


class UnknownHome(Refused):
    """No household has this code."""


class HelperAtHome(Refused):
    """Whoever types lives there, or did, or answers for a child there."""


class NoReason(Refused):
    """Whoever types for somebody says why, in at most `most` signs."""


def new_slip() -> str:
    """Return the code of a slip that is printed: it holds nothing, and is used once."""
    return codes.new_code("S")


def list_home(session: Session, me: Member, desk: Desk, typed: str) -> Sequence[Row[Any]]:
    """Return who lives in the household with this code, adults first.

    Raises UnknownHome, HelperAtHome.
    """
    require(may_enter(desk.roles))
    code = codes.tidy(typed)
    found = HOME.all(session, code=code) if codes.is_sound(code) else []
    if not found:
        raise UnknownHome
    if earners.near(session, me.id) & {one for row in found for one in (row.id, row.person_id)}:
        raise HelperAtHome
    return found


def type_in(
    session: Session,
    me: Member,
    desk: Desk,
    what: Any,
    whose: tuple[str, UUID],
    told: Told,
    *,
    slip: str = "",
    reason: str,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str:
    """Type an act of somebody (`whose`: household's code, person), return the slip's code.

    Without a slip of paper it gets a code of its own. The same form again finds the first one.
    Raises UnknownSlip, SlipUsed, NoReason, ByMeter, NotFound, and as list_home and claims.submit.
    """
    person_id = _require_there(session, me, desk, *whose)
    if what.organisation_id != desk.organisation_id:
        raise NotFound
    if what.code in METERED:
        raise ByMeter
    code = codes.tidy(slip) if slip.strip() else new_slip()
    if not code.startswith("S-") or not codes.is_sound(code):
        raise UnknownSlip
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise NoReason(most=LONGEST_REASON)
    person = people.find_member(session, person_id, now=now)
    facts: dict[str, Any] = {"typed_by": me.id, "shelf": shelf, "idem": idem, "now": now}
    claim_code = claims.submit(session, person, what, told, **facts)
    key = {"programme_id": what.programme_id, "claim_code": claim_code}
    if earlier := OF_CLAIM.first(session, **key):
        return str(earlier.code)
    row = {**key, "code": code, "reason": reason.strip(), "typed_by": me.id, "typed_at": now}
    if not NEW.run_all(session, row):
        raise SlipUsed(code=USED_FOR.value(session, programme_id=what.programme_id, code=code))
    return code


def find(session: Session, desk: Desk, typed: str) -> Row[Any]:
    """Return a slip of this desk with its act; raises NotFound."""
    require(may_enter(desk.roles))
    facts = {"organisation_id": desk.organisation_id, "code": codes.tidy(typed)}
    if row := ONE.first(session, **facts):
        return row
    raise NotFound


def list_latest(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return what was typed for somebody at this desk lately, newest first."""
    require(may_enter(desk.roles))
    return LATEST.all(session, organisation_id=desk.organisation_id)


def of_claim_or_none(session: Session, programme_id: UUID, claim_code: str) -> Row[Any] | None:
    """Return who typed an act for somebody, when and why, if anybody did."""
    return OF_CLAIM.first(session, programme_id=programme_id, claim_code=claim_code)


def take_back(
    session: Session,
    me: Member,
    desk: Desk,
    typed: str,
    *,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> None:
    """Take an act back that somebody contests, while it waits; raises Decided, NotFound."""
    row = find(session, desk, typed)
    person = people.find_member(session, row.person_id, now=now)
    withdrawals.withdraw(session, person, row.code, shelf=shelf, idem=idem, now=now)
    facts = {"programme_id": row.programme_id, "now": now}
    history.record(session, me.id, "slip.taken_back", row.code, **facts)


def _require_there(session: Session, me: Member, desk: Desk, home: str, person_id: UUID) -> UUID:
    if person_id not in {row.person_id for row in list_home(session, me, desk, home)}:
        raise NotFound
    return person_id
