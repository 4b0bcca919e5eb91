"""A till without an account in a real browser, with scripts and without, from the card to its end.

Chen prints a till card; a phone that nobody is signed in to reads it from paper, becomes the till,
takes rosa's voucher where its code leads, undoes that and takes it again. A second phone finds the
card used, and types the code of another one. Then chen ends the first till.
"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from tests import rewarding
from tests.journeys.server import Site
from tests.journeys.test_rewards import read_paper, take_undo_and_take
from tests.journeys.walk import WAYS, Walk, send

pytestmark = pytest.mark.browser
TILLS = "/desk/osier-lane-shelter/tills"


@pytest.fixture
def voucher(site: Site) -> str:
    """Rosa's voucher for a bus pass of the shelter."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        rewarding.award(session)
        code = rewarding.redeem(session, rewarding.offered(session))
        session.commit()
    engine.dispose()
    return code


@WAYS
def test_a_shop_pairs_a_till_takes_a_voucher_undoes_it_and_ends_the_till(
    browser, site, voucher, inspector, language, scripts
):
    walk = Walk(browser, site, inspector, language, scripts)
    chen, phone, second = walk.person("chen"), walk.somebody(), walk.somebody()
    walk.look(chen, TILLS)
    on_paper = read_paper(chen, print_card(walk, chen, "By the door"))
    scanned = walk.at(urlsplit(on_paper).path)  # the test's site has an address of its own
    become_till(walk, phone, scanned)
    take_undo_and_take(walk, phone, voucher)
    walk.look(phone, "/till")
    expect(phone.locator("main")).to_contain_text(voucher)
    find_card_used(walk, second, scanned)
    type_card(walk, second, chen)
    end_first_till(walk, chen)
    phone.goto(walk.at(f"/till/{voucher}"))
    expect(phone).to_have_url(walk.at("/sign-in/till-card"))
    walk.look(phone)
    expect(phone.locator(".notice.warn")).to_be_visible()


def print_card(walk: Walk, chen: Page, name: str) -> str:
    """Make a till card; return the address of its page."""
    chen.goto(walk.at(TILLS))
    chen.locator("main [name=name]").fill(name)
    send(chen)
    expect(chen.locator(".tillcard .code")).to_be_visible()
    walk.look(chen)
    return chen.url


def become_till(walk: Walk, page: Page, scanned: str) -> None:
    """Open what the camera read, and press."""
    page.goto(scanned)
    walk.look(page)
    page.locator("main form[action*=till-cards] button").click()
    expect(page).to_have_url(walk.at("/till"))
    walk.look(page)


def find_card_used(walk: Walk, page: Page, scanned: str) -> None:
    """Come with a card that made another browser a till."""
    answer = page.goto(scanned)
    assert answer and answer.status == 410
    walk.look(page)
    expect(page.locator("main form")).to_have_count(0)


def type_card(walk: Walk, page: Page, chen: Page) -> None:
    """Type the code of a fresh card, wrongly first."""
    print_card(walk, chen, "Window")
    code = chen.locator(".tillcard .code").inner_text()
    walk.look(page, "/sign-in/till-card")
    page.fill("[name=code]", "0000")
    send(page)
    expect(page.locator(".errsum")).to_be_visible()
    page.fill("[name=code]", code.lower())
    send(page)
    expect(page).to_have_url(walk.at(f"/till-cards/{code}"))
    become_till(walk, page, page.url)


def end_first_till(walk: Walk, chen: Page) -> None:
    """End the first till at the desk."""
    walk.look(chen, TILLS)
    chen.locator("form[action$='/tills/1/end'] button").click()
    expect(chen.locator("form[action$='/tills/1/end']")).to_have_count(0)
    walk.look(chen)
