"""Another name of an organisation in the browser: asking, answering, and who reads it where."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.letters import Letter, LetterKind
from db.tables.people import Person
from pages.letters.render import renderer
from portal import gifts
from portal.settings import Settings
from tests import giving as set_up
from tests import people
from tests.people import NOON

DESK = "/en/desk/osier-lane-shelter/name"
ADMIN = "/en/admin/organisations/osier-lane-shelter"
FORM = {
    "name": "Harbour House",
    "name_zh_hans": "港湾之家",
    "proof": "Register of charities, 4711",
    "idem": "k" * 64,
}


@pytest.fixture
def asked(visit_as):
    """Return the operator's address for the name that Orla asked for."""
    assert visit_as("orla").post(DESK, data=FORM).status_code == 200
    [address] = set(re.findall(rf"{ADMIN}/names/[0-9a-f-]{{36}}", visit_as("op").get(ADMIN).text))
    return address


def letters_of(session, kind):
    """Return what letters of a kind say, by who reads them; then let others write."""
    to_whom = select(Person.name, Letter.facts).join(Letter, Letter.person_id == Person.id)
    found = session.exec(to_whom.where(Letter.kind == kind)).all()
    session.commit()
    render = renderer(Settings(base_url="https://portal.example/"))
    return {name: render(kind, "en", facts).text for name, facts in found}


def test_people_leads_to_it_and_the_operator_answers(visit_as, asked):
    assert DESK in visit_as("orla").get("/en/desk/osier-lane-shelter/people").text
    mine = visit_as("orla").get(DESK).text
    assert "Harbour House" in mine and "Take it back" in mine and 'name="proof"' not in mine
    assert "Wants to be called Harbour House" in visit_as("op").get("/en/admin").text
    look = visit_as("op").get(ADMIN).text
    assert "港湾之家" in look and "Register of charities, 4711" in look
    assert "until now: <bdi" in look and "Its owners read it in their letter" in look
    done = visit_as("op").post(asked, data={"act": "accept"})
    assert done.status_code == 200 and "Has another name" in done.text
    assert "Osier Lane Shelter, until 1 June 2026" in done.text
    for _ in range(2):  # a second click, and a reload by hand
        assert visit_as("op").post(asked, data={"act": "accept"}).status_code == 200
        assert visit_as("op").get(asked).url.path == ADMIN
    public = visit_as().get("/en/organisations/osier-lane-shelter").text
    assert "<h1>Harbour House</h1>" in public
    assert "Osier Lane Shelter, until 1 June 2026" in public
    assert "<h1>港湾之家</h1>" in visit_as().get("/zh-hans/organisations/osier-lane-shelter").text


def test_who_gave_reads_the_old_name_and_the_new_one(visit_as, session, asked):
    set_up.open_round(session, "warm-quilts")
    set_up.award(session, people.home(session, "Linden"), 500)
    rosa, quilts = people.find(session, "rosa"), set_up.cause(session, "warm-quilts")
    code = gifts.give(session, rosa, quilts, points=40, idem="gift", now=NOON - timedelta(days=1))
    session.commit()
    visit_as("op").post(asked, data={"act": "accept"})
    gift = visit_as("rosa").get(f"/en/me/gifts/{code}").text
    assert "Harbour House" in gift and "When you gave it was called" in gift
    cause = visit_as().get(f"/en/causes/warm-quilts-{quilts.code}").text
    assert "Harbour House" in cause and "It was called Osier Lane Shelter before." in cause
    told = letters_of(session, LetterKind.RECIPIENT)
    assert list(told) == ["Rosa"]
    assert "Osier Lane Shelter is now called Harbour House." in told["Rosa"]


def test_a_refusal_needs_a_reason_and_is_written_to_the_owners(visit_as, session, asked):
    empty = visit_as("op").post(asked, data={"act": "refuse", "no-reason": ""})
    assert empty.status_code == 422 and "Write the reason." in empty.text
    said = {"act": "refuse", "no-reason": "The register does not show it."}
    assert visit_as("op").post(asked, data=said).status_code == 200
    told = letters_of(session, LetterKind.REGISTER)
    assert set(told) == {"Orla", "Otis"}
    assert all("Harbour House was not written" in one for one in told.values())
    assert all("The reason: The register does not show it." in one for one in told.values())
    assert 'name="proof"' in visit_as("orla").get(DESK).text
    again = visit_as("op").post(asked, data={"act": "accept"})
    assert again.status_code == 422 and "decided already" in again.text


def test_it_may_be_taken_back(visit_as, asked):
    number = asked.rpartition("/")[2]
    assert visit_as("otis").post(f"{DESK}/{number}").status_code == 200
    assert 'name="proof"' in visit_as("orla").get(DESK).text
    assert asked not in visit_as("op").get(ADMIN).text


def test_what_was_typed_stays_with_its_mistake(visit_as):
    taken = {**FORM, "name": "Riverside Neighbours"}
    answer = visit_as("orla").post(DESK, data=taken)
    assert answer.status_code == 422
    assert "is called Riverside Neighbours" in answer.text and "港湾之家" in answer.text
    long = visit_as("orla").post(DESK, data={**FORM, "name_zh_hans": "港" * 81})
    assert long.status_code == 422 and "<details open>" in long.text
    assert visit_as("orla").post(DESK, data={**FORM, "proof": ""}).status_code == 422


def test_a_reader_of_another_language_changes_only_what_they_type(visit_as):
    """The name in a language that has none is offered in the next best, and is not kept twice."""
    form = {**FORM, "name": "Harbour House", "name_en": "Harbour House", "name_zh_hans": ""}
    visit_as("orla").post(DESK.replace("/en/", "/es/"), data=form)
    shown = visit_as("op").get(ADMIN).text
    assert '<dt lang="en">English</dt>' in shown and "Español</dt>" not in shown


@pytest.mark.parametrize("who", ["chen", "rosa", "op"])
def test_nobody_else_asks(visit_as, who):
    assert visit_as(who).get(DESK).status_code == 404
    assert visit_as(who).post(DESK, data=FORM).status_code in {403, 404}


def test_only_the_operator_answers(visit_as, asked):
    for who in ("orla", "quinn", "rosa"):
        assert visit_as(who).post(asked, data={"act": "accept"}).status_code in {403, 404}
    assert "Osier Lane Shelter" in visit_as().get("/en/organisations/osier-lane-shelter").text
