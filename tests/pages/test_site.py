"""What holds for every answer, whatever its address."""

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.app import build_site, create_app
from pages.web.prefix import LanguagePrefix
from pages.web.shields import Shields
from portal.errors import Busy
from portal.settings import Settings
from portal.transactions import opener

HTTPS = {"Sec-Fetch-Site": "same-origin"}
ADDRESSES = (
    "/en/sign-in",
    "/en/nothing",
    "/ar/nothing",
    "/static/portal.js",
    "/static/nothing",
    "/me",
    "/healthz",
    "/r/A-0000",
    "/en/r/A-0000",
    "/robots.txt",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(visit_as, address):
    answer = visit_as().get(address, follow_redirects=False)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Request-Id"]


def test_only_in_production_the_browser_is_told_to_stay_with_tls(engine):
    settings = Settings(mode="production", secret_key="x" * 40)
    site = TestClient(create_app(opener(engine), settings))
    assert site.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert settings.cookie == "__Host-sid"


def test_an_address_without_language_goes_to_the_readers(visit_as):
    chinese = {"Accept-Language": "zh-CN,en;q=0.5"}
    answer = visit_as().get("/me?words=a%20b", headers=chinese, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/zh-hans/me?words=a%20b")
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["//evil.test/x", "/\\evil.test", "//evil.test/%2f.."])
def test_the_language_is_never_put_before_another_site(visit_as, path):
    answer = visit_as().get(f"http://testserver{path}", follow_redirects=False)
    assert answer.headers.get("Location", "/en/").startswith("/en/")


def test_a_page_speaks_the_language_of_its_address_and_offers_the_others(visit_as):
    page = visit_as().get("/ar/sign-in?next=%2Fme").text
    assert 'lang="ar"' in page and 'dir="rtl"' in page
    assert 'href="/zh-hans/sign-in?next=%2Fme"' in page


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "es", "ar"])
@pytest.mark.parametrize(("address", "status"), [("nothing", 404), ("sign-in/x", 404)])
def test_what_is_not_there_is_said_on_a_page_of_ours(visit_as, language, address, status):
    answer = visit_as().get(f"/{language}/{address}")
    assert answer.status_code == status and "<h1" in answer.text and 'id="main"' in answer.text


def test_a_wrong_method_is_answered_in_words(visit_as):
    answer = visit_as().request("DELETE", "/en/sign-in")
    assert answer.status_code == 405 and "<h1" in answer.text


@pytest.mark.parametrize(
    "source",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": "", "Origin": "http://evil.test"},
        {"Sec-Fetch-Site": "", "Origin": "https://testserver"},
        {"Sec-Fetch-Site": "", "Origin": "http://testserver:81"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_a_change_asked_for_by_another_site_is_refused(visit_as, source):
    rosa = visit_as("rosa")
    answer = rosa.post("/en/sign-out", headers=source, follow_redirects=False)
    assert answer.status_code == 403 and "<h1" in answer.text
    assert rosa.get("/en/desk", follow_redirects=False).status_code == 200


def test_a_change_from_our_own_pages_passes(visit_as):
    for source in (
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "http://testserver"},
    ):
        answer = visit_as("rosa").post("/en/sign-out", headers=source, follow_redirects=False)
        assert answer.status_code == 303


@pytest.mark.parametrize("declared", [True, False])
def test_a_form_that_is_too_big_is_refused_in_words(visit_as, declared):
    big = b"email=" + b"x" * 1_100_000
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    body = big if declared else iter([big[:600_000], big[600_000:]])
    answer = visit_as().post("/en/sign-in", content=body, headers=kind)
    assert answer.status_code == 413 and "<h1" in answer.text


def test_a_body_that_is_no_form_gets_a_page_and_no_stack_trace(visit_as):
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"\x00\xff", b"--x\r\nbroken", b"--x--"):
        answer = visit_as().post("/en/sign-in", content=body, headers=kind)
        assert 400 <= answer.status_code < 500 and "Traceback" not in answer.text


def faulty(engine, error):
    site = build_site(opener(engine), Settings())

    def fail(_request):
        raise error

    site.router.routes.insert(0, Route("/fail", fail))
    return TestClient(Shields(LanguagePrefix(site), secure=False), raise_server_exceptions=False)


def test_a_fault_of_ours_is_said_with_a_number_and_without_a_trace(engine):
    answer = faulty(engine, RuntimeError("the secret inside")).get("/zh-hans/fail")
    assert answer.status_code == 500 and "the secret inside" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text and 'lang="zh-hans"' in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_a_busy_database_asks_to_try_again(engine):
    answer = faulty(engine, Busy()).get("/en/fail")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"


def test_health_and_readiness_are_told_apart(engine, visit_as):
    assert visit_as().get("/readyz").status_code == 200

    def nothing_there(_writes):
        raise Busy

    blind = TestClient(create_app(nothing_there, Settings()))
    assert blind.get("/healthz").status_code == 200 and blind.get("/readyz").status_code == 503


def test_pages_of_somebody_signed_in_are_not_kept_by_the_browser(visit_as):
    assert "no-store" in visit_as("rosa").get("/en/desk").headers["Cache-Control"]


def test_files_with_their_fingerprint_may_be_kept_for_a_year(visit_as):
    answer = visit_as().get("/static/portal.js?v=abc")
    assert "immutable" in answer.headers["Cache-Control"]


def test_an_unknown_receipt_says_whether_it_was_mistyped(visit_as):
    answer = visit_as().get("/r/A-7K3F-22QX-M4C", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 404 and 'lang="zh-hans"' in answer.text
