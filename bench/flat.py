"""How much memory a longer list takes, brought in by a process of its own.

The most that was this process's own is told (`getrusage` would tell what its parent had when it
began), and on PostgreSQL what the server's process for it has besides what all share. Before each,
a list is tried and taken back. BENCH_IMPORT says how long the longer one is.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bench.homes import bring, written
from bench.ledger import clock
from db.engine import connect_as_owner, open_session
from portal.entering import Tried

__all__ = ["flat"]

LENGTHS = (10_000, int(os.environ.get("BENCH_IMPORT", "50000")))  # 1000000 takes half an hour
TRIED = 10_000  # rows of a list, before it is brought in: as people do


def flat(url: str) -> Iterator[str]:
    """Tell the most memory a process took for a list of each length."""
    for rows in LENGTHS:
        told = subprocess.run(
            [sys.executable, "-m", "bench.flat", url, str(rows)],
            check=True,
            capture_output=True,
            text=True,
        )
        yield f"{rows} rows: {told.stdout.strip()}"


def alone(url: str, rows: int) -> None:
    """Try a list, bring in one, and print the most memory this process took for it."""
    engine = connect_as_owner(url)
    with open_session(engine, writes=True) as session:
        _sent(session, min(rows, TRIED), f"t{rows}", is_trial=True)
        session.rollback()
    spent = clock(engine)
    with open_session(engine, writes=True) as session:
        began = spent()
        tried = _sent(session, rows, f"m{rows}")
        cost = spent() - began
        told = _memory(session)
        session.commit()
    assert tried.taken == rows, tried
    print(f"{told}, {cost / rows * 1e6:.0f} µs a row")


def _sent(session: Session, rows: int, name: str, **facts: Any) -> Tried:
    with tempfile.TemporaryFile() as file:
        file.writelines(written(session, rows, name))
        file.seek(0)
        return bring(session, file, **facts)


def _memory(session: Session) -> str:
    """Tell the most this process had, and what PostgreSQL's for it has of its own by now."""
    told = f"{_megabytes('self', 'VmHWM')} MB at most"
    if session.get_bind().dialect.name == "postgresql":
        driver: Any = session.connection().connection.driver_connection
        told += f", {_megabytes(driver.info.backend_pid, 'RssAnon')} MB of the server's own"
    return told


def _megabytes(process: int | str, fact: str) -> int:
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(rf"{fact}:\s+(\d+)", told)[0]) // 1024


if __name__ == "__main__":
    alone(sys.argv[1], int(sys.argv[2]))
