"""The way of a class's points: a charity asks, a sponsor pledges things, pupils vote, one arrives.

The pages of every desk a round passes over, each person in a browser of their own.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal import ids
from tests import giving, people
from tests.giving import AFTER, SCHOOL, SHELTER, SPONSOR
from tests.journeys.server import Site
from tests.journeys.walk import WAYS, Walk, send

pytestmark = pytest.mark.browser
BALLOTS = 25
NEED = "Twelve families sleep in the hall; each child needs a quilt before the winter."


@pytest.fixture
def class_with_points(site: Site) -> None:
    """Class 4B holds 330 points for checked acts."""
    engine = connect(site.database_url)
    with ids.seeded(7), open_session(engine, writes=True) as session:
        holder = people.school_class(session, "4B")
        giving.award(session, holder, 330, programme="SCHOOL")
        session.commit()
    engine.dispose()


@WAYS
@pytest.mark.usefixtures("class_with_points")
def test_a_class_votes_and_two_quilts_arrive(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    ask_for_quilts(walk)
    accept_the_cause(walk)
    code = plan_the_round(walk)
    pledge_quilts(walk, code)
    sign_and_open(walk, code)
    vote_with_ballots(walk)
    site.go_to(AFTER)
    divide(walk, code)
    report_what_arrived(walk)
    read_what_became_of_it(walk, code)
    inspector.finish()


def ask_for_quilts(walk: Walk) -> None:
    chen = walk.person("chen")
    walk.look(chen, f"/charity/{SHELTER}/requests")
    chen.fill("[name=name]", "Warm quilts")
    send(chen)
    expect(chen.locator(".errsum")).to_be_visible()
    expect(chen.locator("[name=name]")).to_have_value("Warm quilts")
    walk.look(chen)
    chen.select_option("[name=programme]", "SCHOOL")
    chen.fill("[name=need]", NEED)
    chen.select_option("[name=shape]", "quilt")
    chen.fill("[name=paper]", "OLS-2026-3")
    send(chen)
    expect(chen).to_have_url(re.compile(rf"/charity/{SHELTER}"))
    walk.look(chen)


def accept_the_cause(walk: Walk) -> None:
    grace = walk.person("grace")
    walk.look(grace, f"/desk/{SCHOOL}/causes")
    grace.locator("main a[href*='/causes/requests/']").first.click()
    expect(grace.get_by_text(NEED)).to_be_visible()
    walk.look(grace)
    grace.locator("form:has([value=accept]) button").click()
    walk.look(grace, f"/desk/{SCHOOL}/causes")


def plan_the_round(walk: Walk) -> str:
    grace = walk.person("grace")
    walk.look(grace, f"/desk/{SCHOOL}/rounds/plan?programme=SCHOOL")
    grace.fill("[name=name]", "Summer round")
    grace.fill("[name=first]", "2026-06-01")
    grace.fill("[name=last]", "2026-05-20")
    grace.fill("[name=smallest]", "10")
    grace.locator("[name=causes]").first.check()
    send(grace)
    expect(grace.locator(".errsum")).to_be_visible()
    expect(grace.locator("[name=causes]").first).to_be_checked()
    grace.fill("[name=last]", "2026-06-20")
    send(grace)
    expect(grace).to_have_url(re.compile(r"/rounds/[A-Z]-"))
    walk.look(grace)
    return grace.url.rpartition("/")[2]


def pledge_quilts(walk: Walk, code: str) -> None:
    sol = walk.person("sol")
    walk.look(sol, f"/sponsor/{SPONSOR}")
    walk.look(sol, f"/sponsor/{SPONSOR}/rounds/{code}")
    sol.check("[name=kind][value=unit]")
    sol.fill("[name=thing]", "warm quilt")
    send(sol)
    expect(sol.locator(".errsum")).to_be_visible()
    sol.select_option("[name=shape]", "quilt")
    sol.fill("[name=each]", "160")
    sol.fill("[name=limit]", "4")
    sol.fill("[name=letter]", "RC-2026-07")
    send(sol)
    walk.look(sol, f"/sponsor/{SPONSOR}/rounds/{code}")
    expect(sol.get_by_text("RC-2026-07")).to_be_visible()


def sign_and_open(walk: Walk, code: str) -> None:
    here = f"/desk/{SCHOOL}/rounds/{code}"
    ivan = walk.person("ivan")
    walk.look(ivan, here)
    ivan.fill("[name=document]", "RC-2026-07")
    send(ivan)
    expect(ivan.locator("[name=document]")).to_have_count(0)
    hana = walk.person("hana")
    walk.look(hana, here)
    hana.locator("form[action$='/approval'] button").click()
    grace = walk.person("grace")
    walk.look(grace, here)
    grace.locator("form[action$='/opening'] button").click()
    expect(grace.locator("form[action$='/opening']")).to_have_count(0)


def vote_with_ballots(walk: Walk) -> None:
    grace = walk.person("grace")
    walk.look(grace, f"/desk/{SCHOOL}/classes")
    count_ballots(grace, voters=BALLOTS + 10)
    expect(grace.locator(".errsum")).to_be_visible()
    walk.look(grace)
    count_ballots(grace, voters=BALLOTS)
    expect(grace.locator(".errsum")).to_have_count(0)
    walk.look(grace)


def count_ballots(page: Page, *, voters: int) -> None:
    page.locator("[name=group]").select_option(index=1)  # 4B
    page.locator("[name=cause]").select_option(index=0)
    page.fill("[name=voters]", str(voters))
    page.fill("[name=points]", "330")
    send(page)


def divide(walk: Walk, code: str) -> None:
    here = f"/desk/{SCHOOL}/rounds/{code}"
    ivan = walk.person("ivan")
    walk.look(ivan, here)
    ivan.locator("form[action$='/division'] button").click()
    expect(ivan.locator("form[action$='/division'] button.big")).to_have_count(0)
    hana = walk.person("hana")
    walk.look(hana, here)
    hana.locator("form[action$='/signature'] button").click()
    expect(hana.locator("form[action$='/signature']")).to_have_count(0)
    ivan.goto(walk.at(here))
    ivan.fill("[name=payment]", "INV-31")
    send(ivan)
    walk.look(ivan)


def report_what_arrived(walk: Walk) -> None:
    chen = walk.person("chen")
    tell(walk, chen, "bought", "Two quilts are bought.", "INV-30")
    tell(walk, chen, "delivered", "Two quilts lie on two beds.", "INV-31")


def tell(walk: Walk, page: Page, state: str, told: str, document: str) -> None:
    walk.look(page, f"/charity/{SHELTER}")
    page.locator("main a[href*='/deliveries/']").first.click()
    page.locator(f"[name=state][value={state}]").check()
    page.fill("[name=count]", "2")
    for part, number in (("day", "21"), ("month", "6"), ("year", "2026")):
        page.fill(f"[name={part}]", number)
    page.fill("[name=told]", told)
    page.fill("[name=document]", document)
    send(page)
    expect(page).to_have_url(re.compile(rf"/charity/{SHELTER}$"))


def read_what_became_of_it(walk: Walk, code: str) -> None:
    page = walk.somebody()
    walk.look(page, f"/rounds/{code}")
    sheet = page.request.get(walk.at(f"/rounds/{code}.csv")).text()
    assert ",330," in sheet and ",2," in sheet
    page.goto(walk.at("/causes"))
    page.locator("main a.cover").first.click()
    expect(page.get_by_text("Two quilts lie on two beds.")).to_be_visible()
    walk.look(page)
    grace = walk.person("grace")
    walk.look(grace, f"/desk/{SCHOOL}/classes")
