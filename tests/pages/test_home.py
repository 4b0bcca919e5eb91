"""The first page: honest while nothing has happened, and drawn from checked actions after."""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from pages.home.routes import add_up
from portal import overview
from tests import claiming
from tests.people import NOON


@pytest.fixture
def checked(session, town):
    code = claiming.send(session)
    claiming.approve(session, code)
    claiming.send(session, "cycle", facts=claiming.told("4", replaced="car"))
    session.commit()


def test_an_empty_district_says_so_and_names_the_next_step(visit_as):
    page = visit_as().get("/en/").text
    assert "Nothing checked yet." in page and "Nothing has been delivered yet." in page
    assert 'class="river"' not in page
    assert "Riverside Green Points" in page and "Walk and Wheel" in page


def test_the_river_is_drawn_from_checked_actions(visit_as, checked):
    page = visit_as().get("/en/").text
    assert 'class="river"' in page
    assert re.search(r"<b class=\"num\">1</b> checked action since 6 April 2026", page)
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


def test_strands_only_grow_and_the_last_whole_week_is_counted():
    def programme(code, text):
        return SimpleNamespace(programme_code=code, weeks=text)

    days = overview.mondays(date(2026, 5, 11), NOON.date())
    river = add_up(
        [
            programme("A", "2026-W20 approved 5;2026-W22 approved 2;2026-W22 waiting 1"),
            programme("B", None),
        ],
        days,
    )
    assert [strand.totals for strand in river.strands] == [(5, 5, 7, 7), (0, 0, 0, 0)]
    assert (river.checked, river.last_week, river.waiting) == (7, 2, 1)
    assert [monday.month for _, monday in river.marks] == [6]


def test_a_district_without_programmes_is_a_page_too():
    river = add_up([], overview.mondays(NOON.date(), NOON.date()))
    assert (river.strands, river.checked, river.last_week, river.waiting) == ((), 0, 0, 0)


def test_what_a_charity_told_is_shown_once_it_is_delivered(willowford, visit_as):
    page = visit_as().get("/en/").text
    assert "Eleven of twelve trees have leaves." in page
    assert "Towpath Orchard" in page and "Family Reading Corner" in page
    assert 'class="things"' in page
