"""A reward's life in a real browser, with scripts and without: wanted, scanned, taken, cancelled.

Rosa uses points twice; her slip is printed and read back from paper and from a dark screen; chen
takes the first voucher where its code leads, and cannot keep the promise of the second.
"""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from tests import rewarding
from tests.journeys.server import Site
from tests.journeys.walk import WAYS, Walk

pytestmark = pytest.mark.browser
CHEAP = 150 / 72  # dots of a cheap printer for each point of a PDF
DESK = "/desk/osier-lane-shelter/rewards"


@pytest.fixture
def key(site: Site) -> str:
    """Bus passes of the shelter, and points for Linden."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        rewarding.award(session)
        found = rewarding.offered(session)
        session.commit()
    engine.dispose()
    return found


@WAYS
def test_a_reward_is_wanted_taken_and_once_cancelled(
    browser, site, inspector, language, scripts, key
):
    walk = Walk(browser, site, inspector, language, scripts)
    rosa, chen = walk.person("rosa"), walk.person("chen")
    walk.look(walk.somebody(), "/rewards")
    first, second = want(walk, rosa, key), want(walk, rosa, key)
    on_paper = read_paper(rosa, walk.at(f"/me/vouchers/{first}/slip"))
    assert on_paper == read_screen(rosa)
    assert on_paper.endswith(f"/v/{first}")
    chen.goto(walk.at(f"/v/{first}"))
    expect(chen).to_have_url(walk.at(f"/till/{first}"))
    walk.look(chen)
    chen.locator("main form button").click()
    expect(chen.locator("main form[action$=undo]")).to_be_visible()
    walk.look(chen)
    cancel(walk, chen, key, second)
    walk.look(rosa, f"/me/vouchers/{first}")
    walk.look(rosa, f"/me/vouchers/{second}")
    expect(rosa.locator(".qr")).to_have_count(0)
    walk.look(rosa, "/me/points")


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
    [found] = zxingcpp.read_barcodes(picture)
    return str(found.text)
