"""Closed reports on their pages: the address says the same for ever, later editions beside it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from db.engine import open_session
from portal import closings
from portal.impact import METHOD
from tests.habits.test_papers import paper
from tests.pages.test_reports import busy_may, keep, text_of  # noqa: F401  (fixtures, by name)
from tests.people import NOON
from tests.portal.test_reports import act

OVER = NOON + timedelta(days=60)


@pytest.fixture
def closed_may(engine, clock, busy_may):  # noqa: F811
    """May is closed."""
    clock.now = OVER
    close(engine, OVER)


@pytest.fixture
def corrected(engine, clock, closed_may, keep):  # noqa: F811
    """And was counted again, because one more ride came in on paper."""
    keep(act(1, amount=Decimal(100)))
    clock.now = OVER + timedelta(days=1)
    close(engine, clock.now)


def close(engine, now):
    with open_session(engine, writes=True) as session:
        assert closings.close_some(session, "2026-05", now=now) == 3
        session.commit()


def test_a_closed_report_says_so_and_how_to_know_it_again(visit_as, closed_may):
    browser = visit_as()
    words = text_of(browser.get("/en/reports/2026-05").text)
    told = browser.get("/en/reports/2026-05.json").json()
    assert "These figures stay" in words
    assert "Counted again" not in words
    assert told["edition"]["digest"][:16] in words
    assert (told["closed"], told["edition"]["number"]) == (True, 1)
    assert told["edition"]["reason"] == "closed"


def test_a_correction_leaves_the_address_as_it_was_and_stands_beside_it(
    engine,
    clock,
    visit_as,
    closed_may,
    keep,  # noqa: F811
):
    browser = visit_as()
    kinds = ("json", "csv")
    before = [browser.get(f"/en/reports/2026-05.{kind}").content for kind in kinds]
    keep(act(1, amount=Decimal(100)))
    close(engine, OVER)
    assert [browser.get(f"/en/reports/2026-05.{kind}").content for kind in kinds] == before
    page = browser.get("/en/reports/2026-05")
    assert "Actions were corrected" in page.text
    assert 'href="/en/reports/2026-05?edition=2"' in page.text


def test_a_later_edition_has_an_address_and_data_of_its_own(visit_as, corrected):
    browser = visit_as()
    page = browser.get("/en/reports/2026-05?edition=2&programme=RIVER")
    assert "Counted again" in text_of(page.text)
    assert 'href="/en/reports/2026-05?programme=RIVER"' in page.text
    assert "/en/reports/2026-05.json?programme=RIVER&amp;edition=2" in page.text
    told = browser.get("/en/reports/2026-05.json?edition=2").json()
    assert (told["edition"]["number"], told["edition"]["reason"]) == (2, "corrected")
    assert told["claims"]["approved"] == 63


@pytest.mark.parametrize("edition", ["3", "x", "-1", "9999"])
def test_an_edition_that_was_never_made_is_not_found(visit_as, corrected, edition):
    assert visit_as().get(f"/en/reports/2026-05?edition={edition}").status_code == 404
    assert visit_as().get(f"/en/reports/2026-05.json?edition={edition}").status_code == 404


def test_an_open_report_has_no_edition(visit_as, busy_may):  # noqa: F811
    assert "These figures stay" not in visit_as().get("/en/reports/2026-05").text
    assert visit_as().get("/en/reports/2026-05?edition=1").status_code == 404


def test_what_is_hidden_is_not_in_what_was_kept(engine, clock, visit_as, keep):  # noqa: F811
    keep(*(act(number) for number in range(1, 8)))
    close(engine, OVER)
    clock.now = OVER
    page, told = visit_as().get("/en/reports/2026-05"), visit_as().get("/en/reports/2026-05.json")
    assert "Fewer than 10 people" in page.text
    assert told.json()["claims"] is None
    with open_session(engine, writes=False) as session:
        rows = session.connection().exec_driver_sql("SELECT body FROM edition").scalars()
        assert not any("cycle" in body for body in rows)


def test_the_paper_says_which_version_of_the_method_counts():
    assert f"\nVersion {METHOD}. " in paper("docs/method.md")
