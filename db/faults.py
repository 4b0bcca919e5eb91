"""What the drivers' errors mean: both databases say the same few things in numbers of their own."""

from enum import StrEnum

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlmodel import SQLModel

__all__ = ["Fault", "fault_of", "guard_of", "may_stand"]


class Fault(StrEnum):
    """A trouble of the database itself; a broken rule is none."""

    BUSY = "busy"  # somebody else holds what is needed: nothing was taken, it passes
    AWAY = "away"  # it cannot be reached, or the connection was lost on the way
    FULL = "full"  # there is no room to write
    BROKEN = "broken"  # the disk reports errors, or may not be written


_SQLITE = {  # by primary result code: https://sqlite.org/rescode.html
    5: Fault.BUSY,  # SQLITE_BUSY
    6: Fault.BUSY,  # SQLITE_LOCKED
    8: Fault.BROKEN,  # SQLITE_READONLY
    10: Fault.BROKEN,  # SQLITE_IOERR
    13: Fault.FULL,  # SQLITE_FULL
    14: Fault.AWAY,  # SQLITE_CANTOPEN
    15: Fault.BUSY,  # SQLITE_PROTOCOL: the race for the write-ahead log was lost
}
_POSTGRESQL = {  # by SQLSTATE
    "25006": Fault.AWAY,  # read-only: this is a standby now
    "40001": Fault.BUSY,  # serialisation failure
    "40P01": Fault.BUSY,  # deadlock
    "53100": Fault.FULL,
    "53200": Fault.BUSY,  # out of memory
    "53300": Fault.BUSY,  # too many connections
    "55P03": Fault.BUSY,  # lock time-out
    "57P01": Fault.AWAY,  # shut down by the administrator
    "57P02": Fault.AWAY,  # stopped after a crash
    "57P03": Fault.AWAY,  # not yet ready
    "58030": Fault.BROKEN,  # input or output failed
}
_CONNECTION = "08"  # the class of SQLSTATEs about the connection


def fault_of(error: BaseException) -> Fault | None:
    """Return which trouble an error tells of, or None where the database is not to blame."""
    if isinstance(error, NoneFree):
        return Fault.BUSY
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None) or ""
    if state.startswith(_CONNECTION) or error.connection_invalidated:
        return Fault.AWAY
    if not state and type(error.orig).__name__ == "OperationalError":
        return Fault.AWAY  # the driver could not even ask
    return _POSTGRESQL.get(state)


def guard_of(error: IntegrityError) -> str:
    """Return the name of the guard that refused, or the sentence of a rule.

    SQLite does not say which foreign key it was; of a key that is taken it names the columns.
    """
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or diagnosis.message_primary or "")
    kind, _, named = str(error.orig).partition(" constraint failed: ")
    return _key_of(named) if kind == "UNIQUE" else named or kind


def _key_of(columns: str) -> str:
    """Return the name of the key with these columns: "person.email"."""
    table: Table = SQLModel.metadata.tables[columns.partition(".")[0]]
    wanted = {column.partition(".")[2] for column in columns.split(", ")}
    unique = [index for index in table.indexes if index.unique]
    kinds = PrimaryKeyConstraint | UniqueConstraint
    keys = [*unique, *(one for one in table.constraints if isinstance(one, kinds))]
    return next(str(key.name) for key in keys if set(key.columns.keys()) == wanted)


def may_stand(error: DBAPIError) -> bool:
    """Tell whether a commit that failed like this may stand: its answer was lost on the way.

    A commit that SQLite could not write or sync is undone at once, for everybody.
    """
    return fault_of(error) is Fault.AWAY
