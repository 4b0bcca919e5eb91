"""Importing: a list in a file is tried, and applied as a whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID

from sqlmodel import Session

from db.tables.imports import Import, ImportKind, ImportState
from portal import codes, evidence, history, imports, lists, programmes, receipts
from portal.claims import NotRunning
from portal.desks import Desk, require_listed
from portal.entering import Progress, Tried, enter
from portal.entries import Reader
from portal.errors import NotFound, Refused
from portal.lists import Line
from portal.people import Member
from portal.permissions import may_enter, require
from portal.programmes import Mode, ProgrammeState
from portal.receipts import ActKind
from portal.transactions import whole

__all__ = [
    "CounterMissing",
    "ReasonMissing",
    "Source",
    "apply",
    "begin",
    "bring_in",
    "enter_lines",
    "programme_of",
]

LONGEST_REASON = 200
NONE_YET = Decimal(0)  # what a new import adds up to, before it is counted


class CounterMissing(Refused):
    """It is about classes, and nobody is named who counted them."""


class ReasonMissing(Refused):
    """Acts of long ago come in with a reason of at most `most` signs."""


@dataclass(frozen=True)
class Source:
    """What is entered: its name, a digest of it, and why it comes so late."""

    name: str
    digest: str
    reason: str = ""
    kind: ImportKind = ImportKind.FILE
    witness_id: UUID | None = None  # who signed the paper, or counted a class


def bring_in(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    file: BinaryIO,
    source: Source,
    *,
    is_trial: bool = False,
    progress: Progress = lambda rows: None,
    idem: str,
    now: datetime,
) -> tuple[str | None, Tried]:
    """Enter a file, all of it or nothing; return its code, if it was, and what became of it.

    A trial does everything and keeps nothing, so what it says is true. What keeps nothing rolls
    the transaction back: commit first whatever else was written in it. Raises BadList, NotFound,
    NotRunning, ReasonMissing, CounterMissing, NotAllowed.
    """
    found = programme_of(session, desk, programme, now=now)
    facts = [me.id, source.digest, source.reason]
    if not is_trial and (
        earlier := receipts.find_earlier(session, found.programme_id, idem, facts)
    ):
        return str(earlier.code), Tried(rows=imports.find(session, desk, earlier.code).row_count)
    if len(source.reason) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    if source.witness_id:
        able = evidence.list_at(session, desk.organisation_id, now=now)
        require(source.witness_id in {one.id for one in able})
    with whole(session) as give_up:
        code = begin(session, me, found.programme_id, source, now=now)
        tried = apply(session, me, found, code, lists.read(file), progress=progress, now=now)
        if is_trial or tried.fault_count or not tried.taken:
            give_up()
            return None, tried
    receipts.issue(session, found.programme_id, ActKind.IMPORT, idem, facts, code=code, now=now)
    history.record(session, me.id, "import", code, programme_id=found.programme_id, now=now)
    return code, tried


def programme_of(session: Session, desk: Desk, code: str, *, now: datetime) -> Any:
    """Return a programme of this desk that takes acts; raises NotFound, NotRunning."""
    require(may_enter(desk.roles))
    require_listed(desk.state, desk.state_reason)
    found = programmes.find(session, code, now=now)
    if found.organisation_id != desk.organisation_id:
        raise NotFound
    if found.state is not ProgrammeState.PUBLISHED:
        raise NotRunning
    return found


def begin(
    session: Session, me: Member, programme_id: UUID, source: Source, *, now: datetime
) -> str:
    """Write down that an import begins; return its code."""
    code = codes.new_code("B")
    session.add(
        Import(
            programme_id=programme_id,
            code=code,
            kind=source.kind,
            state=ImportState.KEYED,
            name=source.name,
            digest=source.digest,
            row_count=0,
            control=NONE_YET,
            typed=[],
            reason=source.reason or None,
            witness_id=source.witness_id,
            made_by=me.id,
            made_at=now,
        )
    )
    session.flush()
    return code


def apply(
    session: Session,
    me: Member,
    programme: Any,
    code: str,
    lines: Iterable[Line],
    *,
    progress: Progress = lambda rows: None,
    now: datetime,
) -> Tried:
    """Enter the lines of an import that has begun, in my name; the caller looks at the faults."""
    one = session.get_one(Import, (programme.programme_id, code), with_for_update=True)
    tried = enter_lines(session, me.id, programme, one, lines, progress=progress, now=now)
    one.state, one.typed = ImportState.APPLIED, []
    one.row_count, one.control = tried.taken, tried.control
    one.applied_by, one.applied_at = me.id, now
    session.flush()
    return tried


def enter_lines(
    session: Session,
    by: UUID,
    programme: Any,
    one: Import,
    lines: Iterable[Line],
    *,
    progress: Progress = lambda rows: None,
    now: datetime,
) -> Tried:
    """Enter the lines as those of an import, checked by somebody, and leave the import as it is.

    Raises CounterMissing.
    """
    if programme.mode is Mode.CLASS and one.witness_id is None:
        raise CounterMissing
    reader = Reader(
        session,
        programme,
        kind=one.kind,
        signed=one.kind is ImportKind.FILE or one.witness_id is not None,
        is_late=bool(one.reason),
        checker_id=by,
        counted_by=one.witness_id,
        now=now,
    )
    facts: dict[str, Any] = {"code": one.code, "by": by, "witness_id": one.witness_id}
    return enter(session, reader, lines, **facts, progress=progress, now=now)
