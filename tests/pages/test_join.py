"""Joining, page by page: from a name to a first programme, and every way that ends earlier."""

import re

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.letters import Letter
from db.tables.people import Person
from db.tables.ways import LinkRequest
from portal import home_codes, joining
from portal.home_codes import HomeCodeKind
from tests import giving, people
from tests.letterbox import newest_link
from tests.people import NOON

NEW = {"name": "Otter", "email": "new@demo.test", "age": "own", "home_code": ""}
PASSWORD = {"name": "Otter", "new_password": "four otters at the weir"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "main#main"}


@pytest.fixture
def link(engine, visit_as):
    """Join and return the path in the letter."""

    def make(**facts):
        visit_as().post("/en/join", data={**NEW, **facts})
        return f"/en{newest_link(engine, joining.answer_some)}"

    return make


@pytest.fixture
def code(engine, town):
    """A code that rosa made."""

    def make(kind=HomeCodeKind.CHILD):
        with open_session(engine, writes=True) as session:
            rosa = people.find(session, "rosa")
            home_codes.make(session, rosa, kind=kind, idem=f"{kind}", now=NOON)
            made = home_codes.list_open(session, rosa, now=NOON)[0].code
            session.commit()
        return made

    return make


def count(engine, table):
    with open_session(engine, writes=False) as session:
        return len(session.scalars(select(table)).all())


def without_keys(page):
    return re.sub(r'name="idem"[^>]*|X-Request-Id.*|[0-9a-f]{12,}', "", page)


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_page(visit_as):
    def answer(email):
        browser = visit_as()
        sent = browser.post("/en/join", data={**NEW, "email": email}, follow_redirects=False)
        page = browser.get(sent.headers["Location"])
        return sent.status_code, sent.headers["Location"], without_keys(page.text)

    known, unknown = answer("ROSA@demo.test"), answer("nobody@demo.test")
    assert known == unknown and known[:2] == (303, "/en/join/asked")
    assert "A letter is on its way to you." in known[2]


