"""A published method of one's own in a real browser: tried, mended, entered, reviewed, read.

Olive sends a list with a mistake, is told its line, sends it again and enters it; Olga, who did
not enter it, reviews it; then everybody reads which numbers of a report rest on it, and how.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal import programmes
from tests.journeys.walk import WAYS, Walk
from tests.owning import RIDE, text
from tests.people import NOON
from tests.portal.test_reports import crowd, keep

pytestmark = pytest.mark.browser
FACTORS = "/desk/riverside-neighbours/programmes/RIVER/factors"
WRONG = {**RIDE, "arithmetic": "0.3"}
TOLD = {"title": "Ride to work 2026", "source": "Ride to work, page 2"}


@WAYS
def test_a_set_of_ones_own_is_entered_reviewed_and_read(
    browser, site, inspector, language, scripts
):
    walk = Walk(browser, site, inspector, language, scripts)
    ride(walk)
    olive = walk.person("olive")
    walk.look(olive, FACTORS)
    for name, value in {**TOLD, "first_year": "2026", "last_year": "2027"}.items():
        olive.fill(f"[name={name}]", value)
    attempt(olive, WRONG)
    expect(olive.locator(".errsum li")).to_have_count(1)
    expect(olive.locator("[name=title]")).to_have_value(TOLD["title"])
    walk.look(olive)
    attempt(olive, RIDE)
    expect(olive.locator(".errsum")).to_have_count(0)
    walk.look(olive)
    olive.click("button[value=enter]")
    expect(olive).to_have_url(re.compile(r"/factor-sets/RIVER\.1$"))
    expect(olive.locator("button[value=review]")).to_have_count(0)
    review(walk, olive.url)
    read(walk)
    inspector.finish()


def ride(walk: Walk) -> None:
    """Twelve people rode a bicycle and took a bus."""
    engine = connect(walk.site.database_url)
    with open_session(engine, writes=True) as session:
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        keep(session, river, *crowd(), *crowd(activity="bus"))
        session.commit()
    engine.dispose()


def attempt(olive: Page, row: dict[str, str]) -> None:
    """Send a list to see what it says."""
    file = {"name": "ours.csv", "mimeType": "text/csv", "buffer": text(row).encode()}
    olive.set_input_files("[name=file]", file)
    olive.click("button[value=try]")


def review(walk: Walk, at: str) -> None:
    """Somebody else looks the set through, and says for whom."""
    olga = walk.person("olga")
    olga.goto(at)
    walk.look(olga)
    olga.click("button[value=review]")
    expect(olga.locator(".errsum")).to_be_visible()
    olga.fill("[name=office]", "Riverside’s office")
    olga.click("button[value=review]")
    expect(olga.locator("main a[href*='/method/sets/RIVER.1']")).to_be_visible()
    walk.look(olga)


def read(walk: Walk) -> None:
    """From the report to the set and its arithmetic in one press, without signing in."""
    page = walk.somebody()
    walk.look(page, "/reports/2026-05?programme=RIVER")
    page.locator("a[href*='/method/sets/RIVER.1']").first.click()
    expect(page.locator("main")).to_contain_text(RIDE["arithmetic"])
    walk.look(page)
