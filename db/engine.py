"""Open the database: an embedded SQLite file, or PostgreSQL when one file is outgrown."""

from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url
from sqlmodel import Session

from db import rights
from db.rested import ask_after_rest

PATIENCE = 5  # seconds anybody waits for a lock, or for a connection to be free

PRAGMAS = (
    f"busy_timeout={PATIENCE * 1000}",  # first: the next one may have to wait
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged acts at a power cut
    "foreign_keys=ON",
    "recursive_triggers=ON",  # so that REPLACE asks the delete triggers
    "trusted_schema=OFF",
    "secure_delete=ON",
)
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 0, "pool_timeout": PATIENCE}
LEFT_FOR_READERS = 2
_BEFORE = "changes before"  # this transaction, of an SQLite connection
POSTGRESQL = {  # unless its address says otherwise
    "connect_timeout": PATIENCE,
    "options": f"-c lock_timeout={PATIENCE}s",
    "tcp_user_timeout": 15_000,  # milliseconds until a machine that vanished is given up
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
OLDEST_SQLITE = (3, 51, 3)  # earlier ones can corrupt a WAL file (WAL-reset fault)


def connect(url: str) -> Engine:
    """Return the application's engine for `url`: it may do what db/rights.py says, no more.

    On PostgreSQL that is up to the role in the address.
    """
    engine = connect_as_owner(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _restrict)
    return engine


def connect_as_owner(url: str) -> Engine:
    """Return an engine for whoever migrates and confirms days; durable and strict on SQLite too."""
    if url.startswith("sqlite"):
        return _connect_sqlite(url)
    asked = make_url(url).query
    given = {name: value for name, value in POSTGRESQL.items() if name not in asked}
    engine = create_engine(url, connect_args=given, hide_parameters=True, **POOL)
    ask_after_rest(engine)
    return engine


def reading(engine: Engine) -> Engine:
    """Return the engine as readers use it: no lock, and on PostgreSQL no transaction either."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(sqlite_begin="DEFERRED")
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def writing(engine: Engine) -> Engine:
    """Return the engine as writers use it: SQLite's one write lock at once, never late."""
    return engine.execution_options(sqlite_begin="IMMEDIATE")


def writers_at_once(engine: Engine) -> int:
    """Return how many may write at a time: SQLite has one writer, and readers need connections."""
    return 1 if engine.dialect.name == "sqlite" else POOL["pool_size"] - LEFT_FOR_READERS


def has_room_here(engine: Engine) -> bool:
    """Tell whether a reader would wait for nobody: an embedded file, and connections are free."""
    pool = engine.pool
    if engine.dialect.name != "sqlite" or not isinstance(pool, QueuePool):
        return False
    return pool.checkedout() < pool.size() - 1


def open_session(engine: Engine, *, writes: bool) -> Session:
    """Return a session for reading, or for writing."""
    return Session(writing(engine) if writes else reading(engine), expire_on_commit=False)


def changes(connection: Connection) -> int:
    """Return how many rows this transaction has changed; on PostgreSQL whether it has any."""
    if connection.dialect.name == "sqlite":
        return _total_changes(connection) - int(connection.info.get(_BEFORE, 0))
    asked = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
    return int(connection.exec_driver_sql(asked).scalar_one())


def _connect_sqlite(url: str) -> Engine:
    import pysqlite3.dbapi2 as sqlite  # noqa: PLC0415  (only the driver in use is loaded)

    if sqlite.sqlite_version_info < OLDEST_SQLITE:
        raise RuntimeError(
            f"SQLite {sqlite.sqlite_version} can corrupt its file: install pysqlite3 >= 0.6.1"
        )
    pool = POOL if make_url(url).database else {}  # one in memory has no file to share
    engine = create_engine(
        url,
        module=sqlite,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # an error is written to a log, and what somebody typed is not
        **pool,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions behind our back
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _restrict(connection: Any, _record: object) -> None:
    import pysqlite3.dbapi2 as sqlite  # noqa: PLC0415  (only the driver in use is loaded)

    connection.set_authorizer(rights.watcher(sqlite))


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    if mode == "DEFERRED":  # takes no lock and cannot fail: the driver is asked directly
        connection.connection.cursor().execute("BEGIN DEFERRED")
    else:
        connection.exec_driver_sql(f"BEGIN {mode}")
        connection.info[_BEFORE] = _total_changes(connection)


def _total_changes(connection: Connection) -> int:
    driver: Any = connection.connection.driver_connection
    return int(driver.total_changes)
