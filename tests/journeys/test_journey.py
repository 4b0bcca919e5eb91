"""The whole way of a point, as people walk it: log, check, award, give, settle, deliver, report.

In two languages, with scripts and without; an inspector looks at every page on the way.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal import ids
from tests import giving
from tests.claiming import sent_photo
from tests.giving import AFTER, RIVERSIDE, SHELTER
from tests.journeys.server import Site
from tests.journeys.walk import Walk, send

pytestmark = pytest.mark.browser
CLAIM = re.compile(r"/me/claims/A-")
GIFT = re.compile(r"/me/gifts/")


@pytest.fixture
def round_code(site: Site) -> str:
    """An open round with a pot and two causes."""
    engine = connect(site.database_url)
    with ids.seeded(5), open_session(engine, writes=True) as session:
        code = giving.open_round(session, "orchard", "kitchen")
        session.commit()
    engine.dispose()
    return code


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_point_goes_from_an_act_to_a_delivered_thing(
    browser, site, inspector, round_code, language, scripts
):
    walk = Walk(browser, site, inspector, language, scripts)
    read_what_everybody_can(walk)
    rosa = walk.person("rosa")
    log_an_action(walk, rosa)
    check_it(walk)
    read_the_points(walk, rosa)
    give(walk, rosa)
    site.go_to(AFTER)
    settle(walk, round_code)
    deliver(walk)
    read_the_report(walk)
    inspector.finish()


def read_what_everybody_can(walk: Walk) -> None:
    page = walk.somebody()
    for path in ("/", "/programmes", "/programmes/riverside-green-points-river", "/actions"):
        walk.look(page, path)
    for path in ("/rules", "/never", "/how-it-works", "/privacy", "/children", "/accessibility"):
        walk.look(page, path)
    for path in ("/status", "/method", "/rewards", "/causes", "/reports"):
        walk.look(page, path)
    answer = page.goto(walk.at("/nothing-here"))
    assert answer and answer.status == 404
    walk.look(page)


def log_an_action(walk: Walk, rosa: Page) -> None:
    walk.look(rosa, "/me")
    walk.look(rosa, "/log")
    walk.look(rosa, "/log/RIVER/repair-clothing")
    rosa.fill("[name=amount]", "many")
    send(rosa)
    expect(rosa.locator(".errsum")).to_be_visible()
    if walk.scripts:
        expect(rosa.locator(".errsum")).to_be_focused()
    assert rosa.input_value("[name=amount]") == "many"
    walk.look(rosa)
    rosa.fill("[name=amount]", "２件")
    rosa.set_input_files("[name=photo]", [photo("coat.png", "green")])
    send(rosa)
    expect(rosa).to_have_url(CLAIM)
    walk.look(rosa)
    receipt = rosa.url
    rosa.locator("main a[href$='/changes']").click()
    expect(rosa.locator("[name=amount]")).to_have_value("2")
    walk.look(rosa)
    rosa.goto(receipt)


def photo(name: str, colour: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": sent_photo(colour)}


def check_it(walk: Walk) -> None:
    vera = walk.person("vera")
    walk.look(vera, f"/desk/{RIVERSIDE}")
    walk.look(vera, f"/desk/{RIVERSIDE}/claims?programme=RIVER")
    vera.locator("input[value=approve]").first.check()
    vera.locator(".savebar button").last.click()
    expect(vera.locator("#done, .notice.ok").first).to_be_visible()
    walk.look(vera)


def read_the_points(walk: Walk, rosa: Page) -> None:
    walk.look(rosa, "/me/points")
    expect(rosa.locator(".bal")).to_have_text("20")
    walk.look(rosa, "/me/household")


def give(walk: Walk, rosa: Page) -> None:
    rosa.goto(walk.at("/causes"))
    rosa.locator("main .card a.cover, main a.cover").first.click()
    expect(rosa).to_have_url(re.compile(r"/causes/.+-.+"))
    walk.look(rosa)
    rosa.fill("[name=other]", "500")
    send(rosa)
    expect(rosa.locator(".errsum")).to_be_visible()
    rosa.fill("[name=other]", "20")
    send(rosa)
    expect(rosa.locator("main [name=confirm]")).to_have_count(1)
    walk.look(rosa)
    rosa.locator("main form:has([name=confirm]) button.big").click()
    expect(rosa).to_have_url(GIFT)
    walk.look(rosa)


def settle(walk: Walk, round_code: str) -> None:
    theo = walk.person("theo")
    walk.look(theo, f"/desk/{RIVERSIDE}/rounds")
    walk.look(theo, f"/desk/{RIVERSIDE}/rounds/{round_code}")
    theo.locator("form[action$='/division'] button").click()
    expect(theo.locator("form[action$='/division'] button.big")).to_have_count(0)
    olive = walk.person("olive")
    olive.goto(walk.at(f"/desk/{RIVERSIDE}/rounds/{round_code}"))
    olive.locator("form[action$='/signature'] button").click()
    expect(olive.locator("form[action$='/signature']")).to_have_count(0)
    walk.look(olive)
    page = walk.somebody()
    walk.look(page, f"/rounds/{round_code}")
    sheet = page.request.get(walk.at(f"/rounds/{round_code}.csv")).text()
    assert "1000.00" in sheet


def deliver(walk: Walk) -> None:
    chen = walk.person("chen")
    walk.look(chen, f"/charity/{SHELTER}")
    chen.locator("main a[href*='/deliveries/']").first.click()
    walk.look(chen)
    chen.locator("[name=state]").first.check()
    for part, number in (("day", "21"), ("month", "6"), ("year", "2026")):
        chen.fill(f"[name={part}]", number)
    chen.fill("[name=told]", "Forty saplings stand along the towpath.")
    chen.fill("[name=document]", "INV-7")
    send(chen)
    expect(chen).to_have_url(re.compile(rf"/charity/{SHELTER}$"))
    chen.goto(walk.at("/causes"))
    chen.locator("main a.cover").first.click()
    expect(chen.get_by_text("Forty saplings stand along the towpath.")).to_be_visible()
    walk.look(chen)


def read_the_report(walk: Walk) -> None:
    page = walk.somebody()
    walk.look(page, "/reports/2026-06")
    page.select_option("[name=programme]", index=1)
    page.locator("form.filters button").click()
    expect(page).to_have_url(re.compile("programme="))
    walk.look(page)
    report = page.request.get(walk.at("/reports/2026-06.json")).json()
    assert report["people"] is None and "people" in report["suppressed"]  # one household
