"""Joining and living together, in a real browser, with scripts and without.

A newcomer joins by letter, takes part and moves into a household; its adults add a child and say
what it may do. The inspector looks at every page on the way.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from portal import joining
from tests.journeys.walk import WAYS, Walk, newest_link, send

pytestmark = pytest.mark.browser
CODE = re.compile(r"H-[0-9A-Z-]{13}")


def press(page: Page) -> None:
    page.locator("main form button.big:not([name=switch])").first.click()


@WAYS
def test_a_newcomer_joins_and_moves_in_with_a_code(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    newcomer = walk.somebody()
    join(walk, newcomer)
    code = invite(walk)
    move_in(walk, newcomer, code)
    inspector.finish()


@WAYS
def test_adults_agree_on_a_rule_and_answer_for_a_child(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    rosa, tom = walk.person("rosa"), walk.person("tom")
    agree(walk, rosa, tom)
    answer_for_a_child(walk, rosa)
    inspector.finish()


def join(walk: Walk, page: Page) -> None:
    """From the home page to a first programme."""
    page.goto(walk.at("/"))
    page.locator("main a[href$='/join']").click()
    walk.look(page)
    page.fill("#name", "Otter")
    page.fill("#email", "no address")
    page.check("[name=age][value=own]")
    press(page)
    expect(page.locator(".errsum")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Otter")
    page.fill("#email", "otter@demo.test")
    press(page)
    expect(page).to_have_url(walk.at("/join/asked"))
    walk.look(page)
    page.goto(walk.at(newest_link(walk.site, joining.answer_some)))
    walk.look(page)
    page.fill("#new_password", "four otters at the weir")
    press(page)
    expect(page).to_have_url(walk.at("/me/welcome"))
    walk.look(page)
    page.locator("main form .btn").first.click()
    expect(page).to_have_url(re.compile("/log|/cause"))


def invite(walk: Walk) -> str:
    """As rosa: make a code for an adult."""
    rosa = walk.person("rosa")
    rosa.goto(walk.at("/me/household"))
    walk.look(rosa)
    rosa.locator("main a[href$='/me/household/codes']").click()
    press(rosa)
    expect(rosa.locator("main .code")).to_be_visible()
    walk.look(rosa)
    found = CODE.search(rosa.content())
    assert found
    return found[0]


def move_in(walk: Walk, page: Page, code: str) -> None:
    """Mistype it, then read what it opens, then move in."""
    page.goto(walk.at("/me/household/code"))
    page.fill("#code", "H-0000")
    press(page)
    expect(page.locator(".errsum")).to_be_visible()
    walk.look(page)
    page.fill("#code", code.lower())
    press(page)
    expect(page.locator("[name=confirm]")).to_be_visible()
    walk.look(page)
    page.click("[name=confirm]")
    expect(page).to_have_url(walk.at("/me/household"))
    expect(page.locator("h1")).to_have_text("Linden")
    page.locator("main a[href$='/leaving']").click()
    walk.look(page)
    press(page)
    expect(page.locator("h1")).to_have_text("Otter")


def agree(walk: Walk, rosa: Page, tom: Page) -> None:
    """Rosa wishes for another rule, Tom agrees."""
    rosa.goto(walk.at("/me/household/rule"))
    walk.look(rosa)
    rosa.check("[name=adults][value='2']")
    press(rosa)
    expect(rosa).to_have_url(walk.at("/me/household"))
    tom.goto(walk.at("/me/household"))
    walk.look(tom)
    tom.locator("form[action$='/agreement'] button").click()
    expect(tom.locator("form[action$='/agreement']")).to_have_count(0)


def answer_for_a_child(walk: Walk, rosa: Page) -> None:
    """A full name is asked about; then the child is there, limited, stopped, and let go on."""
    rosa.goto(walk.at("/me/household/children"))
    rosa.fill("#name", "Ana Pérez")
    press(rosa)
    expect(rosa.locator("[name=meant]")).to_be_visible()
    walk.look(rosa)
    rosa.fill("#name", "Moss")
    press(rosa)
    expect(rosa).to_have_url(walk.at("/me/household"))
    rosa.goto(walk.at("/me/children"))
    walk.look(rosa)
    rosa.get_by_role("link", name="Moss").click()
    rosa.uncheck("[name=may_add_photos]")
    rosa.locator("main form .btn").first.click()
    rosa.locator("form[action$='/stop'] button").click()
    expect(rosa.locator("form[action$='/resumption']")).to_be_visible()
    walk.look(rosa)
    send(rosa, "form[action$='/resumption']")
    expect(rosa.locator("form[action$='/stop']")).to_be_visible()
    erase_the_child(walk, rosa)


def erase_the_child(walk: Walk, rosa: Page) -> None:
    """Not without the tick; afterwards the child is in no list of hers."""
    rosa.locator("main a[href$='/erasure']").click()
    walk.look(rosa)
    send(rosa)
    expect(rosa.locator(".errsum")).to_be_visible()
    walk.look(rosa)
    rosa.check("[name=sure]")
    send(rosa)
    expect(rosa.locator("main")).not_to_contain_text("Moss")
    walk.look(rosa)
    for path in ("/me/children", "/me/household"):
        walk.look(rosa, path)
        expect(rosa.locator("main")).not_to_contain_text("Moss")
