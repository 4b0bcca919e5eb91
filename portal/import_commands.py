"""`portal import actions` and `factors`, `portal undo-import`: lists from the command line."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from sqlmodel import Session

from portal import (
    desks,
    evidence,
    ids,
    importing,
    organisations,
    own_factors,
    people,
    programmes,
    taking_back,
)
from portal.commands import closed_after, open_engine, progress_bar, read_settings, stop
from portal.desks import Desk
from portal.entering import Tried
from portal.errors import NotFound, Refused, Trouble
from portal.importing import Source
from portal.imports import programme_of_or_none
from portal.own_factors import About
from portal.people import Member
from portal.permissions import may_enter, may_undo
from portal.transactions import commit, opener

__all__ = ["import_commands", "undo_import"]

import_commands = typer.Typer(no_args_is_help=True, help="Bring in what was written elsewhere.")
MOST_FAULTS = 50  # lines that are named
_AT_ONCE = 1 << 20  # bytes
SAID = {  # in English, as every command speaks
    "BadRow": "{wrong}: “{what}” cannot be taken",
    "UnknownUnit": "unit: “{unit}” is no unit of what is counted in {wanted}",
    "OutOfRange": "quantity: from {least} to {most} are taken",
    "NotWhole": "quantity: things are counted, not cut",
    "InTheFuture": "done_at: this day has not come yet",
    "TooLongAgo": "done_at: more than {days} days ago; say why with --reason",
    "OutsideSeason": "done_at: the season is from {starts_on} to {ends_on}",
    "BadList": "The file cannot be read ({why}): {what}",
    "ByMeter": "activity: two readings of the household’s own meter say this, no list",
    "RecordMissing": "activity: the portal itself records this, no list",
    "Full": "The programme has as many households or classes as its budget was made for.",
    "NotRunning": "This programme takes no actions at the moment.",
    "CounterMissing": "It is about classes: say with --counted-by who counted them.",
    "ReasonMissing": "Write a reason of at most {most} signs.",
    "SecondMissing": "Points were given: somebody else must agree. Name two with --by.",
    "NotApplied": "This import gave nothing, or was taken back before.",
    "BadFactor": "{wrong}: “{what}” cannot be taken",
    "SumDiffers": "arithmetic: it gives {result}, and central is {central}",
    "TwiceThere": "line {line} has the same activity, metric, region and year",
    "SetIncomplete": "A set needs a name, a source and years; at most {most} signs each.",
    "NotAllowed": "They may not do that here.",
}


@import_commands.command("actions")
def actions(
    file: Path,
    programme: Annotated[str, typer.Option(help="the programme's code")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen")] = False,
    reason: Annotated[str, typer.Option(help="why it comes so late")] = "",
    by: Annotated[str, typer.Option(help="e-mail address of who answers for it")] = "",
    counted_by: Annotated[str, typer.Option(help="e-mail address of who counted classes")] = "",
) -> None:
    """Enter a list of acts, all of it or nothing."""
    now = datetime.now(UTC)
    with _session() as session, _opened(file) as opened:
        found = _programme(session, programme, now)
        [(me, desk)] = _who(session, found, [by] if by else [], 1, now)
        total = _count_lines(opened)
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        counter = people.find_by_email_or_none(session, counted_by) if counted_by else None
        source = Source(file.name, digest, reason, witness_id=counter)
        opened.seek(0)
        with progress_bar("Rows") as move:
            facts: dict[str, Any] = {"progress": lambda rows: move(rows, total), "now": now}
            key = ids.new_token()
            code, tried = importing.bring_in(
                session, me, desk, programme, opened, source, is_trial=dry_run, idem=key, **facts
            )
        _tell(tried)
        if tried.fault_count:
            stop("Nothing was entered.")
        if dry_run or code is None:
            print("Nothing was entered." if not dry_run else "This was a trial.")
            return
        commit(session)
    print(
        f"Entered as {code}, in the name of {me.name}. To take it back: portal undo-import {code}"
    )


@import_commands.command("factors")
def own(
    file: Path,
    programme: Annotated[str, typer.Option(help="the programme's code")],
    name: Annotated[str, typer.Option(help="what the set is called")],
    source: Annotated[str, typer.Option(help="where its numbers were published")],
    first: Annotated[int, typer.Option("--from", help="the first year it is valid")],
    last: Annotated[int, typer.Option("--to", help="the last year it is valid")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen")] = False,
    by: Annotated[str, typer.Option(help="e-mail address of who enters it")] = "",
) -> None:
    """Enter a programme's own factors, which wait for a review by somebody else."""
    now, about = datetime.now(UTC), About(name, source, first, last)
    with _session() as session, _opened(file) as opened:
        found = _programme(session, programme, now)
        [(me, desk)] = _who(session, found, [by] if by else [], 1, now)
        facts: dict[str, Any] = {"is_trial": dry_run, "now": now}
        code, tried = own_factors.enter(session, me, desk, programme, about, opened, **facts)
        for number, why in tried.faults[:MOST_FAULTS]:
            print(f"line {number}: {_said(why)}")
        if tried.faults or not tried.rows:
            stop("Nothing was entered.")
        if code is None:
            print(f"{len(tried.rows)} rows. This was a trial.")
            return
        commit(session)
    print(f"{len(tried.rows)} rows entered as {code}, by {me.name}. An owner has to review it.")


