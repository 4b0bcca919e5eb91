"""The second step, asking once more, and what production asks for, page by page."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.people import SignIn
from db.tables.ways import RecoveryCode, TimeCode
from portal import households, people, programmes, time_codes
from portal.people import Standing
from portal.vault import Vault
from tests import people as cast
from tests.people import NOON, PASSWORD

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "main#main"}
CODE = re.compile(r'class="code">([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})<')
MAKE = "/en/me/ways-in/recovery-codes"


@pytest.fixture
def app_of(engine, settings, town):
    """Set an app up for somebody; return what it would show."""

    def make(name):
        with open_session(engine, writes=True) as session:
            me, vault = cast.find(session, name), Vault(settings.secret_key)
            draft = time_codes.begin(vault, me, now=NOON)
            shown = pyotp.TOTP(draft.secret)
            time_codes.confirm(session, vault, me, draft, code=shown.at(NOON), now=NOON)
            session.commit()
        return shown

    return make


@pytest.fixture
def sign_in(visit_as):
    """Sign in with a password; return the browser and the answer."""

    def post(name="theo", browser=None, **facts):
        browser = browser or visit_as()
        typed = {"email": f"{name}@demo.test", "password": PASSWORD, **facts}
        return browser, browser.post("/en/sign-in", data=typed, follow_redirects=False)

    return post


def fields(page):
    """Return the hidden fields of the page's form."""
    found = re.findall(r"<input[^>]*>", page.partition("<main")[2] or page)
    pairs = [
        (re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in found
    ]
    return {name[1]: value[1] for name, value in pairs if name and value}


def is_in(browser):
    return browser.get("/en/me", follow_redirects=False).status_code == 200


def test_after_the_password_the_digits_are_asked_and_nobody_is_in_yet(sign_in, app_of, clock):
    shown = app_of("theo")
    clock.now += timedelta(minutes=1)
    browser, answer = sign_in(next="/desk")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "enter the six digits it shows now" in answer.text and not is_in(browser)
    typed = {**fields(answer.text), "code": shown.at(clock.now)}
    answer = browser.post("/en/sign-in/second", data=typed, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/desk")
    assert is_in(browser)


def test_wrong_digits_are_explained_and_count(sign_in, app_of, clock):
    shown = app_of("theo")
    clock.now += timedelta(minutes=1)
    browser, answer = sign_in()
    typed = fields(answer.text)
    for _ in range(5):
        answer = browser.post("/en/sign-in/second", data={**typed, "code": "000000"})
        assert answer.status_code == 422 and "These are not the digits of now" in answer.text
    typed["code"] = shown.at(clock.now)
    answer = browser.post("/en/sign-in/second", data=typed)
    assert answer.status_code == 422 and "Please wait" in answer.text and not is_in(browser)


def test_the_first_step_is_worth_nothing_for_somebody_else_or_later(sign_in, app_of, clock):
    shown = app_of("theo")
    browser, answer = sign_in()
    typed = {**fields(answer.text), "code": shown.at(NOON + timedelta(minutes=11))}
    clock.now += timedelta(minutes=11)
    late = browser.post("/en/sign-in/second", data=typed)
    made_up = browser.post("/en/sign-in/second", data={**typed, "half": "made up"})
    assert (late.status_code, made_up.status_code) == (410, 410) and not is_in(browser)
    assert "Between the two steps there are ten minutes." in late.text


def test_a_form_that_was_interrupted_goes_through_both_steps(sign_in, app_of, clock, visit_as):
    shown = app_of("rosa")
    clock.now += timedelta(minutes=1)
    browser = visit_as()
    page = browser.post("/en/log/RIVER/cycle", data={"amount": "14", "idem": "form-1"})
    first = {**fields(page.text), "email": "rosa@demo.test", "password": PASSWORD}
    second = browser.post("/en/sign-in", data=first)
    typed = {**fields(second.text), "code": shown.at(clock.now)}
    again = browser.post("/en/sign-in/second", data=typed)
    assert 'name="amount" value="14"' in again.text and "Send it now" in again.text


def test_the_second_step_is_opened_by_hand_in_vain(visit_as):
    answer = visit_as().get("/en/sign-in/second", follow_redirects=False)
    assert answer.headers["Location"] == "/en/sign-in"


def set_up(browser, now=NOON):
    """Set an app up through the pages; return the page with the codes, and what the app shows."""
    page = browser.get("/en/me/ways-in/time-codes").text
    shown = pyotp.TOTP(re.search(r"secret=([A-Z2-7]+)", page)[1])
    assert "data:image/svg+xml" in page and re.search(r'class="code">(\w{4} ){7}\w{4}<', page)
    typed = {**fields(page), "code": shown.at(now)}
    return browser.post("/en/me/ways-in/time-codes", data=typed), shown


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_setting_up_shows_ten_codes_once_and_not_again(visit_as, session, language):
    session.rollback()
    browser = visit_as("theo")
    page, _ = set_up(browser)
    codes = CODE.findall(page.text)
    assert page.status_code == 200 and len(set(codes)) == 10
    ways = browser.get(f"/{language}/me/ways-in").text
    assert not [code for code in codes if code in ways]
    kept = " ".join(f"{row!r}" for row in session.scalars(select(RecoveryCode)))
    assert codes[0] not in kept


def test_wrong_digits_keep_the_same_picture(visit_as):
    browser = visit_as("theo")
    page = browser.get("/en/me/ways-in/time-codes").text
    answer = browser.post(
        "/en/me/ways-in/time-codes", data={**fields(page), "code": "000000"}, headers=HTMX
    )
    assert answer.status_code == 422 and "These are not the digits of now" in answer.text
    secret = re.search(r"secret=([A-Z2-7]+)", page)[1]
    assert secret in answer.text and "<html" not in answer.text


def test_a_form_of_yesterday_gets_a_new_picture(visit_as):
    answer = visit_as("theo").post(
        "/en/me/ways-in/time-codes", data={"sealed": "old", "code": "123456"}
    )
    assert answer.status_code == 200 and "data:image/svg+xml" in answer.text


def test_a_recovery_code_lets_in_once(sign_in, visit_as, clock):
    page, _ = set_up(visit_as("theo"))
    [code, *_] = CODE.findall(page.text)
    for expected in (200, 422):
        browser, answer = sign_in()
        typed = {**fields(answer.text), "code": code}
        assert browser.post("/en/sign-in/second", data=typed).status_code == expected


def test_an_act_that_matters_asks_again_after_ten_minutes_and_loses_nothing(sign_in, clock, engine):
    browser, _ = sign_in("olive")
    clock.now += timedelta(minutes=9)
    assert browser.post(MAKE).status_code == 200
    clock.now += timedelta(minutes=1)
    page = browser.post(MAKE, data={"idem": "form-7"})
    assert page.status_code == 401 and "Is it still you?" in page.text
    assert 'name="kept-idem" value="form-7"' in page.text
    typed = fields(page.text)
    wrong = browser.post("/en/sign-in/proof", data={**typed, "password": "x"})
    none = browser.post("/en/sign-in/proof", data=typed)
    assert (wrong.status_code, none.status_code) == (422, 422)
    assert browser.post(MAKE).status_code == 401
    again = browser.post("/en/sign-in/proof", data={**typed, "password": PASSWORD})
    assert f'action="{MAKE}"' in again.text and 'name="idem" value="form-7"' in again.text
    assert len(CODE.findall(browser.post(MAKE, data=fields(again.text)).text)) == 10


def test_digits_are_proof_too(sign_in, app_of, clock):
    shown = app_of("theo")
    clock.now += timedelta(minutes=1)
    browser, answer = sign_in()
    browser.post("/en/sign-in/second", data={**fields(answer.text), "code": shown.at(clock.now)})
    clock.now += timedelta(minutes=11)
    page = browser.post(MAKE)
    typed = {**fields(page.text), "code": shown.at(clock.now)}
    assert browser.post("/en/sign-in/proof", data=typed).status_code == 200
    assert browser.post(MAKE).status_code == 200


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("theo", "/en/desk/riverside-neighbours/rounds/X/division"),
        ("theo", "/en/desk/riverside-neighbours/rounds/X/document"),
        ("theo", "/en/desk/riverside-neighbours/rounds/X/payment"),
        ("olga", "/en/desk/riverside-neighbours/rounds/X/signature"),
        ("vera", "/en/desk/riverside-neighbours/batches/X"),
        ("olive", "/en/desk/riverside-neighbours/paper-codes/00000000-0000-7000-8000-000000000000"),
        ("rosa", "/en/me/ways-in/time-codes"),
        ("rosa", "/en/me/ways-in/time-codes/end"),
    ],
)
def test_these_acts_ask_again(sign_in, clock, name, address):
    browser, _ = sign_in(name)
    clock.now += timedelta(minutes=10)
    answer = browser.post(address)
    assert answer.status_code == 401 and "Is it still you?" in answer.text


