"""/desk/{org}/programmes/{programme}/data : a closed programme leaves as one ZIP, without names."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from db.engine import open_session
from db.tables.claims import Claim
from db.tables.history import HistoryEvent
from db.tables.people import Person
from db.tables.programmes import Programme, ProgrammeState
from portal import organisations, programme_data, programmes
from tests import claiming, posting, slipping
from tests import people as cast
from tests.people import NOON

AT = "/en/desk/riverside-neighbours/programmes/RIVER/data"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
STAY = {  # tables of a programme that do not leave with it, and why
    "acttotal": "added up from claims",
    "booklock": "holds no truth",
    "causerequest": "of the charity that asked",
    "chosencause": "a wish of a household, not a fact of the programme",
    "draft": "what was published is in its rules",
    "habit": "what somebody said of themselves; its sums are on the effect page",
    "lapseannouncement": "which letters were sent",
    "lapsemark": "which letters were sent",
    "leaf": "the public log, at its own address",
    "periodtotal": "added up from claims",
    "pointtotal": "added up from moves",
    "presence": "added up from claims",
    "quotause": "added up from claims",
    "receipt": "the keys of forms",
    "rewardwait": "gone when the offer ends",
    "sampleseed": "public at the page about checks, once its month is over",
    "seasonkey": "a secret",
    "tick": "numbers of a class, gone when it sends",
}


def end(engine):
    """Close the programme, whatever is open there: how it closes is told elsewhere."""
    with open_session(engine, writes=True) as session:
        it = programmes.find(session, "RIVER", now=NOON)
        session.get_one(Programme, it.programme_id).state = ProgrammeState.CLOSED
        session.commit()


def take(browser, idem="1"):
    return browser.post(AT, data={"idem": idem})


def opened(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def table(archive, name):
    text = archive.read(f"data/{name}.csv").decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def lived(session, town):
    """Claims in every state, a slip and a poster."""
    claiming.approve(session, claiming.send(session))
    claiming.send(session, "repair-clothing", facts=claiming.told(photo=claiming.picture("red")))
    claiming.send(session, who="fay")
    slipping.type_in(session, whose="tom")
    posting.make(session)
    session.commit()


def test_it_leaves_when_it_has_closed_and_not_before(visit_as, engine, lived):
    olga = visit_as("olga")
    page = olga.get(AT).text
    assert "until then it changes" in page and "Download the programme" not in page
    early = take(olga)
    assert early.status_code == 409 and "until then it changes" in early.text
    end(engine)
    assert "Download the programme" in olga.get(AT).text
    opened(take(olga, "2"))


def test_every_row_is_in_it_and_the_manifest_and_the_sums_say_so(visit_as, engine, lived):
    end(engine)
    archive = opened(take(visit_as("olga")))
    assert archive.testzip() is None
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
    manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["format"], manifest["programme"]) == ("tallybrook-programme", "RIVER")
    assert {file["name"] for file in manifest["files"]} == {
        name for name in archive.namelist() if name.startswith("data/")
    }
    with open_session(engine, writes=False) as session:
        it = programmes.find(session, "RIVER", now=NOON)
        for file in manifest["files"]:
            name = file["name"][len("data/") : -len(".csv")]
            rows = table(archive, name)
            assert len(rows) == file["rows"]
            assert not rows or list(rows[0]) == file["columns"]
            columns = SQLModel.metadata.tables[name].c
            if "programme_id" in columns and name != "historyevent":
                found = select(func.count()).where(columns.programme_id == it.programme_id)
                assert session.scalar(found) == file["rows"], name


def test_nobody_is_named_in_it_and_no_id_of_ours(visit_as, engine, lived):
    end(engine)
    archive = opened(take(visit_as("olga")))
    whole = "".join(archive.read(name).decode() for name in archive.namelist())
    for name in ("claim", "verification", "historyevent", "account", "txn", "posting"):
        assert table(archive, name), name
    assert not ID.findall(whole)
    with open_session(engine, writes=False) as session:
        for person in session.scalars(select(Person)):
            assert str(person.id) not in whole and person.id.hex not in whole
            assert not person.email or person.email not in whole
            assert not re.search(rf"\b{person.name}\b", whole), person.name
        note = session.scalars(select(Claim.note).where(Claim.note.is_not(None))).all()
        assert not [one for one in note if one in whole]


def test_who_is_one_person_here_is_one_sign_in_every_file_and_another_elsewhere(
    visit_as, engine, lived
):
    end(engine)
    olga = visit_as("olga")
    first, again = opened(take(olga)), opened(take(olga, "2"))
    assert first.read("data/claim.csv") == again.read("data/claim.csv")
    people = {row["holder_id"] for row in table(first, "claim")}
    assert len(people) >= 2
    assert people <= {row["holder_id"] for row in table(first, "enrolment")}
    assert {row["account_id"] for row in table(first, "approval")} <= {
        row["id"] for row in table(first, "account")
    }
    with open_session(engine, writes=False) as session:
        rosa = cast.find(session, "rosa").id
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        school = programmes.find(session, "SCHOOL", now=NOON).programme_id
    secret = "development only"
    sign = programme_data.masked(secret, river, rosa)
    assert sign in {row["person_id"] for row in table(first, "claim")}
    assert sign != programme_data.masked(secret, school, rosa)
    assert sign != programme_data.masked("another secret", river, rosa)


def test_the_points_in_it_add_up_to_what_everybody_holds(visit_as, engine, lived):
    end(engine)
    archive = opened(take(visit_as("olga")))
    sums = Counter()
    for move in table(archive, "posting"):
        sums[move["from_account"]] -= int(move["qty"])
        sums[move["to_account"]] += int(move["qty"])
    held = Counter()
    for row in table(archive, "holding"):
        held[row["account_id"]] += int(row["qty"])
    assert {one: left for one, left in sums.items() if left} == {
        one: left for one, left in held.items() if left
    }


def test_small_pieces_give_the_same_file(visit_as, engine, lived, monkeypatch):
    end(engine)
    olga = visit_as("olga")
    whole = opened(take(olga))
    monkeypatch.setattr(programme_data, "PIECE", 2)
    pieces = opened(take(olga, "2"))
    for file in json.loads(whole.read("manifest.json"))["files"]:
        if "historyevent" not in file["name"]:
            assert whole.read(file["name"]) == pieces.read(file["name"]), file["name"]


def test_too_much_to_wait_for_is_refused_with_the_figure(visit_as, engine, lived, monkeypatch):
    end(engine)
    monkeypatch.setattr(programme_data, "MOST", 3)
    refused = take(visit_as("olga"))
    assert refused.status_code == 409 and "There are more than 3 rows" in refused.text


def test_who_took_it_stands_on_the_page_and_in_history(visit_as, engine, lived):
    end(engine)
    olive = visit_as("olive")
    opened(take(olive))
    page = olive.get(AT).text
    assert "Who took it" in page and "Olive" in page and "1 June 2026, 13:00" in page
    with open_session(engine, writes=False) as session:
        verbs = select(HistoryEvent.actor_id).where(HistoryEvent.verb == "programme.copied")
        assert session.scalars(verbs).all() == [cast.find(session, "olive").id]


@pytest.mark.parametrize("who", ["vera", "theo", "rosa", "grace", "ada", "op"])
def test_nobody_else_takes_it(visit_as, engine, lived, who):
    end(engine)
    browser = visit_as(who)
    assert browser.get(AT).status_code == 404
    assert take(browser).status_code == 404


def test_an_owner_of_another_place_and_an_old_proof_get_nothing(visit_as, engine, lived, clock):
    end(engine)
    olga = visit_as("olga")
    assert olga.get(AT.replace("RIVER", "SCHOOL")).status_code == 404
    clock.now = NOON + timedelta(days=3650, minutes=11)
    assert take(olga).status_code == 401
    with open_session(engine, writes=False) as session:
        found = select(HistoryEvent).where(HistoryEvent.verb == "programme.copied")
        assert session.scalars(found).all() == []


def test_the_people_of_a_suspended_place_take_theirs(visit_as, engine, lived):
    end(engine)
    with open_session(engine, writes=True) as session:
        river = cast.place(session, "riverside-neighbours")
        organisations.find_by_id(session, river.id).state = "suspended"
        session.commit()
    opened(take(visit_as("olga")))


def test_every_table_of_a_programme_leaves_with_it_or_we_say_why_not():
    taken = {one.name for one in programme_data.TABLES}
    own = {name for name, one in SQLModel.metadata.tables.items() if "programme_id" in one.c}
    assert own - taken == set(STAY)
    assert not taken & set(STAY)


def test_no_column_of_words_about_a_person_leaves():
    never = {
        ("claim", "note"),
        ("verification", "message"),
        ("slip", "reason"),
        ("complaint", "words"),
        ("complaint", "answer"),
        ("sample", "reason"),
        ("opinion", "reason"),
        ("import", "reason"),
        ("import", "typed"),
        ("evidence", "file"),
        ("evidence", "tag"),
        ("questionnaire", "box"),
        ("questionnaire", "texts"),
        ("redemption", "code"),
        ("voucher", "code"),
        ("txn", "idem"),
    }
    taken = {(one.name, column) for one in programme_data.TABLES for column in one.columns}
    assert not taken & never
    for name, column in never:
        assert column in SQLModel.metadata.tables[name].c


def test_the_readme_is_in_the_language_of_whoever_takes_it(visit_as, engine, lived):
    end(engine)
    olga = visit_as("olga")
    assert "a copy, made on 1 June 2026" in opened(take(olga)).read("README.txt").decode()
    chinese = olga.post(AT.replace("/en/", "/zh-hans/"), data={"idem": "7"})
    assert "sha256sum -c SHA256SUMS" in opened(chinese).read("README.txt").decode()
