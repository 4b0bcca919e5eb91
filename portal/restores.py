"""Restores: a backup is a database again. Whom it brought back is erased, then it is audited."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from db import copies
from db.engine import connect
from db.tables.audits import AuditSource
from portal import audit, audits, backups, erasures, forgetting
from portal.backups import Impossible, Manifest
from portal.files import Shelf
from portal.forgetting import NOWHERE
from portal.notes import Checkpoint, Note
from portal.transactions import opener

__all__ = ["Restored", "restore"]


@dataclass(frozen=True)
class Restored:
    """What a restore ended with."""

    manifest: Manifest
    found: audit.Result
    again: list[UUID]  # who had been erased, was there again, and is erased once more

    @property
    def is_sound(self) -> bool:
        """Whether it may be served."""
        return self.found.is_clean

    @property
    def told(self) -> Iterator[str]:
        """The lines a person reads."""
        yield self.manifest.told
        yield from audit.told(self.found)
        yield from (f"was here again, and is erased once more: {person}" for person in self.again)
        if not self.is_sound:
            yield "Do not serve this database."


def restore(
    file: Path,
    url: str,
    *,
    shelf: Shelf = NOWHERE,
    against: str = "",
    beat: copies.Beat,
    now: datetime,
) -> Restored:
    """Put a backup into the empty database at `url`, erase whom it brought back, and audit it.

    Photos of who is erased again go from the shelf. What the audit finds is kept in that database,
    so that its status and its doctor tell. Raises what backups do.
    """
    if against:
        Checkpoint.read(Note.read(against).text)  # before anything is done
    erased = erasures.read(file.parent)
    manifest = backups.restore(file, url, beat=beat)
    engine = connect(url)
    sessions, source = opener(engine), AuditSource.BACKUP
    try:
        named = (manifest.erased, erased)
        again = forgetting.erase_again(sessions, *named, shelf=shelf, now=now)
        forgetting.scrub_since(sessions, None)
        found = audits.check(sessions, source=source, against=against, progress=beat, now=now)
    except audit.Unreadable as error:
        raise Impossible(
            f"It is there, but cannot be audited, so do not serve it: {error}"
        ) from error
    finally:
        engine.dispose()
    return Restored(manifest, found, again)
