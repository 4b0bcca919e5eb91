"""Disks that fail and disks that are full: nothing half done, and the same key succeeds later."""

import random
import shutil
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from db.engine import connect, open_session
from db.faults import Fault, fault_of
from db.statement import Statement, pick
from db.tables.impact import Factor
from tests.drills.disk import Disk
from tests.drills.filesystem import FILE, URL, FileSystem
from tests.drills.giving import Giver, numbers
from tests.drills.judge import breaches
from tests.drills.scale import keep, seeds, sizes, sown

ERRORS_A_FILE = 50
MOST_ACTS = 3000  # before a nearly full disk must be full


class Failing:
    """A ledger on a disk that reports an error now and then."""

    def __init__(self, chance):
        self.chance, self.disk = chance, Disk(chance)
        self.system = FileSystem(self.disk)
        self.acts = self.refused = 0

    def run(self, small, errors):
        with self.system:
            while self.disk.errors < errors:
                self.system.forget_memory()
                self.disk.load({FILE: small})
                engine = connect(URL)
                try:
                    self.until(engine, min(errors, self.disk.errors + ERRORS_A_FILE))
                    assert breaches(engine) == []
                finally:
                    engine.dispose()

    def until(self, engine, errors):
        """Act until there were so many errors; an act that failed is sent again, counts once."""
        giver, told = Giver(engine, self.chance), numbers(engine)
        while self.disk.errors < errors:
            try:
                with self.failing():
                    seq = giver.next()
            except DBAPIError as error:
                assert fault_of(error) in {Fault.BROKEN, Fault.AWAY}, error
                assert numbers(engine) == told, "it said that nothing was taken"
                self.refused += 1
                if giver.act is None:
                    continue
                seq = giver.again()
            told.add(seq)
            self.acts += 1
            assert numbers(engine) == told

    @contextmanager
    def failing(self):
        self.disk.error_chance = 0.004
        try:
            yield
        finally:
            self.disk.error_chance = 0.0


@sizes(everyday=1_000, full=1_000, parts=2)
def test_an_act_that_met_an_error_of_the_disk_counts_once(small, size):
    for seed in seeds("disk-errors"):
        with sown("disk-errors", seed) as chance:
            failing = Failing(chance)
            failing.run(small, size)
            assert failing.refused > size // 10
            keep(
                "disk-errors",
                errors=failing.disk.errors,
                acts=failing.acts,
                refused=failing.refused,
                lost=0,
            )


FACTORS = Statement(pick(Factor.id))


def test_wherever_reading_fails_the_fault_has_its_name(small):
    """At the first page, the second, … until all of them could be read."""
    disk, named = Disk(random.Random(1)), 0
    with FileSystem(disk) as system:
        while True:
            system.forget_memory()
            disk.load({FILE: small})
            engine = connect(URL)
            with open_session(engine, writes=False) as session:
                session.connection().exec_driver_sql("SELECT count(*) FROM txn").all()
                disk.reads_left = named
                try:
                    assert len(FACTORS.all(session)) > 100
                    break
                except DBAPIError as error:
                    assert fault_of(error) is Fault.BROKEN
                    named += 1
                finally:
                    disk.reads_left = None
            engine.dispose()
        engine.dispose()
    assert named > 2


@pytest.fixture(params=["sqlite", "postgresql"])
def nearly_full(request, small_disk, small):
    """A database on a disk of its own, and that disk."""
    if request.param == "sqlite":
        file = small_disk / "portal.db"
        file.write_bytes(small)
        engine = connect(f"sqlite:///{file}")
        yield engine, small_disk
        engine.dispose()
    else:
        yield from _on_small_tablespace(request, small_disk)


def _on_small_tablespace(request, disk):
    """PostgreSQL with this programme's tables on the small disk, its log elsewhere."""
    from tests.conftest import posted  # noqa: PLC0415

    copies = request.getfixturevalue("postgresql_copies")
    url = copies.copy("world", posted)
    name, server = url.partition("@/")[2].partition("?")[0], request.getfixturevalue("server_url")
    folder = Path(server.partition("host=")[2])
    place = disk / "tables"
    place.mkdir()
    shutil.chown(place, (folder / "data").owner())
    with psycopg.connect(server, autocommit=True) as own:
        own.execute(f"CREATE TABLESPACE small_{name} LOCATION '{place}'")
        own.execute(f"ALTER DATABASE {name} SET TABLESPACE small_{name}")
    engine = connect(url)
    yield engine, disk
    engine.dispose()
    copies.drop(url)
    with psycopg.connect(server, autocommit=True) as own:
        own.execute(f"DROP TABLESPACE small_{name}")


@sizes(everyday=20, full=20)
def test_a_full_disk_refuses_reads_on_and_takes_the_same_key_later(nearly_full, size):
    engine, disk = nearly_full
    drill = f"full-disks-{engine.dialect.name}"
    for seed in seeds(drill):
        with sown(drill, seed) as chance:
            giver = Giver(engine, chance)
            for _ in range(size):
                filled_once(giver, disk, chance)
            assert breaches(engine) == []
            keep(drill, cycles=size, lost=0)


def filled_once(giver, disk, chance: random.Random):
    """Fill the disk but for a little, act until it is full, make room, send the same again."""
    told = numbers(giver.engine)
    leaving(disk, chance.randint(0, 40) * 4096)
    error = until_it_is_full(giver, told)
    assert fault_of(error) is Fault.FULL
    assert numbers(giver.engine) == told, "reading goes on, and nothing is half done"
    (disk / "filler").unlink()
    told.add(giver.again())
    assert numbers(giver.engine) == told


def leaving(disk, room):
    """Fill a disk, but for so much."""
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(bytes(max(free - room, 0)))


def until_it_is_full(giver, told):
    for _ in range(MOST_ACTS):
        try:
            told.add(giver.next())
        except DBAPIError as error:
            return error
    raise AssertionError("the disk was never full")