def undo_import(
    batch: str,
    by: Annotated[list[str] | None, typer.Option(help="an e-mail address; twice")] = None,
) -> None:
    """Take a whole import back by reversals."""
    now = datetime.now(UTC)
    with _session() as session:
        found = programme_of_or_none(session, batch)
        if found is None:
            stop("There is no such import.")
        (me, desk), (other, _) = _who(session, found, by or [], 2, now)
        key = ids.new_token()
        facts: dict[str, Any] = {"second_id": other.id, "idem": key, "now": now}
        taking_back.undo(session, me, desk, batch, **facts)
        commit(session)
    print(f"Taken back, in the names of {me.name} and {other.name}.")


@contextmanager
def _session() -> Iterator[Session]:
    """Open the database; a refusal is said and ends the command."""
    settings = read_settings()
    try:
        with closed_after(open_engine(settings)) as engine, opener(engine)(True) as session:
            yield session
    except Refused as refused:
        said = SAID.get(type(refused).__name__, "That cannot be done.")
        stop(said.format(**refused.facts))
    except NotFound:
        stop("There is nothing of this kind here.")
    except Trouble:
        stop("The database does not answer. Nothing was done.")


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    try:
        with file.open("rb") as opened:
            yield opened
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}")


def _count_lines(file: BinaryIO) -> int:
    """Return about how many rows are to come, for whoever waits; then begin again."""
    count = sum(piece.count(b"\n") for piece in iter(lambda: file.read(_AT_ONCE), b""))
    file.seek(0)
    return max(count - 1, 1)  # the first one names the columns


def _programme(session: Session, code: str, now: datetime) -> Any:
    try:
        return programmes.find(session, code, now=now)
    except NotFound:
        stop(f"There is no programme {code}.")


def _who(
    session: Session, programme: Any, by: Sequence[str], count: int, now: datetime
) -> list[tuple[Member, Desk]]:
    """Return who answers for it: those who are named, or else who works there, by name."""
    slug = organisations.find_by_id(session, programme.organisation_id).slug
    wanted = [people.find_by_email_or_none(session, email) for email in by]
    able = evidence.list_at(session, programme.organisation_id, now=now)
    found: list[tuple[Member, Desk]] = []
    for person_id in dict.fromkeys(wanted or [row.id for row in able]):
        me = people.find_member(session, person_id, now=now) if person_id else None
        desk = desks.find_or_none(session, me, slug, now=now) if me else None
        may = may_undo if found else may_enter
        if me and desk and may(desk.roles):
            found.append((me, desk))
    if len(found) < count:
        stop(f"It takes {count} of those who work there and may do this. Name them with --by.")
    return found[:count]


def _tell(tried: Tried) -> None:
    print(f"{tried.rows} rows, {tried.taken} taken, {tried.duplicates} entered before.")
    print(f"They add up to {tried.control:f} and earn {tried.points} points.")
    if tried.waiting:
        print(f"{tried.waiting} acts wait for the next budget.")
    for fault in tried.faults:
        print(f"line {fault.number}: {_said(fault.why)}")
    if tried.fault_count > len(tried.faults):
        print(f"and {tried.fault_count - len(tried.faults)} more lines.")


def _said(why: Refused) -> str:
    return SAID.get(type(why).__name__, "cannot be taken").format(**why.facts)
