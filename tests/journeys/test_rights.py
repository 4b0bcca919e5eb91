"""What everybody may ask about themselves, in a real browser, with scripts and without.

Rosa mends her name and address, takes her data along, pauses and goes on, and is erased; Tom stays
and the receipt names nobody. The inspector looks at every page on the way.
"""

import json
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from portal import own_address
from tests.journeys.walk import WAYS, Walk, newest_link, send

pytestmark = pytest.mark.browser
CODE = re.compile(r"/erasures/(E-[0-9A-Z-]{13})$")


@WAYS
def test_somebody_uses_every_right_in_turn(browser, site, inspector, language, scripts):
    walk = Walk(browser, site, inspector, language, scripts)
    rosa = walk.person("rosa")
    mend(walk, rosa)
    take_along(walk, rosa)
    pause(walk, rosa)
    erase(walk, rosa)
    inspector.finish()


def mend(walk: Walk, rosa: Page) -> None:
    """Another name at once, another address when its letter is opened."""
    rosa.goto(walk.at("/me/settings"))
    walk.look(rosa)
    rosa.locator("main a[href$='/me/name']").click()
    rosa.fill("#name", "")
    send(rosa)
    expect(rosa.locator(".errsum")).to_be_visible()
    walk.look(rosa)
    rosa.fill("#name", "Rosalind")
    send(rosa)
    expect(rosa.locator("#name")).to_have_value("Rosalind")
    expect(rosa.locator(".notice.ok")).to_be_visible()
    rosa.goto(walk.at("/me/email"))
    rosa.fill("#email", "rosa@demo.test")
    send(rosa)
    expect(rosa.locator(".errsum")).to_be_visible()
    walk.look(rosa)
    rosa.fill("#email", "rosalind@demo.test")
    send(rosa)
    expect(rosa).to_have_url(walk.at("/me/email/asked"))
    walk.look(rosa)
    rosa.goto(walk.at(newest_link(walk.site, own_address.answer_some)))
    walk.look(rosa)
    send(rosa)
    expect(rosa.locator(".notice.ok")).to_contain_text("rosalind@demo.test")
    walk.look(rosa)


def take_along(walk: Walk, rosa: Page) -> None:
    """Read what is kept, and download it."""
    rosa.goto(walk.at("/me/data"))
    walk.look(rosa)
    with rosa.expect_download() as download:
        rosa.locator("form[action$='/me/data/copy'] button").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        [me] = json.loads(archive.read("data/person.json"))
    assert (me["name"], me["email"]) == ("Rosalind", "rosalind@demo.test")


def pause(walk: Walk, rosa: Page) -> None:
    """A break, and one press to go on."""
    rosa.goto(walk.at("/me/pause"))
    walk.look(rosa)
    send(rosa)
    expect(rosa.locator(".notice.ok")).to_be_visible()
    walk.look(rosa)
    rosa.goto(walk.at("/me"))
    walk.look(rosa)
    rosa.locator("form[action$='/me/pause/end'] button").click()
    expect(rosa).to_have_url(walk.at("/me"))
    expect(rosa.locator("form[action$='/me/pause/end']")).to_have_count(0)


def erase(walk: Walk, rosa: Page) -> None:
    """Without the tick nothing happens; with it, a receipt that works for strangers."""
    rosa.goto(walk.at("/me/data"))
    rosa.locator("main a[href$='/me/erasure']").last.click()
    walk.look(rosa)
    send(rosa)
    expect(rosa.locator(".errsum")).to_be_visible()
    walk.look(rosa)
    rosa.check("[name=sure]")
    send(rosa)
    expect(rosa).to_have_url(CODE)
    walk.look(rosa)
    stranger = walk.somebody()
    stranger.goto(rosa.url)
    expect(stranger.locator("main")).to_contain_text(CODE.search(rosa.url)[1])
    expect(stranger.locator("main")).not_to_contain_text("Rosalind")
    stranger.goto(walk.at("/erasures/E-0000"))
    walk.look(stranger)
    rosa.goto(walk.at("/me"))
    expect(rosa).to_have_url(re.compile("/sign-in"))
    tom = walk.person("tom")
    tom.goto(walk.at("/me/household"))
    walk.look(tom)
    expect(tom.locator("main")).not_to_contain_text("Rosalind")
