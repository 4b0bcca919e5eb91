"""Reader: a session for one visit that only reads, without the bookkeeping of those that write."""

from typing import Any

from sqlalchemy import Connection, Engine
from sqlmodel import Session

__all__ = ["Reader"]


class Reader(Session):
    """Reads through one connection, begun when it is opened, so that all of it is one moment.

    A writing session looks after what is new or changed, and binds a connection when it is first
    asked: that took a fifth of the time that a page spends with the database.
    """

    def __init__(self, engine: Engine) -> None:
        self._line = engine.connect()
        self._line.begin()
        super().__init__(self._line, autoflush=False, expire_on_commit=False)

    def connection(self, *_arguments: Any, **_options: Any) -> Connection:
        """Return the one connection."""
        return self._line

    def close(self) -> None:
        """Let go of the connection; what was read stays readable."""
        try:
            super().close()
        finally:
            self._line.close()
