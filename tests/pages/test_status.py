"""/status tells of backups: the last one, and the last one that was restored."""

import re
from datetime import timedelta

import pytest

from portal import safekeeping
from portal.transactions import opener
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def unheard(_done, _total):
    """Listen to no beat."""


@pytest.fixture
def told(visit_as):
    return lambda: words_of(visit_as().get("/en/status").text)


def test_it_says_that_there_is_no_backup(told):
    assert "The portal knows of no backup." in told()
    assert "A backup that was not restored does not count." in told()
    assert "The newest backup is restored and audited" not in told()


def test_it_tells_when_the_last_one_was_made_and_restored(told, engine, tmp_path):
    sessions, now = opener(engine), NOON - timedelta(hours=3)
    safekeeping.back_up(sessions, tmp_path, beat=unheard, now=now)
    assert "A whole copy was made" in told()
    assert "3 hours ago" in told()
    assert "None was restored yet." in told()
    safekeeping.prove(sessions, tmp_path, beat=unheard, now=now)
    assert "It came back whole, and nothing is wrong" in told()


def test_it_tells_of_a_failure_and_of_the_last_good_one(told, engine, tmp_path):
    sessions, now = opener(engine), NOON - timedelta(hours=3)
    safekeeping.back_up(sessions, tmp_path, beat=unheard, now=now)
    safekeeping.prove(sessions, tmp_path, beat=unheard, now=now)
    [file] = tmp_path.iterdir()
    file.write_bytes(b"damaged")
    safekeeping.prove(sessions, tmp_path, beat=unheard, now=NOON)
    assert "It did not come back whole The last good one: " in told()
    assert "A whole copy was made" in told()
