"""Readings: what a household's meter showed, and which of it was taken back.

A mistake stays as a row, and nothing is compared with it any more. A reading that another one
was compared with cannot be taken back: what was saved since rests on it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.meters import Meter, Reading
from db.tables.people import Person
from db.tables.slips import Slip
from portal.savings import METERED, Past, ReadingFollowed

__all__ = ["key_of", "look", "read_behind", "take_back", "take_back_behind"]

_KEY = tuple(
    col(column) == bindparam(name)
    for column, name in (
        (Meter.programme_id, "programme_id"),
        (Meter.household_id, "household_id"),
        (Meter.activity, "activity"),
    )
)
_OF_METER = "programme_id household_id activity"
_typed = tied(Slip, Reading, f"{_OF_METER} reading_number", f"{_OF_METER} number")
MINE = Statement(  # the past, once for each reading, and once where there is none
    pick(
        *(Meter.usual, Meter.usual_days, Reading.programme_id, Reading.household_id),
        *(Reading.activity, Reading.number, Reading.read_on, Reading.shown),
        *(Reading.is_new_meter, Reading.after_number, Reading.claim_code, Reading.taken_back_at),
        *(Slip.meter_number, Slip.reason, col(Person.name).label("typist_name")),
    )
    .select_from(Meter)
    .outerjoin(Reading, tied(Reading, Meter, _OF_METER))
    .outerjoin(Slip, _typed)
    .outerjoin(Person, col(Person.id) == Slip.typed_by)
    .where(*_KEY)
    .order_by(col(Reading.number).desc())
    .limit(60)
)
_before = aliased(Reading)
BEHIND = Statement(
    pick(
        *(Reading.claim_code, Reading.activity, Reading.read_on, Reading.shown),
        *(col(_before.read_on).label("before_on"), col(_before.shown).label("before")),
        *(Meter.usual, Meter.usual_days, Slip.meter_number),
    )
    .join(Meter, tied(Meter, Reading, _OF_METER))
    .join(_before, tied(_before, Reading, f"{_OF_METER} number", f"{_OF_METER} after_number"))
    .outerjoin(Slip, _typed)
    .where(
        col(Reading.programme_id) == bindparam("programme_id"),
        col(Reading.claim_code).in_(bindparam("codes", expanding=True)),
    )
)
_later = aliased(Reading)
_MISTAKEN = (
    update(Reading)
    .where(
        col(Reading.programme_id) == bindparam("programme"),
        col(Reading.taken_back_at).is_(None),
        ~exists().where(
            tied(_later, Reading, _OF_METER),
            col(_later.after_number) == Reading.number,
            col(_later.taken_back_at).is_(None),
        ),
    )
    .values(taken_back_at=bindparam("now"))
)
TAKE_BACK_BEHIND = Statement(_MISTAKEN.where(col(Reading.claim_code) == bindparam("claim")))
TAKE_BACK = Statement(
    _MISTAKEN.where(
        col(Reading.household_id) == bindparam("household"),
        col(Reading.activity) == bindparam("of"),
        col(Reading.number) == bindparam("place"),
    )
)


def look(session: Session, household_id: UUID, what: Any) -> tuple[Past | None, list[Row[Any]]]:
    """Return what a household told of its past, if it did, and its readings, the newest first.

    Among them are those that were taken back.
    """
    rows = MINE.all(session, **key_of(household_id, what))
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


def take_back_behind(
    session: Session, programme_id: UUID, claim_code: str, *, now: datetime
) -> None:
    """Take the reading back that made a claim, unless another one rests on it."""
    TAKE_BACK_BEHIND.run(session, {"programme": programme_id, "claim": claim_code, "now": now})


def take_back(session: Session, reading: Any, *, now: datetime) -> None:
    """Take a reading back that made no claim; harmless twice. Raises ReadingFollowed."""
    if reading.taken_back_at:
        return
    key = {"programme": reading.programme_id, "household": reading.household_id}
    key |= {"of": reading.activity, "place": reading.number}
    if not TAKE_BACK.run(session, {**key, "now": now}):
        raise ReadingFollowed


def key_of(household_id: UUID, what: Any) -> dict[str, Any]:
    """Return what tells a household's meter from every other."""
    return {"programme_id": what.programme_id, "household_id": household_id, "activity": what.code}
