"""Pages that need no data: they must be there, in words a child can read, and true."""

import re

import pytest

from tests.habits.tree import ROOT

PAGES = ("how-it-works", "privacy", "children", "accessibility", "never", "status", "seals")
LONGEST = 20  # words in a sentence
FALSE_FRIENDS = re.compile(r"\b(user|score|prize|purchase|donation|notification)s?\b|!", re.I)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_it_can_be_read_by_everybody(visit_as, name, language):
    page = visit_as().get(f"/{language}/{name}")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize("name", PAGES)
def test_sentences_are_short_and_words_are_ours(visit_as, name):
    page = visit_as().get(f"/en/{name}").text
    main = page.partition("<main")[2].partition("</main>")[0]
    for paragraph in re.findall(r"<(?:p|li|dd)[^>]*>(.*?)</(?:p|li|dd)>", main, re.S):
        text = re.sub(r"<[^>]+>", " ", paragraph.replace("</h2>", ". "))
        assert not FALSE_FRIENDS.search(text), text
        for sentence in re.split(r"[.?:]\s", text):
            assert len(sentence.split()) <= LONGEST, sentence


def test_what_is_not_built_is_said(visit_as):
    browser = visit_as()
    assert "not built yet" not in browser.get("/en/privacy").text
    assert "have not been done yet" in browser.get("/en/accessibility").text
    assert "is not counted yet" in browser.get("/en/never").text


def test_the_page_on_privacy_leads_those_who_are_here_to_their_data(visit_as):
    assert "/en/me/data" in visit_as("rosa").get("/en/privacy").text
    assert "/en/me/data" not in visit_as().get("/en/privacy").text


def test_every_red_line_names_a_test_that_exists(visit_as):
    page = visit_as().get("/en/never").text
    named = re.findall(r"<code>(test_r\d\d_\w+)</code>", page)
    written = (ROOT / "tests/portal/test_red_lines.py").read_text(encoding="utf-8")
    assert len(named) == 14
    assert all(f"def {name}(" in written for name in named)


def test_the_status_tells_what_is_known_and_what_is_not(visit_as):
    page = visit_as().get("/en/status").text
    assert "Nothing has happened yet." in page and "0001" in page
    assert "The portal knows of no backup." in page


def test_who_runs_it_is_named(visit_as):
    assert "Willowford District Office" in visit_as().get("/en/privacy").text
