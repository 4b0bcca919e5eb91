"""What every command begins with: settings, the database, the keys; and how it ends badly."""

from pathlib import Path
from typing import NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy import Engine

from db.engine import connect
from portal import logs
from portal.keys import Keys, open_keys
from portal.settings import Settings

__all__ = ["database_place", "open_engine", "read_keys", "read_settings", "stop"]


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
    """Open the database."""
    return connect(database_place(settings))


def database_place(settings: Settings) -> str:
    """Return the address of the database; the folder of a file is made."""
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(
            parents=True, exist_ok=True
        )
    return settings.database_url


def read_keys(settings: Settings) -> Keys:
    """Return what signs the log; made at the first start."""
    return open_keys(Path(settings.keys_dir), settings.base_url)


def stop(words: str) -> NoReturn:
    """Say why not, and end."""
    print(words)
    raise typer.Exit(1)
