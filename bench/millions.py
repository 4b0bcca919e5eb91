"""The audit, a backup and its restore at a number of acts, and what a million would take.

BENCH_ACTS says how many are posted first: 50,000 by default, 1,000,000 for a release.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from bench.book import Book
from bench.table import Line, head
from db.engine import open_session

ACTS = int(os.environ.get("BENCH_ACTS", "50000"))
MILLION, GOAL = 1_000_000, 120  # seconds
AT_ONCE = 1000
PORTAL = [sys.executable, "-m", "portal"]


def measure(database: str, book: Book, url: str, folder: Path) -> None:
    """Post so many acts, then print how long each of the three commands would take for 1 M."""
    for _ in range(0, ACTS, AT_ONCE):
        with open_session(book.engine, writes=True) as session:
            book.post(session, book.batch(session, AT_ONCE))
            session.commit()
    with open_session(book.engine, writes=False) as session:
        acts = book.count(session)
    file = str(folder / f"{database}.backup")
    print(head(f"seconds for 1 M, {database}"))
    steps = {
        "audit": (["audit"], url),
        "backup": (["backup", file], url),
        "restore": (["restore", file], _empty(url, folder)),
    }
    for name, (command, place) in steps.items():
        seconds = _timed(command, place)
        told = f"{name}, {acts:,} acts at {acts / seconds:,.0f}/s"
        print(Line(told, seconds * MILLION / acts, GOAL, 1), flush=True)


def _timed(command: list[str], url: str) -> float:
    """Return how long a command took; it must end well, an audit without a breach."""
    began = time.perf_counter()
    environment = {**os.environ, "PORTAL_DATABASE_URL": url, "PORTAL_MODE": "demo"}
    said = subprocess.run(
        [*PORTAL, *command], env=environment, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, f"{command}: {said.stdout[-2000:]}{said.stderr[-2000:]}"
    return time.perf_counter() - began


def _empty(url: str, folder: Path) -> str:
    """Return the address of an empty database of the same kind."""
    if url.startswith("sqlite"):
        return f"sqlite:///{folder}/restored.db"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE restored")
    return url.replace("@/postgres?", "@/restored?")
