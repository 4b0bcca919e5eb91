"""/apply, /me/applications, /organisations, /admin/…: from an application to the register."""

import re

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.history import HistoryEvent
from db.tables.letters import Letter
from db.tables.people import Person, SignIn
from tests.claiming import sent_photo
from tests.pages.test_memberships import STRANGE
from tests.people import PLACES

FORM = {
    "kind": "community",
    "name": "Alder Street Garden",
    "about": "We grow food.",
    "registration": "Register of associations, 4711",
    "idem": "1",
}
DAY = {"day": "1", "month": "6", "year": "2027"}
RIVERSIDE = "/en/admin/organisations/riverside-neighbours"


def apply(browser, **facts):
    done = browser.post("/en/apply", data={**FORM, **facts}, follow_redirects=False)
    assert done.status_code == 303, done.text
    return done.headers["Location"]


def add_paper(browser, at, colour="green"):
    photo = {"photo": ("paper.png", sent_photo(colour), "image/png")}
    return browser.post(f"{at}/papers", data={"idem": "2"}, files=photo, follow_redirects=False)


def test_an_organisation_comes_into_the_register_by_forms_alone(visit_as):
    rosa, op = visit_as("rosa"), visit_as("op")
    at = apply(rosa)
    assert add_paper(rosa, at).status_code == 303
    assert "Picture 1" in rosa.get(at).text
    assert rosa.get(f"{at}/papers/1").headers["content-type"] == "image/jpeg"
    theirs = at.replace("/me/", "/admin/")
    assert theirs in op.get("/en/admin").text
    assert op.get(f"{theirs}/papers/1").headers["cache-control"] == "private, no-store"
    done = op.post(f"{theirs}/acceptance", data=DAY, follow_redirects=False)
    assert done.headers["Location"] == "/en/admin/organisations/alder-street-garden"
    assert "Accepted" in rosa.get(at).text and rosa.get(f"{at}/papers/1").status_code == 404
    assert "Alder Street Garden" in visit_as().get("/en/organisations").text
    assert rosa.get("/en/desk/alder-street-garden/people").status_code == 200


def test_a_lone_owner_invites_the_second_alone(visit_as):
    rosa, op = visit_as("rosa"), visit_as("op")
    at = apply(rosa)
    add_paper(rosa, at)
    op.post(f"{at.replace('/me/', '/admin/')}/acceptance", data=DAY)
    people = "/en/desk/alder-street-garden/people"
    offer = {"email": "tom@demo.test", "role": "owner", "idem": "3"}
    assert rosa.post(f"{people}/invitations", data=offer, follow_redirects=False).status_code == 303


def test_a_refusal_comes_with_its_reason(visit_as):
    rosa, op = visit_as("rosa"), visit_as("op")
    at = apply(rosa)
    theirs = at.replace("/me/", "/admin/")
    assert op.post(f"{theirs}/refusal", data={"reason": ""}).status_code == 422
    op.post(f"{theirs}/refusal", data={"reason": "There is no such entry."})
    assert "There is no such entry." in rosa.get(at).text
    again = op.post(f"{theirs}/refusal", data={"reason": "Once more."})
    assert again.status_code == 409 and "decided already" in again.text


def test_what_is_missing_is_told_in_place(visit_as):
    rosa, op = visit_as("rosa"), visit_as("op")
    page = rosa.post("/en/apply", data={"idem": "1"})
    assert page.status_code == 422
    for words in ("Choose what it is.", "Write a name.", "Write a sentence or two."):
        assert words in page.text
    at = apply(rosa)
    nothing = rosa.post(f"{at}/papers", data={"idem": "2"})
    assert nothing.status_code == 422 and "Choose a picture first." in nothing.text
    text = {"photo": ("a.svg", b"<svg onload=alert(1)>", "image/svg+xml")}
    refused = rosa.post(f"{at}/papers", data={"idem": "3"}, files=text)
    assert refused.status_code == 422 and "not a photo we can open" in refused.text
    early = op.post(f"{at.replace('/me/', '/admin/')}/acceptance", data=DAY)
    assert early.status_code == 422 and "No picture of a paper was sent." in early.text


@pytest.mark.parametrize("typed", STRANGE)
def test_strange_words_are_kept_apart_or_refused(visit_as, typed):
    rosa = visit_as("rosa")
    for name in ("name", "about", "registration"):
        page = rosa.post("/en/apply", data={**FORM, "idem": name, name: typed})
        assert page.status_code in {200, 422}
        assert (
            "<script>alert" not in page.text and "\u202e" not in page.text.partition("<main")[2]
        ) or page.status_code == 422
    op = visit_as("op")
    for at, facts in (
        (f"{RIVERSIDE}/checks", {"day": typed}),
        (f"{RIVERSIDE}/state", {"act": "suspend", "reason": ""}),
        ("/en/admin/people", {"email": "a" * 10_000 + typed}),
    ):
        assert op.post(at, data=facts).status_code == 422
    assert op.post(f"{RIVERSIDE}/state", data={"act": typed}).status_code == 404


def test_the_application_of_somebody_else_looks_like_none(visit_as):
    at = apply(visit_as("rosa"))
    add_paper(visit_as("rosa"), at)
    tom = visit_as("tom")
    for path in (at, f"{at}/papers/1", "/en/me/applications/P-0000-0000-000"):
        assert tom.get(path).status_code == 404
    assert tom.post(f"{at}/withdrawal", data={"idem": "1"}).status_code == 404
    assert tom.get(at.replace("/me/", "/admin/")).status_code == 404
    assert "Alder" in visit_as("rosa").get("/en/me/applications").text
    assert "Alder" not in tom.get("/en/me/applications").text


