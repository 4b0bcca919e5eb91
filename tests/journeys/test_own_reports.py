"""What we did ourselves, in a real browser: a household all together, one of it, a class.

Rosa and Tom rode bicycles and somebody checked it. Rosa reads what that saved for both, then her
own part, then a day on which nothing was done; a teacher reads the same of a class.
"""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from db.engine import connect, open_session
from db.tables.claims import Claim
from tests import schooling
from tests.journeys.walk import WAYS, Walk
from tests.portal.test_class_tallies import WALK
from tests.portal.test_class_tallies import send as send_tally
from tests.portal.test_own_reports import ride

pytestmark = pytest.mark.browser
SHOWN = ".filters button"


@WAYS
def test_a_household_and_a_class_read_what_they_did(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    day, school_class = lived(walk)
    rosa = walk.person("rosa")
    rosa.goto(walk.at("/me/household"))
    rosa.locator("main a[href$='/me/report']").click()
    told(rosa, "10")
    walk.look(rosa)
    rosa.select_option("[name=whose]", "me")
    rosa.locator(SHOWN).click()
    told(rosa, "4")
    walk.look(rosa)
    with rosa.expect_download() as file:
        rosa.locator("main a[href*='/me/report.csv']").click()
    assert file.value.suggested_filename.endswith(".csv")
    rosa.goto(f"{rosa.url.partition('?')[0]}?period={day}")
    told(rosa, "10")
    expect(rosa.locator("[name=period] option:checked")).to_have_attribute("value", day)
    rosa.select_option("[name=period]", "2025")
    rosa.locator(SHOWN).click()
    expect(rosa.locator(".stats")).to_have_count(0)
    walk.look(rosa)
    grace = walk.person("grace")
    walk.look(grace, school_class)
    expect(grace.locator(".stats dd").first).to_be_visible()
    inspector.finish()


def lived(walk: Walk) -> tuple[str, str]:
    """Two of a home rode; a class was counted. Return the day, and where the class's report is."""
    engine = connect(walk.site.database_url)
    with open_session(engine, writes=True) as session:
        ride(session, "rosa")
        ride(session, "tom", "6")
        day = session.scalars(select(Claim.done_on).limit(1)).one()
        lesson = schooling.begin(session)
        send_tally(session, lesson, {WALK: 3})
        session.commit()
        address = f"/desk/{schooling.SCHOOL}/school/{lesson.group_id}/report"
    engine.dispose()
    return f"{day}", address


def told(page: Page, kilometres: str) -> None:
    """Look for the amount of the one line in its working."""
    line = page.locator("table:has(#lines) tbody tr")
    expect(line).to_have_count(1)
    expect(line.locator("td").first).to_contain_text(kilometres)
