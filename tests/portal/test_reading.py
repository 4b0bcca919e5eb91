"""A batch reads what it needs by keys, however many acts it has and however long the book is."""

import re

import pytest
from sqlalchemy import event

from portal import ledger
from portal.reading import open_for
from tests.db.ledger_world import LONG, named

MANY = 300
LARGE = ("txn", "lot", "posting", "holding", "approval", "account", "quotause")
WHOLE = re.compile(rf"SCAN (?:{'|'.join(LARGE)})\b")
OF_A_BOOK = re.compile(
    rf"SEARCH (?:{'|'.join(LARGE)}) USING (?!COVERING)[A-Z ]*INDEX \w+ \(programme_id=\?\)"
)


def acts(world, count):
    """Gifts and awards nobody has asked for yet."""
    for number in range(count):
        paper = world.approval(f"C-{number}", "anna", 1)
        yield ledger.award(paper, expires_on=LONG, key=world.key())
        yield world.give("ben", "oak", "r1", 1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("count", [1, MANY])
def test_no_question_of_a_batch_reads_a_whole_book(world, count):
    asked = []
    connection = world.session.connection()

    def note(_connection, _cursor, sql, given, *_):
        asked.append((sql, given))

    event.listen(connection, "before_cursor_execute", note)
    open_for(world.session, world.programme, [*acts(world, count)], world.now)
    event.remove(connection, "before_cursor_execute", note)
    plans = [
        step[3]
        for sql, given in asked
        for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)
    ]
    assert len(asked) >= 4
    assert [step for step in plans if WHOLE.search(step) or OF_A_BOOK.search(step)] == []


def test_of_the_oldest_points_only_those_are_read_that_may_be_needed(world):
    for number in range(4):
        world.post(world.award(f"C-{number}", "anna", 2))
    gifts = [world.give("anna", "oak", "r1", 1) for _ in range(3)]
    books = open_for(world.session, world.programme, gifts, world.now).books
    read = [piece.qty for piece in books.places[named("anna")].oldest_first()]
    assert sum(read[:-1]) < len(gifts) <= sum(read)
