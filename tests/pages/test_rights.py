"""Copies, breaks and erasure, through the pages, as a person meets them."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.claims import Claim
from db.tables.people import Erasure, Person, SignIn
from portal import claims, guardians, letter_choices, letters, own_data, programmes, purposes
from portal.letters import LetterKind
from portal.people import Paused
from portal.told import Replaced
from tests import giving as set_up
from tests import people as cast
from tests.claiming import approve, picture, send, told
from tests.clocks import Clock
from tests.people import NOON

FAR = {"follow_redirects": False}
IDEM = re.compile(r'name="idem"[^>]* value="([^"]+)"')


@pytest.fixture
def clock():
    return Clock(NOON)


@pytest.fixture
def settings():
    """Photos are shared with the tests' own shelf."""
    from tests.claiming import SETTINGS  # noqa: PLC0415

    return SETTINGS


def sure(browser, path="/en/me/erasure"):
    """Read the check page; return what its button sends."""
    page = browser.get(path)
    assert page.status_code == 200
    return {"sure": "y", "idem": IDEM.search(page.text)[1]}


def copy_of(browser):
    answer = browser.post("/en/me/data/copy", data={"idem": "1"})
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["content-disposition"] == (
        'attachment; filename="tallybrook-my-data-2026-06-01.zip"'
    )
    return zipfile.ZipFile(io.BytesIO(answer.content))


def rows(archive, table):
    return json.loads(archive.read(f"data/{table}.json"))


def test_my_data_says_what_is_kept_why_how_long_and_for_whom(visit_as):
    page = visit_as("rosa").get("/en/me/data").text
    for words in (
        "What is kept",
        "To check what you did, and to count it in reports without a name.",
        "photos 30 days after the decision, at most 90 days",
        "who checks your actions",
        "rosa@demo.test",
        "You take part here.",
    ):
        assert words in page, words


def test_a_no_to_letters_stands_there_with_its_day(visit_as, session):
    rosa = cast.find(session, "rosa")
    letter_choices.refuse(session, rosa.id, LetterKind.LAPSE_NOTICE, now=NOON)
    session.commit()
    page = visit_as("rosa").get("/en/me/data").text
    assert "You want no letters of this kind: Before points lapse" in page


def test_the_copy_has_every_table_twice_and_my_photos(visit_as, session):
    shown = told(photo=picture("red"))
    send(session, "repair-clothing", facts=shown)
    approve(session, send(session))
    send(session, who="tom")
    session.commit()
    archive = copy_of(visit_as("rosa"))
    names = set(archive.namelist())
    for table in own_data.TABLES:
        assert {f"data/{table.name}.json", f"data/{table.name}.csv"} <= names
        read = list(csv.reader(io.StringIO(archive.read(f"data/{table.name}.csv").decode())))
        assert tuple(read[0]) == table.columns
        assert len(read) - 1 == len(rows(archive, table.name)), table.name
    [me] = rows(archive, "person")
    assert (me["name"], me["email"]) == ("Rosa", "rosa@demo.test")
    assert len(rows(archive, "claim")) == 2
    [photo] = [name for name in names if name.startswith("photos/")]
    assert archive.read(photo).startswith(b"\xff\xd8")


def test_nothing_of_anybody_else_and_no_secret_is_in_the_copy(visit_as, session):
    send(session, who="tom")
    approve(session, send(session))
    rosa = session.get_one(Person, cast.find(session, "rosa").id)
    session.commit()
    archive = copy_of(visit_as("rosa"))
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for name in ("tom", "vera", "pip", "fay"):
        assert name not in whole.lower(), name
        assert str(cast.find(session, name).id) not in whole
    hashes = session.scalars(select(SignIn.token_hash)).all()
    assert not [secret for secret in (*hashes, rosa.password_hash) if secret in whole]


def test_a_copy_of_many_rows_is_read_in_pieces_and_is_whole(visit_as, session, monkeypatch):
    monkeypatch.setattr(own_data, "PIECE", 2)
    for number in range(5):
        send(session, "cycle", idem=str(number), facts=told("2", replaced=Replaced.CAR))
    session.commit()
    assert len(rows(copy_of(visit_as("rosa")), "claim")) == 5


