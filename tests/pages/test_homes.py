"""The household, page by page: codes, moving, the rule, its children and who answers for them."""

import re

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.households import HomeCode
from db.tables.people import Guardianship, Person

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "main#main"}
LOG = {"amount": "1", "when": "today", "for": "home"}
NOBODY = "00000000-0000-0000-0000-000000000000"


def code_on(page):
    return re.search(r'class="code">(H-[0-9A-Z-]+)<', page.text)[1]


@pytest.fixture
def made(visit_as):
    def make(kind="adult", who="rosa"):
        browser = visit_as(who)
        browser.post("/en/me/household/codes", data={"kind": kind, "idem": f"form {kind}"})
        return code_on(browser.get("/en/me/household/codes"))

    return make


@pytest.fixture
def number(engine, town):
    def find(name):
        with open_session(engine, writes=False) as session:
            named = select(Person.id).where(Person.name == name)
            return session.scalars(named).one()

    return find


def move_in(browser, code):
    page = browser.post("/en/me/household/code", data={"code": code})
    assert page.status_code == 200 and 'name="confirm"' in page.text, page.text[-3000:]
    return browser.post(
        "/en/me/household/code", data={"code": code, "confirm": "yes"}, follow_redirects=False
    )


def test_a_code_is_shown_until_it_is_used_and_moves_somebody_in(visit_as, made):
    code, vera = made(), visit_as("vera")
    page = visit_as("rosa").get("/en/me/household/codes").text
    assert f"/en/join?code={code}" in page
    assert move_in(vera, code).headers["Location"] == "/en/me/household"
    household = vera.get("/en/me/household").text
    assert "Linden" in household and "Rosa" in household
    assert code not in visit_as("rosa").get("/en/me/household/codes").text


def test_before_moving_in_one_reads_what_it_means(visit_as, made):
    code = made()
    page = visit_as("vera").post("/en/me/household/code", data={"code": code.lower()}).text
    assert "Rosa invites you into the household Linden." in page
    assert "They never move to another household." in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_code_used_twice_or_withdrawn_says_so(visit_as, made, engine, headers):
    first = made()
    move_in(visit_as("vera"), first)
    page = visit_as("olive").post("/en/me/household/code", data={"code": first}, headers=headers)
    assert page.status_code == 422 and "This code was used before." in page.text
    second = made("child")
    with open_session(engine, writes=False) as session:
        row = session.scalars(select(HomeCode).where(HomeCode.code == second)).one().id
    visit_as("fay").post(f"/en/me/household/codes/{row}/end")
    assert second in visit_as("tom").get("/en/me/household/codes").text
    visit_as("tom").post(f"/en/me/household/codes/{row}/end")
    page = visit_as("olive").post("/en/me/household/code", data={"code": second}, headers=headers)
    assert page.status_code == 422 and "This code was taken back." in page.text


def test_five_wrong_codes_make_one_wait_and_say_how_long(visit_as):
    vera = visit_as("vera")
    for _ in range(5):
        page = vera.post("/en/me/household/code", data={"code": "H-0000-0000-000"})
        assert page.status_code == 422 and "No household gave out this code." in page.text
    page = vera.post("/en/me/household/code", data={"code": "H-0000-0000-000"})
    assert "Please wait 1 seconds" in page.text


def test_who_leaves_has_a_household_of_their_own_and_sees_the_old_one_no_more(visit_as):
    tom = visit_as("tom")
    assert "The points stay with those who live here" in tom.get("/en/me/household/leaving").text
    tom.post("/en/me/household/leaving")
    page = tom.get("/en/me/household").text
    assert "<h1>Tom</h1>" in page and "Rosa" not in page and "Pip" not in page


def test_the_last_adult_is_told_the_way_on(visit_as):
    visit_as("tom").post("/en/me/household/leaving")
    page = visit_as("rosa").post("/en/me/household/leaving")
    assert page.status_code == 422 and "Give another adult a code first" in page.text
    assert 'href="/en/me/household/codes"' in page.text


def test_the_head_names_the_household_and_hands_that_over(visit_as, number):
    rosa, tom = visit_as("rosa"), visit_as("tom")
    assert tom.get("/en/me/household/name").status_code == 403
    page = rosa.post("/en/me/household/name", data={"name": "x" * 10_000})
    assert page.status_code == 422 and "at most 80 signs" in page.text
    rosa.post("/en/me/household/name", data={"name": "Elm <b>Street</b>"})
    assert "Elm &lt;b&gt;Street&lt;/b&gt;" in tom.get("/en/me/household").text
    page = rosa.post("/en/me/household/head", data={"head": str(number("Pip"))})
    assert page.status_code == 422
    rosa.post("/en/me/household/head", data={"head": str(number("Tom"))})
    assert tom.get("/en/me/household/name").status_code == 200
    assert rosa.get("/en/me/household/head").status_code == 403


