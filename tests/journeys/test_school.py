"""A class and its cards, in a real browser, with scripts and without.

A teacher begins a year, makes a class, prints its cards and opens a lesson. Pupils come in with a
card that is scanned, and with the board, a number and two pictures; the class is counted. A wrong
card waits, a replaced one is dead, and after the lesson nothing opens. Parents answer a letter.
"""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal import slots
from portal.settings import DEVELOPMENT_SECRET
from portal.slots import Printed
from portal.vault import Vault
from tests.conftest import NOON
from tests.journeys.server import Site
from tests.journeys.walk import WAYS, Walk
from tests.schooling import SCHOOL

pytestmark = pytest.mark.browser
DESK = f"/desk/{SCHOOL}/school"


def printed(site: Site, group: str) -> list[Printed]:
    """Read what the printer got: a camera reads its codes, a test reads the database."""
    engine = connect(site.database_url)
    with open_session(engine, writes=False) as session:
        found, _ = slots.print_again(session, Vault(DEVELOPMENT_SECRET), UUID(group), now=NOON)
    engine.dispose()
    return found


def press(page: Page) -> None:
    page.locator("main form button.big:not([name=switch])").first.click()


def act(page: Page, name: str) -> None:
    page.locator(f'main button[name=act][value="{name}"]').first.click()


@WAYS
def test_a_class_comes_to_school(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    teacher, group = walk.person("grace"), ""
    begin_year(walk, teacher)
    group = make_class(walk, teacher)
    print_cards(walk, teacher, group)
    code = open_lesson(walk, teacher)
    scan(walk, printed(site, group)[0])
    show_pictures(walk, printed(site, group)[1], code)
    guess(walk, printed(site, group)[2], code)
    replace_card(walk, teacher, group)
    send_tally(walk, teacher, group)
    close_lesson(walk, teacher, group)
    answer_letter(walk, printed(site, group)[2])
    roll_over(walk, teacher)
    inspector.finish()


def begin_year(walk: Walk, page: Page) -> None:
    page.goto(walk.at(DESK))
    walk.look(page)
    page.fill("#starts_on", "2025-09-01")
    page.fill("#ends_on", "2026-07-31")
    page.locator("form", has=page.locator("#ends_on")).locator("button.btn").click()
    expect(page.locator("#year-2025")).to_be_visible()


def make_class(walk: Walk, page: Page) -> str:
    page.fill("#name", "Anna Weber")
    page.fill("#pupils", "9")
    press(page)
    expect(page.locator(".errsum")).to_contain_text("A… W…")
    walk.look(page)
    page.fill("#name", "3C")
    press(page)
    expect(page.locator("h1")).to_have_text("3C")
    walk.look(page)
    return page.url.rpartition("/")[2]


def print_cards(walk: Walk, page: Page, group: str) -> None:
    act(page, "cards")
    expect(page.locator(".slotcard")).to_have_count(9)
    walk.look(page)
    page.emulate_media(media="print")
    first, ninth = (page.locator(".slotcard").nth(at).bounding_box() for at in (0, 8))
    assert first and ninth and first["height"] < 250  # four rows of them fit on A4
    page.emulate_media(media="screen")
    page.goto(walk.at(f"{DESK}/{group}/letters"))
    expect(page.locator(".letter")).to_have_count(9)
    walk.look(page)
    page.goto(walk.at(f"{DESK}/{group}"))


def open_lesson(walk: Walk, page: Page) -> str:
    act(page, "open")
    board = page.locator("p.board .code")
    expect(board).to_have_text(re.compile(r"^[0-9A-Z]{6}$"))
    walk.look(page)
    return board.inner_text()


def scan(walk: Walk, paper: Printed) -> None:
    """Scanning shows a button; the button lets in; one press counts, another changes it."""
    tablet = walk.somebody()
    tablet.goto(walk.at(f"/cards/{paper.card}"))
    walk.look(tablet)
    press(tablet)
    expect(tablet).to_have_url(walk.at("/class"))
    walk.look(tablet)
    for _ in range(2):
        tablet.locator('main button[value="SCHOOL/walk"]').click()
        expect(tablet.locator(".notice.ok")).to_contain_text("1")
    walk.look(tablet)
    tablet.goto(walk.at("/programmes"))
    tablet.locator(".util form button").click()  # That is not me
    expect(tablet.locator("#code")).to_have_value(re.compile(r"^[0-9A-Z]{6}$"))
    tablet.goto(walk.at("/class"))
    expect(tablet).to_have_url(walk.at("/sign-in/class-card"))


def show_pictures(walk: Walk, paper: Printed, code: str) -> None:
    """A tablet without a camera: the board, the number, two pictures."""
    tablet = walk.somebody()
    tablet.goto(walk.at("/sign-in"))
    tablet.locator('main a[href$="/sign-in/class-card"]').click()
    expect(tablet.locator("#code")).to_be_visible()
    tablet.wait_for_load_state()
    walk.look(tablet)
    fill_card(tablet, paper, code.lower(), paper.pair)
    expect(tablet).to_have_url(walk.at("/class"))
    tablet.locator('main button[value="SCHOOL/walk"]').click()
    expect(tablet.locator(".notice.ok")).to_contain_text("2")


def guess(walk: Walk, paper: Printed, code: str) -> None:
    """Five wrong cards, and the sixth is told to wait, though it is right."""
    tablet = walk.somebody()
    tablet.goto(walk.at("/sign-in/class-card"))
    other = slots.Pair(paper.pair.second, paper.pair.first)
    wrong = other if other != paper.pair else slots.Pair(*reversed(slots.PICTURES[:2]))
    for _ in range(5):
        fill_card(tablet, paper, code, wrong)
        expect(tablet.locator(".errsum")).to_be_visible()
        tablet.wait_for_load_state()
    fill_card(tablet, paper, code, paper.pair)
    expect(tablet.locator(".errsum")).to_contain_text("900")
    walk.look(tablet)


def fill_card(page: Page, paper: Printed, code: str, pair: slots.Pair) -> None:
    page.fill("#code", code)
    page.fill("#number", str(paper.number))
    page.check(f'input[name=first][value="{pair.first}"]')
    page.check(f'input[name=second][value="{pair.second}"]')
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page)


