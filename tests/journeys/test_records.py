"""What the portal itself saw, in a real browser: a talk and its quiz, a survey, two readings of a
meter; and a slip's whole life, from the printer to the points. Narrow without scripts, wide with.
"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from db.engine import connect, open_session
from db.tables.programmes import Activity, CapOf, CapPeriod, CapWho
from portal.programmes import find
from tests import asking, claiming, importing, posting
from tests.asking import GLASS, LIKED, PATHS, QUIZ, SURVEY
from tests.conftest import NOON
from tests.journeys.server import Site
from tests.journeys.walk import Walk

pytestmark = pytest.mark.browser
DESK = "/desk/riverside-neighbours"
NARROW = {"width": 320, "height": 640}
METER = {
    **{"code": "save-water", "cap_group": "save-water", "place": 99, "points": 1, "evidence": "C"},
    **{"per_amount": 10, "least_amount": 1, "most_amount": 9000, "whole": True, "cap": 300},
    **{"cap_of": CapOf.POINTS, "cap_period": CapPeriod.MONTH, "cap_who": CapWho.HOLDER},
    "asks_replaced": False,
}


def prepare(site: Site) -> dict[str, str]:
    """Give the neighbours a talk with a quiz, a survey and a meter; return their codes."""
    engine = connect(site.database_url)
    with open_session(engine, writes=True) as session:
        codes = _asked(session)
        session.commit()
    engine.dispose()
    return codes


def _asked(session: Session) -> dict[str, str]:
    programme_id = find(session, "RIVER", now=NOON).programme_id
    session.add(Activity(programme_id=programme_id, version=1, **METER))
    talk = posting.make(session)
    return {
        "talk": talk.code,
        "quiz": asking.opened(session, QUIZ, GLASS, talk=talk.code).code,
        "survey": asking.opened(session, SURVEY, PATHS, LIKED).code,
        "home": importing.code_of(session, "Linden"),
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