def test_a_cell_is_no_formula(visit_as, session):
    session.get_one(Person, cast.find(session, "rosa").id).name = "=1+1"
    session.commit()
    archive = copy_of(visit_as("rosa"))
    assert "'=1+1" in archive.read("data/person.csv").decode()
    assert rows(archive, "person")[0]["name"] == "=1+1"


def test_whoever_finds_a_browser_open_gets_no_copy_and_erases_nobody(visit_as, engine, clock):
    rosa = visit_as("rosa")
    clock.now = NOON + timedelta(days=3650, minutes=11)
    assert rosa.post("/en/me/data/copy", data={"idem": "1"}).status_code == 401
    assert rosa.post("/en/me/erasure", data=sure(rosa)).status_code == 401
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Erasure)).all() == []


def test_every_table_about_people_is_in_the_register_or_the_copy_says_why_not():
    taken = {table.name for table in own_data.TABLES}
    registered = {one.table for one in purposes.REGISTER}
    assert taken <= registered
    assert registered - taken == {
        *("ticket", "tries", "linkrequest", "joinlink"),  # not tied to a person, gone within a day
        "applicationpaper",  # is there only while an application waits, and shown on its page
        *("slot", "cardsignin", "tick"),  # numbers of a class: nobody knows here whose
        "erasure",  # then nobody is there to ask
    }


def test_a_break_stops_logging_letters_and_being_named_and_ends_with_one_press(
    visit_as, engine, session
):
    rosa = visit_as("rosa")
    assert "Since" in rosa.post("/en/me/pause", data={"idem": "1"}).text
    assert "You pause. Nothing is logged" in rosa.get("/en/me").text
    logged = rosa.post("/en/log/RIVER/sort-week", data={"amount": "1", "when": "today"})
    assert logged.status_code == 409 and "go on with one press" in logged.text
    who = cast.find(session, "rosa")
    with pytest.raises(Paused):
        send(session)
    facts = {"programme": {"en": "x"}, "cause": None, "points": 1, "days": []}
    letters.write(session, LetterKind.LAPSE_NOTICE, [who.id], facts, now=NOON)
    assert letters.look(session).waiting == 0
    change = {"change": "password", "day": "2026-06-01"}
    letters.write(session, LetterKind.WAYS_CHANGED, [who.id], change, now=NOON)
    assert letters.look(session).waiting == 1, "what is about safety comes all the same"
    session.rollback()
    done = rosa.post("/en/me/pause/end", data={"idem": "2"}, **FAR)
    assert done.headers["location"] == "/en/me"
    assert "You pause." not in rosa.get("/en/me").text
    session.rollback()
    assert send(session)


def test_who_pauses_cannot_be_named_as_a_witness(visit_as, session):
    what = programmes.find_activity(session, "RIVER", "recycle-glass", now=NOON)
    fay = cast.find(session, "fay")
    witness = cast.find(session, "vera").id
    facts = told("2", witness_id=witness)
    assert claims._witness(session, fay, what, facts, NOON) == witness
    session.rollback()
    visit_as("vera").post("/en/me/pause", data={"idem": "1"})
    with pytest.raises(claims.UnknownWitness):
        claims._witness(session, cast.find(session, "fay"), what, facts, NOON)


def test_erasing_asks_for_a_tick_then_leads_to_a_receipt_that_names_nobody(visit_as, engine):
    rosa = visit_as("rosa")
    page = rosa.get("/en/me/erasure").text
    assert "stay with those who live there" in page and "Tom becomes its head" in page
    form = sure(rosa)
    unsure = rosa.post("/en/me/erasure", data={"idem": form["idem"]})
    assert unsure.status_code == 422 and "Tick the box" in unsure.text
    done = rosa.post("/en/me/erasure", data=form, **FAR)
    assert done.status_code == 303 and done.headers["location"].startswith("/en/erasures/E-")
    assert done.headers["clear-site-data"] == '"cache", "storage"'
    stranger = visit_as()
    receipt = stranger.get(done.headers["location"])
    assert receipt.status_code == 200 and "June" in receipt.text
    assert "Rosa" not in receipt.text and "Linden" not in receipt.text
    assert rosa.get("/en/me", **FAR).headers["location"].startswith("/en/sign-in")
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Person.name).where(Person.email.is_(None))).all().count("—")


