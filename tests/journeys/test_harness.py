"""The harness itself: what the inspector would miss is no proof."""

import pytest

from tests.journeys.inspector import structure

pytestmark = pytest.mark.browser


def test_the_inspector_sees_what_is_wrong(browser, inspector):
    page = inspector.watch(browser.new_page())
    page.route("**/*", lambda route: route.fulfill(body=WRONG, content_type="text/html"))
    page.goto("http://127.0.0.1:9/en/wrong")
    inspector.look(page, also_in=())
    told = "\n".join(inspector.complaints)
    assert "color-contrast-enhanced" in told
    assert "target-size" in told
    assert "320 px" in told
    with pytest.raises(AssertionError, match="html, "):
        inspector.finish()


WRONG = """<!doctype html><html lang="en"><title>Wrong</title><h1>Wrong</h1>
<main><p style="color:#666">Pale words</p><div style="width:900px">wide</div>
<ul><li><a href="/1" style="display:inline-block;height:9px;width:9px">x</a>
<a href="/2" style="display:inline-block;height:9px;width:9px">y</a></ul>
<wrong></wrong></main></html>"""


def test_a_page_is_looked_at_without_scripts_too(browser, inspector, site):
    page = inspector.watch(browser.new_context(java_script_enabled=False).new_page())
    page.goto(f"{site.url}/en/sign-in")
    inspector.look(page)
    inspector.finish()


def test_axe_looks_once_at_pages_that_differ_in_words_alone():
    page = '<p class="a"><a href="/1">One</a></p>'
    assert structure(page) == structure(page.replace("One", "一").replace("/1", "/2"))
    for other in ('<p class="b"><a href="/1">One</a></p>', '<p class="a"><a href="/1"> </a></p>'):
        assert structure(page) != structure(other)
