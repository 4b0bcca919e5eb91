"""One transaction, begun and ended in one place; the database's troubles get our names.

Trying again is decided here too: only after a trouble that passes, only with the same key.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlmodel import Session

from db.engine import PATIENCE, changes, has_room_here, writers_at_once, writing
from db.faults import Fault, fault_of, guard_of, may_stand
from db.reader import Lines, Reader
from db.rules import OVERTAKEN, RULES
from db.turns import Turns
from portal import ids
from portal.errors import Away, Busy, Guarded, NotFound, Refused, Trouble, Unknown, Unsaved

__all__ = ["Insistence", "Sessions", "commit", "opener", "reads_at_once", "whole"]

Sessions = Callable[[bool], AbstractContextManager[Session]]
MOST_TRIES = 6
FIRST_PAUSE = 0.05  # seconds at most; each further one may be twice as long
_TROUBLES: dict[Fault, type[Trouble]] = {
    Fault.BUSY: Busy,
    Fault.AWAY: Away,
    Fault.FULL: Unsaved,
    Fault.BROKEN: Unsaved,
}
_ANSWERS = {rule.says for rule in RULES} | OVERTAKEN
_PASSING = (Busy, Away, Unknown)
Answer = TypeVar("Answer")


class Opener:
    """Opens sessions of one engine: for writing when it is told so."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lines = engine, Lines(engine)
        self._writing = writing(engine)  # once: it costs 50 µs
        self._turns = Turns(writers_at_once(engine))

    @contextmanager
    def __call__(self, writes: bool) -> Iterator[Session]:
        """Yield a session until the end of the block; the database's troubles get our names."""
        queue = self._turns.turn(PATIENCE) if writes else nullcontext(True)
        try:
            with queue as is_ours:
                if not is_ours:
                    raise Busy
                with self._open(writes=writes) as session:
                    yield session
        except (DBAPIError, NoneFree) as error:
            if met := _trouble(error) or _refusal(error):
                raise met from error
            raise

    def _open(self, *, writes: bool) -> Session:
        return Session(self._writing, expire_on_commit=False) if writes else Reader(self._lines)

    def reads_at_once(self) -> bool:
        """Tell whether a reader would wait for nobody: no line to a server, and no other reader."""
        return has_room_here(self._engine)


def opener(engine: Engine) -> Opener:
    """Return what opens sessions of an engine."""
    return Opener(engine)


def reads_at_once(sessions: Sessions) -> bool:
    """Tell whether whoever reads through `sessions` would wait for nobody."""
    return isinstance(sessions, Opener) and sessions.reads_at_once()


def commit(session: Session) -> None:
    """Commit; raises Unknown where nobody can tell whether it was done."""
    session.flush()
    try:
        session.commit()
    except DBAPIError as error:
        if may_stand(error):
            raise Unknown from error
        raise


@contextmanager
def whole(session: Session) -> Iterator[Callable[[], None]]:
    """Let a long block keep all or nothing: yield what gives it up; a fault gives it up, too.

    That rolls the transaction back, because SQLite keeps every page in memory that a savepoint
    changes. What was written before the block is lost with it, which is a fault of the caller's.
    """
    session.flush()
    is_first = not changes(session.connection())

    def give_up() -> None:
        session.rollback()
        if not is_first:
            raise RuntimeError("given up together with what was written before: commit that first")

    try:
        yield give_up
    except Exception:
        give_up()
        raise


@dataclass(frozen=True)
class Insistence:
    """How an act is tried again: its pauses are random and grow, so that rivals part."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = ids.chance

    def insist(self, work: Callable[[], Answer], *, has_key: bool) -> Answer:
        """Return what `work` returns, tried at most six times and for a few seconds.

        `work` is a whole transaction. Without a key that holds for ever it is tried once.
        """
        began, unknown = self.clock(), None
        for number in range(MOST_TRIES):
            try:
                return work()
            except _PASSING as trouble:
                unknown = trouble if isinstance(trouble, Unknown) else unknown
                is_last = number + 1 == MOST_TRIES or self.clock() - began >= PATIENCE
                if is_last or not has_key:
                    raise unknown or trouble from trouble.__cause__
            except (Refused, NotFound):
                raise
            except Exception as error:
                if unknown:  # what came first may stand, whatever happened since
                    raise unknown from error
                raise
            self.sleep(self.chance() * FIRST_PAUSE * 2**number)
        raise AssertionError("the last try returns or raises")


def _trouble(error: Exception) -> Trouble | None:
    """Return our name for it: None for a bug, and for a broken rule, which is an answer."""
    if isinstance(error, IntegrityError):
        return Busy() if _is_race(error) else None
    fault = fault_of(error)
    return _TROUBLES[fault]() if fault else None


def _refusal(error: Exception) -> Refused | None:
    """Return our refusal where a rule of the schema spoke: what a person asked for was overtaken.

    Verbs ask the same things before, so this is rare. Other guards speak of a fault of ours.
    """
    guard = guard_of(error) if isinstance(error, IntegrityError) else ""
    return Guarded(guard=guard) if guard in _ANSWERS else None


def _is_race(error: IntegrityError) -> bool:
    """Tell whether the same form was being answered at this very moment."""
    return "receipt" in str(error.orig) and "idem" in str(error.orig)