def test_suspended_and_reopened_by_the_operator_and_read_by_everybody(visit_as):
    op, stranger = visit_as("op"), visit_as()
    act = {"reason": "Its entry is gone.", "idem": "1"}
    op.post(f"{RIVERSIDE}/state", data={**act, "act": "suspend"})
    public = stranger.get("/en/organisations/riverside-neighbours")
    assert public.status_code == 200
    assert "Suspended since" in public.text and "Its entry is gone." in public.text
    assert "Suspended" in stranger.get("/en/programmes/riverside-green-points-RIVER").text
    facts = {"amount": "1", "when": "today", "for": "home", "idem": "1"}
    told = visit_as("rosa").post("/en/log/RIVER/sort-week", data=facts)
    assert told.status_code == 409 and "is suspended" in told.text
    again = op.post(f"{RIVERSIDE}/state", data={**act, "act": "suspend"})
    assert again.status_code == 409 and "Please look again." in again.text
    op.post(f"{RIVERSIDE}/state", data={"reason": "It is back.", "act": "reopen"})
    assert "Suspended since" not in stranger.get("/en/organisations/riverside-neighbours").text
    assert "It is back." in op.get(RIVERSIDE).text


def test_a_look_moves_the_day_of_the_next_one(visit_as):
    op = visit_as("op")
    assert op.post(f"{RIVERSIDE}/checks", data=DAY).status_code == 200
    assert "1 Jun" in visit_as().get("/en/organisations/riverside-neighbours").text
    late = op.post(f"{RIVERSIDE}/checks", data={**DAY, "year": "2060"})
    assert late.status_code == 422 and "within three years" in late.text


def test_the_operator_finds_a_person_by_the_whole_address_and_sees_no_name(visit_as, engine):
    op = visit_as("op")
    assert visit_as("vera").get("/en/desk/riverside-neighbours").status_code == 200
    page = op.post("/en/admin/people", data={"email": "VERA@demo.test", "idem": "1"})
    assert page.status_code == 200 and "Verifier" in page.text
    assert not re.search(r"\bVera\b", page.text)
    none = op.post("/en/admin/people", data={"email": "ver@demo.test", "idem": "1"})
    assert "Nobody has this address." in none.text
    end = re.search(r'action="(/en/admin/people/[^"]+)"', page.text)[1]
    op.post(end, data={"idem": "2"})
    with open_session(engine, writes=False) as session:
        vera = session.scalars(select(Person.id).where(Person.email == "vera@demo.test")).one()
        assert session.scalars(select(SignIn).where(SignIn.person_id == vera)).all() == []
        verbs = session.scalars(select(HistoryEvent.verb).where(HistoryEvent.whom_id == vera))
        assert {"person.looked_up", "person.signed_out"} <= set(verbs)


@pytest.mark.parametrize("page", ["", "/jobs", "/letters", "/health", "/events", "/people"])
def test_the_rooms_of_the_operator_name_nobody(visit_as, page):
    rosa = visit_as("rosa")
    apply(rosa)
    visit_as("olga").post(
        "/en/desk/riverside-neighbours/people/invitations",
        data={"email": "nora@example.org", "role": "viewer", "idem": "1"},
    )
    answer = visit_as("op").get(f"/en/admin{page}")
    assert answer.status_code == 200
    staff = {name.title() for place in PLACES for who in place.staff.values() for name in who}
    others = (staff | {"Rosa", "Tom", "Linden", "Fennel"}) - {"Op"}
    assert [name for name in others if re.search(rf"\b{name}\b", answer.text)] == []
    assert "@" not in answer.text.partition("<main")[2].replace("name@example.org", "")


def test_a_letter_that_was_given_up_is_tried_again(visit_as, engine):
    rosa = visit_as("rosa")
    at = apply(rosa)
    op = visit_as("op")
    op.post(f"{at.replace('/me/', '/admin/')}/refusal", data={"reason": "No."})
    with open_session(engine, writes=True) as session:
        letter = session.scalars(select(Letter)).one()
        letter.due_at, letter.fault = None, "refused"
        session.commit()
    page = op.get("/en/admin/letters")
    assert "Given up" in page.text
    again = re.search(r'action="(/en/admin/letters/[^"]+)"', page.text)[1]
    for _ in range(2):
        op.post(again, data={"idem": "1"})
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Letter)).one().due_at is not None


def test_older_events_are_a_page_further(visit_as):
    op = visit_as("op")
    assert op.get("/en/admin/events?before=nonsense").status_code == 404
    assert "Nothing has happened yet." in op.get(f"/en/admin/events?before={'0' * 32}").text


@pytest.mark.parametrize("language", ["zh-hans", "ar"])
def test_every_page_speaks_other_languages(visit_as, language):
    rosa, op = visit_as("rosa"), visit_as("op")
    at = apply(rosa).replace("/en/", f"/{language}/")
    admin = f"/{language}/admin"
    mine = (f"/{language}/apply", f"/{language}/me/applications", at)
    theirs = (f"{admin}/people", f"{admin}/jobs", f"{admin}/letters", f"{admin}/health")
    rest = (admin, f"{admin}/events", at.replace("/me/", "/admin/"))
    for browser, paths in ((rosa, mine), (op, (*theirs, *rest))):
        for path in paths:
            page = browser.get(path)
            assert page.status_code == 200 and f'lang="{language}"' in page.text, path
