"""Coming in by a link in a letter, page by page."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from portal import links
from tests.letterbox import newest_link
from tests.people import PASSWORD

ASK = {"email": "rosa@demo.test", "purpose": "sign_in"}
NEW = "seven otters at the weir"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "main#main"}


@pytest.fixture
def link(engine, visit_as):
    """Ask for a link and return the path in the letter."""

    def make(**facts):
        visit_as().post("/en/sign-in/letter", data={**ASK, **facts})
        return f"/en{newest_link(engine, links.answer_some)}"

    return make


def is_in(browser):
    return browser.get("/en/me", follow_redirects=False).status_code == 200


def without_keys(page):
    return re.sub(r'name="idem"[^>]*|X-Request-Id.*|[0-9a-f]{12,}', "", page)


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_page(visit_as):
    def answer(email):
        browser = visit_as()
        sent = browser.post(
            "/en/sign-in/letter", data={**ASK, "email": email}, follow_redirects=False
        )
        page = browser.get(sent.headers["Location"])
        return sent.status_code, sent.headers["Location"], without_keys(page.text)

    known, unknown = answer("rosa@demo.test"), answer("nobody@demo.test")
    assert known == unknown and known[:2] == (303, "/en/sign-in/letter/asked")
    assert "If the address is known here, a letter is on its way." in known[2]


def test_opening_the_link_uses_nothing_up_and_the_button_signs_in(visit_as, link):
    path, browser = link(), visit_as()
    for _ in range(3):
        assert browser.get(path).status_code == 200 and not is_in(browser)
    assert browser.post(path, follow_redirects=False).headers["Location"] == "/en/me"
    assert is_in(browser)


def test_a_used_link_says_so_and_offers_a_new_one(visit_as, link):
    path = link()
    visit_as().post(path)
    for answer in (visit_as().get(path), visit_as().post(path)):
        assert answer.status_code == 410
        assert "This link was used before. Each one works once." in answer.text
        assert 'href="/en/sign-in/letter"' in answer.text


def test_a_link_past_its_time_says_so(visit_as, link, clock):
    path = link()
    clock.now += timedelta(minutes=30)
    answer = visit_as().get(path)
    assert answer.status_code == 410 and "good for 30 minutes, and they are over" in answer.text


def test_a_link_that_lost_a_part_on_the_way_says_so(visit_as, link):
    answer = visit_as().get(link()[:-1])
    assert answer.status_code == 410 and "a part of it was lost" in answer.text


def test_another_password_is_chosen_and_the_old_one_is_gone(visit_as, link):
    elsewhere = visit_as("rosa")
    path, browser = link(purpose="password"), visit_as()
    assert 'autocomplete="new-password"' in browser.get(path).text
    assert browser.post(path, data={"new_password": NEW}, follow_redirects=False).status_code == 303
    assert is_in(browser) and not is_in(elsewhere)
    old, new = (
        visit_as().post(
            "/en/sign-in",
            data={"email": "rosa@demo.test", "password": password},
            follow_redirects=False,
        )
        for password in (PASSWORD, NEW)
    )
    assert (old.status_code, new.status_code) == (422, 303)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Enter a new password."), ("short", "12"), ("rosarosarosa", "first that are guessed")],
)
def test_a_password_that_will_not_do_is_explained_and_the_link_still_works(
    visit_as, link, typed, words
):
    path, browser = link(purpose="password"), visit_as()
    answer = browser.post(path, data={"new_password": typed})
    assert answer.status_code == 422 and words in answer.text and not is_in(browser)
    assert browser.post(path, data={"new_password": NEW}).status_code == 200


def test_with_htmx_mistakes_come_as_the_block_and_success_moves_the_browser(visit_as):
    browser = visit_as()
    wrong = browser.post("/en/sign-in/letter", data={**ASK, "email": "rosa"}, headers=HTMX)
    assert wrong.status_code == 422 and "<html" not in wrong.text
    assert "Write an e-mail address like name@example.org." in wrong.text
    right = browser.post("/en/sign-in/letter", data=ASK, headers=HTMX)
    assert right.headers["HX-Redirect"] == "/en/sign-in/letter/asked"


def test_a_header_hidden_in_the_address_is_refused(visit_as):
    bent = "rosa@demo.test\r\nBcc: all@demo.test"
    answer = visit_as().post("/en/sign-in/letter", data={**ASK, "email": bent})
    assert answer.status_code == 422 and "Write an e-mail address" in answer.text


def test_after_some_letters_the_next_one_has_its_time_told(visit_as):
    answers = [visit_as().post("/en/sign-in/letter", data=ASK) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
    assert "Please look for them, or wait 1 minutes." in answers[-1].text


def test_another_site_cannot_use_a_link_for_somebody(app, link):
    foreign = TestClient(app, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.post(link()).status_code == 403


def test_the_page_for_a_lost_password_asks_for_a_password_link(visit_as):
    page = visit_as().get("/en/sign-in/letter?for=password").text
    assert re.search(r'<input[^>]* checked[^>]* value="password"', page)
    assert "I have forgotten my password" in visit_as().get("/en/sign-in").text


def test_who_uses_a_shared_computer_is_forgotten_when_it_is_closed(visit_as, link):
    answer = visit_as().post(link(), data={"shared": "y"}, follow_redirects=False)
    assert "Max-Age" not in answer.headers["Set-Cookie"]
