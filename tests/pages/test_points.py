"""The statement: what a household reads about its points."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest

from portal import statements
from portal.statements import balanced, month_of
from tests.claiming import approve, send, told
from tests.people import NOON, find

JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("2026-05", date(2026, 5, 1)),
        ("", JUNE),
        ("2026-07", JUNE),
        ("2026-13", JUNE),
        ("1999-01", JUNE),
        ("x", JUNE),
        ("2026-05-01", JUNE),
    ],
)
def test_a_month_that_cannot_be_shown_is_this_month(asked, shown):
    assert month_of(asked, date(2026, 6, 15)) == shown


def test_each_line_shows_what_there_was_after_it():
    class Entry:
        def __init__(self, points):
            self.points = points

    newest_first = [Entry(-20), Entry(5), Entry(30)]
    assert [line.balance for line in balanced(newest_first, 15)] == [15, 35, 30]


def test_an_empty_statement_says_when_points_will_show(visit_as):
    page = visit_as("rosa").get("/en/me/points")
    assert page.status_code == 200
    assert "Your first points show here after a check." in page.text


def test_a_stranger_is_sent_to_sign_in(visit_as):
    for address in ("/en/me/points", "/en/me/points.csv"):
        answer = visit_as().get(address, follow_redirects=False)
        assert answer.status_code == 303 and "/en/sign-in" in answer.headers["Location"]


@pytest.fixture
def checked(session, town):
    """What Rosa sorted was checked once in May and once in June."""
    may = NOON - timedelta(days=5)
    for instant in (may, NOON):
        code = send(session, facts=told(done_on=instant.date()), now=instant)
        approve(session, code, now=instant)
    session.commit()


def test_every_line_says_why_under_which_rules_and_until_when(visit_as, checked):
    page = visit_as("rosa").get("/en/me/points").text
    assert re.search(r"A-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", page)
    assert "Rules, version 1" in page and "can be used until" in page
    assert "Carried over from May 2026" in page


def test_a_month_opens_with_what_the_one_before_closed_with(session, checked):
    me = find(session, "rosa")
    may = statements.find(session, me, month=date(2026, 5, 1))
    june = statements.find(session, me, month=JUNE)
    assert may.opening == 0 and may.closing == june.opening > 0
    assert june.closing == june.points == me.points
    assert sum(line.entry.points for line in [*may.lines, *june.lines]) == me.points
    assert june.earned == {"Rosa": june.closing - june.opening}


def test_the_statement_can_be_taken_along_as_a_table(visit_as, checked):
    answer = visit_as("rosa").get("/en/me/points.csv?month=2026-05")
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="points-2026-05.csv"'
    assert len(rows) == 1 and rows[0]["move"] == "award" and rows[0]["rules_version"] == "1"
    assert rows[0]["points"] == rows[0]["balance"]


def test_a_programme_can_be_chosen_and_another_has_nothing(visit_as, checked):
    assert "A-" in visit_as("rosa").get("/en/me/points?programme=RIVER").text
    page = visit_as("rosa").get("/en/me/points?programme=NOWHERE")
    assert page.status_code == 200


def test_another_household_sees_nothing_of_it(visit_as, checked):
    assert not re.search(r"A-[0-9A-Z]{4}-", visit_as("fay").get("/en/me/points").text)
