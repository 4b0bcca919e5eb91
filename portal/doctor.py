"""The doctor: is this installation sound? Each finding is a name, a verdict and a sentence."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from db import migrate
from portal.settings import DEVELOPMENT_SECRET, Settings

__all__ = ["Finding", "examine"]

LEAST_FREE = 0.10  # of the disk: uploads stop before it is full


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    is_sound: bool
    told: str


def examine(engine: Engine, settings: Settings) -> list[Finding]:
    """Look at everything; a database that does not answer ends the visit early."""
    try:
        with engine.connect() as connection:
            findings = _engine(connection)
        findings += [_migrations(engine)]
    except SQLAlchemyError as error:
        return [Finding("database", False, f"does not answer: {error.__class__.__name__}")]
    return [*findings, _secret(settings), _disk()]


def _engine(connection: Connection) -> list[Finding]:
    if connection.dialect.name == "postgresql":
        return _postgresql(connection)
    version = ask(connection, "SELECT sqlite_version()")
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    found = {pragma: ask(connection, f"PRAGMA {pragma}") for pragma in wanted}
    return [
        Finding("sqlite", tuple(map(int, version.split("."))) >= (3, 51, 3), f"version {version}"),
        *(
            Finding(pragma, found[pragma] == value, f"{found[pragma]}, wanted {value}")
            for pragma, value in wanted.items()
        ),
    ]


def _postgresql(connection: Connection) -> list[Finding]:
    version = int(ask(connection, "SHOW server_version_num"))
    durable = ask(connection, "SHOW synchronous_commit")
    standby = ask(connection, "SHOW synchronous_standby_names")
    return [
        Finding("postgresql", version >= 150000, f"version {version // 10000}"),  # noqa: PLR2004
        Finding("synchronous_commit", durable != "off", durable),
        Finding("standby", True, standby or "none: a lost machine loses what it had not copied"),
    ]


def _migrations(engine: Engine) -> Finding:
    applied, newest = migrate.applied(engine), migrate.newest()
    told = f"at {applied or 'nothing'}, newest is {newest}"
    return Finding("migrations", applied == newest, told)


def _secret(settings: Settings) -> Finding:
    is_own = settings.secret_key != DEVELOPMENT_SECRET
    told = "set" if is_own else "the development one: fine here, refused in production"
    return Finding("secret", is_own or settings.mode != "production", told)


def _disk() -> Finding:
    usage = shutil.disk_usage(Path())
    share = usage.free / usage.total
    return Finding("disk", share >= LEAST_FREE, f"{share:.0%} free")


def ask(connection: Connection, question: str) -> str:
    """Return the one value a question has, as text."""
    return str(connection.exec_driver_sql(question).scalar_one())
