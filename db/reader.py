"""Reader: a session for one visit that only reads, without the bookkeeping of those that write."""

import time
from collections import deque
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from db.engine import LEFT_FOR_READERS, reading
from db.rested import answers

__all__ = ["Lines", "Reader"]


class Lines:
    """The connections of an engine that readers use: a few stay open for whoever reads next.

    Taking one from the pool and giving it back, with all it is set to, costs as much as two
    statements. No transaction is open while one rests.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = reading(engine)
        self._resting: deque[tuple[Connection, float]] = deque()
        event.listen(engine, "engine_disposed", self._let_go)

    def take(self) -> Connection:
        """Return one, and begin: all that is read on it is of one moment."""
        line = self._next() or self._engine.connect()
        line.begin()
        return line

    def give_back(self, line: Connection) -> None:
        """End what was begun. Where one turns out to be lost, so may be those that rest."""
        try:
            if begun := line.get_transaction():
                begun.rollback()
        finally:
            if line.invalidated:
                self._let_go()
            if line.invalidated or len(self._resting) >= LEFT_FOR_READERS:
                line.close()
            else:
                self._resting.append((line, time.monotonic()))

    def _next(self) -> Connection | None:
        """Return the one that was used last, or None; where it is gone, so may be the others."""
        try:
            line, since = self._resting.pop()
        except IndexError:
            return None
        if answers(self._engine, line.connection.dbapi_connection, since):
            return line
        _end(line)
        self._let_go()
        return None

    def _let_go(self, _engine: object = None) -> None:
        """End all that rest."""
        resting = [line for line, _ in self._resting]
        self._resting.clear()
        for line in resting:
            _end(line)


class Reader(Session):
    """Reads through one connection, begun when it is opened, so that all of it is one moment.

    A writing session looks after what is new or changed, and binds a connection when it is first
    asked: that took a fifth of the time that a page spends with the database.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._line: Connection | None = lines.take()
        super().__init__(self._line, autoflush=False, expire_on_commit=False)

    def connection(self, *_arguments: Any, **_options: Any) -> Connection:
        """Return the one connection."""
        assert self._line
        return self._line

    def close(self) -> None:
        """Let go of the connection; what was read stays readable."""
        try:
            super().close()
        finally:
            line, self._line = self._line, None
            if line:
                self._lines.give_back(line)


def _end(line: Connection) -> None:
    line.invalidate()
    line.close()
