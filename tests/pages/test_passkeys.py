"""Passkeys, page by page; the device is one of tests/authenticator.py."""

import re

import pytest

from tests.authenticator import Device
from tests.people import PASSWORD

MINE = "/en/me/ways-in/passkeys"


@pytest.fixture(autouse=True)
def at_an_address(settings, monkeypatch):
    monkeypatch.setattr(settings, "base_url", "https://portal.example")


def add(browser, device, name="Phone"):
    asked = browser.post(f"{MINE}/options").text
    return browser.post(MINE, data={"name": name, "credential": device.make(asked)})


def enter(browser, device, **facts):
    asked = browser.post("/en/sign-in/passkey/options").text
    typed = {"credential": device.prove(asked), **facts}
    return browser.post("/en/sign-in/passkey", data=typed, follow_redirects=False)


def is_in(browser):
    return browser.get("/en/me", follow_redirects=False).status_code == 200


def test_a_passkey_is_added_and_signs_in_without_a_name_or_a_password(visit_as):
    device = Device()
    page = add(visit_as("rosa"), device)
    assert page.status_code == 200 and "Phone" in page.text
    browser = visit_as()
    answer = enter(browser, device, next="/me/points")
    assert answer.headers["Location"] == "/en/me/points" and is_in(browser)


def test_a_passkey_is_two_proofs_in_one(visit_as):
    device, browser = Device(), visit_as()
    add(visit_as("theo"), device)
    assert enter(browser, device).headers["Location"] == "/en/me"
    with_password = visit_as()
    typed = {"email": "theo@demo.test", "password": PASSWORD}
    page = with_password.post("/en/sign-in", data=typed)
    assert "Use your passkey, or one of your recovery codes." in page.text
    assert not is_in(with_password)
    assert 'action="/en/sign-in/passkey"' in page.text


def test_an_unknown_device_is_told_so_and_what_was_typed_is_kept(visit_as):
    browser = visit_as()
    answer = enter(browser, Device(), **{"kept-amount": "14", "next": "/log/RIVER/cycle"})
    assert answer.status_code == 422 and "This passkey is not known here" in answer.text
    assert 'name="kept-amount" value="14"' in answer.text and not is_in(browser)


def test_an_answer_works_once_even_when_it_was_refused(visit_as):
    device, browser = Device(), visit_as()
    add(visit_as("rosa"), device)
    asked = browser.post("/en/sign-in/passkey/options").text
    device.origin = "https://evil.example"
    bad = device.prove(asked)
    device.origin = "https://portal.example"
    good = device.prove(asked)
    for answer in (bad, good):
        page = browser.post("/en/sign-in/passkey", data={"credential": answer})
        assert page.status_code == 422
    assert not is_in(browser)


def test_asking_once_more_believes_only_who_is_there(visit_as, clock):
    toms, rosas = Device(), Device()
    add(visit_as("tom"), toms)
    rosa = visit_as("rosa")
    add(rosa, rosas)
    assert enter(rosa, toms, same="y").status_code == 422
    assert enter(rosa, rosas, same="y").status_code == 303


def test_it_is_called_something_else_and_taken_away(visit_as):
    browser = visit_as("rosa")
    page = add(browser, Device(), "Phone <b>").text
    assert "Phone &lt;b&gt;" in page
    [rename] = re.findall(rf'action="({MINE}/[^"]+/name)"', page)
    assert "My key" in browser.post(rename, data={"name": "My key"}).text
    assert browser.post(rename, data={"name": " "}).status_code == 422
    [end] = re.findall(rf'action="({MINE}/[^"]+/end)"', page)
    assert "My key" not in browser.post(end).text
    assert browser.post(end).status_code == 404


def test_nobody_elses_is_renamed_or_taken_away(visit_as):
    page = add(visit_as("rosa"), Device()).text
    for act in re.findall(rf'action="({MINE}/[^"]+/(?:name|end))"', page):
        assert visit_as("tom").post(act, data={"name": "x"}).status_code == 404


def test_without_a_name_nothing_is_added(visit_as):
    answer = add(visit_as("rosa"), Device(), "")
    assert answer.status_code == 422 and "Write a name." in answer.text


def test_in_production_a_passkey_is_enough_to_act(visit_as, settings, monkeypatch):
    browser = visit_as("theo")
    monkeypatch.setattr(settings, "mode", "production")
    browser.cookies.set(settings.cookie, browser.cookies["sid"])
    desk = "/en/desk/riverside-neighbours"
    assert browser.get(desk, follow_redirects=False).status_code == 303
    add(browser, Device())
    assert browser.get(desk, follow_redirects=False).status_code == 200


def test_where_the_address_is_a_number_nothing_is_offered(visit_as, settings, monkeypatch):
    assert "Use a passkey" in visit_as().get("/en/sign-in").text
    monkeypatch.setattr(settings, "base_url", "http://127.0.0.1:8000")
    assert "Use a passkey" not in visit_as().get("/en/sign-in").text
    assert "Add a passkey" not in visit_as("rosa").get("/en/me/ways-in").text
    assert visit_as().post("/en/sign-in/passkey/options").status_code == 404
