"""Who works where, in a real browser, with scripts and without.

An owner invites somebody, who accepts and leaves again; two owners agree on a third; an applicant
shows papers and the operator lists the organisation. The inspector looks at every page on the way.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.claiming import sent_photo
from tests.journeys.walk import WAYS, Walk, newest_link, send

pytestmark = pytest.mark.browser
DESK = "/desk/riverside-neighbours"
NEWCOMER = "otter@demo.test"


@WAYS
def test_an_owner_invites_a_helper_and_two_agree_on_a_third_owner(
    browser, site, inspector, language, scripts
):
    walk = Walk(browser, site, inspector, language, scripts)
    olga = walk.person("olga")
    invite(walk, olga)
    helper = arrive(walk)
    ask_for_a_third_owner(walk, olga)
    agree(walk)
    walk.look(olga, "/desk/riverside-neighbours/closure")
    leave(walk, helper)
    inspector.finish()


@WAYS
def test_an_organisation_applies_and_the_operator_lists_it(
    browser, site, inspector, language, scripts
):
    walk = Walk(browser, site, inspector, language, scripts)
    tom = walk.person("tom")
    apply(walk, tom)
    operator = walk.person("op")
    list_it(walk, operator)
    suspend(walk, operator)
    for path in (
        "/admin/people",
        "/admin/events",
        "/admin/jobs",
        "/admin/letters",
        "/admin/health",
    ):
        walk.look(operator, path)
    inspector.finish()


def invite(walk: Walk, olga: Page) -> None:
    """A wrong address comes back with what was typed; then the invitation waits."""
    walk.look(olga, f"{DESK}/people")
    olga.fill("#email", "otter")
    olga.check("[name=role][value=verifier]")
    send(olga)
    expect(olga.locator(".errsum")).to_be_visible()
    expect(olga.locator("#email")).to_have_value("otter")
    expect(olga.locator("[name=role][value=verifier]")).to_be_checked()
    walk.look(olga)
    olga.fill("#email", NEWCOMER)
    send(olga)
    expect(olga.locator("#invited + ul")).to_contain_text(NEWCOMER)
    walk.look(olga)


def arrive(walk: Walk) -> Page:
    """The link opens a form once; used, it says so; the newcomer works at the desk."""
    link = newest_link(walk.site)
    page = walk.somebody()
    walk.look(page, link)
    page.fill("#name", "Otter")
    page.fill("#password", "four otters at the weir")
    send(page)
    expect(page).to_have_url(re.compile("/sign-in"))
    page.fill("[name=email]", NEWCOMER)
    page.fill("[name=password]", "four otters at the weir")
    send(page)
    expect(page).to_have_url(walk.at(DESK))
    walk.look(page, DESK)
    again = walk.somebody()
    answer = again.goto(walk.at(link))
    assert answer and answer.status == 404
    walk.look(again)
    return page


def ask_for_a_third_owner(walk: Walk, olga: Page) -> None:
    """One owner asks, and cannot agree with herself."""
    olga.goto(walk.at(f"{DESK}/people"))
    olga.locator("main .card a", has_text="Olive").click()
    walk.look(olga)
    olga.locator("form[action$='/ownership'] button").click()
    waiting = olga.locator("#changes + ul")
    expect(waiting).to_contain_text("Olive")
    expect(waiting.locator("button[value=agree]")).to_have_count(0)
    walk.look(olga)


def agree(walk: Walk) -> None:
    """The other owner agrees, and three own."""
    omar = walk.person("omar")
    omar.goto(walk.at(f"{DESK}/people"))
    omar.locator("#changes + ul button[value=agree]").click()
    expect(omar.locator("#changes")).to_have_count(0)
    walk.look(omar)


def leave(walk: Walk, helper: Page) -> None:
    """Who leaves finds the desk closed."""
    helper.goto(walk.at(f"{DESK}/people"))
    helper.locator("main .card a", has_text="Otter").click()
    walk.look(helper)
    helper.locator("form[action$='/end'] button").click()
    expect(helper).to_have_url(walk.at("/desk"))
    answer = helper.goto(walk.at(f"{DESK}/people"))
    assert answer and answer.status == 404


def apply(walk: Walk, tom: Page) -> None:
    """Nothing typed is lost, and a picture of a paper goes along."""
    walk.look(tom, "/apply")
    tom.fill("#name", "Weir Mill Repair")
    send(tom)
    expect(tom.locator(".errsum")).to_be_visible()
    expect(tom.locator("#name")).to_have_value("Weir Mill Repair")
    tom.check("[name=kind][value=community]")
    tom.fill("#about", "We mend what is broken.")
    tom.fill("#registration", "Register of associations, number 4711.")
    send(tom)
    expect(tom).to_have_url(re.compile("/me/applications/"))
    walk.look(tom)
    paper = {"name": "paper.png", "mimeType": "image/png", "buffer": sent_photo()}
    tom.set_input_files("#photo", paper)
    tom.locator("form[enctype] button").click()
    expect(tom.locator("#papers + ul li")).to_have_count(1)
    walk.look(tom, "/me/applications")


def list_it(walk: Walk, operator: Page) -> None:
    """A day that has passed is refused; then it is in the public register."""
    walk.look(operator, "/admin")
    operator.get_by_role("link", name="Weir Mill Repair").click()
    walk.look(operator)
    day = operator.locator("form[action$='/acceptance']")
    for year, stays in (("2025", True), ("2027", False)):
        for part, value in (("day", "1"), ("month", "6"), ("year", year)):
            day.locator(f"[name={part}]").fill(value)
        day.locator("button.btn").click()
        expect(operator.locator(".errsum")).to_have_count(int(stays))
    page = walk.somebody()
    walk.look(page, "/organisations")
    expect(page.locator("main")).to_contain_text("Weir Mill Repair")


def suspend(walk: Walk, operator: Page) -> None:
    """Without a reason nothing happens; with one everybody can read it, and it is undone."""
    operator.goto(walk.at("/admin/organisations/riverside-neighbours"))
    operator.locator("button[value=suspend]").click()
    expect(operator.locator(".errsum")).to_be_visible()
    walk.look(operator)
    operator.fill("#reason", "Its entry is gone.")
    operator.locator("button[value=suspend]").click()
    expect(operator.locator("button[value=reopen]")).to_be_visible()
    walk.look(operator)
    olga = walk.person("olga")
    walk.look(olga, DESK)
    expect(olga.locator("main")).to_contain_text("Its entry is gone.")
    operator.fill("#reason", "It is back.")
    operator.locator("button[value=reopen]").click()
    expect(operator.locator("button[value=suspend]")).to_be_visible()
