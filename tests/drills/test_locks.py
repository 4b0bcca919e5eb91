"""Many writers at once: nobody starves, and a transaction that begins late is refused."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DBAPIError

from db.engine import open_session
from db.faults import Fault, fault_of
from portal import ledger
from portal.errors import Busy
from portal.transactions import commit, opener
from tests.db.ledger_world import World
from tests.drills.judge import breaches
from tests.drills.scale import keep, sizes

THREADS = 32
LONGEST_WAIT = 5.0


@sizes(everyday=2, full=20)
def test_of_32_who_write_in_one_programme_none_starves(engine, world, size):
    world.session.commit()
    sessions, gate = opener(engine), threading.Barrier(THREADS)
    ends = float("inf")

    def give(number):
        """Post one top-up after another; return how long each took."""
        nonlocal ends
        gate.wait()
        ends = min(ends, time.monotonic() + size)
        waits = []
        while time.monotonic() < ends:
            began = time.monotonic()
            act = f"{number:04}-{len(waits):08}"
            with sessions(True) as session:
                mine = World(session, act)
                ledger.post(session, mine.programme, mine.top_up(act, 1), now=mine.now)
                commit(session)
            waits.append(time.monotonic() - began)
        return waits

    with ThreadPoolExecutor(THREADS) as pool:
        everybody = list(pool.map(give, range(THREADS)))
    done = [len(waits) for waits in everybody]
    longest = max(wait for waits in everybody for wait in waits)
    assert min(done) * 2 >= max(done) > 1, done
    assert longest < LONGEST_WAIT and breaches(engine) == []
    keep(
        f"fair-{engine.dialect.name}",
        writers=THREADS,
        acts=sum(done),
        fewest=min(done),
        most=max(done),
        longest_wait=round(longest, 2),
    )


@sizes(everyday=200, full=2_000)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_transaction_that_begins_late_is_refused_under_load(engine, world, size):
    """The control: with BEGIN DEFERRED whoever read first and writes then is refused at once."""
    world.session.commit()

    def give(number, writes):
        try:
            with open_session(engine, writes=writes) as session:
                mine = World(session, f"{writes}-{number:08}")
                act = mine.top_up(f"{writes}-{number}", 1)
                ledger.post(session, mine.programme, act, now=mine.now)
                session.commit()
        except DBAPIError as error:
            return fault_of(error)

    with ThreadPoolExecutor(8) as pool:
        late = list(pool.map(lambda n: give(n, writes=False), range(size)))
        early = list(pool.map(lambda n: give(n, writes=True), range(size)))
    assert late.count(Fault.BUSY) > 0 and early == [None] * size
    keep("deferred-begin", acts=size, refused_when_late=late.count(Fault.BUSY), refused=0)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_readers_find_a_connection_while_writers_queue(engine, world):
    world.session.commit()
    sessions, begun, over = opener(engine), threading.Semaphore(0), threading.Event()

    def hold(_number):
        begun.release()
        try:
            with sessions(True) as session:
                session.connection()
                over.wait(20)
        except Busy:
            return "busy"

    with ThreadPoolExecutor(THREADS) as pool:
        said = pool.map(hold, range(THREADS))
        for _ in range(THREADS):
            begun.acquire()
        began = time.monotonic()
        with sessions(False) as session:
            assert World(session).balance("anna") > 0
        took = time.monotonic() - began
        over.set()
        assert "busy" not in list(said) and took < 1
