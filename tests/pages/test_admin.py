"""/admin and /invitations: running the portal, and the first way in."""

import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db.engine import open_session
from db.tables.organisations import Invitation
from portal import invitations
from tests.people import NOON, PLACES

PASSWORD = "seven otters at the weir"


@pytest.fixture
def token(engine, town):
    """The secret part of a link that makes somebody new the operator."""
    with open_session(engine, writes=True) as session:
        made = invitations.call_operator(
            session, email="nora@example.org", office={"en": "Office"}, now=NOON
        )
        session.commit()
    return made


def test_the_operator_sees_organisations_and_numbers_and_no_person(visit_as):
    page = visit_as("op").get("/en/admin")
    assert page.status_code == 200
    assert "Organisations to check" in page.text and "Letters that wait" in page.text
    staff = {name.title() for place in PLACES for who in place.staff.values() for name in who}
    others = (staff | {"Rosa", "Tom", "Pip", "Linden", "Fennel"}) - {"Op"}
    assert [name for name in others if re.search(rf"\b{name}\b", page.text)] == []
    assert "@demo.test" not in page.text


@pytest.mark.parametrize("who", ["rosa", "olga", "quinn", "ada"])
def test_for_everybody_else_there_is_no_such_room(visit_as, who):
    assert visit_as(who).get("/en/admin").status_code == 404


def test_the_operators_desk_leads_there(visit_as):
    assert '/en/admin"' in visit_as("op").get("/en/desk/willowford-district").text
    assert '/en/admin"' not in visit_as("quinn").get("/en/desk/willowford-district").text


def test_nobody_can_sign_in_as_somebody_else(app):
    from tests.habits.test_contract import routes  # noqa: PLC0415

    assert [r.path for r in routes() if "impersonat" in r.path or "become" in r.path] == []
    inside = [r for r in routes() if r.path.startswith("/admin")]
    assert inside and all(r.endpoint.gate.__name__ == "operator" for r in inside)


def test_opening_a_link_changes_nothing(visit_as, token, engine):
    stranger = visit_as()
    for _ in range(3):
        page = stranger.get(f"/en/invitations/{token}")
        assert page.status_code == 200 and 'name="password"' in page.text
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Invitation)).one().taken_at is None


def test_the_link_is_used_by_a_form_once_and_then_one_signs_in(visit_as, token):
    stranger = visit_as()
    at, form = f"/en/invitations/{token}", {"name": "Nora 👩‍🌾", "password": PASSWORD, "idem": "1"}
    done = stranger.post(at, data=form, follow_redirects=False)
    assert done.status_code == 303 and "/en/sign-in?next=/desk" in done.headers["Location"]
    for again in (stranger.post(at, data=form), stranger.get(at)):
        assert again.status_code == 404 and "This link no longer works" in again.text
    facts = {"email": "NORA@example.org", "password": PASSWORD, "next": "/admin"}
    page = stranger.post("/en/sign-in", data=facts)
    assert page.status_code == 200 and "Running this portal" in page.text
    assert "Nora 👩‍🌾" in page.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "password": PASSWORD}, "Write a name."),
        ({"name": "\u200d", "password": PASSWORD}, "that can be read"),
        ({"name": "a" * 10_000, "password": PASSWORD}, "at most 80 signs"),
        ({"name": "Nora", "password": "short"}, "12 signs"),
    ],
)
def test_a_mistake_is_told_and_the_link_still_works(visit_as, token, form, words):
    stranger = visit_as()
    page = stranger.post(f"/en/invitations/{token}", data=form)
    assert page.status_code == 422 and words in page.text
    assert stranger.get(f"/en/invitations/{token}").status_code == 200


def test_a_link_for_another_person_says_so_and_cannot_be_taken(visit_as, token):
    rosa = visit_as("rosa")
    page = rosa.get(f"/en/invitations/{token}")
    assert "another address" in page.text and ">Accept<" not in page.text
    refused = rosa.post(f"/en/invitations/{token}/acceptance", data={"idem": "1"})
    assert refused.status_code == 409 and "another person" in refused.text


def test_somebody_known_signs_in_and_accepts(visit_as, engine, town):
    with open_session(engine, writes=True) as session:
        facts = {"email": "tom@demo.test", "office": {"en": "Office"}}
        token = invitations.call_operator(session, **facts, now=NOON)
        session.commit()
    at = f"/en/invitations/{token}"
    stranger = visit_as().get(at)
    assert f"/en/sign-in?next=/invitations/{token}" in stranger.text
    asked = visit_as().post(f"{at}/acceptance", data={"idem": "1"}, follow_redirects=False)
    assert asked.status_code == 303 and "/sign-in" in asked.headers["Location"]
    tom = visit_as("tom")
    assert ">Accept<" in tom.get(at).text
    done = tom.post(f"{at}/acceptance", data={"idem": "1"}, follow_redirects=False)
    assert done.headers["Location"] == "/en/desk/willowford-district"
    assert tom.get("/en/admin").status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "ar"])
def test_a_dead_link_is_explained_in_every_language(app, town, language):
    page = TestClient(app).get(f"/{language}/invitations/{'0' * 32}")
    assert page.status_code == 404 and f'lang="{language}"' in page.text
