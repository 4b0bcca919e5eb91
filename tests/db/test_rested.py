"""A line to the server that broke while it rested is replaced before anybody notices."""

import pytest
from sqlalchemy.exc import OperationalError

from db import rested
from db.engine import connect

PID = "SELECT pg_backend_pid()"

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
def cut(engine):
    """End whatever connection the engine would use next, on the server's side."""

    def end():
        with engine.connect() as mine:
            number = mine.exec_driver_sql(PID).scalar_one()
        other = connect(engine.url.render_as_string(False))
        with other.connect() as theirs:
            theirs.exec_driver_sql(f"SELECT pg_terminate_backend({number}, 5000)")
        other.dispose()
        return number

    return end


def asked(engine):
    with engine.connect() as mine:
        return mine.exec_driver_sql(PID).scalar_one()


def test_a_connection_that_rested_is_replaced_when_it_is_gone(engine, cut, monkeypatch):
    monkeypatch.setattr(rested, "RESTED", 0.0)
    gone = cut()
    assert asked(engine) != gone


def test_one_that_was_just_used_fails_once_and_is_not_used_again(engine, cut, monkeypatch):
    monkeypatch.setattr(rested, "RESTED", 60.0)
    gone = cut()
    with pytest.raises(OperationalError) as failed:
        asked(engine)
    assert failed.value.connection_invalidated
    assert asked(engine) != gone
