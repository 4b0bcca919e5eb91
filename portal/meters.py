"""Meters: what was saved follows from two readings and the household's own past, not from a guess.

The past is told once: so much in so many days, from a bill. Each later reading is compared with
the one before; what was used less than usual is an action with a photo, like any other. A new
meter, or one that began again at nought, begins a new pair.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.meters import Meter, Reading
from db.tables.programmes import Mode, ProgrammeState
from portal import claims, history
from portal.child_limits import require_may_log
from portal.desks import require_listed
from portal.errors import NotAllowed
from portal.files import Picture, Shelf
from portal.people import Member
from portal.permissions import may_spend, require
from portal.programmes import local_day
from portal.savings import (
    METERED,
    Past,
    Shown,
    UsualKnown,
    UsualMissing,
    require_after,
    require_bill,
    require_real,
    worth,
)
from portal.told import Told

__all__ = ["look", "read", "read_behind", "tell_usual"]
_KEY = tuple(
    col(column) == bindparam(name)
    for column, name in (
        (Meter.programme_id, "programme_id"),
        (Meter.household_id, "household_id"),
        (Meter.activity, "activity"),
    )
)
MINE = Statement(  # the past, once for each reading, and once where there is none
    pick(
        *(Meter.usual, Meter.usual_days, Reading.number, Reading.read_on, Reading.shown),
        *(Reading.is_new_meter, Reading.claim_code),
    )
    .select_from(Meter)
    .outerjoin(Reading, tied(Reading, Meter, "programme_id household_id activity"))
    .where(*_KEY)
    .order_by(col(Reading.number).desc())
    .limit(60)
)
_before = aliased(Reading)
BEHIND = Statement(
    pick(
        *(Reading.claim_code, Reading.activity, Reading.read_on, Reading.shown),
        *(col(_before.read_on).label("before_on"), col(_before.shown).label("before")),
        *(Meter.usual, Meter.usual_days),
    )
    .join(Meter, tied(Meter, Reading, "programme_id household_id activity"))
    .join(
        _before,
        tied(_before, Reading, "programme_id household_id activity")
        & (col(_before.number) == Reading.number - 1),
    )
    .where(
        col(Reading.programme_id) == bindparam("programme_id"),
        col(Reading.claim_code).in_(bindparam("codes", expanding=True)),
    )
)
EARLIER = Statement(
    pick(Reading.claim_code).where(
        col(Reading.programme_id) == bindparam("programme_id"),
        col(Reading.idem) == bindparam("idem"),
    )
)
TELL = Statement(insert(Meter).on_conflict_do_nothing().returning(col(Meter.activity)))


def look(session: Session, me: Member, what: Any) -> tuple[Past | None, list[Row[Any]]]:
    """Return what my household told of its past, if it did, and its readings, the newest first."""
    rows = MINE.all(session, **_key(me, what))
    past = Past(rows[0].usual, rows[0].usual_days) if rows else None
    return past, [row for row in rows if row.number]


def read_behind(session: Session, claims_seen: Sequence[Row[Any]]) -> Mapping[str, Row[Any]]:
    """Return the two readings and the past behind each of one programme's claims made by a meter.

    So that whoever checks sees what the meter on the photo should show.
    """
    codes = [row.code for row in claims_seen if row.activity in METERED]
    if not codes:
        return {}
    found = BEHIND.all(session, programme_id=claims_seen[0].programme_id, codes=codes)
    return {row.claim_code: row for row in found}


def tell_usual(session: Session, me: Member, what: Any, past: Past, *, now: datetime) -> None:
    """Say once what was used before, from a bill; harmless when the same was said.

    Raises UsualKnown, UnusualUse.
    """
    require(may_spend(me.standing))
    _require_metered(what)
    require_bill(past)
    row = {"usual": past.usual, "usual_days": past.days, "told_by": me.id, "told_at": now}
    if TELL.run_all(session, {**_key(me, what), **row}):
        whose = {"programme_id": what.programme_id, "now": now}
        history.record(session, me.id, "meter.told", me.household_id, **whose)
    elif look(session, me, what)[0] != past:
        raise UsualKnown


def read(
    session: Session,
    me: Member,
    what: Any,
    seen: Shown,
    *,
    is_new_meter: bool = False,
    photo: Picture | None = None,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str | None:
    """Keep a reading; return the action's code where something was saved since the one before.

    The same form again finds the first one. Raises UsualMissing, InTheFuture, NoReading,
    RunsBackward, ReadTooSoon, SavedTooMuch, and as claims.submit.
    """
    key = _key(me, what)
    if earlier := EARLIER.first(session, programme_id=what.programme_id, idem=idem):
        sent: str | None = earlier.claim_code
        return sent
    _require_open(session, me, what, has_photo=photo is not None)
    past, rows = look(session, me, what)
    if past is None:
        raise UsualMissing
    require_real(seen, local_day(what.time_zone, now))
    code = None
    if rows:
        before = Shown(rows[0].read_on, rows[0].shown)
        require_after(before, seen, is_new_meter=is_new_meter)
        if not is_new_meter:
            amount = worth(what, past, before, seen)
            code = _send(session, me, what, amount, seen, photo, shelf, idem, now)
    number = rows[0].number + 1 if rows else 1
    facts: dict[str, Any] = {"is_new_meter": is_new_meter, "claim_code": code, "idem": idem}
    facts |= {**key, **seen._asdict(), "number": number}
    session.add(Reading(**facts, read_by=me.id, read_at=now))
    session.flush()
    return code


def _require_open(session: Session, me: Member, what: Any, *, has_photo: bool) -> None:
    _require_metered(what)
    if what.state is not ProgrammeState.PUBLISHED:
        raise claims.NotRunning
    require_may_log(session, me, me.id, has_photo=has_photo)
    require_listed(what.organisation_state, what.organisation_reason)


def _require_metered(what: Any) -> None:
    if what.code not in METERED or what.mode is Mode.CLASS:
        raise NotAllowed


def _send(
    session: Session,
    me: Member,
    what: Any,
    amount: Decimal,
    seen: Shown,
    photo: Picture | None,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str | None:
    if amount < what.least_amount or not amount:
        return None
    told = Told(amount, seen.read_on, photo=photo)
    return claims.submit(session, me, what, told, shelf=shelf, idem=idem, now=now)


def _key(me: Member, what: Any) -> dict[str, Any]:
    return {
        "programme_id": what.programme_id,
        "household_id": me.household_id,
        "activity": what.code,
    }
