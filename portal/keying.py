"""Keying: a sheet of paper is typed by one person and typed again by another, then it counts.

The sheet says how many rows it has and what their amounts add up to; both have to match. Where the
two disagree the second one sees it, looks at the paper and types it again.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.imports import Import, ImportKind, ImportState
from portal import codes, evidence, history, ids, importing, imports, receipts
from portal.desks import Desk
from portal.entering import Tried
from portal.errors import Refused
from portal.importing import LONGEST_REASON, ReasonMissing, Source
from portal.lists import Line
from portal.people import Member
from portal.permissions import may_enter, require
from portal.programmes import Mode
from portal.receipts import ActKind
from portal.typed import Difference, Row, compare, number_of

__all__ = [
    "MOST_ROWS",
    "AnotherMustType",
    "Difference",
    "NotKeyed",
    "Row",
    "SheetKnown",
    "TotalsDiffer",
    "UnknownSheet",
    "discard",
    "key",
    "key_again",
    "new_sheet",
]

MOST_ROWS = 20  # of a sheet: as many as A4 has room for
STANDING = Statement(
    pick(Import.code).where(
        col(Import.programme_id) == bindparam("programme_id"),
        col(Import.name) == bindparam("name"),
        col(Import.kind) == ImportKind.SHEET,
        col(Import.state).in_([ImportState.KEYED, ImportState.APPLIED]),
    )
)


class UnknownSheet(Refused):
    """No sheet has this code: a sign was mistyped."""


class SheetKnown(Refused):
    """This sheet was typed already, as `code`."""


class TotalsDiffer(Refused):
    """The rows do not add up to what stands on the sheet: `rows`, `sum`."""


class AnotherMustType(Refused):
    """Whoever typed it first cannot type it again."""


class NotKeyed(Refused):
    """This sheet does not wait for a second person any more."""


def new_sheet() -> str:
    """Return the code of a sheet that is printed: it holds nothing, and is typed once."""
    return codes.new_code("T")


def key(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    sheet: str,
    rows: Sequence[Row],
    *,
    row_count: int,
    control: Decimal,
    witness_id: UUID | None = None,
    reason: str = "",
    idem: str,
    now: datetime,
) -> tuple[str | None, Tried]:
    """Keep what the first person typed, if all of it could count; return the import's code.

    Raises UnknownSheet, SheetKnown, TotalsDiffer, ReasonMissing, and as importing.programme_of.
    """
    found = importing.programme_of(session, desk, programme, now=now)
    typed = [row.plain() for row in rows]
    name = codes.tidy(sheet)
    facts = [me.id, name, typed]
    if earlier := receipts.find_earlier(session, found.programme_id, idem, facts):
        return str(earlier.code), Tried()
    _require_sheet(session, found.programme_id, name)
    _require_totals(typed, row_count, control)
    if len(reason) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    able = {one.id for one in evidence.list_at(session, desk.organisation_id, now=now)}
    require(witness_id is None or witness_id in able)
    source = Source(name, _digest(typed), reason, ImportKind.SHEET, witness_id)
    by = _second(able, me, witness_id) if found.mode is Mode.CLASS else me.id
    tried = _try(session, me, found, source, typed, by, now)
    if tried.fault_count or tried.duplicates:
        return None, tried
    code = importing.begin(session, me, found.programme_id, source, now=now)
    one = session.get_one(Import, (found.programme_id, code))
    one.typed, one.row_count, one.control = typed, row_count, control
    session.flush()
    receipts.issue(session, found.programme_id, ActKind.IMPORT, idem, facts, code=code, now=now)
    history.record(session, me.id, "sheet.keyed", code, programme_id=found.programme_id, now=now)
    return code, tried


def key_again(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    rows: Sequence[Row],
    *,
    idem: str,
    now: datetime,
) -> tuple[list[Difference], Tried]:
    """Compare what a second person typed; where they agree, the sheet counts in their name.

    Raises AnotherMustType, NotKeyed, and as importing.programme_of.
    """
    it = imports.find(session, desk, code)
    found = importing.programme_of(session, desk, it.programme_code, now=now)
    typed = [row.plain() for row in rows]
    facts = [me.id, it.code, typed]
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return [], Tried(rows=it.row_count, taken=it.row_count)
    one = session.get_one(Import, (found.programme_id, it.code), with_for_update=True)
    if one.state is not ImportState.KEYED or one.kind is not ImportKind.SHEET:
        raise NotKeyed
    if one.made_by == me.id:
        raise AnotherMustType
    if differences := compare(one.typed, typed):
        return differences, Tried()
    with session.begin_nested() as kept:
        tried = importing.apply(session, me, found, one.code, _lines(one.name, typed), now=now)
        if tried.fault_count:
            kept.rollback()
            return [], tried
    receipts.issue(session, found.programme_id, ActKind.IMPORT, idem, facts, code=it.code, now=now)
    history.record(session, me.id, "import", it.code, programme_id=found.programme_id, now=now)
    return [], tried


def discard(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Throw away what was typed once; harmless when it was. Raises NotKeyed."""
    require(may_enter(desk.roles))
    it = imports.find(session, desk, code)
    one = session.get_one(Import, (it.programme_id, it.code), with_for_update=True)
    if one.state is ImportState.DISCARDED:
        return
    if one.state is not ImportState.KEYED:
        raise NotKeyed
    one.state, one.typed, one.ended_by, one.ended_at = ImportState.DISCARDED, [], me.id, now
    session.flush()
    history.record(session, me.id, "sheet.discarded", it.code, now=now)


def _try(
    session: Session,
    me: Member,
    found: Any,
    source: Source,
    typed: Sequence[dict[str, Any]],
    by: UUID,
    now: datetime,
) -> Tried:
    """Say what the sheet would become, and keep nothing."""
    with session.begin_nested() as kept:
        code = importing.begin(session, me, found.programme_id, source, now=now)
        one = session.get_one(Import, (found.programme_id, code))
        tried = importing.enter_lines(session, by, found, one, _lines(source.name, typed), now=now)
        kept.rollback()
    return tried


def _second(able: set[UUID], me: Member, witness_id: UUID | None) -> UUID:
    """Return whom a trial takes for who types it again: a class's counter never checks it."""
    others = sorted(able - {me.id, witness_id})
    return me.id if me.id != witness_id or not others else others[0]


def _require_sheet(session: Session, programme_id: UUID, name: str) -> None:
    if not name.startswith("T-") or not codes.is_sound(name):
        raise UnknownSheet
    if known := STANDING.value(session, programme_id=programme_id, name=name):
        raise SheetKnown(code=known)


def _require_totals(typed: Sequence[dict[str, Any]], row_count: int, control: Decimal) -> None:
    sums = sum((number_of(row["quantity"]) for row in typed), Decimal())
    if (len(typed), sums) != (row_count, control):
        raise TotalsDiffer(rows=len(typed), sum=sums)


def _lines(name: str, typed: Sequence[dict[str, Any]]) -> list[Line]:
    """Return the rows as those of a list; a row is known by its sheet and its line."""
    return [
        Line(row["number"], {**row, "external_id": f"{name}/{row['number']}", "unit": ""})
        for row in typed
    ]


def _digest(typed: Sequence[dict[str, Any]]) -> str:
    return ids.digest(json.dumps(typed, sort_keys=True))
