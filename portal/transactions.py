"""One transaction, begun and ended in one place; the database's troubles get our names."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolBusy
from sqlmodel import Session

from db.engine import reading, writing
from portal.errors import Busy

__all__ = ["Sessions", "opener"]

Sessions = Callable[[bool], AbstractContextManager[Session]]
_AGAIN = {"40001", "40P01", "55P03"}  # serialisation failure, deadlock, lock timeout


def opener(engine: Engine) -> Sessions:
    """Return a function that opens a session: for writing when it is told so."""

    bound = {True: writing(engine), False: reading(engine)}  # made once: each costs 50 µs

    @contextmanager
    def opened(writes: bool) -> Iterator[Session]:
        try:
            with Session(bound[writes], expire_on_commit=False) as session:
                yield session
        except (DBAPIError, PoolBusy) as error:
            if is_passing(error):
                raise Busy from error
            raise

    return opened


def is_passing(error: Exception) -> bool:
    """Tell whether trying again may help: busy, a lost connection, or a race for one receipt.

    A broken rule is an answer, never a reason to try again.
    """
    if isinstance(error, IntegrityError):
        return "receipt" in str(error.orig) and "idem" in str(error.orig)
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(error, (PoolBusy, OperationalError)) or state in _AGAIN
