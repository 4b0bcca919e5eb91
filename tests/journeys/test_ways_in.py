"""Coming in, in a real browser: by letter, with an app's digits, with a passkey, on paper."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from portal import links
from tests.conftest import NOON, settled
from tests.databases import SqliteCopies
from tests.journeys.server import Site, serve
from tests.journeys.walk import newest_link
from tests.people import PASSWORD
from tests.school import SECRET, FakeSchool, served

pytestmark = pytest.mark.browser


@pytest.fixture
def named_site(sqlite_copies: SqliteCopies, tmp_path: Path) -> Iterator[Site]:
    """The town, served under a name, because passkeys are bound to one."""
    url = sqlite_copies.copy("town", settled)
    with serve(url, tmp_path, now=NOON, mode="demo", base_url="http://localhost:{port}") as site:
        yield site
    sqlite_copies.drop(url)


@pytest.fixture
def open_page(browser: Browser, named_site: Site) -> Callable[..., Page]:
    """open_page() is a page of a fresh browser; `scripts=False`: one without JavaScript."""

    def make(*, scripts: bool = True) -> Page:
        address = named_site.url.replace("127.0.0.1", "localhost")
        context = browser.new_context(base_url=address, java_script_enabled=scripts)
        return context.new_page()

    return make


def sign_in(page: Page, name: str, path: str = "/en/sign-in") -> None:
    page.goto(path)
    page.fill("#email", f"{name}@demo.test")
    page.fill("#password", PASSWORD)
    page.locator("form.form .btn.big").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lost_password_is_replaced_by_letter(open_page, named_site, scripts):
    page = open_page(scripts=scripts)
    page.goto("/en/sign-in")
    page.get_by_role("link", name="I have forgotten my password").click()
    page.fill("#email", "ROSA@demo.test")
    page.get_by_role("button", name="Write to me").click()
    expect(page.locator("h1")).to_have_text("Look into your letters")
    path = f"/en{newest_link(named_site, links.answer_some)}"
    page.goto(path)
    page.fill("#new_password", "seven otters at the weir")
    page.get_by_role("button", name="Keep it and sign in").click()
    page.wait_for_url("**/en/me")
    page.goto(path)
    expect(page.locator("main")).to_contain_text("This link was used before.")


@pytest.mark.parametrize("scripts", [True, False])
def test_six_digits_are_set_up_and_asked_for(open_page, named_site, scripts):
    page = open_page(scripts=scripts)
    sign_in(page, "theo")
    page.wait_for_url("**/en/me")
    page.goto("/en/me/ways-in")
    page.get_by_role("link", name="Set up").click()
    secret = re.sub(r"\s", "", page.locator(".code").inner_text())
    shown = pyotp.TOTP(secret)
    page.fill("#code", shown.at(NOON))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    [code, *others] = page.locator(".code").all_inner_texts()
    assert len(others) == 9
    other = open_page(scripts=scripts)
    sign_in(other, "theo")
    expect(other.locator("h1")).to_have_text("One more step")
    other.fill("#code", "123456")
    other.get_by_role("button", name="Sign in").click()
    expect(other.locator(".errsum")).to_be_visible()
    other.fill("#code", code)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/en/me")


def device_of(page: Page) -> str:
    """Give a browser a device that keeps passkeys and whose owner is always there."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.tools = tools  # type: ignore[attr-defined]
    return str(made["authenticatorId"])


def test_a_passkey_is_added_used_as_the_second_step_and_alone(open_page, named_site):
    page = open_page()
    device = device_of(page)
    sign_in(page, "theo")
    page.wait_for_url("**/en/me")
    page.goto("/en/me/ways-in/passkeys")
    page.fill("#name", "My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("ul.grid h2")).to_have_text("My phone")
    kept = page.tools.send("WebAuthn.getCredentials", {"authenticatorId": device})
    [credential] = json.loads(json.dumps(kept["credentials"]))
    assert credential["isResidentCredential"] and credential["rpId"] == "localhost"
    page.context.clear_cookies()
    sign_in(page, "theo")
    expect(page.locator("h1")).to_have_text("One more step")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/me")
    page.context.clear_cookies()
    page.goto("/en/sign-in?next=/me/points")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/me/points")


def test_a_device_without_passkeys_says_so_and_nothing_changes(open_page):
    page = open_page()
    device = device_of(page)
    page.goto("/en/sign-in")
    absent = {"authenticatorId": device, "isUserVerified": False}
    page.tools.send("WebAuthn.setUserVerified", absent)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("form[data-passkey] [role=status]")).to_contain_text("try again")
    assert page.url.endswith("/en/sign-in")


