"""Reports on paper, for an assembly and inside another page, as a browser shows them."""

import pytest
from playwright.sync_api import expect

from db.engine import connect, open_session
from portal import programmes, totals
from tests.journeys.walk import Walk
from tests.people import NOON
from tests.portal.test_reports import crowd

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(site):
    """A town in which two dozen people cycled."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        programme_id = programmes.find(session, "RIVER", now=NOON).programme_id
        totals.count(session, programme_id, before=[], after=crowd(24))
        session.commit()
    engine.dispose()


def test_a_report_is_taken_away_as_pages_that_everybody_can_read(browser, site, inspector, busy):
    walk = Walk(browser, site, inspector, "en", scripts=False)
    page = walk.somebody()
    walk.look(page, "/reports/2026-05")
    for link, heading in (
        ("Sheet to print", "May 2026"),
        ("For the assembly", "What we did together"),
    ):
        page.goto(walk.at("/reports/2026-05"))
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        walk.look(page)
        page.get_by_role("link", name="Back to the report").click()
        expect(page).to_have_url(walk.at("/reports/2026-05"))
    page.get_by_role("link", name="For your own page").click()
    expect(page.get_by_role("link", name="The whole report")).to_be_visible()
    walk.look(page)
