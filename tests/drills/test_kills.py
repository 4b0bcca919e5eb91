"""kill -9: of writers, of PostgreSQL's clients, of PostgreSQL itself. What was told is there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from db.engine import connect
from tests import postgres
from tests.drills.giving import bring_home, numbers
from tests.drills.judge import breaches
from tests.drills.scale import keep, seeds, sizes, sown
from tests.drills.writer import Writer

AT_ONCE = 2
LONGEST_LIFE = 0.25  # seconds at work before the kill


class Trial:
    """Rounds of writers that are killed, and what is there of what they told."""

    def __init__(self, url, chance, server=None):
        self.url, self.chance, self.server = url, chance, server
        self.kills = self.acknowledged = self.lost = 0
        self.slowest = 0.0

    def round(self):
        writers = [Writer(self.url, self.chance.getrandbits(60)) for _ in range(AT_ONCE)]
        time.sleep(self.chance.random() * LONGEST_LIFE)
        if self.server:
            self.kill_server()
        told = {number for writer in writers for number in writer.kill()}
        self.kills += 1 if self.server else AT_ONCE
        self.acknowledged += len(told)
        engine = connect(self.url)
        self.lost += len(told - numbers(engine, min(told)))
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA quick_check").scalars().all() == ["ok"]
        bring_home(engine, self.chance)
        engine.dispose()

    def kill_server(self):
        self.server.kill()
        began = time.monotonic()
        self.server.start()
        self.slowest = max(self.slowest, time.monotonic() - began)

    def figures(self):
        engine = connect(self.url)
        wrong = breaches(engine)
        engine.dispose()
        assert (self.lost, wrong) == (0, [])
        assert self.acknowledged > self.kills
        return {"kills": self.kills, "acknowledged": self.acknowledged, "lost": self.lost}


@contextmanager
def running(settings) -> Iterator[postgres.Server]:
    """A server with a small programme in it."""
    from tests.conftest import posted  # noqa: PLC0415

    server = postgres.Server(postgres.binaries(), settings)
    engine = connect(server.url())
    posted(engine)
    engine.dispose()
    yield server
    server.stop()


@pytest.fixture
def durable() -> Iterator[postgres.Server]:
    """A server as it is served."""
    with running(postgres.DURABLE) as server:
        yield server


@sizes(everyday=40, full=500)
def test_writers_that_are_killed_lose_nothing_they_told(sqlite_copies, size):
    from tests.conftest import posted  # noqa: PLC0415

    for seed in seeds("kills-sqlite"):
        with sown("kills-sqlite", seed) as chance:
            trial = Trial(sqlite_copies.copy("world", posted), chance)
            while trial.kills < size:
                trial.round()
            keep("kills-sqlite", **trial.figures())


@sizes(everyday=40, full=500)
def test_clients_that_are_killed_lose_nothing_they_told(durable, size):
    for seed in seeds("kills-postgresql"):
        with sown("kills-postgresql", seed) as chance:
            trial = Trial(durable.url(), chance)
            while trial.kills < size:
                trial.round()
            keep("kills-postgresql", **trial.figures())


@sizes(everyday=5, full=100)
def test_a_server_that_is_killed_loses_nothing_it_acknowledged(durable, size):
    for seed in seeds("kills-server"):
        with sown("kills-server", seed) as chance:
            trial = Trial(durable.url(), chance, durable)
            while trial.kills < size:
                trial.round()
            keep("kills-server", **trial.figures(), slowest_start=round(trial.slowest, 2))


@sizes(everyday=5, full=20)
def test_a_server_that_acknowledges_early_loses_what_it_acknowledged(size):
    """The control: with the setting some choose for speed, the same kill loses acts."""
    hasty = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
    with sown("kills-early", 1) as chance, running({**postgres.DURABLE, **hasty}) as server:
        trial = Trial(server.url(), chance, server)
        for _ in range(size):
            trial.round()
            if trial.lost:
                break
        assert trial.lost > 0
        keep("kills-early", kills=trial.kills, acknowledged=trial.acknowledged, lost=trial.lost)
