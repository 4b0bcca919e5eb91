"""What every command begins with: settings, the database, the keys; and how it ends badly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Connection, Engine

from db import roles
from db.engine import connect, connect_as_owner
from portal import logs
from portal.keys import Keys, open_keys
from portal.settings import Settings

__all__ = [
    "closed_after",
    "let_in",
    "open_as_owner",
    "open_engine",
    "owners_place",
    "progress_bar",
    "read_keys",
    "read_settings",
    "stop",
]


def read_settings(fails: int = 1) -> Settings:
    """Read the environment, or say what is wrong with it and end with `fails`."""
    logs.configure()
    try:
        return Settings.read()
    except (ValidationError, ValueError) as error:
        told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        print(told.removeprefix("Value error, "))
        raise typer.Exit(fails) from None


def open_engine(settings: Settings) -> Engine:
    """Open the database as the portal does when it answers visits."""
    return connect(_with_folder(settings.database_url))


def open_as_owner(settings: Settings) -> Engine:
    """Open it with the rights to change its schema and confirm days."""
    return connect_as_owner(owners_place(settings))


@contextmanager
def closed_after(engine: Engine) -> Iterator[Engine]:
    """Close the database when a command has ended, however it ends."""
    try:
        yield engine
    finally:
        engine.dispose()


def owners_place(settings: Settings) -> str:
    """Return the address with which its owner opens the database; the folder of a file is made."""
    return _with_folder(settings.database_of_owner)


def let_in(settings: Settings, connection: Connection) -> None:
    """On PostgreSQL, let the portal's own role do what the portal does, and nothing else."""
    if not settings.owner_url or connection.dialect.name != "postgresql":
        return
    try:
        roles.grant(connection, roles.make(connection, settings.database_url))
    except roles.MayNotMake as error:
        stop(f'Let an administrator run this first: CREATE ROLE "{error}" LOGIN')


def _with_folder(url: str) -> str:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return url


def read_keys(settings: Settings) -> Keys:
    """Return what signs the log; made at the first start."""
    return open_keys(Path(settings.keys_dir), settings.base_url)


def stop(words: str) -> NoReturn:
    """Say why not, and end."""
    print(words)
    raise typer.Exit(1)


@contextmanager
def progress_bar(words: str, *, shown: bool = True) -> Iterator[Callable[[int, int], None]]:
    """Show how far something is."""
    with Progress(console=Console(stderr=True), disable=not shown) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
