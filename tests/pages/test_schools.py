"""Coming in with a school account: all of it fits, or nobody comes in."""

import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pyotp
import pytest
from joserfc.jwk import RSAKey
from pydantic import ValidationError
from sqlalchemy import select
from starlette.testclient import TestClient

from db.tables.letters import Letter
from db.tables.people import Person
from db.tables.ways import SchoolAccount
from pages.app import create_app
from portal.settings import School, Settings
from portal.transactions import opener
from tests.conftest import signed_in
from tests.people import NOON, PASSWORD
from tests.school import SECRET, FakeSchool, served

CHECKED = {"Sec-Fetch-Site": "same-origin"}
BASE = "http://testserver"


@pytest.fixture(scope="module")
def key():
    return RSAKey.generate_key(2048, {"kid": "one"})


@pytest.fixture
def school(key):
    with served(FakeSchool(now=int(NOON.timestamp()), key=key)) as school:
        yield school


@pytest.fixture
def site(engine, settings, school, clock, town):
    """The site with this school in its settings."""
    ours = School(
        code="bridge",
        title="Bridge School; zh-hans: 桥小",
        issuer=school.issuer,
        client_id="portal",
        client_secret=SECRET,
    )
    set_up = settings.model_copy(update={"schools": (ours,), "base_url": BASE})
    return create_app(opener(engine), set_up, clock=clock)


@pytest.fixture
def browser_of(site, engine):
    def make(name=None):
        browser = TestClient(site, headers=CHECKED)
        if name:
            browser.cookies.set("sid", signed_in(engine, name))
        return browser

    return make


def go(browser, path="/en/sign-in/schools/bridge"):
    """Go to the school and come back; return the page with the button."""
    away = browser.get(path, follow_redirects=False)
    assert away.status_code == 303, away.text
    back = httpx2.get(away.headers["Location"], follow_redirects=False).headers["Location"]
    assert back.startswith(f"{BASE}/sign-in/schools/bridge/back?")
    return browser.get(back.removeprefix(BASE), headers={"Accept-Language": "en"})


def press(browser, page, to="back"):
    found = dict(re.findall(r'name="(code|state)" value="([^"]*)"', page.text))
    return browser.post(f"/en/sign-in/schools/bridge/{to}", data=found, follow_redirects=False)


def link(browser_of, name="rosa"):
    browser = browser_of(name)
    assert press(browser, go(browser), "link").headers["Location"] == "/en/me/ways-in"
    return browser


def is_in(browser):
    return browser.get("/en/me", follow_redirects=False).status_code == 200


def test_an_account_is_linked_once_and_signs_in_from_then_on(browser_of, session):
    session.rollback()
    page = link(browser_of).get("/en/me/ways-in").text
    assert "Bridge School, " in page
    browser = browser_of()
    page = go(browser, "/en/sign-in/schools/bridge?next=/me/points")
    assert not is_in(browser)
    assert press(browser, page).headers["Location"] == "/en/me/points"
    assert is_in(browser)
    [letter] = session.scalars(select(Letter))
    assert letter.facts["change"] == "school_added"


LOG = "/en/log/RIVER/sort-week"


def interrupted(browser, **typed):
    """Send a form without being signed in; return where the page sends one to the school."""
    sent = {"idem": "waits", "when": "today", "amount": "1", **typed}
    page = browser.post(LOG, data=sent)
    assert page.status_code == 401
    found = re.search(r'href="(/en/sign-in/schools/bridge\?next=[^"]+)"', page.text)
    return found[1].replace("&amp;", "&")


def test_a_form_that_was_interrupted_waits_while_its_owner_is_at_the_school(browser_of):
    link(browser_of)
    browser = browser_of()
    page = go(browser, interrupted(browser, note="behind the shed"))
    answer = press(browser, page)
    assert answer.status_code == 200 and f'action="{LOG}"' in answer.text
    assert 'name="note" value="behind the shed"' in answer.text
    assert is_in(browser) and "waits" not in browser.cookies


