"""Copies of a whole database: consistent while others write, and back into one that is empty."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, make_url
from sqlalchemy.exc import DBAPIError

from db import programs
from db.engine import connect, reading
from db.programs import Beat, Impossible

__all__ = ["Beat", "Impossible", "copied", "is_empty", "load", "room", "scratch"]

PAGES = 1000  # four megabytes of SQLite's between two beats
OWNERLESS = ["--no-owner", "--no-privileges"]  # who restores it, owns it


def copied(engine: Engine, file: Path, beat: Beat) -> AbstractContextManager[Connection]:
    """Copy a database into `file` while others write; yield a connection that sees what is in it.

    A copy shows one moment: everything that was acknowledged before it began, nothing half done.
    Raises Impossible.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    return _copied(engine, file, beat) if on_sqlite else _dumped(engine, file, beat)


def is_empty(url: str) -> bool:
    """Tell whether there is no table; a file of SQLite need not be there."""
    place = _file_of(url)
    if place and not place.exists():
        return True
    engine = connect(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def room(url: str) -> Path | None:
    """Return the folder in which a copy must lie before it is loaded; None: anywhere."""
    place = _file_of(url)
    return place.parent if place else None


def load(url: str, file: Path, beat: Beat) -> None:
    """Put a copy into an empty database, whole or not at all; raises Impossible.

    On SQLite the copy becomes the database, so it must lie on the same disk.
    """
    if place := _file_of(url):
        _become(file, place)
        return
    engine = connect(url)
    try:
        options = ["--single-transaction", "--exit-on-error", *OWNERLESS, str(file)]
        programs.run(engine, engine.url, "pg_restore", options, beat)
    finally:
        engine.dispose()


@contextmanager
def scratch(engine: Engine, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database of the same kind, which is gone afterwards.

    On PostgreSQL it is on the same server, under a name of its own; raises Impossible.
    """
    if engine.dialect.name == "sqlite":
        yield _address(folder / "drill.db")
        return
    name = f"{engine.url.database}_drill"
    quoted = engine.dialect.identifier_preparer.quote_identifier(name)
    server = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {quoted} TEMPLATE template0")
    except DBAPIError as error:
        told = str(error.orig).partition("\n")[0]
        raise Impossible(f"No database could be made to restore into: {told}") from error
    try:
        yield engine.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


@contextmanager
def _copied(engine: Engine, file: Path, beat: Beat) -> Iterator[Connection]:
    """With SQLite's own online copy; its reader sees one moment, and writers never wait for it."""
    import pysqlite3.dbapi2 as sqlite  # noqa: PLC0415  (only the driver in use is loaded)

    def tell(_status: int, left: int, total: int) -> None:
        beat(total - left, total)

    try:
        with reading(engine).connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # the moment is now
            target = sqlite.connect(file)
            try:
                own = connection.connection.driver_connection
                assert own
                own.backup(target, pages=PAGES, progress=tell)
            finally:
                target.close()
    except sqlite.Error as error:
        raise Impossible(f"The database could not be copied: {error}") from error
    copy = connect(_address(file))
    try:
        with reading(copy).connect() as connection:
            yield connection
    finally:
        copy.dispose()


@contextmanager
def _dumped(engine: Engine, file: Path, beat: Beat) -> Iterator[Connection]:
    """With pg_dump, in the snapshot of the connection we yield."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        moment = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        options = ["--format=custom", "--compress=0", f"--snapshot={moment}", f"--file={file}"]
        programs.run(engine, engine.url, "pg_dump", [*options, *OWNERLESS], beat)
        yield connection


def _become(file: Path, place: Path) -> None:
    """Put a copy in a database's place, but never under a log that belongs to another one."""
    for left in (place.with_name(f"{place.name}{ending}") for ending in ("-wal", "-journal")):
        if left.exists():
            raise Impossible(f"{left} is in use, or left over from a lost database: move it away.")
    file.replace(place)


def _file_of(url: str) -> Path | None:
    """Return where a database of SQLite is; None for PostgreSQL; raises Impossible in memory."""
    made = make_url(url)
    if made.get_backend_name() != "sqlite":
        return None
    if not made.database:
        raise Impossible("A database in memory cannot be restored.")
    return Path(made.database)


def _address(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)
