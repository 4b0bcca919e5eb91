import re
from datetime import timedelta

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient

from pages.app import create_app
from pages.web.crew import AT_ONCE, WAITING
from portal.settings import Settings
from portal.throttle import ACCOUNT, NETWORK, PAIR
from portal.transactions import opener
from tests.people import NOON, PASSWORD

GOOD = {"email": "rosa@demo.test", "password": PASSWORD}


@pytest.fixture
def sign_in(visit_as):
    def post(**facts):
        return visit_as().post("/en/sign-in", data={**GOOD, **facts}, follow_redirects=False)

    return post


def test_the_right_password_leads_to_my_page_with_a_cookie_no_script_can_read(sign_in):
    answer = sign_in()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/me")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("sid=") and "HttpOnly" in cookie and "SameSite=lax" in cookie


def test_an_address_is_understood_in_capitals_and_with_spaces(sign_in):
    assert sign_in(email="  ROSA@Demo.Test ").status_code == 303


@pytest.mark.parametrize(
    "facts", [{"password": "x"}, {"email": "nobody@demo.test"}, {"password": "x" * 100_000}]
)
def test_a_wrong_address_and_a_wrong_password_look_the_same(sign_in, facts):
    answer = sign_in(**facts)
    assert answer.status_code == 422 and "Set-Cookie" not in answer.headers
    assert "This e-mail address and password do not fit together." in answer.text
    assert "<title>Error: " in answer.text


def test_what_was_typed_stays_but_never_the_password(sign_in):
    answer = sign_in(password="secret-word-1")
    assert 'value="rosa@demo.test"' in answer.text and "secret-word-1" not in answer.text


def test_empty_fields_say_what_to_enter(sign_in):
    answer = sign_in(email="", password="")
    assert answer.status_code == 422
    assert "Enter your e-mail address." in answer.text and "Enter your password." in answer.text


def test_guessing_slows_down_and_never_locks_anybody_out(visit_as, app):
    browser = visit_as()
    for _ in range(5):
        browser.post("/en/sign-in", data={**GOOD, "password": "x"})
    answer = browser.post("/en/sign-in", data=GOOD)
    assert answer.status_code == 422 and "Please wait 1 seconds" in answer.text


@pytest.mark.parametrize("limit", [PAIR, ACCOUNT, NETWORK])
def test_the_wait_doubles_up_to_a_limit(limit):
    waits = [limit.wait_after(failed) for failed in range(10_000)]
    free = limit.free
    assert waits[:free] == [timedelta()] * free
    assert waits[free : free + 3] == [timedelta(seconds=s) for s in (1, 2, 4)]
    assert waits == sorted(waits) and waits[-1] == limit.longest <= timedelta(minutes=15)


def test_signing_in_leads_back_to_where_one_wanted_to_go(visit_as):
    asked = visit_as().get("/en/me/points?month=2026-05", follow_redirects=False)
    assert asked.headers["Location"] == "/en/sign-in?next=%2Fme%2Fpoints%3Fmonth%3D2026-05"
    page = visit_as().get(asked.headers["Location"])
    assert 'value="/me/points?month=2026-05"' in page.text
    answer = visit_as().post(
        "/zh-hans/sign-in",
        data={**GOOD, "next": "/me/points?month=2026-05"},
        follow_redirects=False,
    )
    assert answer.headers["Location"] == "/zh-hans/me/points?month=2026-05"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
        "evil.test",
        "http:evil.test",
        "/\tevil",
    ],
)
def test_nobody_is_sent_to_another_site(visit_as, elsewhere):
    for way in (
        lambda: visit_as().post(
            "/en/sign-in", data={**GOOD, "next": elsewhere}, follow_redirects=False
        ),
    ):
        assert way().headers["Location"] == "/en/me"


def test_a_form_sent_after_the_sign_in_ran_out_is_kept_and_can_be_sent(visit_as):
    browser = visit_as()
    typed = {"amount": "14", "note": "two <b>bags</b> & a box", "idem": "form-1"}
    page = browser.post("/en/log/RIVER/cycle", data=typed)
    assert page.status_code == 401 and "What you typed is kept" in page.text
    kept = dict(re.findall(r'name="kept-(\w+)" value="([^"]*)"', page.text))
    assert kept["amount"] == "14" and "&lt;b&gt;bags&lt;/b&gt; &amp; a box" in page.text
    again = {"next": "/log/RIVER/cycle", **{f"kept-{name}": typed[name] for name in typed}}
    answer = browser.post("/en/sign-in", data={**GOOD, **again})
    assert answer.status_code == 200 and "nothing has been sent yet" in answer.text
    assert 'action="/en/log/RIVER/cycle"' in answer.text and 'value="14"' in answer.text
    assert "sid" in browser.cookies


def test_a_password_of_an_interrupted_form_is_not_carried_along(visit_as):
    page = visit_as().post("/en/me/settings", data={"password": "secret-word-1"})
    assert "secret-word-1" not in page.text


def test_signing_out_forgets_the_browser_and_clears_it(visit_as):
    rosa = visit_as("rosa")
    token = rosa.cookies["sid"]
    answer = rosa.post("/en/sign-out", follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["Clear-Site-Data"]
    stolen = visit_as()
    stolen.cookies.set("sid", token)
    assert stolen.get("/en/me", follow_redirects=False).status_code == 303


def guess(browser, network, times=5):
    """Guess from a place on the net, as somebody or a proxy says it is; return the last page."""
    headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": network}
    typed = {**GOOD, "password": "x"}
    return [browser.post("/en/sign-in", data=typed, headers=headers) for _ in range(times)][-1]


@pytest.mark.parametrize(("proxies", "waits"), [("", True), ("testclient, 10.0.0.0/8", False)])
def test_where_a_guess_comes_from_is_believed_only_of_proxies_we_trust(
    engine, town, proxies, waits
):
    site = create_app(opener(engine), Settings(trusted_proxies=proxies), clock=lambda: NOON)
    browser = TestClient(site)
    guess(browser, "192.0.2.1")
    assert "Please wait" in guess(browser, "192.0.2.1", 1).text
    assert ("Please wait" in guess(browser, "198.51.100.7", 1).text) is waits


@pytest.mark.parametrize("where", ["email", "password", "next", "kept-note"])
def test_no_field_can_add_a_line_to_the_answers_head(visit_as, where):
    typed = {**GOOD, where: "x\r\nSet-Cookie: sid=planted\r\n\r\n<b>"}
    answer = visit_as().post("/en/sign-in", data=typed, follow_redirects=False)
    assert "planted" not in str(answer.headers) and answer.status_code < 500


def test_more_sign_ins_than_can_wait_are_asked_to_come_again(engine, town, settings):
    """Whoever floods the page takes neither memory nor a thread from those who read."""
    site = create_app(opener(engine), settings, clock=lambda: NOON)
    places = AT_ONCE + WAITING
    answers = anyio.run(flood, site, places + 36)
    assert set(answers) == {303, 429}
    assert places <= answers.count(303) < places + 36


async def flood(site, count):
    """Sign in so many times at once; return what was answered."""
    facts = {"base_url": "http://testserver", "headers": {"Sec-Fetch-Site": "same-origin"}}
    answers = []

    async def one(browser):
        answer = await browser.post("/en/sign-in", data=GOOD, timeout=120)
        answers.append(answer.status_code)

    transport = httpx2.ASGITransport(app=site)
    async with (
        httpx2.AsyncClient(transport=transport, **facts) as browser,
        anyio.create_task_group() as everybody,
    ):
        for _ in range(count):
            everybody.start_soon(one, browser)
    return answers
