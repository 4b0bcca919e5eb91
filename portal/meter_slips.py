"""Meter slips: a helper types what somebody's meter showed, from their paper or as they told it.

The first one tells the household's past from a bill; each later one says what was saved since the
one before, by the same sum as on the web. Instead of a photo somebody signs that they saw the
meter, or the supplier's letter with its reading; the meter is called by its number or a name, so
that nobody mixes up two.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.slips import Slip
from portal import history, meters, slips
from portal.desks import Desk
from portal.files import Shelf
from portal.meters import Paper
from portal.people import Member
from portal.readings import key_of
from portal.savings import Past, Shown

__all__ = ["type_reading"]

OF_READING = Statement(
    pick(Slip.code).where(
        col(Slip.programme_id) == bindparam("programme_id"),
        col(Slip.household_id) == bindparam("household_id"),
        col(Slip.activity) == bindparam("activity"),
        col(Slip.reading_number) == bindparam("reading_number"),
    )
)


def type_reading(
    session: Session,
    me: Member,
    desk: Desk,
    what: Any,
    whose: tuple[str, UUID],
    seen: Shown,
    meter_number: str,
    *,
    past: Past | None = None,
    is_new_meter: bool = False,
    witness_id: UUID | None = None,
    slip: str = "",
    reason: str,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str:
    """Type a reading of somebody (`whose`: household's code, person), return the slip's code.

    `past` is told with the first one. The same form again finds the first slip. Raises as
    slips.begin, slips.keep, meters.tell_usual and meters.read.
    """
    person, code = slips.begin(session, me, desk, what, whose, slip=slip, reason=reason, now=now)
    if past:
        meters.tell_usual(session, person, what, past, typed_by=me.id, now=now)
    number = meter_number.strip()
    facts: dict[str, Any] = {"is_new_meter": is_new_meter, "shelf": shelf, "idem": idem, "now": now}
    paper = Paper(me.id, number, witness_id)
    kept = meters.read(session, person, what, seen, paper=paper, **facts)
    key = {**key_of(person.household_id, what), "reading_number": kept.number}
    if earlier := OF_READING.first(session, **key):
        return str(earlier.code)
    row = {**key, "code": code, "claim_code": kept.claim_code, "meter_number": number}
    if not kept.claim_code:
        whose_book = {"programme_id": what.programme_id, "now": now}
        history.record(session, me.id, "meter.read", code, **whose_book)
    return slips.keep(
        session, {**row, "reason": reason.strip(), "typed_by": me.id, "typed_at": now}
    )
