"""The audit, a backup and its restore on two lengths of a sealed book, and what a million take.

What does not grow, starting Python above all, is in both lengths and so counted once. BENCH_ACTS
says how long the longer one is: 50,000 acts by default; of 1,000,000 (half an hour) the figures
are what was seen. Restoring includes an audit of what came back.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import psycopg

from bench.book import Book
from bench.table import Line, head
from db.engine import open_session

ACTS = int(os.environ.get("BENCH_ACTS", "50000"))
SHORT = 5  # times shorter than the longer book
MILLION, GOAL = 1_000_000, 120  # seconds
AT_ONCE = 1000
PORTAL = [sys.executable, "-m", "portal"]


class Spent(NamedTuple):
    """Seconds: on a clock, and of our processors; PostgreSQL's own are not among them."""

    elapsed: float
    cpu: float


class Sample(NamedTuple):
    """What a command took on a book of so many acts."""

    acts: int
    spent: Spent

    def of_a_million(self, shorter: "Sample") -> Spent:
        """Return what it would take for a million: what grows, and once what does not."""
        more = (MILLION - self.acts) / (self.acts - shorter.acts)
        pairs = zip(self.spent, shorter.spent, strict=True)
        return Spent(*(long + (long - short) * more for long, short in pairs))


def measure(database: str, book: Book, url: str, folder: Path) -> None:
    """Print how long each of the three commands takes for a million acts."""
    short, long = (_samples(database, book, url, folder, size) for size in (ACTS // SHORT, ACTS))
    print(head(f"seconds for 1 M, {database}"))
    for name, sample in long.items():
        whole = sample.of_a_million(short[name])
        told = f"{name}, from {short[name].acts:,} and {sample.acts:,} acts"
        print(Line(told, whole.elapsed, GOAL, 1))
        print(Line(f"{name}, of our processors", whole.cpu, GOAL), flush=True)


def _samples(database: str, book: Book, url: str, folder: Path, size: int) -> dict[str, Sample]:
    acts = _grown(book, size)
    _run(["seal"], url, folder)
    file = str(folder / f"{database}-{size}.backup")
    steps = {
        "audit": (["audit"], url),
        "backup": (["backup", file], url),
        "restore": (["restore", file], _empty(url, folder, size)),
    }
    return {
        name: Sample(acts, _run(command, place, folder)) for name, (command, place) in steps.items()
    }


def _grown(book: Book, size: int) -> int:
    """Post so many acts more, and return how many there are."""
    with open_session(book.engine, writes=False) as session:
        acts = book.count(session)
    for _ in range(0, size - min(acts, size), AT_ONCE):
        with open_session(book.engine, writes=True) as session:
            book.post(session, book.batch(session, AT_ONCE))
            session.commit()
            acts += AT_ONCE
    return acts


def _run(command: list[str], url: str, folder: Path) -> Spent:
    """Run a command, which must end well, an audit without a breach; return what it took."""
    ours = {"DATABASE_URL": url, "KEYS_DIR": str(folder / "keys"), "MODE": "demo"}
    environment = os.environ | {f"PORTAL_{name}": value for name, value in ours.items()}
    began, spent = time.perf_counter(), _of_commands()
    said = subprocess.run(
        [*PORTAL, *command], env=environment, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, f"{command}: {said.stdout[-2000:]}{said.stderr[-2000:]}"
    return Spent(time.perf_counter() - began, _of_commands() - spent)


def _of_commands() -> float:
    """Return the processor's seconds of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _empty(url: str, folder: Path, size: int) -> str:
    """Return the address of an empty database of the same kind."""
    name = f"restored{size}"
    if url.startswith("sqlite"):
        return f"sqlite:///{folder}/{name}.db"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return url.replace("@/postgres?", f"@/{name}?")
