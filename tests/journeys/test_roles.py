"""An auditor and a charity's steward find their room and no other, and go again, in a browser."""

import gzip
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal import ids
from tests import claiming
from tests.journeys.walk import Walk, send
from tests.people import NOON

pytestmark = pytest.mark.browser
CHARITY = "/charity/osier-lane-shelter"


@pytest.fixture(params=[(True, "en"), (False, "zh-hans")], ids=["with_scripts", "without"])
def walk(request, browser, site, inspector):
    scripts, language = request.param
    return Walk(browser, site, inspector, language, scripts)


def test_an_auditor_reads_the_books_and_no_names(walk):
    ada = walk.person("ada")
    walk.look(ada, "/desk")
    walk.look(ada, "/audit")
    link = ada.locator("a[href$='/audit/ledger']")
    expect(link).to_be_visible()
    with ada.expect_download() as taken:
        link.click()
    ledger = gzip.decompress(taken.value.path().read_bytes())
    assert b"tallybrook-ledger" in ledger.splitlines()[0] and b"Rosa" not in ledger
    refused(walk, ada, "/admin/people")
    refused(walk, ada, CHARITY)
    audit(walk, ada)
    ended_elsewhere(walk, ada, "ada")
    walk.inspector.finish()


def test_a_steward_works_for_the_charity_and_lends_a_hand_no_longer(walk):
    chen, orla = walk.person("chen"), walk.person("orla")
    walk.look(chen, CHARITY)
    refused(walk, chen, "/desk/riverside-neighbours")
    walk.look(orla, "/desk/osier-lane-shelter/people")
    orla.get_by_role("link", name="Chen").click()
    walk.look(orla)
    orla.locator("#ending ~ form button").click()
    expect(orla.locator("main")).not_to_contain_text("Chen")
    refused(walk, chen, CHARITY)
    walk.look(chen, "/me")
    walk.inspector.finish()


def approve_one(walk: Walk) -> None:
    """Let there be something that was approved."""
    engine = connect(walk.site.database_url)
    with ids.seeded(9), open_session(engine, writes=True) as session:
        claiming.approve(session, claiming.send(session))
        session.commit()
    engine.dispose()


def audit(walk: Walk, ada: Page) -> None:
    """Read what is remarkable, look at an action a seed chose, and remark on it in public."""
    approve_one(walk)
    ada.goto(walk.at("/desk"))
    ada.locator("main a[href$='/audit']").first.click()
    walk.look(ada)
    ada.locator("main a[href$='/audit/RIVER']").click()
    walk.look(ada)
    ada.locator("main a[href$='/signals']").click()
    walk.look(ada)
    ada.go_back()
    ada.fill("#seed", "dice 3 5 1")
    ada.fill("#begins_on", f"{NOON - timedelta(days=60):%Y-%m-%d}")
    ada.fill("#ends_on", f"{NOON:%Y-%m-%d}")
    ada.fill("#count", "1")
    send(ada, "main form[action$='/draws']")
    expect(ada).to_have_url(re.compile("/draws/V-"))
    walk.look(ada)
    ada.locator("input[value=agrees]").check()
    send(ada, "main form[action*='/draws/']")
    expect(ada.locator("main input[name=finding]")).to_have_count(0)
    ada.goto(walk.at("/desk/willowford-district/audit/RIVER"))
    ada.fill("#words", "The rule of glass is hard to read.")
    send(ada, "main form[action$='/remarks']")
    expect(ada.locator("main a[href$='/withdrawal']")).to_have_count(1)
    walk.look(ada, "/programmes/riverside-green-points-RIVER")
    expect(ada.locator("main")).to_contain_text("The rule of glass is hard to read.")


def refused(walk: Walk, page: Page, path: str) -> None:
    """What is not theirs looks like what is not there."""
    answer = page.goto(walk.at(path))
    assert answer and answer.status == 404, path


def ended_elsewhere(walk: Walk, page: Page, name: str) -> None:
    """They came in on another browser too, end it from here, and sign out."""
    other = walk.person(name)
    walk.look(page, "/me/sign-ins")
    forms = page.locator("main form[action*='/me/sign-ins/']")
    forms.first.locator("button").click()
    other.goto(walk.at("/me"))
    expect(other).to_have_url(re.compile("/sign-in"))
    page.goto(walk.at("/me"))
    send(page, "form[action$='/sign-out']")
    page.goto(walk.at("/me"))
    expect(page).to_have_url(re.compile("/sign-in"))
