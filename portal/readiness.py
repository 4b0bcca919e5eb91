"""Readiness: can visits be answered and acts be kept, right now? Asked by machines, often."""

from pathlib import Path

from sqlalchemy import column, delete, false, table
from sqlalchemy.exc import SQLAlchemyError

from db import migrate
from db.statement import Statement, pick
from db.tables.people import SignIn
from portal import disks
from portal.errors import Trouble
from portal.settings import Settings
from portal.transactions import Sessions

__all__ = ["complaints", "is_nearly_full"]

LEAST_SHARE, LEAST_BYTES = 0.02, 200 * 1024 * 1024  # nearly full is less than both
APPLIED = Statement(pick(column("version_num")).select_from(table("alembic_version")))
WRITE_NOTHING = Statement(delete(SignIn).where(false()))


def complaints(sessions: Sessions, settings: Settings) -> list[str]:
    """Return what is wrong, a line each; nothing where all is well."""
    wrong = [f"the disk of {place} is nearly full" for place in _crowded(settings)]
    try:
        with sessions(False) as session:
            applied = str(APPLIED.value(session) or "nothing")
    except (Trouble, SQLAlchemyError):
        return [*wrong, "the database does not answer, or was never migrated"]
    if applied < migrate.newest():
        wrong.append(f"the schema is at {applied}, the program needs {migrate.newest()}")
    return wrong if _takes_writing(sessions) else [*wrong, "the database cannot be written"]


def is_nearly_full(folder: Path) -> bool:
    """Tell whether the disk under a folder, or under its nearest parent, is nearly full."""
    unused, whole = disks.free(folder)
    return unused < min(LEAST_SHARE * whole, LEAST_BYTES)


def _crowded(settings: Settings) -> list[str]:
    places = {
        "the database": disks.place(settings.database_url),
        "photos": disks.place(settings.files_url),
    }
    return [name for name, place in places.items() if place and is_nearly_full(place)]


def _takes_writing(sessions: Sessions) -> bool:
    """Begin to write, change nothing, and leave it at that."""
    try:
        with sessions(True) as session:
            WRITE_NOTHING.run(session, {})
    except (Trouble, SQLAlchemyError):
        return False
    return True