def test_the_same_button_pressed_twice_leads_to_the_same_receipt(visit_as, engine):
    rosa = visit_as("rosa")
    form = sure(rosa)
    first = rosa.post("/en/me/erasure", data=form, **FAR)
    again = rosa.post("/en/me/erasure", data=form, **FAR)
    assert again.headers["location"] == first.headers["location"]
    stranger = visit_as()
    other = stranger.post("/en/me/erasure", data={**form, "idem": "another"}, **FAR)
    assert other.status_code == 401, "nobody is asked to sign in"
    with open_session(engine, writes=False) as session:
        assert len(session.scalars(select(Erasure)).all()) == 1


def test_the_last_owner_reads_what_to_do_first_and_finds_no_button(visit_as):
    olga = visit_as("olga")
    page = olga.get("/en/me/erasure").text
    assert "Riverside Neighbours would have fewer than two owners" in page
    assert "/en/desk/riverside-neighbours/people" in page and 'name="sure"' not in page
    refused = olga.post("/en/me/erasure", data={"sure": "y", "idem": "1"})
    assert refused.status_code == 422 and "Make somebody else an owner first" in refused.text


def test_who_lives_alone_reads_where_the_points_go(visit_as, session):
    set_up.cause(session, "commons", is_common=True)
    home = cast.find(session, "chen").household_id
    programmes.enrol(
        session, programmes.find(session, "RIVER", now=NOON).programme_id, home, now=NOON
    )
    set_up.award(session, home, 120)
    session.commit()
    chen = visit_as("chen")
    assert "120 points go to Commons on the days they lapse" in chen.get("/en/me/erasure").text
    set_up.open_round(session, "commons")
    session.commit()
    assert "120 points go to Commons now" in chen.get("/en/me/erasure").text


def test_a_guardian_erases_a_child_and_nobody_else_finds_the_page(visit_as, session):
    rosa, pip = cast.find(session, "rosa"), cast.find(session, "Pip").id
    guardians.start(session, rosa, pip, now=NOON)
    session.commit()
    path = f"/en/me/children/{pip}/erasure"
    assert visit_as("fay").get(path).status_code == 404
    assert visit_as("fay").post(path, data={"sure": "y", "idem": "1"}).status_code == 404
    browser = visit_as("rosa")
    form = sure(browser, path)
    assert browser.post(path, data={"idem": form["idem"]}).status_code == 422
    done = browser.post(path, data=form, **FAR)
    again = browser.post(path, data=form, **FAR)
    assert done.headers["location"] == again.headers["location"]
    assert "Pip" not in browser.get("/en/me/household").text
    assert browser.get("/en/me").status_code == 200, "the guardian stays signed in"


@pytest.mark.parametrize("code", ["E-0000-0000-000", "nonsense", "%F0%9F%A6%A6"])
def test_a_code_of_no_receipt_says_how_they_look(visit_as, code):
    answer = visit_as().get(f"/en/erasures/{code}")
    assert answer.status_code == 404 and "E-7K3F-22QX-M4C" in answer.text


def test_names_of_the_erased_are_a_dash_where_others_read_them(visit_as, session, engine):
    approve(session, send(session, who="tom"))
    code = session.scalars(select(Claim.code)).one()
    session.commit()
    rosa = visit_as("rosa")
    rosa.post("/en/me/erasure", data=sure(rosa))
    tom = visit_as("tom")
    assert tom.get(f"/en/me/claims/{code}").status_code == 200
    household = tom.get("/en/me/household").text
    assert "Rosa" not in household
