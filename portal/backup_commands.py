"""Commands that keep the database safe: copy it into one file, and bring it back."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from portal import restores, safekeeping
from portal.commands import (
    closed_after,
    let_in,
    open_as_owner,
    open_engine,
    owners_place,
    progress_bar,
    read_settings,
    stop,
)
from portal.errors import Trouble
from portal.files import open_shelf
from portal.transactions import opener

__all__ = ["backup", "restore"]


def backup(
    file: Path,
    replace: Annotated[bool, typer.Option(help="a backup of this name may go")] = False,
) -> None:
    """Back the database up into one file, while the portal runs; photos and keys lie apart."""
    facts: dict[str, Any] = {"replace": replace, "now": datetime.now(UTC)}
    try:
        with (
            closed_after(open_engine(read_settings())) as engine,
            progress_bar("Backup", shown=sys.stderr.isatty()) as move,
        ):
            made = safekeeping.make(opener(engine), file, beat=move, **facts)
    except (*safekeeping.WRONG, Trouble) as error:
        stop(f"Not backed up: {error or type(error).__name__}")
    print(f"{file}: {made.told}")


def restore(
    file: Path,
    against: Annotated[Path | None, typer.Option(help="a checkpoint somebody kept")] = None,
) -> None:
    """Put a backup into an empty database, erase whom it brought back, and audit it.

    Do not serve it if that finds a breach.
    """
    settings, now = read_settings(), datetime.now(UTC)
    try:
        checkpoint = against.read_text(encoding="utf-8") if against else ""
        with progress_bar("Restore", shown=sys.stderr.isatty()) as move:
            place = owners_place(settings)
            shelf = open_shelf(settings.files_url, settings.secret_key)
            facts: dict[str, Any] = {"shelf": shelf, "against": checkpoint, "now": now}
            done = restores.restore(file, place, beat=move, **facts)
        with closed_after(open_as_owner(settings)) as engine, engine.begin() as connection:
            let_in(settings, connection)
    except (*safekeeping.WRONG, Trouble) as error:
        stop(f"Not restored: {error or type(error).__name__}")
    print("\n".join(done.told))
    raise typer.Exit(0 if done.is_sound else 1)
