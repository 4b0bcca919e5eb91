"""What will lapse: the list at the desk. And what the portal does by itself, on /status."""

from datetime import timedelta

import pytest

from portal import leases
from portal.jobs import JobName
from tests import giving, people
from tests.giving import OPENED

LAPSES = OPENED + timedelta(days=707)
THERE = "/en/desk/riverside-neighbours/lapses"


@pytest.fixture
def clock():
    return lambda: LAPSES - timedelta(days=20)


def test_treasurer_and_organiser_see_what_will_lapse_and_nobody_else(session, visit_as):
    giving.cause(session, "warm-quilts", is_common=True)
    giving.award(session, people.home(session, "Linden"), 1000)
    session.commit()
    for name in ("theo", "olive", "olga"):
        page = visit_as(name).get(THERE).text
        assert "1,000" in page and "Warm quilts" in page and "29 April 2028" not in page
        assert f"{LAPSES.day} April 2028" in page
        assert "Linden" not in page and "Rosa" not in page
    assert THERE in visit_as("theo").get("/en/desk/riverside-neighbours").text
    assert visit_as("vera").get(THERE).status_code == 404


def test_points_without_a_cause_to_go_to_are_told(session, visit_as):
    giving.award(session, people.home(session, "Linden"), 50)
    session.commit()
    assert "No common cause is named" in visit_as("theo").get(THERE).text


def test_where_nothing_lapses_the_list_says_so(visit_as):
    assert "Nothing lapses in this time." in visit_as("theo").get(THERE).text


def test_everybody_sees_what_runs_was_continued_failed_and_finished(session, visit_as, clock):
    stranger = visit_as()
    assert "No job has run yet." in stranger.get("/en/status").text
    now = clock()
    leases.enlist(session, [(name, "") for name in JobName], now=now)
    runs = leases.claim(session, JobName.LETTERS, "", now=now)
    ended = leases.claim(session, JobName.PHOTOS, "", now=now)
    failed = leases.claim(session, JobName.LAPSE, "", now=now)
    leases.finish(session, ended, again_at=now + timedelta(days=1), now=now)
    leases.fail(session, failed, "ValueError", now=now)
    session.commit()
    page = stranger.get("/en/status").text
    for told in ("Running", "Finished", "Did not work, is tried again", "Not done yet"):
        assert told in page
    assert "continued after a restart" not in page and "ValueError" not in page
    leases.release(session, runs, now=now)
    leases.claim(session, JobName.LETTERS, "", now=now)
    session.commit()
    assert "Running, continued after a restart" in stranger.get("/en/status").text