def test_another_rule_is_asked_of_the_other_adult(visit_as):
    rosa, tom = visit_as("rosa"), visit_as("tom")
    rosa.post("/en/me/household/rule", data={"adults": "2"})
    page = tom.get("/en/me/household").text
    assert "Rosa wishes that two adults must agree" in page and "Each adult may use" in page
    tom.post(re.search(r'action="/en(/me/household/rule/[^"]+/agreement)"', page)[1])
    page = rosa.get("/en/me/household").text
    assert "Two adults must agree before points are used." in page and "wishes" not in page


def test_an_answer_to_a_wish_that_ended_leads_back(visit_as):
    answer = visit_as("tom").post(
        f"/en/me/household/rule/{NOBODY}/agreement", follow_redirects=False
    )
    assert answer.headers["Location"] == "/en/me/household"


def test_a_full_name_of_a_child_is_asked_about_and_kept_if_it_is_meant(visit_as):
    rosa = visit_as("rosa")
    page = rosa.post("/en/me/household/children", data={"name": "Ana Pérez"})
    assert page.status_code == 422 and "A nickname is enough here" in page.text
    assert 'value="Ana Pérez"' in page.text and 'name="meant"' in page.text
    rosa.post("/en/me/household/children", data={"name": "Ana Pérez", "meant": "y"})
    assert "Ana Pérez" in rosa.get("/en/me/household").text


def test_who_answers_for_a_child_sees_limits_stops_and_ends(visit_as, number, engine):
    rosa, child = visit_as("rosa"), number("Pip")
    page = rosa.get(f"/en/me/children/{child}")
    assert page.status_code == 404
    rosa.post(f"/en/me/household/children/{child}/guardianship")
    place = f"/en/me/children/{child}"
    assert "You answer for this child since" in rosa.get(place).text
    rosa.post(place, data={"may_log": "y"})
    page = rosa.get(place).text
    assert page.count("not allowed") == 2
    rosa.post(f"{place}/stop")
    assert "You have stopped everything." in rosa.get(place).text
    rosa.post(f"{place}/resumption")
    assert "You have stopped everything." not in rosa.get(place).text
    rosa.post(f"{place}/end")
    assert rosa.get(place).status_code == 404
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Guardianship)).one().until is not None


def test_a_guardian_elsewhere_comes_by_code_and_sees_no_other_member(visit_as, made, number):
    child, fay = number("Pip"), visit_as("fay")
    assert move_in(fay, made(f"guardian {child}")).headers["Location"] == "/en/me/children"
    page = fay.get(f"/en/me/children/{child}").text
    assert "Pip" in page and "Rosa" not in page and "Tom" not in page
    assert "Fennel" in fay.get("/en/me/household").text


@pytest.mark.parametrize("who", ["fay", "vera"])
def test_a_child_of_others_looks_as_if_it_were_not_there(visit_as, number, who):
    browser = visit_as(who)
    for child in (number("Pip"), NOBODY, "nothing"):
        for place in (f"/en/me/children/{child}/stop", f"/en/me/children/{child}"):
            assert browser.post(place, data={"may_log": "y"}).status_code == 404, place
        begun = browser.post(f"/en/me/household/children/{child}/guardianship")
        assert begun.status_code == 404
    page = browser.post("/en/me/household/codes", data={"kind": f"guardian {number('Pip')}"})
    assert page.status_code == 422


def test_an_adult_logs_what_a_child_of_the_household_did(visit_as, number):
    rosa, child = visit_as("rosa"), number("Pip")
    assert "Who did it?" in rosa.get("/en/log/RIVER/sort-week").text
    assert "Who did it?" not in visit_as("fay").get("/en/log/RIVER/sort-week").text
    rosa.post("/en/log/RIVER/sort-week", data={**LOG, "who": str(child)})
    rosa.post(f"/en/me/household/children/{child}/guardianship")
    assert "What the child logged" in rosa.get(f"/en/me/children/{child}").text
    assert ">Pip<" in rosa.get("/en/me/household").text.partition("Who logged what")[2]
    assert rosa.post("/en/log/RIVER/sort-week", data={**LOG, "who": NOBODY}).status_code == 404


def test_what_a_guardian_does_not_want_is_said_and_nothing_typed_is_lost(visit_as, number):
    rosa, child = visit_as("rosa"), number("Pip")
    rosa.post(f"/en/me/household/children/{child}/guardianship")
    rosa.post(f"/en/me/children/{child}", data={"may_add_photos": "y"})
    typed = {"amount": "3.5", "when": "today", "replaced": "car", "for": "home", "who": str(child)}
    page = rosa.post("/en/log/RIVER/cycle", data=typed)
    assert page.status_code == 422 and 'value="3.5"' in page.text
    assert "does not want it to log actions" in page.text


def test_the_household_says_who_logged_what(visit_as):
    rosa = visit_as("rosa")
    rosa.post("/en/log/RIVER/sort-week", data=LOG)
    page = visit_as("tom").get("/en/me/household").text
    assert "Who logged what" in page and page.count("lives elsewhere now") == 0
    assert "Who logged what" not in visit_as("fay").get("/en/me/household").text
