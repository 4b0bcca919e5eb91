import json

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal import logs


@pytest.fixture
def lines(capsys):
    """Give what was logged, read back; the tests' own way of logging returns afterwards."""
    before = structlog.get_config()
    logs.configure()
    yield lambda: capsys.readouterr().err.splitlines()  # noqa: PLW0108  (asked once it is filled)
    structlog.configure(**before)


def fail(password):
    typed = [password]
    raise ValueError(f"{len(typed)} word")


def test_an_event_is_one_line_of_json(lines):
    structlog.get_logger("test").info("done", count=2, place="柳渡")
    [line] = lines()
    told = json.loads(line)
    assert (told["event"], told["count"], told["place"], told["level"]) == (
        *("done", 2, "柳渡"),
        "info",
    )


def test_a_trace_names_the_place_and_not_what_was_typed(lines):
    try:
        fail("riverside-demo")
    except ValueError:
        structlog.get_logger("test").exception("broken", request_id="r1")
    [line] = lines()
    assert "riverside-demo" not in line
    frames = json.loads(line)["exception"][0]["frames"]
    assert frames[-1]["name"] == "fail"


def test_an_error_of_the_database_keeps_its_values_to_itself(lines, engine):
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "riverside-demo"})
    except SQLAlchemyError:
        structlog.get_logger("test").exception("broken")
    [line] = lines()
    assert "nowhere" in line
    assert "riverside-demo" not in line