PLACES = {
    "theo": "/en/desk/riverside-neighbours",
    "olga": "/en/desk/riverside-neighbours/lapses",
    "vera": "/en/desk/riverside-neighbours/claims?programme=RIVER",
    "op": "/en/admin",
}


@pytest.fixture
def production(settings, monkeypatch):
    monkeypatch.setattr(settings, "mode", "production")


@pytest.mark.parametrize("name", PLACES)
def test_in_production_who_answers_for_something_is_led_to_a_second_way(
    visit_as, settings, monkeypatch, name, engine
):
    browser = visit_as(name)
    assert browser.get(PLACES[name], follow_redirects=False).status_code == 200
    monkeypatch.setattr(settings, "mode", "production")
    browser.cookies.set(settings.cookie, browser.cookies["sid"])
    for answer in (
        browser.get(PLACES[name], follow_redirects=False),
        browser.post(PLACES[name].partition("?")[0], follow_redirects=False),
    ):
        assert answer.status_code in {303, 405}
    answer = browser.get(PLACES[name], follow_redirects=False)
    assert answer.headers["Location"] == "/en/me/ways-in?needed=1"
    assert "needs more than a password" in browser.get("/en/me/ways-in?needed=1").text
    set_up(browser)
    assert browser.get(PLACES[name], follow_redirects=False).status_code == 200


