"""A poster day and a paper day in a real browser, with scripts and without.

An organiser makes a poster and prints it; a resident scans it and presses once; a helper ticks
whom they saw. A sheet is typed, typed again with a slip of the finger, and then as it is; a list
is tried and entered. Somebody without a phone comes by, and takes the receipt along.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal import households, organisations
from portal import people as register
from portal.organisations import Role
from portal.people import Standing
from tests import importing, people
from tests.conftest import NOON
from tests.journeys.server import Site
from tests.journeys.walk import Walk

pytestmark = pytest.mark.browser
DESK = "/desk/riverside-neighbours"


def press(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main form.form button.big:not([name=switch])").first.click()


def prepare(site: Site) -> tuple[str, str]:
    """Give the neighbours a steward, and return a household's code and a list about it."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        facts = {"email": "stella@demo.test", "password": people.PASSWORD, "now": NOON}
        stella = register.register(session, name="Stella", **facts)
        hers = households.found(session, name="Stella’s", now=NOON)
        households.join(session, hers.id, stella.id, Standing.ADULT, now=NOON)
        place = people.place(session, "riverside-neighbours").id
        organisations.appoint(session, place, stella.id, Role.STEWARD, now=NOON)
        code = importing.code_of(session, "Linden")
        written = importing.text(importing.row(session, home="Fennel"))
        session.commit()
    engine.dispose()
    return code, written


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_a_day_with_a_poster_and_with_paper(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    member, written = prepare(site)
    olive, stella = walk.person("olive"), walk.person("stella")
    code = make_poster(walk, olive)
    check_in(walk, code)
    tick(walk, stella, code)
    path = type_sheet(walk, olive, member)
    type_again(walk, stella, path, member)
    send_list(walk, olive, written)
    type_for_somebody(walk, olive, member)
    inspector.finish()


def make_poster(walk: Walk, page: Page) -> str:
    page.goto(walk.at(f"{DESK}/posters"))
    walk.look(page)
    page.goto(walk.at(f"{DESK}/posters/new"))
    walk.look(page)
    page.select_option("#activity", "RIVER/recycle-glass")
    page.select_option("#host", label="Stella")
    page.fill("#starts_on", "2026-06-01")
    page.fill("#ends_on", "2026-06-30")
    press(page)
    expect(page.locator(".errsum")).to_be_visible()  # it has no place yet
    page.fill("#place", "Hall")
    press(page)
    expect(page.locator(".poster img")).to_be_visible()
    walk.look(page)
    code = page.url.rpartition("/")[2]
    page.goto(walk.at(f"{DESK}/posters/{code}/screen"))
    expect(page.locator(".minute")).to_have_text(re.compile(r"^[0-9A-Z]{6}$"))
    walk.look(page)
    return code


def check_in(walk: Walk, code: str) -> None:
    """Scan, press: two."""
    nobody = walk.somebody()
    nobody.goto(walk.at(f"/c/{code}"))
    walk.look(nobody)
    nobody.goto(walk.at("/c/C-0000-0000-00A"))
    walk.look(nobody)
    rosa = walk.person("rosa")
    rosa.goto(walk.at(f"/c/{code}"))
    walk.look(rosa)
    press(rosa)
    expect(rosa).to_have_url(re.compile(r"/me/claims/A-"))
    rosa.goto(walk.at(f"/c/{code}"))
    expect(rosa.locator(".notice.ok")).to_be_visible()
    walk.look(rosa)


def tick(walk: Walk, page: Page, code: str) -> None:
    page.goto(walk.at(f"{DESK}/posters/{code}/here"))
    walk.look(page)
    press(page)
    expect(page.locator("main .empty")).to_be_visible()
    walk.look(page)


def type_sheet(walk: Walk, page: Page, member: str) -> str:
    page.goto(walk.at(f"{DESK}/sheets?what=RIVER/recycle-glass"))
    walk.look(page)
    sheet = page.locator(".papersheet .code").first.inner_text()
    page.goto(walk.at(f"{DESK}/sheets/new"))
    walk.look(page)
    page.fill("#sheet", sheet)
    page.select_option("#witness", label="Stella")
    page.fill("#row_count", "1")
    page.fill("#control", "4")
    fill_rows(page, member, "5")
    press(page)
    expect(page.locator(".errsum")).to_be_visible()  # the sum says four
    walk.look(page)
    fill_rows(page, member, "4")
    press(page)
    expect(page.locator(".receipt .code")).to_have_text(re.compile(r"^B-"))
    walk.look(page)
    return page.url


def type_again(walk: Walk, page: Page, path: str, member: str) -> None:
    page.goto(path)
    page.locator('main a[href$="/again"]').click()
    page.wait_for_load_state()
    walk.look(page)
    fill_rows(page, member, "40")
    press(page)
    expect(page.locator(".errsum")).to_contain_text("40")
    walk.look(page)
    fill_rows(page, member, "4")
    press(page)
    expect(page.locator(".receipt .tag.ok")).to_be_visible()
    walk.look(page)


def fill_rows(page: Page, member: str, quantity: str) -> None:
    page.select_option("#what", "RIVER/recycle-glass")
    page.fill("#day", "2026-06-01")
    page.fill("#member-1", member)
    page.fill("#quantity-1", quantity)


def send_list(walk: Walk, page: Page, written: str) -> None:
    page.goto(walk.at(f"{DESK}/imports/new"))
    walk.look(page)
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": written.encode()}
    page.set_input_files("#file", file)
    press(page)
    enter = page.locator('button[name=act][value="enter"]')
    expect(enter).to_be_visible()
    walk.look(page)
    enter.click()
    expect(page.locator(".receipt .code")).to_have_text(re.compile(r"^B-"))
    page.goto(walk.at(f"{DESK}/imports"))
    expect(page.locator("main .card")).to_have_count(2)
    walk.look(page)


def type_for_somebody(walk: Walk, page: Page, member: str) -> None:
    page.goto(walk.at(f"{DESK}/slips"))
    walk.look(page)
    page.goto(walk.at(f"{DESK}/slips/print?what=RIVER/recycle-glass"))
    walk.look(page)
    page.goto(walk.at(f"{DESK}/slips/new"))
    walk.look(page)
    page.fill("#member", member)
    page.select_option("#what", "RIVER/recycle-glass")
    page.locator("main form.form button.big").click()
    page.wait_for_load_state()
    walk.look(page)
    page.locator("input[name=who]").first.check()
    page.fill("#amount", "2")
    page.fill("#day", "2026-06-01")
    page.select_option("#witness", label="Stella")
    press(page)
    expect(page.locator(".errsum")).to_be_visible()  # why is not said yet
    walk.look(page)
    page.fill("#reason", "Has no phone.")
    press(page)
    expect(page.locator(".receipt .code").first).to_have_text(re.compile(r"^S-"))
    walk.look(page)
