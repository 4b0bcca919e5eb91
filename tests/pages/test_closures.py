"""Closing an organisation in the browser: what is in the way, asking, agreeing, the public page."""

import re

import pytest

MILL = "/en/desk/rushmill-cooperative"
PUBLIC = "/en/organisations/rushmill-cooperative"
FORM = {"reason": "We merge with another cooperative.", "idem": "k" * 64}


@pytest.fixture
def asked(visit_as):
    assert visit_as("petra").post(f"{MILL}/closure", data=FORM).status_code == 200
    page = visit_as("paul").get(f"{MILL}/closure").text
    [number] = set(re.findall(r"/closure/([0-9a-f-]{36})", page))
    return f"{MILL}/closure/{number}"


def test_people_leads_to_it_and_another_owner_agrees(visit_as, asked):
    assert f"{MILL}/closure" in visit_as("petra").get(f"{MILL}/people").text
    mine = visit_as("petra").get(f"{MILL}/closure").text
    assert "Take it back" in mine and "Close it for good" not in mine
    theirs = visit_as("paul").get(f"{MILL}/closure").text
    assert FORM["reason"] in theirs and "Petra" in theirs and "Close it for good" in theirs
    done = visit_as("paul").post(asked, data={"answer": "agree"})
    assert done.status_code == 200 and "Closed since 1 June 2026" in done.text
    assert FORM["reason"] in visit_as().get(PUBLIC).text
    assert visit_as("petra").get(MILL).status_code == 404
    assert visit_as("sol").get(MILL).status_code == 404


def test_who_asked_is_told_that_another_must_agree(visit_as, asked):
    answer = visit_as("petra").post(asked, data={"answer": "agree"})
    assert answer.status_code == 422 and "Another owner must agree" in answer.text
    assert "Closed since" not in visit_as().get(PUBLIC).text


def test_it_may_be_dropped(visit_as, asked):
    visit_as("paul").post(asked, data={"answer": "drop"})
    assert 'name="reason"' in visit_as("petra").get(f"{MILL}/closure").text


def test_what_is_open_is_listed_and_there_is_nothing_to_press(visit_as):
    page = visit_as("olga").get("/en/desk/riverside-neighbours/closure").text
    assert "Programmes that are not closed" in page and 'name="reason"' not in page
    sent = visit_as("olga").post("/en/desk/riverside-neighbours/closure", data=FORM)
    assert sent.status_code == 422 and "Something is still open here" in sent.text


def test_without_a_reason_the_form_says_so(visit_as):
    answer = visit_as("petra").post(f"{MILL}/closure", data={"reason": "", "idem": "k" * 64})
    assert answer.status_code == 422 and "Write the reason." in answer.text


@pytest.mark.parametrize("who", ["sol", "rosa"])
def test_nobody_else_sees_the_page(visit_as, who):
    assert visit_as(who).get(f"{MILL}/closure").status_code == 404


def test_the_district_cannot_be_closed(visit_as):
    assert "/closure" not in visit_as("quinn").get("/en/desk/willowford-district/people").text