def test_what_waits_is_read_by_nobody_and_comes_back_at_its_own_place_alone(
    browser_of, school, clock
):
    link(browser_of)
    browser = browser_of()
    to_school = interrupted(browser, note="behind the shed")
    assert "shed" not in browser.cookies["waits"]
    elsewhere = press(browser, go(browser, "/en/sign-in/schools/bridge?next=/me/points"))
    assert elsewhere.headers["Location"] == "/en/me/points"
    late = browser_of()
    interrupted(late)
    clock.now += timedelta(minutes=11)
    school.now += 11 * 60
    assert press(late, go(late, to_school)).headers["Location"] == LOG


def test_what_is_too_long_to_wait_is_asked_for_again(browser_of):
    link(browser_of)
    browser = browser_of()
    page = go(browser, interrupted(browser, note="long " * 1000))
    assert "waits" not in browser.cookies
    assert press(browser, page).headers["Location"] == LOG


def test_the_sign_in_page_names_the_school_in_the_readers_language(browser_of):
    assert "Sign in with Bridge School" in browser_of().get("/en/sign-in").text
    assert "桥小" in browser_of().get("/zh-hans/sign-in").text


def test_the_school_is_asked_for_nothing_but_who_it_is(browser_of):
    away = browser_of().get("/en/sign-in/schools/bridge", follow_redirects=False)
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert asked["scope"] == ["openid"] and asked["code_challenge_method"] == ["S256"]
    assert set(asked) >= {"state", "nonce", "code_challenge", "client_id", "redirect_uri"}
    cookie = away.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=600" in cookie
    secret = re.search(r"school=([0-9a-f]{64})\.", cookie)[1]
    assert secret not in away.headers["Location"]


def test_who_is_not_linked_gets_words_and_no_account(browser_of, session):
    session.rollback()
    browser = browser_of()
    answer = press(browser, go(browser))
    assert answer.status_code == 422 and not is_in(browser)
    assert "Nobody here is linked to this school account yet." in answer.text
    assert session.scalars(select(SchoolAccount)).all() == []


def test_the_same_e_mail_address_links_nobody(browser_of, school):
    school.bent = {"email": "rosa@demo.test", "email_verified": True}
    browser = browser_of()
    assert press(browser, go(browser)).status_code == 422 and not is_in(browser)


def test_an_account_belongs_to_one_person(browser_of):
    link(browser_of)
    tom = browser_of("tom")
    answer = press(tom, go(tom), "link")
    assert answer.status_code == 422 and "linked to somebody else here" in answer.text


def test_only_a_hash_of_the_schools_name_is_kept(browser_of, session, school):
    session.rollback()
    link(browser_of)
    [row] = session.scalars(select(SchoolAccount))
    assert school.pupil not in f"{row!r}" and school.issuer not in f"{row!r}"


def test_a_code_works_once(browser_of):
    link(browser_of)
    browser = browser_of()
    page = go(browser)
    assert press(browser, page).status_code == 303
    browser.post("/en/sign-out")
    assert press(browser, page).status_code == 422


def test_an_answer_meant_for_another_browser_ends_no_journey(browser_of):
    link(browser_of)
    theirs, mine = browser_of(), browser_of()
    page = go(theirs)
    mine.get("/en/sign-in/schools/bridge", follow_redirects=False)
    assert press(mine, page).status_code == 422 and not is_in(mine)
    assert press(browser_of(), page).status_code == 422


@pytest.mark.parametrize(
    "bent",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": ["portal", "other"], "azp": "other"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int((NOON - timedelta(minutes=2)).timestamp())},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
    ],
)
def test_what_does_not_fit_lets_nobody_in(browser_of, school, bent):
    link(browser_of)
    school.bent = bent
    browser = browser_of()
    answer = press(browser, go(browser))
    assert answer.status_code == 422 and not is_in(browser)
    assert "What came back from the school does not fit." in answer.text


def test_what_another_key_signed_is_not_believed(browser_of, school, key):
    link(browser_of)
    school.key = RSAKey.generate_key(2048, {"kid": "one"})
    school.shown = key
    browser = browser_of()
    assert press(browser, go(browser)).status_code == 422 and not is_in(browser)


def test_a_new_key_of_the_school_is_fetched(browser_of, school, clock):
    link(browser_of)
    school.key = RSAKey.generate_key(2048, {"kid": "two"})
    clock.now += timedelta(minutes=2)
    school.now = int(clock.now.timestamp())
    browser = browser_of()
    assert press(browser, go(browser)).status_code == 303