def test_an_act_that_matters_asks_once_more_and_a_passkey_answers(open_page, named_site):
    page = open_page()
    device_of(page)
    sign_in(page, "theo")
    page.wait_for_url("**/en/me")
    page.goto("/en/me/ways-in/passkeys")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("ul.grid h2")).to_be_visible()
    named_site.go_to(NOON + timedelta(minutes=11))
    page.goto("/en/me/ways-in")
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator("h1")).to_have_text("Is it still you?")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("You are signed in again")
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")


def test_without_scripts_no_button_is_shown_that_could_not_work(open_page):
    page = open_page(scripts=False)
    page.goto("/en/sign-in")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    expect(page.get_by_role("link", name="Get a link by e-mail")).to_be_visible()


def test_pages_of_ways_in_are_whole_for_everybody(open_page, named_site, inspector):
    """What a form answers has no address of its own, so no walk along links comes by."""
    page = inspector.watch(open_page())
    page.goto("/en/sign-in/letter")
    inspector.look(page, also_in=("zh-hans", "ar"))
    page.fill("#email", "rosa@demo.test")
    page.get_by_role("button", name="Write to me").click()
    page.wait_for_url("**/asked")
    inspector.look(page)
    page.goto(f"/en{newest_link(named_site, links.answer_some)}")
    inspector.look(page)
    sign_in(page, "theo")
    page.wait_for_url("**/en/me")
    page.goto("/en/me/ways-in/time-codes")
    inspector.look(page, also_in=())  # each opening shows another secret
    shown = pyotp.TOTP(re.sub(r"\s", "", page.locator(".code").inner_text()))
    page.fill("#code", shown.at(NOON))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    inspector.look(page, also_in=())
    page.goto("/en/me/ways-in")
    inspector.look(page, also_in=("zh-hans", "ar"))
    page.goto("/en/me/ways-in/passkeys")
    inspector.look(page, also_in=("zh-hans", "ar"))
    named_site.go_to(NOON + timedelta(minutes=11))
    page.goto("/en/me/ways-in")
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator("h1")).to_have_text("Is it still you?")
    inspector.look(page, also_in=())
    page.context.clear_cookies()
    sign_in(page, "theo")
    expect(page.locator("h1")).to_have_text("One more step")
    inspector.look(page, also_in=())
    page.goto("/en/sign-in/paper")
    inspector.look(page, also_in=("zh-hans", "ar"))
    inspector.finish()


@pytest.fixture
def school() -> Iterator[FakeSchool]:
    with served(FakeSchool(now=int(NOON.timestamp()))) as school:
        yield school


@pytest.fixture
def school_site(sqlite_copies: SqliteCopies, tmp_path: Path, school: FakeSchool) -> Iterator[Site]:
    """The town, with a school on this machine that says who somebody is."""
    url = sqlite_copies.copy("town", settled)
    ours = {"code": "bridge", "title": "Bridge School; zh-hans: 桥小", "issuer": school.issuer}
    schools = json.dumps([{**ours, "client_id": "portal", "client_secret": SECRET}])
    said = {"mode": "demo", "base_url": "http://127.0.0.1:{port}"}
    said["schools"] = schools.replace("{", "{{").replace("}", "}}")
    with serve(url, tmp_path, now=NOON, **said) as site:
        yield site
    sqlite_copies.drop(url)


@pytest.mark.parametrize(("scripts", "language"), [(True, "en"), (False, "zh-hans")])
def test_a_school_signs_in_whom_it_was_linked_to_and_the_form_waits(
    browser, school_site, inspector, scripts, language
):
    context = browser.new_context(base_url=school_site.url, java_script_enabled=scripts)
    page = inspector.watch(context.new_page())
    sign_in(page, "rosa", f"/{language}/sign-in")
    expect(page).to_have_url(re.compile("/me$"))
    page.goto(f"/{language}/sign-in/schools/bridge")
    page.locator("main .btn.big").click()
    expect(page).to_have_url(re.compile("/me/ways-in$"))
    page.goto(f"/{language}/log/RIVER/sort-week")
    context.clear_cookies()  # as if the sign-in had ended meanwhile
    page.locator("main form.form .btn.big").click()
    page.locator("a[href*='/sign-in/schools/bridge']").click()
    inspector.look(page, also_in=())
    page.locator("main .btn.big").click()
    expect(page.locator("main form[action$='/log/RIVER/sort-week']")).to_be_visible()
    page.locator("main .btn.big").click()
    expect(page).to_have_url(re.compile(r"/me/claims/A-"))
    inspector.finish()
