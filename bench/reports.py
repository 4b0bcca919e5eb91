"""Reports: the page and its JSON over few acts beside the same over many, of the same homes.

Microseconds on a clock for one request that writes the page anew, on a server of each size, asked
in turns. BENCH_REPORTS says how many acts the larger ones have, with commas between: a million by
default. How they are made stands in `bench/acts.py`.
"""

import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import psycopg

from bench import acts
from bench.homes import town
from bench.queues import OURS
from bench.servers import Server, running
from bench.table import Line, head
from tests.postgres import Server as Postgres
from tests.postgres import binaries

SIZES = (10_000, *map(int, os.environ.get("BENCH_REPORTS", "1000000").split(",")))
PAGES = {
    "page": "/en/reports/2026",
    "JSON": "/en/reports/2026.json",
    "page of a programme": f"/en/reports/2026?programme={acts.PROGRAMME}",
}
ROUNDS = 200  # of one request each, so that a busy neighbour is as hard on one as on the other
GOAL = 1.5
MOST_FOR_PDF = 3e6  # microseconds
LANGUAGES = ("en", "zh-hans", "zh-hant", "es", "ar")


def main() -> None:
    """Measure and print."""
    print(f"\n{head('measure (µs of a request)')}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for database, urls in _databases(Path(folder)):
            with ExitStack() as stack:
                servers = {
                    size: stack.enter_context(
                        running(OURS, Path(folder), PORTAL_DATABASE_URL=url, PORTAL_JOBS="off")
                    )
                    for size, url in urls.items()
                }
                _tell(database, servers)


def _tell(database: str, servers: Mapping[int, Server]) -> None:
    for size, server in servers.items():
        told = json.loads(server.ask(PAGES["JSON"]))
        assert told["claims"]["approved"] == size, told["claims"]
    for page, path in PAGES.items():
        found = compare(servers, path)
        for size in SIZES[1:]:
            name = f"{page}, {size:,} acts, {database}"
            print(Line(name, found[size], found[SIZES[0]], GOAL), flush=True)
    name = f"PDF beside three seconds, {SIZES[-1]:,} acts, {database}"
    print(Line(name, _pressed(servers[SIZES[-1]]), MOST_FOR_PDF, 1.0), flush=True)


def _pressed(server: Server) -> float:
    """Return the median time of a report as PDF; in each language, because a second one is kept."""
    taken = []
    for language in LANGUAGES:
        began = time.perf_counter()
        server.ask(f"/{language}/reports/2026.pdf")
        taken.append((time.perf_counter() - began) * 1e6)
    return median(taken)


def compare(servers: Mapping[int, Server], path: str) -> dict[int, float]:
    """Return the median time of a page on each."""
    taken: dict[int, list[float]] = {size: [] for size in servers}
    for _ in range(ROUNDS):
        for size in random.sample(list(servers), len(servers)):
            began = time.perf_counter()
            servers[size].ask(path)
            taken[size].append((time.perf_counter() - began) * 1e6)
    return {size: median(found) for size, found in taken.items()}


def _databases(folder: Path) -> Iterator[tuple[str, dict[int, str]]]:
    """Yield each kind of database with the addresses of its towns, by how many acts they have."""
    urls = {size: f"sqlite:///{folder}/{size}.db" for size in SIZES}
    _fill(urls)
    yield "SQLite", urls
    for url in urls.values():
        Path(url.removeprefix("sqlite:///")).unlink()  # it is large
    with _postgres(SIZES) as found:
        if found:
            _fill(found)
            yield "PostgreSQL", found
        else:
            print("PostgreSQL is not here and is left out.")


def _fill(urls: Mapping[int, str]) -> None:
    for size, url in urls.items():
        engine = town(url)
        acts.fill(engine, size)
        engine.dispose()


@contextmanager
def _postgres(sizes: Sequence[int]) -> Iterator[dict[int, str]]:
    if (programs := binaries()) is None:
        yield {}
        return
    server = Postgres(programs)
    try:
        with psycopg.connect(server.url(), autocommit=True) as line:
            for size in sizes:
                line.execute(f"CREATE DATABASE acts{size}")  # type: ignore[call-overload]
        yield {size: server.url(f"acts{size}") for size in sizes}
    finally:
        server.stop()


if __name__ == "__main__":
    main()
