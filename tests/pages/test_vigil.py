"""Every way in that was tried is a line of the log, every door that stayed shut too; no line tells
what was typed, and none tells who somebody is once they are erased."""

import json

import pytest
import structlog

from portal import logs
from tests import people

pytestmark = pytest.mark.usefixtures("town")
HEADERS = {"User-Agent": "Quillbrowser/7731"}


@pytest.fixture
def told():
    """Gather what was logged for whoever looks after the machine."""
    with structlog.testing.capture_logs() as lines:
        yield lambda: [line for line in lines if line["event"] != "done"]


def sign_in(browser, password, email="rosa@demo.test"):
    form = {"email": email, "password": password, "idem": password}
    return browser.post("/en/sign-in", data=form, headers=HEADERS, follow_redirects=False)


def test_who_comes_in_is_written_down_with_the_way(visit_as, session, told):
    assert sign_in(visit_as(None), people.PASSWORD).status_code == 303
    [line] = told()
    assert (line["event"], line["where"]) == ("welcomed", "sign_in.routes.create")
    assert line["by"] == str(people.find(session, "rosa").id)
    assert line["log_level"] == "info"


@pytest.mark.parametrize("email", ["rosa@demo.test", "nobody@demo.test"])
def test_who_is_not_believed_is_written_down_alike_whether_known_or_not(visit_as, told, email):
    answer = sign_in(visit_as(None), "a wrong password", email)
    assert answer.status_code == 422
    [line] = told()
    assert line.pop("request_id") == answer.headers["X-Request-Id"]
    assert line == {
        "event": "not believed",
        "where": "sign_in.routes.create",
        "method": "POST",
        "log_level": "warning",
    }


@pytest.mark.parametrize(
    ("path", "form", "where"),
    [
        ("/en/sign-in/paper", {"code": "AAAA-BBBB-CCCC-DDDD"}, "sign_in.second.use_paper"),
        ("/en/sign-in/links/" + "0" * 32, {}, "sign_in.links.use"),
        ("/en/cards/" + "0" * 32, {}, "class_card.routes.enter_scanned"),
        ("/en/school-letter", {"code": "AAAA-BBBB-CCCC-DDDD"}, "school_letter.routes.look_up"),
    ],
)
def test_every_other_way_is_written_down_as_well(visit_as, told, path, form, where):
    assert visit_as(None).post(path, data={**form, "idem": "1"}).status_code in {410, 422}
    assert [(line["event"], line["where"]) for line in told()] == [("not believed", where)]


def test_a_field_left_empty_was_no_try(visit_as, told):
    assert sign_in(visit_as(None), "").status_code == 422
    assert told() == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("rosa", "/en/desk/riverside-neighbours"),
        ("rosa", "/en/admin/people"),
        ("rosa", "/en/me/claims/A-0000-0000-000"),
        ("grace", "/en/desk/riverside-neighbours/people"),
    ],
)
def test_who_is_kept_out_is_written_down(visit_as, session, told, name, path):
    status = visit_as(name).get(path).status_code
    assert status in {403, 404}
    [line] = told()
    assert line["event"] == "kept out" and line["method"] == "GET"
    assert line["person"] == str(people.find(session, name).id)


def test_who_opens_a_public_page_that_is_not_there_was_not_kept_out(visit_as, told):
    assert visit_as("rosa").get("/en/actions/no-such-thing").status_code == 404
    assert told() == []


def test_a_stranger_who_is_sent_to_sign_in_was_not_kept_out(visit_as, told):
    visit_as(None).get("/en/me/claims", follow_redirects=False)
    assert told() == []


def test_what_another_site_asks_for_is_written_down(visit_as, told):
    browser = visit_as("rosa")
    sent = browser.post("/en/me/name", data={"name": "X"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
    assert [line["event"] for line in told()] == ["foreign"]


def test_no_line_tells_what_was_typed_or_where_somebody_is(visit_as, capsys):
    before = structlog.get_config()
    logs.configure()
    try:
        sign_in(visit_as(None), "a wrong password")
        sign_in(visit_as(None), people.PASSWORD)
    finally:
        structlog.configure(**before)
    lines = capsys.readouterr().err
    assert [json.loads(line)["event"] for line in lines.splitlines()] == [
        "not believed",
        "welcomed",
    ]
    for typed in ("wrong", people.PASSWORD, "rosa", "demo.test", "Quillbrowser", "testclient"):
        assert typed not in lines
