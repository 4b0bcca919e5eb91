"""What the page of a cause costs the database does not grow with the number of its gifts.

The page is asked, its statements are noted, and each is run again where its work can be counted:
the instructions of SQLite's own machine, the rows that PostgreSQL took from tables and indexes.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from db.engine import open_session
from tests.drills.donors import gather, let_give
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("every_right")  # the crowd is written past the verbs

FEW, MANY = 10, 2_000
Asked = list[tuple[str, Any]]


@pytest.fixture
def crowd(visit_as, engine):
    """Two thousand households with points, of which ten have given."""
    crowd = gather(engine, MANY, now=NOON)
    let_give(engine, crowd, crowd.donors[:FEW], now=NOON)
    return crowd


@pytest.fixture
def giver(visit_as, crowd):
    """The browser of a household that gives last: it has a wallet to look into."""
    browser = visit_as(None)
    browser.cookies.set("sid", crowd.donors[-1].token)
    return browser


def noted(engine: Engine, ask: Callable[[], object]) -> Asked:
    """Return the statements the database is asked meanwhile, with their values."""
    asked: Asked = []

    def note(_c: Any, _cursor: Any, sql: str, given: Any, *_facts: Any) -> None:
        asked.append((sql, given))

    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    return asked


def work_of(engine: Engine, asked: Asked) -> list[int]:
    """Return what each statement costs its database to run."""
    count = _rows if engine.dialect.name == "postgresql" else _instructions
    with closing(engine.raw_connection()) as line:
        if engine.dialect.name == "postgresql":
            line.cursor().execute("ANALYZE")
        return [count(line.driver_connection, sql, given) for sql, given in asked]


def _instructions(line: Any, sql: str, given: Any) -> int:
    done = 0

    def step() -> int:
        nonlocal done
        done += 1
        return 0

    line.set_progress_handler(step, 1)
    line.execute(sql, given).fetchall()
    line.set_progress_handler(None, 0)
    return done


def _rows(line: psycopg.Connection, sql: str, given: Any) -> int:
    [[[told]]] = line.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", given).fetchall()  # type: ignore[arg-type]
    return sum(_taken(told["Plan"]))


def _taken(node: dict[str, Any]) -> Iterator[int]:
    """Yield the rows each scan of a plan took, with those it threw away."""
    if "Scan" in node["Node Type"]:
        each = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        yield round(each * node["Actual Loops"])
    for below in node.get("Plans", []):
        yield from _taken(below)


@pytest.mark.parametrize("who", ["a stranger", "a household"])
def test_its_page_asks_and_reads_no_more_of_2000_gifts_than_of_10(
    visit_as, engine, crowd, giver, who
):
    browser = visit_as(None) if who == "a stranger" else giver
    browser.get(crowd.cause)  # what is kept by the process is kept from here on
    few = noted(engine, lambda: browser.get(crowd.cause))
    before = work_of(engine, few)
    let_give(engine, crowd, crowd.donors[FEW:-1], now=NOON)
    pages = []
    many = noted(engine, lambda: pages.append(browser.get(crowd.cause)))
    total = sum(one.points for one in crowd.donors[:-1])
    assert f"{total:,}" in pages[0].text
    assert [sql for sql, _ in many] == [sql for sql, _ in few]
    assert 1 <= len(many) <= 3
    after = work_of(engine, many)
    assert sum(after) <= sum(before) + 5 * len(before), (before, after)


def test_a_page_that_added_the_gifts_up_would_be_noticed(engine, crowd):
    adding = [("SELECT sum(points) FROM gift", ())]
    [before] = work_of(engine, adding)
    let_give(engine, crowd, crowd.donors[FEW:], now=NOON)
    [after] = work_of(engine, adding)
    assert after > 50 * before


def test_the_kept_totals_are_those_of_the_gifts(engine, crowd):
    let_give(engine, crowd, crowd.donors[FEW:500], now=NOON)
    with open_session(engine, writes=False) as session:
        line = session.connection()
        kept = line.exec_driver_sql("SELECT points, giver_count FROM roundcause").one()
        facts = line.exec_driver_sql("SELECT sum(points), count(*) FROM gift").one()
    assert tuple(kept) == tuple(facts)
