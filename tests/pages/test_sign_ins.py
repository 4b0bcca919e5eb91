"""Where somebody is signed in: how long it lasts, how it is ended, a computer that is shared."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from db.engine import open_session
from portal import ids, organisations, sign_ins
from portal.organisations import Role
from portal.transactions import opener
from tests import people
from tests.people import NOON, PASSWORD

FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1"
CHECKED = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def sign_in(app, town):
    """A browser in which somebody has signed in through the page."""

    def make(name="rosa", *, agent=FIREFOX, **facts):
        browser = TestClient(app, headers={**CHECKED, "user-agent": agent})
        typed = {"email": f"{name}@demo.test", "password": PASSWORD, **facts}
        assert browser.post("/en/sign-in", data=typed, follow_redirects=False).status_code == 303
        return browser

    return make


def is_in(browser):
    return browser.get("/en/me", follow_redirects=False).status_code == 200


def test_a_resident_stays_thirty_days_without_use_and_ninety_at_most(sign_in, clock):
    browser = sign_in()
    for _ in range(3):
        clock.now += timedelta(days=29)
        assert is_in(browser)
    clock.now = NOON + timedelta(days=90)
    assert not is_in(browser)


def test_a_resident_who_stays_away_for_thirty_days_is_asked_again(sign_in, clock):
    browser = sign_in()
    clock.now += timedelta(days=30)
    assert not is_in(browser)


def test_who_works_at_a_desk_stays_eight_hours_without_use_and_seven_days_at_most(sign_in, clock):
    browser = sign_in("vera")
    for _ in range(23):
        clock.now += timedelta(hours=7)
        assert is_in(browser)
    clock.now = NOON + timedelta(days=7)
    assert not is_in(browser)
    browser = sign_in("vera")
    clock.now += timedelta(hours=8)
    assert not is_in(browser)


def test_a_use_is_written_down_now_and_then_and_not_for_every_page(sign_in, clock, engine):
    browser, seen = sign_in(), []
    for minutes in (10, 40, 20, 30):
        clock.now += timedelta(minutes=minutes)
        browser.get("/en/me")
        with open_session(engine, writes=False) as session:
            here = sign_ins.find_or_none(session, browser.cookies["sid"], now=clock.now)
        seen.append((here.seen_at - NOON) / timedelta(minutes=1))
    assert seen == [0, 0, 70, 70]


def test_every_sign_in_has_a_new_token_and_ends_the_one_before(sign_in, app):
    browser = sign_in()
    first = browser.cookies["sid"]
    typed = {"email": "rosa@demo.test", "password": PASSWORD}
    browser.post("/en/sign-in", data=typed, follow_redirects=False)
    assert browser.cookies["sid"] != first and is_in(browser)
    assert not is_in(TestClient(app, cookies={"sid": first}))


def test_a_token_that_was_planted_is_never_taken_over(sign_in, app):
    browser = TestClient(app, headers=CHECKED, cookies={"sid": "planted"})
    browser.post("/en/sign-in", data={"email": "rosa@demo.test", "password": PASSWORD})
    assert not is_in(TestClient(app, cookies={"sid": "planted"}))


def test_my_sign_ins_say_which_browser_and_since_when(sign_in, clock):
    sign_in(agent=SAFARI)
    clock.now += timedelta(hours=2)
    page = sign_in().get("/en/me/sign-ins").text
    assert "Firefox on Android" in page and "Safari on iPhone" in page
    assert page.index("Firefox on Android") < page.index("This browser") < page.index("Safari")


def test_one_is_ended_and_the_others_stay(sign_in):
    mine, phone, other = sign_in(), sign_in(agent=SAFARI), sign_in(agent="strange")
    page = mine.get("/en/me/sign-ins").text
    assert "A browser we do not know" in page
    [end] = re.findall(r'"(/en/me/sign-ins/[^"]+)">(?:(?!</form>).)*Safari', page, re.DOTALL)
    assert mine.post(end).status_code == 200
    assert [is_in(one) for one in (mine, phone, other)] == [True, False, True]


def test_all_the_others_are_ended_at_once_and_nobody_elses(sign_in):
    mine, phone, other, toms = sign_in(), sign_in(), sign_in(), sign_in("tom")
    assert mine.post("/en/me/sign-ins/others").status_code == 200
    assert [is_in(one) for one in (mine, phone, other, toms)] == [True, False, False, True]


def test_nobody_ends_a_sign_in_of_somebody_else(sign_in, engine, clock):
    rosa, tom = sign_in(), sign_in("tom")
    with open_session(engine, writes=False) as session:
        number = sign_ins.find_or_none(session, tom.cookies["sid"], now=clock.now).id
    theirs = rosa.post(f"/en/me/sign-ins/{number}", follow_redirects=False)
    nobodys = rosa.post(f"/en/me/sign-ins/{ids.new_id(NOON)}", follow_redirects=False)
    assert theirs.status_code == nobodys.status_code == 303
    assert is_in(tom)


def test_a_shared_computer_is_locked_after_five_quiet_minutes(sign_in, clock):
    browser = sign_in(shared="y")
    for _ in range(20):
        clock.now += timedelta(minutes=4)
        assert is_in(browser)
    clock.now += timedelta(minutes=5)
    page = browser.get("/en/me")
    assert "This shared computer was not used for five minutes, so it was locked." in page.text
    assert "Rosa" not in page.text
    assert re.search(r'<input[^>]* checked [^>]*name="shared"', page.text), "it stays a shared one"


def test_what_was_typed_on_a_shared_computer_survives_the_lock(sign_in, clock):
    browser = sign_in(shared="y")
    clock.now += timedelta(minutes=6)
    page = browser.post("/en/log/RIVER/cycle", data={"amount": "14", "idem": "form-1"})
    assert page.status_code == 401 and "so it was locked" in page.text
    assert 'name="kept-amount" value="14"' in page.text


def test_a_shared_computer_forgets_its_cookie_when_the_browser_closes(app, town):
    browser = TestClient(app, headers=CHECKED)
    typed = {"email": "rosa@demo.test", "password": PASSWORD}
    own = browser.post("/en/sign-in", data=typed, follow_redirects=False)
    shared = browser.post("/en/sign-in", data={**typed, "shared": "y"}, follow_redirects=False)
    assert "Max-Age=7776000" in own.headers["Set-Cookie"]
    assert "Max-Age" not in shared.headers["Set-Cookie"]


def test_a_page_from_memory_can_ask_whether_its_sign_in_lives(sign_in, clock, visit_as):
    browser = sign_in()
    assert 'data-alive="/en/sign-in/alive"' in browser.get("/en/me").text
    assert browser.get("/en/sign-in/alive").status_code == 204
    browser.post("/en/sign-out")
    answer = browser.get("/en/sign-in/alive")
    assert answer.status_code == 401 and answer.headers["Cache-Control"] == "no-store"
    assert "data-alive" not in visit_as().get("/en/").text


def test_who_is_appointed_is_asked_sooner_from_then_on(sign_in, clock, session, engine):
    browser = sign_in()
    clock.now += timedelta(hours=9)
    assert is_in(browser)
    clock.now += timedelta(hours=9)
    place = people.place(session, "riverside-neighbours").id
    rosa = people.find(session, "rosa").id
    organisations.appoint(session, place, rosa, Role.VIEWER, now=clock.now)
    session.commit()
    assert not is_in(browser)


def test_rows_that_ended_are_deleted(sign_in, engine, clock):
    sign_in()
    sign_in("tom", shared="y")
    forgotten = []
    for days in (0, 1, 89, 90):
        with opener(engine)(True) as session:
            forgotten.append(sign_ins.forget_old(session, now=NOON + timedelta(days=days)))
            session.commit()
    assert forgotten == [0, 1, 0, 1]
