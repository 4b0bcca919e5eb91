"""Mending what is wrong about oneself, through the pages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.people import Person
from db.tables.ways import LinkRequest
from portal import own_address
from tests import letterbox
from tests.clocks import Clock
from tests.people import NOON

FAR = {"follow_redirects": False}


@pytest.fixture
def clock():
    return Clock(NOON)


def email_of(engine, name="Rosa"):
    with open_session(engine, writes=False) as session:
        return session.scalars(select(Person.email).where(Person.name == name)).one()


def test_a_name_is_changed_and_kept_as_typed_when_it_is_wrong(visit_as):
    rosa = visit_as("rosa")
    wrong = rosa.post("/en/me/name", data={"name": "x" * 81})
    assert wrong.status_code == 422 and "x" * 81 in wrong.text and 'class="errsum' in wrong.text
    done = rosa.post("/en/me/name", data={"name": "Rosalind"})
    assert done.status_code == 200 and "From now on this name is shown" in done.text
    assert "Rosalind" in visit_as("tom").get("/en/me/household").text


def test_an_address_is_proved_by_its_letter(visit_as, engine):
    rosa = visit_as("rosa")
    asked = rosa.post("/en/me/email", data={"email": "rosa@new.example"}, **FAR)
    assert asked.headers["location"] == "/en/me/email/asked"
    assert "within 30 minutes" in rosa.get("/en/me/email/asked").text
    path = f"/en{letterbox.newest_link(engine, own_address.answer_some)}"
    assert "rosa@new.example" in rosa.get(path).text
    assert email_of(engine) == "rosa@demo.test", "opening the link changed it"
    done = rosa.post(path)
    assert done.status_code == 200 and "letters go to rosa@new.example" in done.text
    assert email_of(engine) == "rosa@new.example"
    assert rosa.get("/en/me", **FAR).status_code == 200, "this browser stays"
    again = rosa.post(path)
    assert again.status_code == 410 and "Each one works once" in again.text


def test_the_letter_may_be_opened_where_nobody_is_signed_in(visit_as, engine):
    rosa = visit_as("rosa")
    rosa.post("/en/me/email", data={"email": "rosa@new.example"})
    stranger = visit_as()
    done = stranger.post(f"/en{letterbox.newest_link(engine, own_address.answer_some)}")
    assert done.status_code == 200 and email_of(engine) == "rosa@new.example"
    assert rosa.get("/en/me", **FAR).status_code == 303, "every browser is signed out"


def test_the_page_answers_the_same_for_an_address_somebody_has(visit_as):
    rosa = visit_as("rosa")
    answers = [
        rosa.post("/en/me/email", data={"email": email}, **FAR)
        for email in ("tom@demo.test", "nobody@demo.test")
    ]
    assert len({(one.status_code, one.text, one.headers["location"]) for one in answers}) == 1


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Enter an e-mail address."),
        ("rosa", "like name@example.org"),
        ("rosa@demo.test", "This is your address already."),
    ],
)
def test_what_is_wrong_is_said_beside_it(visit_as, typed, why):
    answer = visit_as("rosa").post("/en/me/email", data={"email": typed})
    assert answer.status_code == 422 and why in answer.text


def test_whoever_finds_a_browser_open_is_asked_who_they_are(visit_as, engine, clock):
    rosa = visit_as("rosa")
    clock.now = NOON + timedelta(days=3650, minutes=11)
    asked = rosa.post("/en/me/email", data={"email": "rosa@new.example", "idem": "1"})
    assert asked.status_code == 401 and 'value="rosa@new.example"' in asked.text
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(LinkRequest)).all() == []


def test_a_link_that_is_none_says_so(visit_as):
    answer = visit_as("rosa").get(f"/en/email/links/{'0' * 32}")
    assert answer.status_code == 410 and "no longer works" in answer.text
