"""Slips: a helper types for somebody, from their printed slip or as they told it.

Whoever it is about stands at the desk or has written it down, and brings their household's code;
nobody is looked up by name. The act waits for a check like any other, and whoever typed it never
checks it. A printed slip counts once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim
from db.tables.impact import ActivityKind
from db.tables.meters import Reading
from db.tables.people import Person
from db.tables.programmes import Programme
from db.tables.slips import Slip
from portal import claims, codes, history, people, readings, withdrawals
from portal.desk_homes import list_home
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.files import Shelf
from portal.people import Member
from portal.permissions import may_enter, require
from portal.savings import METERED, ByMeter
from portal.told import Told

__all__ = [
    "LONGEST_REASON",
    "NoReason",
    "SlipUsed",
    "UnknownSlip",
    "begin",
    "find",
    "keep",
    "list_latest",
    "new_slip",
    "of_claim_or_none",
    "take_back",
    "type_in",
]

LONGEST_REASON = 200
NEW = Statement(insert(Slip).on_conflict_do_nothing().returning(col(Slip.code)))
_typist, _witness = aliased(Person), aliased(Person)
_of_claim = tied(Claim, Slip, "programme_id code", "programme_id claim_code")
_of_reading = tied(
    *(Reading, Slip, "programme_id household_id activity number"),
    "programme_id household_id activity reading_number",
)
_SLIPS = (
    pick(
        *(col(Slip.code).label("slip"), Slip.reason, Slip.meter_number, Slip.typed_at),
        *(Slip.programme_id, col(_typist.name).label("typist_name")),
        *(Claim.code, Claim.state, Claim.amount, col(Claim.points).label("worth")),
        *(Claim.evidence_class, col(_witness.name).label("witness_name")),
        *(Reading.household_id, Reading.activity, Reading.number, Reading.shown),
        *(Reading.after_number, Reading.is_new_meter, Reading.taken_back_at),
        func.coalesce(Claim.done_on, Reading.read_on).label("done_on"),
        *(col(Person.id).label("person_id"), col(Person.name).label("person_name")),
        *(col(ActivityKind.name).label("kind_name"), ActivityKind.unit),
        *(col(Programme.name).label("programme_name"), Programme.time_zone),
    )
    .select_from(Slip)
    .outerjoin(Claim, _of_claim)
    .outerjoin(Reading, _of_reading)
    .join(Person, col(Person.id) == func.coalesce(Claim.person_id, Reading.read_by))
    .join(ActivityKind, col(ActivityKind.code) == func.coalesce(Claim.activity, Reading.activity))
    .join(Programme, col(Programme.id) == Slip.programme_id)
    .join(_typist, col(_typist.id) == Slip.typed_by)
    .outerjoin(_witness, col(_witness.id) == Claim.witness_id)
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
    pick(func.coalesce(Slip.claim_code, Slip.code)).where(
        col(Slip.programme_id) == bindparam("programme_id"), col(Slip.code) == bindparam("code")
    )
)


class UnknownSlip(Refused):
    """No slip has this code: a sign was mistyped."""


class SlipUsed(Refused):
    """This slip counts already, as `code`."""


class NoReason(Refused):
    """Whoever types for somebody says why, in at most `most` signs."""


def new_slip() -> str:
    """Return the code of a slip that is printed: it holds nothing, and is used once."""
    return codes.new_code("S")


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
    Raises ByMeter, and as `begin` and claims.submit.
    """
    if what.code in METERED:
        raise ByMeter
    person, code = begin(session, me, desk, what, whose, slip=slip, reason=reason, now=now)
    facts: dict[str, Any] = {"typed_by": me.id, "shelf": shelf, "idem": idem, "now": now}
    claim_code = claims.submit(session, person, what, told, **facts)
    of_what = {"programme_id": what.programme_id, "claim_code": claim_code}
    if earlier := OF_CLAIM.first(session, **of_what):
        return str(earlier.code)
    row = {**of_what, "code": code, "reason": reason.strip()}
    return keep(session, {**row, "typed_by": me.id, "typed_at": now})


def begin(
    session: Session,
    me: Member,
    desk: Desk,
    what: Any,
    whose: tuple[str, UUID],
    *,
    slip: str,
    reason: str,
    now: datetime,
) -> tuple[Member, str]:
    """Return for whom something may be typed now, and the slip's code.

    Raises UnknownSlip, NoReason, NotFound, and as list_home.
    """
    home, person_id = whose
    if person_id not in {row.person_id for row in list_home(session, me, desk, home)}:
        raise NotFound
    if what.organisation_id != desk.organisation_id:
        raise NotFound
    code = codes.tidy(slip) if slip.strip() else new_slip()
    if not code.startswith("S-") or not codes.is_sound(code):
        raise UnknownSlip
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise NoReason(most=LONGEST_REASON)
    return people.find_member(session, person_id, now=now), code


def keep(session: Session, row: dict[str, Any]) -> str:
    """Keep who typed what, and why; return the slip's code. Raises SlipUsed."""
    code = str(row["code"])
    if not NEW.run_all(session, row):
        facts = {"programme_id": row["programme_id"], "code": code}
        raise SlipUsed(code=USED_FOR.value(session, **facts))
    return code


def find(session: Session, desk: Desk, typed: str) -> Row[Any]:
    """Return a slip of this desk with its act or reading; raises NotFound."""
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
    """Take an act back that somebody contests, while it waits, or a reading that earned nothing.

    Raises Decided, ReadingFollowed, NotFound.
    """
    row = find(session, desk, typed)
    if row.code:
        person = people.find_member(session, row.person_id, now=now)
        withdrawals.withdraw(session, person, row.code, shelf=shelf, idem=idem, now=now)
    else:
        readings.take_back(session, row, now=now)
    facts = {"programme_id": row.programme_id, "now": now}
    history.record(session, me.id, "slip.taken_back", row.code or row.slip, **facts)
