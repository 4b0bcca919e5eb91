"""Choosing another password: the old one is asked, the new one is long and not a common one."""

import subprocess
import sys

import pytest
from starlette.testclient import TestClient

from portal import passwords
from portal.strength import Strength, judge
from tests.people import PASSWORD

NEW = "teapot gravel seventeen moss"
CHECKED = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def sign_in(app, town):
    def make(password=PASSWORD):
        browser = TestClient(app, headers=CHECKED)
        typed = {"email": "rosa@demo.test", "password": password}
        browser.post("/en/sign-in", data=typed, follow_redirects=False)
        return browser

    return make


def is_in(browser):
    return browser.get("/en/me", follow_redirects=False).status_code == 200


def change(browser, old=PASSWORD, new=NEW, **more):
    typed = {"old_password": old, "new_password": new}
    return browser.post("/en/me/password", data=typed, **more)


def test_the_new_password_counts_and_the_old_one_no_longer(sign_in):
    answer = change(sign_in())
    assert answer.status_code == 200 and "Your password is changed." in answer.text
    assert not is_in(sign_in()) and is_in(sign_in(NEW))


def test_every_other_browser_is_signed_out_and_this_one_gets_a_new_token(sign_in, app):
    mine, other = sign_in(), sign_in()
    before = mine.cookies["sid"]
    change(mine)
    assert is_in(mine) and not is_in(other)
    assert mine.cookies["sid"] != before
    assert not is_in(TestClient(app, cookies={"sid": before}))


def test_a_wrong_old_password_is_said_beside_it_and_counts_as_a_guess(sign_in):
    browser = sign_in()
    for _ in range(5):
        answer = change(browser, old="not it at all")
        assert answer.status_code == 422 and "not your password of until now" in answer.text
    answer = change(browser)
    assert answer.status_code == 422 and "Please wait 1 seconds" in answer.text
    assert is_in(browser)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("moss gravel", "Use at least 12 signs."),
        ("password1234", "among the first that are guessed"),
        ("qwertyuiop123", "among the first that are guessed"),
        ("Telechargement", "among the first that are guessed"),
        ("rosa@demo.test", "among the first that are guessed"),
        ("aaaaaaaaaaaaaaaaaaaaaa", "among the first that are guessed"),
    ],
)
def test_what_is_guessed_first_is_refused_and_nothing_changes(sign_in, new, why):
    answer = change(sign_in(), new=new)
    assert answer.status_code == 422 and why in answer.text
    assert new not in answer.text
    assert is_in(sign_in())


@pytest.mark.parametrize(
    "new", [NEW, "苔藓茶壶砂砾十七张旧邮票", "ك" + "لمات لا تجتمع معًا", "x" * 3 + NEW * 4]
)
def test_any_signs_will_do(sign_in, new):
    assert "Your password is changed." in change(sign_in(), new=new).text
    assert is_in(sign_in(new))


def test_how_strong_it_is_is_said_while_it_is_typed_and_not_kept(sign_in):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "p#strength"}
    browser = sign_in()
    for new, words in (("brief", "Too short"), ("password1234", "Too easy"), (NEW, "strong")):
        typed = {"new_password": new}
        answer = browser.post("/en/me/password/strength", data=typed, headers=headers)
        assert words in answer.text and "<form" not in answer.text
        assert new not in answer.text


def test_the_whole_list_of_common_passwords_is_refused():
    from portal.strength import _common  # noqa: PLC0415

    assert len(_common()) > 150
    assert {judge(one) for one in _common()} == {Strength.COMMON}


def test_however_long_a_password_is_its_first_hundred_signs_are_judged():
    own = "x7!Qv9#rTz"
    assert judge("a" * 90 + own) is not Strength.COMMON
    assert judge("a" * 100 + own * 50_000) is Strength.COMMON


def test_a_password_of_nobody_never_fits():
    assert not passwords.fits("", None) and not passwords.fits("x", None)
    assert passwords.fits(NEW, passwords.hash_of(NEW))


def test_a_hash_wants_64_megabytes_and_one_processor_so_that_two_leave_room_for_pages():
    """Asked of a process of its own, because tests hash in a hurry."""
    code = "from portal import passwords; print(passwords.hash_of('teapot gravel'))"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert passwords.fits("teapot gravel", made.stdout.strip())
