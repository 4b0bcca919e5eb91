"""What the frame's script adds, in a browser; each page works without it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from db.engine import connect, open_session
from portal import ids
from tests import claiming
from tests.journeys.server import Site
from tests.people import PASSWORD

pytestmark = pytest.mark.browser
LOG = "/en/log/RIVER/sort-week"
QUEUE = "/en/desk/riverside-neighbours/claims?programme=RIVER"


@pytest.fixture
def waiting(site: Site) -> list[str]:
    """Two actions that wait for a check, the oldest first."""
    engine = connect(site.database_url)
    with ids.seeded(9), open_session(engine, writes=True) as session:
        codes = [claiming.send(session, who=who) for who in ("rosa", "fay")]
        session.commit()
    engine.dispose()
    return codes


@pytest.fixture
def signed_in(browser: Browser, site: Site) -> Callable[[str], Page]:
    """signed_in("rosa") is a page of a browser in which rosa has signed in."""

    def open_page(name: str) -> Page:
        page = browser.new_context(base_url=site.url, reduced_motion="reduce").new_page()
        page.goto("/en/sign-in")
        page.fill("#email", f"{name}@demo.test")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/me")
        return page

    return open_page


def chosen(page: Page, code: str) -> list[str]:
    checked = page.locator(f"input[name=decision-{code}]:checked")
    return [str(one.get_attribute("value")) for one in checked.all()]


def test_letter_keys_decide_only_inside_an_action(signed_in, waiting):
    page = signed_in("vera")
    page.goto(QUEUE)
    first, second = waiting
    page.keyboard.press("a")
    assert chosen(page, first) == chosen(page, second) == []
    page.locator(f"input[name=decision-{first}]").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.keyboard.press("q")
    assert chosen(page, first) == ["approve"] and chosen(page, second) == ["ask"]
    page.keyboard.press("k")
    page.keyboard.press("d")
    assert chosen(page, first) == ["decline"]


def test_letters_typed_into_a_message_decide_nothing(signed_in, waiting):
    page = signed_in("vera")
    page.goto(QUEUE)
    page.locator(f"input#own-{waiting[0]}").press_sequentially("qad")
    assert chosen(page, waiting[0]) == []
    expect(page.locator(f"input#own-{waiting[0]}")).to_have_value("qad")


def test_a_form_without_an_answer_says_so_and_keeps_what_is_typed(signed_in):
    page = signed_in("rosa")
    page.goto(LOG)
    page.check("[name=when][value=other]", force=True)
    page.fill("#day", "3")
    page.route(f"**{LOG}", lambda route: route.abort())
    page.locator("main form.form button.big").click()
    expect(page.locator(".failed")).to_contain_text("What you typed is still here")
    expect(page.locator("#status")).to_contain_text("did not answer")
    expect(page.locator("#day")).to_have_value("3")
    page.unroute(f"**{LOG}")
    page.locator("main form.form button.big").click()
    expect(page.locator(".errsum")).to_be_focused()
    expect(page.locator(".failed")).to_have_count(0)


def test_a_button_pressed_twice_at_once_is_sent_once(signed_in, waiting):
    page = signed_in("rosa")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.goto(f"/en/me/claims/{waiting[0]}")
    page.locator("details summary", has_text="Take it back").click()
    page.get_by_role("button", name="Take it back now").dblclick()
    expect(page.locator("h1")).to_have_text("You took this back")
    assert len(sent) == 1


def test_the_language_links_carry_the_form_along(signed_in):
    page = signed_in("rosa")
    page.goto(LOG)
    page.check("[name=when][value=other]", force=True)
    page.fill("#day", "31")
    page.locator(".langs a[hreflang=zh-hans]").click()
    page.wait_for_url(f"**{LOG.replace('/en/', '/zh-hans/')}")
    expect(page.locator("#day")).to_have_value("31")
    expect(page.locator(".errsum")).to_have_count(0)
