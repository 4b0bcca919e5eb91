"""A fresh database for every test, copied from a template that is filled once."""

import fcntl
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from db.engine import connect_as_owner

Fill = Callable[[Engine], None]
WEB_ROLE = "portal_web"
MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes a run may need


def quick_folder() -> Path | None:
    """Return where files that outlive nothing are made fastest, or None: wherever they go else."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return MEMORY


def migrated(engine: Engine) -> None:
    """Fill a database with what every installation has: tables, triggers, reference data."""
    from db import migrate, reference, roles  # noqa: PLC0415  (pure tests need no tables)

    migrate.upgrade(engine)
    with engine.begin() as connection:
        reference.load(connection)
        if engine.dialect.name == "postgresql":
            roles.grant(connection, roles.make(connection, f"postgresql://{WEB_ROLE}@"))


def _fill(url: str, fill: Fill) -> None:
    engine = connect_as_owner(url)
    try:
        fill(engine)
    finally:
        engine.dispose()


def as_web(url: str) -> str:
    """Return the address with which the application itself opens a database."""
    return url.replace("postgresql://postgres@", f"postgresql://{WEB_ROLE}@")


def as_owner(url: str) -> str:
    """Return the address with which a database is migrated."""
    return url.replace(f"postgresql://{WEB_ROLE}@", "postgresql://postgres@")


class SqliteCopies:
    """Files in one folder; the templates are files too, shared by all who test at once."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self._folder, self._shared = folder, shared
        self._numbers = itertools.count()

    def copy(self, template: str, fill: Fill) -> str:
        """Return the address of a fresh copy of `template`, which `fill` makes the first time."""
        original = self._shared / f"{template}.db"
        with (self._shared / f"{template}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not original.exists():
                draft = original.with_suffix(".draft")
                draft.unlink(missing_ok=True)
                _fill(f"sqlite:///{draft}", fill)
                draft.rename(original)
        mine = self._folder / f"{next(self._numbers)}.db"
        shutil.copy(original, mine)
        return f"sqlite:///{mine}"

    def drop(self, url: str) -> None:
        """Forget a copy."""
        file = url.removeprefix("sqlite:///")
        for ending in ("", "-wal", "-shm"):
            Path(file + ending).unlink(missing_ok=True)


class PostgresCopies:
    """Databases on the run's own server; templates are shared by all who test at once."""

    def __init__(self, server_url: str, worker: str) -> None:
        self._url = server_url
        self._worker = worker
        self._numbers = itertools.count()

    def copy(self, template: str, fill: Fill) -> str:
        """Return the address of a fresh copy of `template`, which `fill` makes the first time."""
        mine = f"{self._worker}_{next(self._numbers)}"
        with psycopg.connect(self._url, autocommit=True) as server:
            self._make_once(server, template, fill)
            server.execute(f"CREATE DATABASE {mine} TEMPLATE {template} STRATEGY file_copy")
            server.execute(f"REVOKE TEMPORARY ON DATABASE {mine} FROM PUBLIC")  # is not copied
        return as_web(self._address(mine))

    def drop(self, url: str) -> None:
        """Forget a copy."""
        name = url.partition("@/")[2].partition("?")[0]
        with psycopg.connect(self._url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _make_once(self, server: psycopg.Connection, template: str, fill: Fill) -> None:
        there = "SELECT 1 FROM pg_database WHERE datname = %s"
        if server.execute(there, [template]).fetchone():
            return
        with _alone(server):
            if not server.execute(there, [template]).fetchone():
                draft = f"draft_of_{template}"
                server.execute(f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
                server.execute(f"CREATE DATABASE {draft}")
                _fill(self._address(draft), fill)
                server.execute(f"ALTER DATABASE {draft} RENAME TO {template}")

    def _address(self, database: str) -> str:
        return self._url.replace("@/postgres?", f"@/{database}?")


@contextmanager
def _alone(server: psycopg.Connection) -> Iterator[None]:
    """One worker at a time."""
    server.execute("SELECT pg_advisory_lock(1)")
    try:
        yield
    finally:
        server.execute("SELECT pg_advisory_unlock(1)")
