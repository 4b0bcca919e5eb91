"""/desk/{org}/people: the list, invitations, roles, loans, owners; and what people type."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.letters import Letter
from db.tables.organisations import Organisation, OrganisationState
from db.tables.people import Person
from portal.letters import LetterKind

AT = "/en/desk/riverside-neighbours/people"
STRANGE = [
    "a" * 10_000,
    "\u202e\u202eevil\u202c",
    "zero\u200dwidth\u200b",
    "🦦" * 300,
    "Bcc: all@example.org\r\nSubject: hi",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "x\x00y",
]


@pytest.fixture
def ids_of(engine, town):
    with open_session(engine, writes=False) as session:
        return {name.lower(): id_ for id_, name in session.execute(select(Person.id, Person.name))}


def form(**facts):
    return {"idem": "1", "day": "", "month": "", "year": "", **facts}


def link_of(engine, address):
    with open_session(engine, writes=False) as session:
        rows = select(Letter).where(Letter.address == address).order_by(Letter.id.desc())
        return session.scalars(rows).first().facts["link"]


def test_colleagues_see_each_other_and_only_owners_see_invitations(visit_as):
    owner, verifier = visit_as("olga").get(AT).text, visit_as("vera").get(AT).text
    for name in ("Olga", "Omar", "Olive", "Vera", "Theo"):
        assert name in owner and name in verifier
    assert "Invite somebody" in owner and "Invite somebody" not in verifier
    assert "@" not in re.sub(r"name@example.org", "", owner.partition("<main")[2])
    assert visit_as("rosa").get(AT).status_code == 404


def test_the_desk_leads_there(visit_as):
    assert f'href="{AT}"' in visit_as("vera").get("/en/desk/riverside-neighbours").text


def test_an_invitation_goes_from_the_form_to_a_letter_to_a_role(visit_as, engine):
    olga = visit_as("olga")
    done = olga.post(
        f"{AT}/invitations", data=form(email="Tom@demo.test", role="viewer"), follow_redirects=False
    )
    assert done.status_code == 303 and done.headers["Location"] == AT
    assert "tom@demo.test" in olga.get(AT).text
    link, tom = link_of(engine, "tom@demo.test"), visit_as("tom")
    assert "another address" in visit_as("rosa").get(f"/en{link}").text
    assert ">Accept<" in tom.get(f"/en{link}").text
    tom.post(f"/en{link}/acceptance", data={"idem": "2"})
    assert "Tom" in olga.get(AT).text and "tom@demo.test" not in olga.get(AT).text
    again = tom.post(f"/en{link}/acceptance", data={"idem": "2"})
    assert again.status_code == 404 and "This link no longer works" in again.text


def test_a_withdrawn_invitation_leads_nowhere(visit_as, engine):
    olga = visit_as("olga")
    olga.post(f"{AT}/invitations", data=form(email="tom@demo.test", role="viewer"))
    number = re.search(rf"{AT}/invitations/([0-9a-f-]+)", olga.get(AT).text)[1]
    for _ in range(2):
        assert olga.post(f"{AT}/invitations/{number}", data={"idem": "3"}).status_code == 200
    dead = visit_as("tom").get(f"/en{link_of(engine, 'tom@demo.test')}")
    assert dead.status_code == 404 and "This link no longer works" in dead.text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"email": "", "role": "viewer"}, "Write an e-mail address like name@example.org."),
        ({"email": "rosa", "role": "viewer"}, "Write an e-mail address like name@example.org."),
        ({"email": "tom@demo.test", "role": ""}, "Choose a role."),
        ({"email": "tom@demo.test", "role": "owner"}, "There are two owners already."),
        ({"email": "tom@demo.test", "role": "viewer", "day": "31"}, "Write the month."),
        (
            {"email": "tom@demo.test", "role": "viewer", "day": "31", "month": "2", "year": "2027"},
            "There is no such day.",
        ),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_is_kept(visit_as, facts, words):
    page = visit_as("olga").post(f"{AT}/invitations", data=form(**facts))
    assert page.status_code == 422 and words in page.text
    assert f'value="{facts["email"]}"' in page.text
    assert 'class="errsum' in page.text.partition("<main")[2]


@pytest.mark.parametrize("typed", STRANGE)
def test_strange_input_is_a_mistake_or_a_letter_and_never_a_fault(visit_as, engine, typed):
    olga = visit_as("olga")
    for facts in ({"email": typed, "role": "viewer"}, {"email": "tom@demo.test", "role": typed}):
        page = olga.post(f"{AT}/invitations", data=form(**facts, day=typed))
        assert page.status_code == 422, typed
        assert "<script>alert" not in page.text
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Letter)).all() == []


@pytest.mark.parametrize("typed", STRANGE)
def test_strange_roles_and_days_are_answered_calmly(visit_as, ids_of, typed):
    olga = visit_as("olga")
    one = f"{AT}/{ids_of['vera']}"
    page = olga.post(one, data=form(roles=typed, day=typed, month="1", year="2027"))
    assert page.status_code == 422 and "<script>alert" not in page.text
    loan = olga.post(f"{AT}/loans", data=form(role=typed, to=typed, day=typed))
    assert loan.status_code == 422
    assert olga.post(f"{one}/ownership", data=form(kind=typed)).status_code == 404
    assert olga.post(f"{AT}/owners/{ids_of['vera']}", data=form(answer=typed)).status_code == 200


@pytest.mark.parametrize(
    "forged",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "javascript"},
    ],
)
def test_forged_headers_reach_no_letter_and_no_redirect(visit_as, engine, forged):
    facts = form(email="tom@demo.test", role="viewer")
    done = visit_as("olga").post(
        f"{AT}/invitations", data=facts, headers=forged, follow_redirects=False
    )
    assert done.status_code == 303 and "evil" not in done.headers["Location"]
    link = link_of(engine, "tom@demo.test")
    assert link.startswith("/invitations/") and not urlsplit(link).netloc


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81"])
def test_another_site_changes_nobody(visit_as, engine, origin):
    olga = visit_as("olga")
    headers = {"Sec-Fetch-Site": "", "Origin": origin}
    refused = olga.post(f"{AT}/invitations", data=form(email="a@b.org"), headers=headers)
    assert refused.status_code == 403


def test_roles_are_changed_by_ticks(visit_as, ids_of):
    olga, one = visit_as("olga"), f"{AT}/{ids_of['vera']}"
    page = olga.get(one).text
    assert re.search(r'value="verifier" checked', page)
    done = olga.post(one, data=form(roles=["organiser", "viewer"]), follow_redirects=False)
    assert done.status_code == 303
    page = olga.get(one).text
    assert re.search(r'value="organiser" checked', page)
    assert not re.search(r'value="verifier" checked', page)


def test_what_does_not_go_together_is_said_and_the_ticks_stay(visit_as, ids_of):
    page = visit_as("olga").post(
        f"{AT}/{ids_of['vera']}", data=form(roles=["verifier", "treasurer"])
    )
    assert page.status_code == 422 and "may not hold these two roles" in page.text
    assert re.search(r'value="treasurer" checked', page.text)


def test_only_owners_and_the_person_open_their_page(visit_as, ids_of):
    at = f"{AT}/{ids_of['vera']}"
    assert visit_as("vera").get(at).status_code == 200
    assert "Leave this organisation" in visit_as("vera").get(at).text
    for name, status in (("olga", 200), ("theo", 404), ("grace", 404)):
        assert visit_as(name).get(at).status_code == status
    assert visit_as("olga").get(f"{AT}/{ids_of['rosa']}").status_code == 404


def test_the_last_owners_are_told_what_to_do_before_they_go(visit_as, ids_of):
    page = visit_as("olga").post(f"{AT}/{ids_of['olga']}/end", data={"idem": "1"})
    assert page.status_code == 409 and "Make somebody else an owner first" in page.text


def test_who_leaves_has_no_desk_there_any_more(visit_as, ids_of):
    vera = visit_as("vera")
    vera.post(f"{AT}/{ids_of['vera']}/end", data={"idem": "1"})
    assert vera.get(AT).status_code == 404
    assert "Vera" not in visit_as("olga").get(AT).text


def test_two_owners_make_a_third(visit_as, ids_of):
    olga, omar = visit_as("olga"), visit_as("omar")
    olga.post(f"{AT}/{ids_of['olive']}/ownership", data=form(kind="appoint"))
    mine, theirs = olga.get(AT).text, omar.get(AT).text
    assert "Olga asks that Olive owns too." in mine and 'value="agree"' not in mine
    number = re.search(rf"{AT}/owners/([0-9a-f-]+)", theirs)[1]
    refused = olga.post(f"{AT}/owners/{number}", data=form(answer="agree"))
    assert refused.status_code == 409 and "Another owner must agree." in refused.text
    omar.post(f"{AT}/owners/{number}", data=form(answer="agree"))
    assert "asks that" not in omar.get(AT).text
    assert re.search(r'value="agree"', omar.get(AT).text) is None


def test_a_role_is_lent_by_a_form(visit_as, engine, ids_of):
    vera = visit_as("vera")
    assert 'value="verifier"' in vera.get(f"{AT}/loans").text
    facts = form(role="verifier", to=str(ids_of["olive"]), day="15", month="6", year="2026")
    assert vera.post(f"{AT}/loans", data=facts, follow_redirects=False).status_code == 303
    assert "15 Jun" in visit_as("olga").get(AT).text
    with open_session(engine, writes=False) as session:
        kinds = session.scalars(select(Letter.kind)).all()
    assert kinds == [LetterKind.ROLES]
    for missing in ("role", "to", "day"):
        page = vera.post(f"{AT}/loans", data={**facts, missing: ""})
        assert page.status_code == 422


def test_who_has_nothing_to_lend_is_told(visit_as):
    assert "no role that can be lent" in visit_as("olga").get(f"{AT}/loans").text


@pytest.mark.parametrize(
    ("state", "words"),
    [(OrganisationState.SUSPENDED, "is suspended"), (OrganisationState.CLOSED, "has closed")],
)
def test_a_suspended_organisation_is_read_and_not_changed(visit_as, engine, state, words):
    with open_session(engine, writes=True) as session:
        place = session.scalars(
            select(Organisation).where(Organisation.slug == "riverside-neighbours")
        ).one()
        place.state, place.state_reason = state, "Its entry is gone."
        session.commit()
    olga = visit_as("olga")
    assert olga.get(AT).status_code == 200
    page = olga.post(f"{AT}/invitations", data=form(email="tom@demo.test", role="viewer"))
    assert page.status_code == 409 and words in page.text and "Its entry is gone." in page.text


@pytest.mark.parametrize("language", ["zh-hans", "ar"])
def test_the_page_speaks_other_languages_without_scripts(visit_as, language):
    olga = visit_as("olga")
    page = olga.get(AT.replace("/en/", f"/{language}/"))
    assert page.status_code == 200 and f'lang="{language}"' in page.text
    kept = olga.post(
        AT.replace("/en/", f"/{language}/") + "/invitations",
        data=form(email="half typed", switch=language),
    )
    assert kept.status_code == 200 and 'value="half typed"' in kept.text


def test_with_htmx_a_mistake_comes_back_as_the_block_alone(visit_as):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "main#main"}
    page = visit_as("olga").post(f"{AT}/invitations", data=form(email=""), headers=headers)
    assert page.status_code == 422 and "<html" not in page.text and "errsum" in page.text