def test_what_a_school_says_of_itself_is_remembered_for_a_while(browser_of, school):
    for _ in range(3):
        go(browser_of())
    assert school.fetched.count("/.well-known/openid-configuration") == 1


def test_a_school_that_is_away_is_told_and_asked_again_later(browser_of, school, clock):
    school.is_away = True
    browser = browser_of()
    answer = browser.get("/en/sign-in/schools/bridge")
    assert answer.status_code == 503 and "does not answer now" in answer.text
    school.is_away = False
    assert browser.get("/en/sign-in/schools/bridge").status_code == 503
    clock.now += timedelta(minutes=1)
    assert go(browser).status_code == 200


def test_a_school_that_says_no_is_told(browser_of):
    answer = browser_of().get("/en/sign-in/schools/bridge/back?error=access_denied")
    assert answer.status_code == 422 and "did not sign you in" in answer.text


def test_who_has_an_app_is_asked_for_its_digits_too(browser_of):
    rosa = link(browser_of)
    page = rosa.get("/en/me/ways-in/time-codes").text
    shown = pyotp.TOTP(re.search(r"secret=([A-Z2-7]+)", page)[1])
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', page)[1]
    rosa.post("/en/me/ways-in/time-codes", data={"sealed": sealed, "code": shown.at(NOON)})
    browser = browser_of()
    answer = press(browser, go(browser))
    assert "One more step" in answer.text and not is_in(browser)


def test_linking_asks_once_more_who_is_there(site, clock):
    browser = TestClient(site, headers=CHECKED)
    browser.post("/en/sign-in", data={"email": "rosa@demo.test", "password": PASSWORD})
    clock.now += timedelta(minutes=11)
    page = go(browser)
    answer = press(browser, page, "link")
    assert answer.status_code == 401 and 'name="kept-code"' in answer.text


def test_an_account_is_taken_away_by_its_owner(browser_of, session):
    session.rollback()
    rosa = link(browser_of)
    [end] = re.findall(
        r'action="(/en/me/ways-in/schools/[^"]+/end)"', rosa.get("/en/me/ways-in").text
    )
    assert browser_of("tom").post(end).status_code == 404
    assert rosa.post(end).status_code == 200
    assert session.scalars(select(SchoolAccount)).all() == []


def test_the_only_way_in_is_not_taken_away(browser_of, session):
    session.rollback()
    rosa = link(browser_of)
    person = session.scalars(select(Person).where(Person.email == "rosa@demo.test")).one()
    person.email = person.password_hash = None
    session.commit()
    page = rosa.get("/en/me/ways-in").text
    [end] = re.findall(r'action="(/en/me/ways-in/schools/[^"]+/end)"', page)
    answer = rosa.post(end)
    assert answer.status_code == 409 and "This is your only way in." in answer.text
    assert len(session.scalars(select(SchoolAccount)).all()) == 1


def test_a_school_nobody_set_up_is_not_there(browser_of):
    for path in ("other", "other/back"):
        assert browser_of().get(f"/en/sign-in/schools/{path}").status_code == 404


FACTS = {
    "code": "bridge",
    "title": "Bridge School",
    "issuer": "https://id.school.example",
    "client_id": "portal",
    "client_secret": SECRET,
}


def test_schools_are_read_from_the_environment_and_their_secrets_never_shown(monkeypatch):
    monkeypatch.setenv("PORTAL_SCHOOLS", json.dumps([FACTS]))
    [school] = Settings().schools
    assert school.issuer == "https://id.school.example" and SECRET not in repr(Settings())


@pytest.mark.parametrize("wrong", [{"code": "A b"}, {"strange": 1}, {"client_id": None}])
def test_a_school_that_cannot_be_read_refuses_to_start(wrong):
    with pytest.raises(ValidationError):
        Settings(schools=[{**FACTS, **wrong}])


def test_in_production_a_school_on_this_machine_refuses_to_start():
    local = {**FACTS, "issuer": "http://127.0.0.1:9000"}
    with pytest.raises(ValidationError, match="PORTAL_SCHOOLS"):
        Settings(schools=[local], mode="production", secret_key="s" * 48)
