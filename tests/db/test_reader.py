"""Readers use the same few connections again, and every one of them sees what is there now."""

from contextlib import ExitStack

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from db import rested
from db.engine import LEFT_FOR_READERS, connect, open_session
from db.reader import Lines, Reader
from db.statement import Statement, pick
from db.tables.people import Person
from portal import people
from tests.people import NOON

NAMES = Statement(pick(Person.name).order_by(col(Person.name)))
PID = "SELECT pg_backend_pid()"


@pytest.fixture
def lines(engine, town):
    return Lines(engine)


def driver_of(reader):
    return reader.connection().connection.dbapi_connection


def used(lines):
    with Reader(lines) as reader:
        return driver_of(reader)


def add(engine, name):
    with open_session(engine, writes=True) as session:
        people.register(session, name=name, now=NOON)
        session.commit()


def test_the_next_reader_uses_the_connection_of_the_one_before(lines):
    assert used(lines) is used(lines)


def test_a_reader_sees_one_moment_and_the_next_one_sees_now(engine, lines):
    with Reader(lines) as reader:
        before = NAMES.values(reader)
        add(engine, "Aaron")
        if engine.dialect.name == "sqlite":  # on PostgreSQL each statement is a moment
            assert NAMES.values(reader) == before
    with Reader(lines) as reader:
        assert NAMES.values(reader) == ["Aaron", *before]


def test_no_transaction_is_open_while_a_connection_rests(engine, lines):
    with Reader(lines) as reader:
        reader.execute(select(Person)).all()
        line, driver = reader.connection(), driver_of(reader)
        assert line.in_transaction()
    assert not line.in_transaction()
    if engine.dialect.name == "sqlite":
        assert not driver.in_transaction
    else:
        assert driver.info.transaction_status.name == "IDLE"


def test_two_who_read_at_once_have_a_connection_each_and_few_rest_afterwards(engine, lines):
    before = engine.pool.checkedout()
    with ExitStack() as all_of_them:
        readers = [all_of_them.enter_context(Reader(lines)) for _ in range(LEFT_FOR_READERS + 2)]
        assert len(set(map(driver_of, readers))) == LEFT_FOR_READERS + 2
    assert engine.pool.checkedout() == before + LEFT_FOR_READERS


def test_closing_twice_gives_a_connection_back_once(lines):
    reader = Reader(lines)
    reader.close()
    reader.close()
    with Reader(lines) as one, Reader(lines) as other:
        assert driver_of(one) is not driver_of(other)


def test_none_rests_when_the_engine_is_done_with(engine, lines):
    with Reader(lines) as reader:
        line = reader.connection()
    engine.dispose()
    assert line.closed and used(lines)


@pytest.fixture
def cut(engine, lines):
    """Rest a connection, and end it on the server's side."""
    with Reader(lines) as reader:
        number = reader.connection().exec_driver_sql(PID).scalar_one()
    other = connect(engine.url.render_as_string(False))
    with other.connect() as theirs:
        theirs.exec_driver_sql(f"SELECT pg_terminate_backend({number}, 5000)")
    other.dispose()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_one_that_rested_is_replaced_when_it_is_gone(lines, cut, monkeypatch):
    monkeypatch.setattr(rested, "RESTED", 0.0)
    with Reader(lines) as reader:
        assert NAMES.all(reader)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_one_that_was_just_used_fails_once_and_none_is_used_again(lines, cut, monkeypatch):
    monkeypatch.setattr(rested, "RESTED", 60.0)
    with Reader(lines) as reader, pytest.raises(DBAPIError) as failed:
        NAMES.all(reader)
    assert failed.value.connection_invalidated
    with Reader(lines) as reader:
        assert NAMES.all(reader)
