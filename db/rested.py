"""Connections that rested are asked whether they are still there; those just used are not.

Asking each time is a question more on every page, a fifth of what PostgreSQL costs it. A line that
broke within the last second is found by the first statement, and whoever asked tries again.
"""

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

__all__ = ["answers", "ask_after_rest"]

RESTED = 1.0  # seconds
_SINCE = "rests since"


def ask_after_rest(engine: Engine) -> None:
    """Let this engine's connections be asked when they are taken after a rest."""

    def note(_line: object, record: Any) -> None:
        record.info[_SINCE] = time.monotonic()

    def ask(line: Any, record: Any, _proxy: object) -> None:
        since = record.info.get(_SINCE)
        if since is not None and not answers(engine, line, since):
            raise InvalidatePoolError  # another is opened

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


def answers(engine: Engine, line: Any, since: float) -> bool:
    """Tell whether a driver's connection that rests since then is still there."""
    if time.monotonic() - since < RESTED:
        return True
    driver: Any = engine.dialect.loaded_dbapi
    try:
        engine.dialect.do_ping(line)
    except driver.Error:
        return False
    return True
