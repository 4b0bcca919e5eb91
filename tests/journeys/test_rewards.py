"""A reward's life in a real browser, with scripts and without, from the offer to its end.

Chen promises bus passes and olive approves. Rosa gives one voucher back and keeps two; her slip is
printed and read back from paper and from a dark screen; chen takes the first where its code leads,
undoes that, takes it again, and cannot keep the promise of the second.
"""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal.budgets import TopUpTarget
from tests import people, rewarding
from tests.giving import RIVERSIDE
from tests.journeys.server import Site
from tests.journeys.walk import WAYS, Walk

pytestmark = pytest.mark.browser
CHEAP = 150 / 72  # dots of a cheap printer for each point of a PDF
DESK = "/desk/osier-lane-shelter/rewards"


OFFER = {
    **{"name": "Bus day pass", "about": "A day on every bus.", "where": "All buses."},
    **{"access": "All buses have a ramp.", "points": "60", "stock": "3", "each_household": "2"},
    "offered_until": rewarding.LAST.isoformat(),
}


@pytest.fixture
def funded(site: Site) -> Site:
    """Points for Linden, and a reserve for apologies."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        rewarding.award(session)
        people.fund(session, "RIVER", 1_000, target=TopUpTarget.RESERVE)
        session.commit()
    engine.dispose()
    return site


@WAYS
def test_a_reward_is_offered_wanted_returned_taken_and_once_cancelled(
    browser, funded, inspector, language, scripts
):
    walk = Walk(browser, funded, inspector, language, scripts)
    rosa, chen = walk.person("rosa"), walk.person("chen")
    key = offer(walk, chen, walk.person("olive"))
    walk.look(walk.somebody(), "/rewards")
    give_back(rosa, walk.at(f"/me/vouchers/{want(walk, rosa, key)}"))
    first, second = want(walk, rosa, key), want(walk, rosa, key)
    on_paper = read_paper(rosa, walk.at(f"/me/vouchers/{first}/slip"))
    assert on_paper == read_screen(rosa)
    assert on_paper.endswith(f"/v/{first}")
    take_undo_and_take(walk, chen, first)
    cancel(walk, chen, key, second)
    walk.look(rosa, f"/me/vouchers/{first}")
    walk.look(rosa, f"/me/vouchers/{second}")
    expect(rosa.locator(".qr")).to_have_count(0)
    walk.look(rosa, "/me/points")
    expect(rosa.locator("main")).to_contain_text("146")  # 200, a pass of 60, and 6 as an apology


def offer(walk: Walk, chen: Page, olive: Page) -> str:
    """Promise bus passes and approve them; return the reward's key."""
    walk.look(chen, f"{DESK}/new")
    chen.locator("[name=programme]").select_option("RIVER")
    for name, value in OFFER.items():
        chen.locator(f"main [name={name}]").fill(value)
    for name in ("kind", "payer"):
        chen.locator(f"[name={name}]").first.check()
    for name in ("same", "fair"):
        chen.locator(f"[name={name}]").check()
    chen.locator("main form button.big").click()
    expect(chen.locator("form[action$=stock]")).to_have_count(1)
    code = chen.url.rpartition("/")[2]
    walk.look(olive, f"/desk/{RIVERSIDE}/rewards/{code}")
    olive.locator("[name=state][value=offered]").check()
    olive.locator("form[action$=state] button").click()
    expect(olive.locator("form[action$=prices]")).to_have_count(1)
    return f"bus-day-pass-{code}"


def give_back(page: Page, address: str) -> None:
    """Give a voucher back."""
    page.goto(address)
    page.locator("form[action$=return] button").click()
    expect(page.locator(".qr")).to_have_count(0)


def take_undo_and_take(walk: Walk, page: Page, voucher: str) -> None:
    """Scan a voucher at a till, take it, find that it was a mistake, and take it after all."""
    page.goto(walk.at(f"/v/{voucher}"))
    expect(page).to_have_url(walk.at(f"/till/{voucher}"))
    walk.look(page)
    take(page)
    walk.look(page)
    page.locator("main form[action$=undo] button").click()
    take(page)


def take(page: Page) -> None:
    """Take the voucher that the till shows."""
    page.locator("main form:not([action$=undo]) button.big").click()
    expect(page.locator("main form[action$=undo]")).to_be_visible()


def want(walk: Walk, page: Page, key: str) -> str:
    """Use points for a reward; return the voucher's code."""
    walk.look(page, f"/rewards/{key}")
    page.locator("main form[action$=redemptions] button.big").click()
    expect(page.locator("main input[name=confirm]")).to_have_count(1)
    walk.look(page)
    page.locator("main form[action$=redemptions] button.big").click()
    expect(page.locator(".qr")).to_be_visible()
    walk.look(page)
    return page.url.rpartition("/")[2]


def cancel(walk: Walk, page: Page, key: str, code: str) -> None:
    """Cancel a voucher at the provider's desk."""
    walk.look(page, f"{DESK}/{key.rpartition('-')[2]}")
    form = page.locator("form[action$=cancellation]")
    form.locator("[name=code]").fill(code.lower())
    form.locator("button").click()
    expect(page.locator(".errsum")).to_have_count(0)
    expect(page.locator("form[action$=cancellation]")).to_have_count(0)


def read_paper(page: Page, address: str) -> str:
    """Return what a camera reads from the printed slip."""
    page.goto(address)
    [sheet] = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    return read(sheet.render(scale=CHEAP).to_pil())


def read_screen(page: Page) -> str:
    """Return what a camera reads from a dark screen."""
    page.emulate_media(color_scheme="dark")
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    page.emulate_media(color_scheme="light")
    return read(shot)


def read(picture: Image.Image) -> str:
    """Return the one code in a picture."""
    [found] = zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)
