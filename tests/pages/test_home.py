"""The first page: honest while nothing has happened, and drawn from checked actions after."""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from db.tables.reports import Counted
from pages.home.routes import add_up
from portal import overview, programmes
from portal.cells import Hidden, Key
from portal.tallies import Tallies
from tests import claiming
from tests.people import NOON
from tests.portal.test_reports import crowd, keep


@pytest.fixture
def checked(session, town):
    """What Rosa did, and eleven more, so that it may be told."""
    code = claiming.send(session)
    claiming.approve(session, code)
    claiming.send(session, "cycle", facts=claiming.told("4", replaced="car"))
    keep(session, river_id(session), *crowd(11, done_on=NOON.date()))
    session.commit()


def river_id(session):
    return programmes.find(session, "RIVER", now=NOON).programme_id


def test_an_empty_district_says_so_and_names_the_next_step(visit_as):
    page = visit_as().get("/en/").text
    assert "Nothing checked yet." in page and "Nothing has been delivered yet." in page
    assert 'class="river"' not in page
    assert "Riverside Green Points" in page and "Walk and Wheel" in page


def test_the_river_is_drawn_from_checked_actions(visit_as, checked):
    page = visit_as().get("/en/").text
    assert 'class="river"' in page
    assert re.search(r"<b class=\"num\">12</b> checked actions since 6 April 2026", page)
    assert re.search(r"<b class=\"num\">1</b>\s*waiting for a person", page)


def test_the_four_tasks_lead_somewhere(visit_as):
    page = visit_as().get("/en/").text
    tasks = re.findall(r'class="task.*?href="/en(/\w+)"', page)
    assert tasks == ["/log", "/programmes", "/causes", "/rewards"]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "es", "ar"])
def test_it_answers_in_every_language(visit_as, checked, language):
    page = visit_as().get(f"/{language}/")
    assert page.status_code == 200 and f'lang="{language}"' in page.text


def test_somebody_signed_in_sees_the_same_page_and_their_points(visit_as, checked):
    page = visit_as("rosa").get("/en/")
    assert (
        re.search(r"My points: (<b[^>]*>)?10", page.text)
        and "no-store" in page.headers["Cache-Control"]
    )


def test_what_fewer_than_ten_did_draws_no_river_and_is_not_called_nothing(visit_as, session, town):
    claiming.approve(session, claiming.send(session))
    session.commit()
    page = visit_as().get("/en/").text
    assert 'class="river"' not in page and "Nothing checked yet." not in page
    assert "Not shown, to protect fewer than 10 people." in page
    assert visit_as().get("/en/river.svg").status_code == 404


def of_may(code):
    return SimpleNamespace(programme_id=code, season="spring", starts_on=date(2026, 5, 11))


def test_of_weeks_that_are_hidden_a_strand_tells_no_more_than_their_sum():
    totals = {("A", week, Counted.APPROVED): it for week, it in [("2026-W20", 5), ("spring", 12)]}
    totals |= {("A", "2026-W21", Counted.APPROVED): 1, ("A", "2026-W22", Counted.APPROVED): 6}
    weeks = {Key("A", "2026-W21"), Key("A", "2026-W22")}
    days = overview.mondays(date(2026, 5, 11), NOON.date())
    river = add_up([of_may("A")], days, Tallies(totals, Hidden(frozenset(weeks))))
    assert [strand.totals for strand in river.strands] == [(5, 8, 12, 12)]
    hidden = Hidden(frozenset({*weeks, Key("A", "spring")}))
    river = add_up([of_may("A")], days, Tallies(totals, hidden))
    assert [strand.totals for strand in river.strands] == [(5, 5, 5, 5)]


def test_strands_only_grow_and_the_last_whole_week_is_counted():
    totals = {
        ("A", "2026-W20", Counted.APPROVED): 5,
        ("A", "2026-W22", Counted.APPROVED): 2,
        ("A", "2026-W22", Counted.WAITING): 1,
    }
    days = overview.mondays(date(2026, 5, 11), NOON.date())
    river = add_up([of_may("A"), of_may("B")], days, Tallies(totals, Hidden(frozenset())))
    assert [strand.totals for strand in river.strands] == [(5, 5, 7, 7), (0, 0, 0, 0)]
    assert (river.checked, river.last_week, river.waiting) == (7, 2, 1)
    assert [monday.month for _, monday in river.marks] == [6]


def test_a_district_without_programmes_is_a_page_too():
    days = overview.mondays(NOON.date(), NOON.date())
    river = add_up([], days, Tallies({}, Hidden(frozenset())))
    assert (river.strands, river.checked, river.last_week, river.waiting) == ((), 0, 0, 0)


def test_what_a_charity_told_is_shown_once_it_is_delivered(willowford, visit_as):
    page = visit_as().get("/en/").text
    assert "Eleven of twelve trees have leaves." in page
    assert "Towpath Orchard" in page and "Family Reading Corner" in page
    assert 'class="things"' in page
