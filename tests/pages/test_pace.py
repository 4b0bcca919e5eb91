"""Who answers a reader: the loop that all requests pass through, or a thread beside it."""

import threading

import anyio
import pytest
from starlette.responses import PlainTextResponse

from db.engine import POOL
from pages.web.pace import LONG, Pace
from portal.errors import Busy
from portal.transactions import opener, reads_at_once
from tests.clocks import Clock


@pytest.fixture
def clock():
    """Seconds that work moves on."""
    return Clock(0.0)


@pytest.fixture
def ask(clock):
    """Ask for an answer that takes some seconds; learn whether the loop's own thread gave it."""
    pace = Pace(clock)

    def asked(*, takes=0.0, at_once=True, trouble=False):
        def work():
            clock.now += takes
            return PlainTextResponse("loop" if threading.get_ident() == mine else "thread")

        def fail():
            raise Busy

        async def answer():
            return await pace.answer(fail if trouble else work, work, at_once=at_once)

        mine = threading.get_ident()
        return anyio.run(answer).body.decode()

    return asked


def test_a_short_read_is_answered_where_it_arrives(ask):
    assert [ask(takes=LONG / 2) for _ in range(3)] == ["loop"] * 3


def test_a_reader_who_would_have_to_wait_goes_to_a_thread(ask):
    assert ask(at_once=False) == "thread"


def test_a_route_that_took_long_goes_to_a_thread_until_it_is_short_again(ask):
    assert ask(takes=LONG * 2) == "loop"
    assert [ask(takes=LONG * 2), ask(takes=LONG / 2)] == ["thread", "thread"]
    assert ask() == "loop"


def test_after_a_trouble_it_is_tried_again_in_a_thread(ask):
    assert ask(trouble=True) == "thread"


def test_nobody_waits_for_a_file_of_ours_but_for_a_server(engine):
    assert reads_at_once(opener(engine)) == (engine.dialect.name == "sqlite")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_last_connections_are_not_waited_for_in_the_loop(engine):
    taken = [engine.connect() for _ in range(POOL["pool_size"] - 1)]
    assert not reads_at_once(opener(engine))
    taken.pop().close()
    assert reads_at_once(opener(engine))
    for one in taken:
        one.close()
