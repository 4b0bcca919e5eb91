"""Meters: what was saved follows from two readings and the household's own past, not from a guess.

The past is told once: so much in so many days, from a bill. Each later reading is compared with
the one before; what was used less than usual is an action with a photo, like any other, or with
paper that somebody signed who saw the meter. A new meter, or one that began again at nought,
begins a new pair. What was taken back is compared with nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.meters import Meter, Reading
from db.tables.programmes import Mode, ProgrammeState
from portal import claims, history, readings
from portal.child_limits import require_may_log
from portal.desks import require_listed
from portal.errors import NotAllowed, NotFound
from portal.files import Picture, Shelf
from portal.people import Member
from portal.permissions import may_spend, require
from portal.programmes import local_day
from portal.readings import key_of, look
from portal.savings import (
    METERED,
    Past,
    Shown,
    UsualKnown,
    UsualMissing,
    require_after,
    require_bill,
    require_number,
    require_real,
    worth,
)
from portal.told import Told

__all__ = ["Kept", "Paper", "read", "take_back", "tell_usual"]
EARLIER = Statement(
    pick(Reading.number, Reading.claim_code).where(
        col(Reading.programme_id) == bindparam("programme_id"),
        col(Reading.idem) == bindparam("idem"),
    )
)
TELL = Statement(insert(Meter).on_conflict_do_nothing().returning(col(Meter.activity)))


class Paper(NamedTuple):
    """A reading on paper: who typed it, which meter it names, and who signed that they saw it."""

    typed_by: UUID
    meter_number: str
    witness_id: UUID | None = None


class Kept(NamedTuple):
    """A reading that was kept, and the action's code where something was saved."""

    number: int
    claim_code: str | None


def tell_usual(
    session: Session,
    me: Member,
    what: Any,
    past: Past,
    *,
    typed_by: UUID | None = None,
    now: datetime,
) -> None:
    """Say once what was used before, from a bill; harmless when the same was said.

    Raises UsualKnown, UnusualUse.
    """
    require(may_spend(me.standing))
    _require_metered(what)
    require_bill(past)
    row = {"usual": past.usual, "usual_days": past.days, "told_by": me.id, "told_at": now}
    if TELL.run_all(session, {**key_of(me.household_id, what), **row}):
        whose = {"programme_id": what.programme_id, "now": now}
        history.record(session, typed_by or me.id, "meter.told", me.household_id, **whose)
    elif look(session, me.household_id, what)[0] != past:
        raise UsualKnown


def read(
    session: Session,
    me: Member,
    what: Any,
    seen: Shown,
    *,
    is_new_meter: bool = False,
    photo: Picture | None = None,
    paper: Paper | None = None,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> Kept:
    """Keep a reading; where something was saved since the one before, send it as an action.

    The same form again finds the first one. Raises UsualMissing, InTheFuture, NoReading,
    LaterReading, ReadTooSoon, RunsBackward, SavedTooMuch, of paper also what `require_number`
    raises, and as claims.submit.
    """
    if earlier := EARLIER.first(session, programme_id=what.programme_id, idem=idem):
        return Kept(earlier.number, earlier.claim_code)
    _require_open(session, me, what, has_photo=photo is not None)
    past, rows = look(session, me.household_id, what)
    if past is None:
        raise UsualMissing
    require_real(seen, local_day(what.time_zone, now))
    if paper:
        require_number(_known_number(rows), paper.meter_number, is_new_meter=is_new_meter)
    before, told = _compared(rows, seen, is_new_meter=is_new_meter), None
    if before:
        told = _saved(what, worth(what, past, _shown(before), seen), seen, photo, paper)
    facts: dict[str, Any] = {"shelf": shelf, "idem": idem, "now": now}
    facts |= {"typed_by": paper.typed_by if paper else None}
    code = claims.submit(session, me, what, told, **facts) if told else None
    kept = Kept(rows[0].number + 1 if rows else 1, code)
    row = {**key_of(me.household_id, what), **seen._asdict(), **kept._asdict(), "idem": idem}
    row |= {"is_new_meter": is_new_meter, "after_number": before.number if before else None}
    session.add(Reading(**row, read_by=me.id, read_at=now))
    session.flush()
    return kept


def take_back(session: Session, me: Member, what: Any, number: int, *, now: datetime) -> None:
    """Take a mistaken reading back that made no action; one that did goes with its action.

    Raises NotFound, ReadingFollowed.
    """
    _, rows = look(session, me.household_id, what)
    row = next((one for one in rows if one.number == number and not one.claim_code), None)
    if row is None:
        raise NotFound
    readings.take_back(session, row, now=now)
    whose = {"programme_id": what.programme_id, "now": now}
    history.record(session, me.id, "meter.taken_back", me.household_id, **whose)


def _shown(row: Row[Any]) -> Shown:
    return Shown(row.read_on, row.shown)


def _known_number(rows: Sequence[Row[Any]]) -> str:
    """Return how paper called the meter that is read now, if paper ever did."""
    for row in rows:
        if row.taken_back_at:
            continue
        if row.meter_number or row.is_new_meter:
            return row.meter_number or ""
    return ""


def _require_open(session: Session, me: Member, what: Any, *, has_photo: bool) -> None:
    _require_metered(what)
    if what.state is not ProgrammeState.PUBLISHED:
        raise claims.NotRunning
    require_may_log(session, me, me.id, has_photo=has_photo)
    require_listed(what.organisation_state, what.organisation_reason)


def _require_metered(what: Any) -> None:
    if what.code not in METERED or what.mode is Mode.CLASS:
        raise NotAllowed


def _compared(rows: Sequence[Row[Any]], seen: Shown, *, is_new_meter: bool) -> Row[Any] | None:
    """Return the reading that this one is compared with, if any; raises as require_after."""
    latest = next((row for row in rows if row.taken_back_at is None), None)
    if latest:
        require_after(_shown(latest), seen, is_new_meter=is_new_meter)
    return None if is_new_meter else latest


def _saved(
    what: Any, amount: Decimal, seen: Shown, photo: Picture | None, paper: Paper | None
) -> Told | None:
    """Return the act, where it is enough for one.

    What is on paper may come late, and is signed by whoever saw the meter.
    """
    if amount < what.least_amount or not amount:
        return None
    if paper is None:
        return Told(amount, seen.read_on, photo=photo)
    witness = paper.witness_id
    return Told(
        amount, seen.read_on, witness_id=witness, is_late=True, is_signed=witness is not None
    )