def test_in_production_a_decision_without_a_second_way_is_not_taken(
    visit_as, settings, monkeypatch, engine
):
    browser = visit_as("vera")
    monkeypatch.setattr(settings, "mode", "production")
    browser.cookies.set(settings.cookie, browser.cookies["sid"])
    queue = "/en/desk/riverside-neighbours/claims"
    answer = browser.post(queue, data={"idem": "x"}, follow_redirects=False)
    assert answer.headers["Location"] == "/en/me/ways-in?needed=1"


def test_in_production_an_organiser_needs_no_second_way(visit_as, settings, monkeypatch):
    browser = visit_as("olive")
    monkeypatch.setattr(settings, "mode", "production")
    browser.cookies.set(settings.cookie, browser.cookies["sid"])
    assert browser.get("/en/desk/riverside-neighbours").status_code == 200


def test_taking_the_app_away_asks_for_no_digits_any_more(visit_as, sign_in):
    browser = visit_as("theo")
    set_up(browser)
    browser.post("/en/me/ways-in/time-codes/end")
    _, answer = sign_in()
    assert answer.status_code == 303


@pytest.fixture
def wilma(engine, town):
    with open_session(engine, writes=True) as session:
        person = people.register(session, name="Wilma <b>", now=NOON)
        home = households.found(session, name="Willow", now=NOON)
        households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
        river = programmes.find(session, "RIVER", now=NOON)
        programmes.enrol(session, river.programme_id, home.id, now=NOON)
        session.commit()
        return person.id


def test_a_helper_prints_a_code_and_it_signs_in_once(visit_as, wilma):
    olive = visit_as("olive")
    listed = olive.get("/en/desk/riverside-neighbours/paper-codes")
    assert "Wilma &lt;b&gt;" in listed.text and "Rosa" not in listed.text
    page = olive.post(f"/en/desk/riverside-neighbours/paper-codes/{wilma}")
    [code] = CODE.findall(page.text)
    assert page.headers["Cache-Control"] == "private, no-store"
    browser, other = visit_as(), visit_as()
    answer = browser.post("/en/sign-in/paper", data={"code": code.lower()}, follow_redirects=False)
    assert answer.status_code == 303 and is_in(browser)
    again = other.post("/en/sign-in/paper", data={"code": code})
    assert again.status_code == 422 and "was used before or is too old" in again.text


def test_a_helper_of_another_place_finds_nobody_there(visit_as, wilma):
    grace = visit_as("grace")
    own = f"/en/desk/willowford-bridge-school/paper-codes/{wilma}"
    theirs = f"/en/desk/riverside-neighbours/paper-codes/{wilma}"
    assert [grace.post(one).status_code for one in (own, theirs)] == [404, 404]
    assert visit_as("vera").get("/en/desk/riverside-neighbours/paper-codes").status_code == 404


def test_guessing_printed_codes_slows_down_and_is_counted(visit_as, engine):
    browser = visit_as()
    for _ in range(100):
        browser.post("/en/sign-in/paper", data={"code": "0000-0000-0000-0000"})
    answer = browser.post("/en/sign-in/paper", data={"code": "0000-0000-0000-0000"})
    assert answer.status_code == 422 and "Please wait" in answer.text


def test_nothing_of_a_way_in_can_be_read_from_the_database(visit_as, session):
    session.rollback()
    page, shown = set_up(visit_as("theo"))
    rows = [*session.scalars(select(TimeCode)), *session.scalars(select(RecoveryCode))]
    rows += session.scalars(select(SignIn))
    text = " ".join(f"{row!r}" for row in rows)
    assert rows and not [one for one in (shown.secret, *CODE.findall(page.text)) if one in text]
