"""Bring a database up to date, write the next numbered migration, tell drift."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (so that every table is known)
from db import measuring, triggers

FOLDER = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Apply every migration not yet applied, put triggers and function back, check references."""
    with engine.connect() as connection:
        on_sqlite = engine.dialect.name == "sqlite"
        if on_sqlite:  # a rebuilt parent table would take its children with it
            _driver(connection).execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            command.upgrade(_config(connection), "head")
            triggers.install(connection)
            measuring.install(connection)
            if on_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration lost references: {lost[:5]}")
        if on_sqlite:
            _driver(connection).execute("PRAGMA foreign_keys=ON")


def write_next(engine: Engine, message: str) -> None:
    """Write migrations/versions/0007_<message>.py from the difference to the tables."""
    number = len(list(FOLDER.glob("versions/*.py"))) + 1
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=f"{number:04}")


def drift(engine: Engine) -> list[object]:
    """Return what differs between the tables and a database; empty when they agree."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


def newest() -> str:
    """Return the number of the newest migration there is."""
    return max(path.name.partition("_")[0] for path in FOLDER.glob("versions/0*.py"))


def applied(engine: Engine) -> str | None:
    """Return the number of the newest migration a database has, or None."""
    with engine.connect() as connection:
        return applied_on(connection)


def applied_on(connection: Connection) -> str | None:
    """Return the same, as this connection sees it."""
    return MigrationContext.configure(connection).get_current_revision()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
