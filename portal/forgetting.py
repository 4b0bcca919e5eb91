"""Forgetting for good: whoever was erased stays so, in the file, in backups and after a restore."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from db import scrub
from portal import departures, erasures
from portal.erasures import Entry
from portal.errors import Busy
from portal.files import Shelf, open_shelf
from portal.transactions import Sessions, commit

__all__ = ["NOWHERE", "erase_again", "keep_list", "scrub_since"]

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before the first erasure there can be
NOWHERE = open_shelf("memory:", "")  # for a copy whose photos are not at hand


def keep_list(sessions: Sessions, folder: Path) -> list[UUID]:
    """Write beside the backups who was forgotten; return everybody on that list."""
    with sessions(False) as session:
        entries = erasures.list_since(session, BEGINNING)
    erasures.add(folder, entries)
    return [entry.person_id for entry in erasures.read(folder)]


def erase_again(
    sessions: Sessions,
    known: Iterable[UUID],
    listed: Sequence[Entry],
    *,
    shelf: Shelf = NOWHERE,
    now: datetime,
) -> list[UUID]:
    """Forget once more whom a backup brought back, with their old receipts; return who it was.

    `known` are those the backup itself names, `listed` those on the list beside it.
    """
    entries = {person_id: Entry(person_id) for person_id in known}
    entries |= {entry.person_id: entry for entry in listed}
    with sessions(True) as session:
        again = erasures.back_again(session, list(entries))
        for person_id in again:
            departures.erase_again(session, entries[person_id], shelf=shelf, now=now)
        commit(session)
    return again


def scrub_since(sessions: Sessions, last: datetime | None) -> None:
    """Write the file of the database anew if anybody was forgotten since; raises Busy: try again.

    What is deleted could otherwise be read in the file, here and there: see db/scrub.py.
    """
    with sessions(False) as session:
        is_needed = bool(erasures.list_since(session, last or BEGINNING))
        engine = session.get_bind().engine
    if is_needed and not scrub.scrub(engine):
        raise Busy
