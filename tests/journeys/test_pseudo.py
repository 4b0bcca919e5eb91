"""In a language nobody speaks every sentence is translated, and 40 % more still fits a phone."""

import re

import pytest

from tests.conftest import NOON, settled
from tests.habits.tree import ROOT
from tests.journeys.inspector import NARROW, TOO_WIDE
from tests.journeys.server import serve
from tests.people import PASSWORD
from tests.pseudo import write_catalogue
from tools import words

pytestmark = pytest.mark.browser
FOR_ANYBODY = (
    "/",
    "/programmes",
    "/programmes/riverside-green-points-river",
    "/actions",
    "/causes",
    "/rewards",
    "/reports/2026",
    "/method",
    "/rules",
    "/never",
    "/how-it-works",
    "/privacy",
    "/children",
    "/accessibility",
    "/status",
    "/sign-in",
    "/nothing-here",
)
SIGNED_IN = ("/me", "/log", "/log/RIVER/repair-clothing", "/me/points", "/me/household")


@pytest.fixture
def foreign_site(sqlite_copies, tmp_path):
    locale = write_catalogue(tmp_path)
    url = sqlite_copies.copy("town", settled)
    with serve(url, tmp_path, now=NOON, locale=locale, mode="demo") as site:
        yield site
    sqlite_copies.drop(url)


@pytest.fixture(scope="module")
def sentences():
    """What may not be seen as it stands: English sentences of at least three words of our own."""
    plain = [m.id for m in words.extracted() if isinstance(m.id, str) and m.id.count(" ") > 1]
    data = "".join(f.read_text(encoding="utf-8") for f in (ROOT / "db/reference").glob("*.csv"))
    return [said for said in plain if "%" not in said and "<" not in said and said not in data]


def test_no_sentence_escapes_and_longer_ones_fit(browser, foreign_site, sentences):
    assert len(sentences) > 100
    page = browser.new_page(viewport=NARROW)
    complaints = [c for path in FOR_ANYBODY for c in look(page, foreign_site, path, sentences)]
    page.goto(f"{foreign_site.url}/es/sign-in")
    page.fill("[name=email]", "rosa@demo.test")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form.form button").first.click()
    page.wait_for_url("**/es/me")
    complaints += [c for path in SIGNED_IN for c in look(page, foreign_site, path, sentences)]
    assert complaints == [], "\n".join(complaints)


def look(page, site, path, sentences):
    page.goto(f"{site.url}/es{path}")
    text = re.sub(r"\s+", " ", f"{page.title()} {page.locator('body').inner_text()}")
    assert "[" in text, f"{path} is not in the language nobody speaks"
    yield from (f"{path} says: {said}" for said in sentences if said in text)
    if wide := page.evaluate(TOO_WIDE):
        yield f"{path} is too wide: {wide}"
