"""Objecting and looking twice, in a real browser, with scripts and without.

Rosa complains, the organiser answers, rosa reads it and the counts are public; the organiser looks
at a sample as if nobody had. The inspector looks at every page on the way.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from db.tables.samples import Sample
from portal import samples
from tests.claiming import approve, decide, stored, verdict
from tests.claiming import send as send_claim
from tests.journeys.walk import WAYS, Walk, send
from tests.people import NOON, find

pytestmark = pytest.mark.browser
PROGRAMME = "/programmes/riverside-green-points-RIVER"
DESK = "/desk/riverside-neighbours"
WORDS = "The drop-off opens when I work."


@WAYS
def test_a_complaint_is_heard_and_a_sample_is_looked_at(
    browser, site, inspector, language, scripts
):
    walk = Walk(browser, site, inspector, language, scripts)
    rosa, olive = walk.person("rosa"), walk.person("olive")
    code = complain(walk, rosa)
    answer(walk, olive, code)
    rosa.reload()
    expect(rosa.locator("main")).to_contain_text("From July also on Saturdays.")
    walk.look(rosa)
    walk.look(walk.somebody(), f"{PROGRAMME}/checks")
    appeal(walk, rosa)
    look_twice(walk, olive)
    inspector.finish()


def complain(walk: Walk, rosa: Page) -> str:
    """An empty form says what is missing and keeps the rest; then it is sent."""
    rosa.goto(walk.at(f"{PROGRAMME}/checks"))
    rosa.locator("main a[href$='/complaints']").click()
    walk.look(rosa)
    rosa.fill("#words", WORDS)
    send(rosa)
    expect(rosa.locator(".errsum")).to_be_visible()
    expect(rosa.locator("#words")).to_have_value(WORDS)
    walk.look(rosa)
    rosa.check("input[name=kind][value=service]", force=True)
    send(rosa)
    expect(rosa).to_have_url(re.compile(r"/me/complaints/B-[0-9A-Z-]{13}$"))
    walk.look(rosa)
    return rosa.url.rpartition("/")[2]


def answer(walk: Walk, olive: Page, code: str) -> None:
    """From the desk to the one that is new."""
    olive.goto(walk.at(DESK))
    olive.locator(f"main a[href$='{DESK}/complaints']").click()
    walk.look(olive)
    olive.locator(f"main a[href$='{code}']").click()
    olive.check("input[name=outcome][value=changed]", force=True)
    olive.fill("#words", "From July also on Saturdays.")
    walk.look(olive)
    send(olive)
    expect(olive.locator("main")).to_contain_text("From July also on Saturdays.")


def appeal(walk: Walk, rosa: Page) -> None:
    """From an action that was not accepted to a second person."""
    engine = connect(walk.site.database_url)
    with open_session(engine, writes=True) as session:
        code = send_claim(session)
        decide(session, verdict(session, code, "decline", "not-seen"))
        session.commit()
    engine.dispose()
    walk.look(rosa, f"/me/claims/{code}")
    rosa.locator("main a[href$='/appeals']").click()
    walk.look(rosa)
    rosa.fill("#words", WORDS)
    send(rosa)
    expect(rosa).to_have_url(re.compile(r"/me/complaints/B-[0-9A-Z-]{13}$"))


def choose_one(url: str) -> None:
    """Let an approval be a sample, whatever the seeds say."""
    engine = connect(url)
    with open_session(engine, writes=True) as session:
        code = send_claim(session, who="fay")
        approve(session, code)
        claim, vera = stored(session, code), find(session, "vera").id
        if not session.get(Sample, (claim.programme_id, code, claim.revision)):
            facts = {"verifier_id": vera, "now": NOON}
            samples.choose(session, claim.programme_id, [(claim, 100)], **facts)
        session.commit()
    engine.dispose()


def look_twice(walk: Walk, olive: Page) -> None:
    """A no without a reason is asked again; a yes is the end of it."""
    choose_one(walk.site.database_url)
    olive.goto(walk.at(f"{DESK}/samples"))
    walk.look(olive)
    one = olive.locator("main li.panel").first
    code = one.get_attribute("id")
    one.locator("input[value=differs]").check(force=True)
    one.locator("button").click()
    expect(olive.locator(".errsum")).to_be_visible()
    walk.look(olive)
    again = olive.locator(f"#{code}")
    expect(again.locator("input[value=differs]")).to_be_checked()
    again.locator("input[value=agrees]").check(force=True)
    again.locator("button").click()
    expect(olive.locator(f"#{code}")).to_have_count(0)
