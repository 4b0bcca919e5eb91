"""What the portal itself saw, in a real browser: a talk and its quiz, a survey, two readings of a
meter; a slip's whole life, from the printer to the points; and readings of a meter on paper. Narrow
without scripts, wide with.
"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from db.engine import connect, open_session
from tests import asking, claiming, importing, metering, posting
from tests.asking import GLASS, LIKED, PATHS, QUIZ, SURVEY
from tests.journeys.server import Site
from tests.journeys.walk import Walk

pytestmark = pytest.mark.browser
DESK = "/desk/riverside-neighbours"
NARROW = {"width": 320, "height": 640}


def prepare(site: Site) -> dict[str, str]:
    """Give the neighbours a talk with a quiz, a survey and a meter; return their codes."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        codes = _asked(session)
        session.commit()
    engine.dispose()
    return codes


def _asked(session: Session) -> dict[str, str]:
    metering.count_water(session)
    talk = posting.make(session)
    return {
        "talk": talk.code,
        "quiz": asking.opened(session, QUIZ, GLASS, talk=talk.code).code,
        "survey": asking.opened(session, SURVEY, PATHS, LIKED).code,
        "home": importing.code_of(session, "Linden"),
        "other home": importing.code_of(session, "Fennel"),
    }


def press(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main form.form button.big:not([name=switch])").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("language", "scripts"), [("en", False), ("zh-hans", True)])
def test_records_and_a_slip(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    codes = prepare(site)
    rosa = walk.person("rosa")
    if not scripts:
        rosa.set_viewport_size(NARROW)
    talk_and_quiz(walk, rosa, codes)
    survey(walk, rosa, codes["survey"])
    readings(walk, rosa)
    slip(walk, codes["home"])
    meter_slips(walk, codes["other home"])
    inspector.finish()


def talk_and_quiz(walk: Walk, page: Page, codes: dict[str, str]) -> None:
    """Before signing in at the talk there is no question; then a wrong answer, then the right."""
    walk.look(page, f"/quizzes/{codes['quiz']}")
    expect(page.locator("main input[type=radio]")).to_have_count(0)
    page.locator(f'main a[href$="/c/{codes["talk"]}"]').click()
    press(page)
    offered = page.locator(f'main a[href$="/quizzes/{codes["quiz"]}"]')
    expect(offered).to_be_visible()
    walk.look(page)
    offered.click()
    page.locator("main input[type=radio]").first.check()
    press(page)
    expect(page.locator(".errsum")).to_be_visible()
    page.locator("main input[type=radio]").nth(1).check()
    press(page)
    expect(page.locator(".notice.ok")).to_be_visible()


def survey(walk: Walk, page: Page, code: str) -> None:
    page.goto(walk.at(f"/surveys/{code}"))
    page.locator("input[name=q1]").first.check()
    page.locator("input[name=q2]").last.check()
    walk.look(page)
    press(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    expect(page.locator("main input[type=radio]")).to_have_count(0)


def readings(walk: Walk, page: Page) -> None:
    """The own past, one reading, and a second one with its photo: then it is an action."""
    page.goto(walk.at("/log/RIVER/save-water"))
    page.fill("#usual", "9")
    page.fill("#days", "30")
    press(page)
    page.fill("#shown", "100")
    page.fill("#day", "2026-05-12")
    press(page)
    expect(page.locator("#readings + ul li")).to_have_count(1)
    walk.look(page)
    page.fill("#shown", "104.5")
    photo = {"name": "meter.png", "mimeType": "image/png", "buffer": claiming.sent_photo()}
    page.set_input_files("#photo", photo)
    press(page)
    expect(page).to_have_url(re.compile(r"/me/claims/A-"))


def slip(walk: Walk, home: str) -> None:
    """Printed, filled in, typed, never twice, checked by somebody else, and on its receipt."""
    olive = walk.person("olive")
    olive.goto(walk.at(f"{DESK}/slips/print?what=RIVER/sort-week"))
    code = olive.locator(".slip .code").first.inner_text()
    _type(walk, olive, home, code)
    expect(olive.locator(".receipt .code").first).to_have_text(code)
    receipt, claim = olive.url, olive.locator(".receipt .code").last.inner_text()
    _type(walk, olive, home, code)
    expect(olive.locator(".errsum")).to_be_visible()
    vera = walk.person("vera")
    vera.goto(walk.at(f"{DESK}/claims"))
    vera.locator(f"input[name=decision-{claim}][value=approve]").check()
    with vera.expect_response(lambda answer: answer.request.method == "POST"):
        vera.locator("#decide button.big").click()
    olive.goto(receipt)
    walk.look(olive)
    expect(olive.locator(".receipt .tag.ok")).to_be_visible()


def _type(walk: Walk, page: Page, home: str, code: str) -> None:
    page.goto(walk.at(f"{DESK}/slips/new?member={home}&what=RIVER/sort-week&slip={code}"))
    page.locator("input[name=who]").first.check()
    page.fill("#amount", "1")
    page.fill("#day", "2026-06-01")
    page.fill("#reason", "No phone")
    press(page)


def meter_slips(walk: Walk, home: str) -> None:
    """Fennel has no phone: a bill and a first reading, mistyped and taken back; then a second."""
    olive = walk.person("olive")
    if not walk.scripts:
        olive.set_viewport_size(NARROW)
    olive.goto(walk.at(f"{DESK}/slips/print?what=RIVER/save-water"))
    walk.look(olive)
    codes = olive.locator(".slip .code").all_inner_texts()
    first = {"usual": "9", "days": "30", "shown": "1000", "day": "2026-05-12"}
    _type_reading(walk, olive, home, codes[0], first)
    expect(olive.locator(".receipt .code")).to_have_text(codes[0])
    walk.look(olive)
    olive.locator("main details summary").click()
    with olive.expect_response(lambda answer: answer.request.method == "POST"):
        olive.locator("main details button").click()
    expect(olive.locator("main details")).to_have_count(0)
    _type_reading(walk, olive, home, codes[1], {"shown": "100", "day": "2026-05-12"})
    expect(olive.locator(".receipt .code").first).to_have_text(codes[1])
    second = {"shown": "104.5", "day": "2026-06-01"}
    _type_reading(walk, olive, home, codes[2], second)
    expect(olive.locator(".errsum")).to_be_visible()  # nobody saw the meter
    walk.look(olive)
    olive.select_option("#witness", label="Vera")
    press(olive)
    expect(olive.locator(".receipt .code").last).to_have_text(re.compile(r"^A-"))
    walk.look(olive)
    fay = walk.person("fay")
    fay.goto(walk.at("/log/RIVER/save-water"))
    expect(fay.locator("#readings + ul li")).to_have_count(3)
    expect(fay.locator("#readings + ul")).to_contain_text("Olive")
    walk.look(fay)


def _type_reading(walk: Walk, page: Page, home: str, slip: str, fields: dict[str, str]) -> None:
    page.goto(walk.at(f"{DESK}/slips/new?member={home}&what=RIVER/save-water&slip={slip}"))
    page.locator("input[name=who]").first.check()
    walk.look(page)
    for name, value in {**fields, "number": "W-1742", "reason": "No phone"}.items():
        page.fill(f"#{name}", value)
    press(page)