def test_from_the_letter_to_the_first_programme(visit_as, link):
    path, browser = link(), visit_as()
    for _ in range(2):
        page = browser.get(path)
        assert page.status_code == 200 and 'value="Otter"' in page.text
    assert browser.get("/en/me", follow_redirects=False).status_code == 303
    answer = browser.post(path, data=PASSWORD, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/me/welcome")
    welcome = browser.get("/en/me/welcome")
    assert "Welcome, Otter" in welcome.text and "Riverside Green Points" in welcome.text
    assert "Walk and Wheel" not in welcome.text, "that is for classes"
    assert browser.get("/en/me/household").status_code == 200


def test_taking_part_leads_to_the_cause_and_then_to_log(visit_as, link, engine):
    browser, path = visit_as(), link()
    browser.post(path, data=PASSWORD)
    answer = browser.post("/en/me/welcome/RIVER", follow_redirects=False)
    assert answer.headers["Location"] == "/en/log?programme=RIVER", "it has no cause yet"
    with open_session(engine, writes=True) as session:
        giving.cause(session, "orchard")
        session.commit()
    for _ in range(2):
        answer = browser.post("/en/me/welcome/RIVER", follow_redirects=False)
        there = answer.headers["Location"]
        assert there == "/en/me/household/RIVER/cause?then=log"
    chosen = re.search(r'name="cause"[^>]*value="([^"]+)"', browser.get(there).text)[1]
    answer = browser.post(there, data={"cause": chosen}, follow_redirects=False)
    assert answer.headers["Location"] == "/en/log?programme=RIVER"
    assert browser.post("/en/me/welcome/SCHOOL").status_code == 404


def test_a_link_makes_one_person_and_says_so_when_it_is_sent_again(visit_as, link, engine):
    before, path = count(engine, Person), link()
    visit_as().post(path, data=PASSWORD)
    again = visit_as().post(path, data=PASSWORD)
    assert again.status_code == 410 and "This link was used before." in again.text
    assert "just sign in" in again.text and count(engine, Person) == before + 1


def test_a_known_address_is_led_to_sign_in(visit_as, link):
    path = link(email="rosa@demo.test")
    assert path.startswith("/en/sign-in/links/")
    assert visit_as().post(path, follow_redirects=False).headers["Location"] == "/en/me"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_mistakes_are_named_at_their_fields_and_nothing_typed_is_lost(visit_as, headers):
    wrong = {"name": "Otter", "email": "no address", "age": "", "home_code": ""}
    page = visit_as().post("/en/join", data=wrong, headers=headers)
    assert page.status_code == 422 and "2 things to fix" not in page.text
    assert "Choose how old you are." in page.text and 'value="Otter"' in page.text
    page = visit_as().post("/en/join", data={**wrong, "age": "own"}, headers=headers)
    assert page.status_code == 422 and 'value="no address"' in page.text
    assert "Write an e-mail address like name@example.org." in page.text


@pytest.mark.parametrize("name", ["x" * 10_000, "\u202e", "\u200d"])
def test_a_name_nobody_could_read_is_refused_in_words(visit_as, name):
    page = visit_as().post("/en/join", data={**NEW, "name": name})
    assert page.status_code == 422
    assert "Write a name of at most 80 signs that can be read." in page.text


def test_a_name_in_tags_is_shown_as_it_was_typed(visit_as, link):
    odd = "<b>Ana</b> \u200f🦦"
    browser, path = visit_as(), link(name=odd)
    browser.post(path, data={**PASSWORD, "name": odd})
    page = browser.get("/en/me/welcome").text
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page and "<b>Ana</b>" not in page


@pytest.mark.parametrize("password", ["short", "otterotterotter"])
def test_a_bad_password_is_named_and_never_shown(visit_as, link, password):
    page = visit_as().post(link(), data={**PASSWORD, "new_password": password})
    assert page.status_code == 422 and password not in page.text
    assert 'href="#new_password"' in page.text


def test_the_youngest_are_told_kindly_and_nothing_is_kept(visit_as, engine):
    typed = {**NEW, "age": "younger", "name": ""}
    answer = visit_as().post("/en/join", data=typed, follow_redirects=False)
    assert answer.headers["Location"] == "/en/join/younger"
    page = visit_as().get("/en/join/younger").text
    assert "Nothing of what you typed was kept." in page and "With your class" in page
    assert count(engine, LinkRequest) == 0


def test_between_the_ages_a_code_of_a_guardian_is_asked_for(visit_as, engine):
    page = visit_as().post("/en/join", data={**NEW, "age": "guarded"})
    assert page.status_code == 422 and 'href="#home_code"' in page.text
    assert "You need a code from your parent or guardian." in page.text
    assert count(engine, LinkRequest) == 0


def test_with_the_code_of_a_guardian_a_child_joins_the_household(visit_as, link, code):
    browser, path = visit_as(), link(age="guarded", home_code=code().lower())
    browser.post(path, data=PASSWORD)
    page = browser.get("/en/me/household").text
    assert "Linden" in page and "Rosa" in page and "Invite somebody" not in page


def test_who_has_an_account_is_led_from_the_link_to_the_code(visit_as, code):
    made = code(HomeCodeKind.ADULT)
    stranger = visit_as().get(f"/en/join?code={made}")
    assert f'value="{made}"' in stranger.text
    answer = visit_as("vera").get(f"/en/join?code={made}", follow_redirects=False)
    assert answer.headers["Location"] == f"/en/me/household/code?code={made}"


def test_five_wrong_codes_make_one_wait_and_say_how_long(visit_as):
    browser = visit_as()
    for _ in range(5):
        page = browser.post("/en/join", data={**NEW, "home_code": "H-0000-0000-000"})
        assert page.status_code == 422 and "No household gave out this code." in page.text
    page = browser.post("/en/join", data={**NEW, "home_code": "H-0000-0000-000"})
    assert "Please wait 1 seconds" in page.text


def test_joining_is_offered_where_a_stranger_looks_for_it(visit_as):
    for path in ("/en/", "/en/sign-in", "/en/programmes/riverside-green-points-RIVER"):
        assert 'href="/en/join"' in visit_as().get(path).text, path
    assert 'href="/en/join"' not in visit_as("rosa").get("/en/").text


def test_letters_hold_no_name_and_lead_to_the_site(link, engine):
    link(name="Visit evil.test")
    with open_session(engine, writes=False) as session:
        letter = session.scalars(select(Letter)).one()
    assert "evil" not in str(letter.facts) and letter.address == "new@demo.test"