def replace_card(walk: Walk, page: Page, group: str) -> None:
    """A child lost its card: one press, and the old one opens nothing."""
    old = printed(walk.site, group)[0]
    page.goto(walk.at(f"{DESK}/{group}"))
    page.select_option("#number", "1")
    act(page, "reissue")
    expect(page.locator(".slotcard")).to_have_count(1)
    tablet = walk.somebody()
    tablet.goto(walk.at(f"/cards/{old.card}"))
    expect(tablet.locator(".sorry")).to_be_visible()
    walk.look(tablet)


def send_tally(walk: Walk, page: Page, group: str) -> None:
    page.goto(walk.at(f"{DESK}/{group}"))
    expect(page.locator('[name="SCHOOL/walk"]')).to_have_value("2")
    act(page, "send")
    expect(page.locator('[name="SCHOOL/walk"]')).to_have_count(0)


def close_lesson(walk: Walk, page: Page, group: str) -> None:
    act(page, "close")
    expect(page.locator("p.board .code")).to_have_count(0)
    tablet = walk.somebody()
    tablet.goto(walk.at(f"/cards/{printed(walk.site, group)[1].card}"))
    expect(tablet.locator(".sorry")).to_be_visible()


def answer_letter(walk: Walk, paper: Printed) -> None:
    """One family agrees together; then a parent says no, and no is enough."""
    rosa = walk.person("rosa")
    rosa.goto(walk.at("/school-letter"))
    walk.look(rosa)
    rosa.fill("#code", paper.letter)
    press(rosa)
    expect(rosa).to_have_url(walk.at(f"/school-letter/{paper.letter}"))
    walk.look(rosa)
    rosa.locator('main a[href$="/child"]').click()
    rosa.fill("#name", "Otter")
    rosa.check("#agreed")
    rosa.check(f'input[name=first][value="{paper.pair.first}"]')
    rosa.check(f'input[name=second][value="{paper.pair.second}"]')
    walk.look(rosa)
    press(rosa)
    expect(rosa.locator("h1")).to_have_text("Otter")
    parent = walk.somebody()
    parent.goto(walk.at(f"/school-letter/{paper.letter}"))
    parent.locator("main form button").click()
    expect(parent.locator("h1")).to_contain_text("3")
    walk.look(parent)


def roll_over(walk: Walk, page: Page) -> None:
    """The year ends: classes close, and what stood for pupils is erased with a receipt."""
    page.goto(walk.at(f"{DESK}/years/2025/next"))
    expect(page.locator("#name-1")).to_have_value("4C")
    walk.look(page)
    press(page)
    expect(page.locator("#year-2026")).to_be_visible()
    walk.look(page)
    page.goto(walk.at(f"{DESK}/years/2025/erasure"))
    walk.look(page)
    press(page)
    expect(page.locator(".receipt .code")).to_have_text(re.compile(r"^E-"))
    walk.look(page)
