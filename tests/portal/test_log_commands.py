"""`portal seal`, `keys`, `witness` and `clock`, as an operator meets them; by the real clock."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from db.engine import open_session
from db.tables.seals import ClockOk, KnownLog, TreeHead
from portal import clock, keys, notes, seals
from portal.__main__ import main
from portal.notes import Note, Verifier
from tests.databases import as_owner

DAY = timedelta(days=1)


@pytest.fixture
def portal(engine, monkeypatch, tmp_path):
    """Say a command of the front door; what comes back has output and exit code."""
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setenv("PORTAL_OWNER_URL", as_owner(url))
    monkeypatch.setenv("PORTAL_KEYS_DIR", str(tmp_path / "keys"))
    monkeypatch.setenv("PORTAL_BASE_URL", "https://log.example")
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def begin(owner):
    """Let the ledger have begun so many days ago."""

    def begun(days=0):
        with open_session(owner, writes=True) as session:
            day = clock.day_of(datetime.now(UTC) - days * DAY)
            session.get(ClockOk, 1) or session.add(ClockOk(number=1, day=day))
            session.commit()

    return begun


def all_of(engine, column):
    with open_session(engine, writes=False) as session:
        return session.scalars(select(column)).all()


def log_key(portal):
    return Verifier.read(portal("keys", "show").output.split()[1])


def test_the_first_seal_makes_the_keys_and_prints_the_checkpoint(portal, begin, tmp_path):
    begin()
    said = portal("seal")
    assert said.exit_code == 0
    note = Note.read(said.output.removesuffix("\n"))
    assert notes.verified(note, log_key(portal))
    assert stat.S_IMODE((tmp_path / "keys/log.key").stat().st_mode) == 0o600


def test_a_second_seal_of_the_day_is_harmless(portal, begin, engine):
    begin()
    assert portal("seal").output == portal("seal").output
    assert all_of(engine, TreeHead.number) == [1]


def test_before_the_first_book_there_is_nothing_to_seal(portal):
    said = portal("seal")
    assert (said.exit_code, said.output) == (
        0,
        "There is no book yet, so there is nothing to seal.\n",
    )


def test_after_a_long_pause_a_seal_says_what_to_do(portal, begin, engine):
    begin(60)
    said = portal("seal")
    assert said.exit_code == 1
    assert "portal clock confirm" in said.output and "Is it right?" in said.output
    assert all_of(engine, TreeHead.number) == []


@pytest.fixture
def lost(begin, engine):
    """What sealed yesterday was another key than the one in the folder."""
    begin(1)
    with open_session(engine, writes=True) as session:
        gone = keys.make("https://log.example")
        seals.seal(session, now=datetime.now(UTC) - DAY, key=gone)
        session.commit()
    return gone.log.verifier


def test_a_lost_key_is_missed(portal, lost, engine):
    said = portal("seal")
    assert said.exit_code == 1 and "Bring log.key back" in said.output
    assert all_of(engine, TreeHead.number) == [1]


def test_two_people_put_another_key_in_the_place_of_a_lost_one(portal, lost, town):
    by = ("--by", "olga@demo.test", "--by", "theo@demo.test")
    assert "portal keys replace" in portal("seal").output
    alone = portal("keys", "replace", *by[:2])
    assert alone.exit_code == 1 and "two different" in alone.output
    assert "Now run: portal seal" in portal("keys", "replace", *by).output
    again = portal("keys", "replace", *by)
    assert again.exit_code == 1 and "Nothing was changed" in again.output
    said = portal("seal")
    note = Note.read(said.output.removesuffix("\n"))
    assert log_key(portal) != lost and notes.verified(note, log_key(portal))
    assert portal("audit").exit_code == 0
    assert portal("keys", "rotate").exit_code == 0, "from then on keys change as they do"


def test_a_key_that_is_there_is_not_replaced(portal, begin, town):
    begin()
    by = ("--by", "olga@demo.test", "--by", "theo@demo.test")
    assert portal("keys", "replace", *by).exit_code == 1, "no head was signed"
    portal("seal")
    before = log_key(portal)
    said = portal("keys", "replace", *by)
    assert said.exit_code == 1 and "The log has its key" in said.output
    assert log_key(portal) == before


def test_keys_are_changed_after_a_seal_and_not_before(portal, begin):
    assert portal("keys", "rotate").exit_code == 1
    begin()
    portal("seal")
    old = log_key(portal)
    said = portal("keys", "rotate")
    assert said.exit_code == 0
    assert Verifier.read(said.output) == log_key(portal) != old
    assert portal("keys", "rotate").exit_code == 1


def test_another_log_is_trusted_by_its_key(portal, engine):
    theirs = keys.make("https://other.example")
    said = portal("keys", "trust", theirs.log.verifier)
    assert said.exit_code == 0 and "https://log.example/witness/add-checkpoint" in said.output
    assert all_of(engine, KnownLog.origin) == ["other.example/log"]
    for wrong in ("hello", theirs.witness.verifier):
        assert portal("keys", "trust", wrong).exit_code == 1


def test_a_witness_that_cannot_be_asked_is_told(portal, begin):
    witness = keys.make("https://other.example").witness.verifier
    for url in ("http://other.example", "https://localhost/witness", "https://10.0.0.1"):
        assert portal("witness", url, "--key", witness).exit_code == 1
    begin()
    portal("seal")
    said = portal("witness", "https://localhost/witness", "--key", witness)
    assert said.exit_code == 1 and "Not cosigned" in said.output
    assert portal("witness", "https://localhost/witness", "--key", "hello").exit_code == 1


def test_two_people_confirm_a_day(portal, engine, town):
    today = datetime.now(UTC).date()
    by = ("--by", "olga@demo.test", "--by", "Theo@demo.test")
    said = portal("clock", "confirm", today, *by)
    assert said.exit_code == 0
    assert today.isoformat() in all_of(engine, ClockOk.day)


@pytest.mark.parametrize(
    ("ahead", "by"),
    [
        (0, ["olga@demo.test"]),
        (0, ["olga@demo.test", "olga@demo.test"]),
        (0, ["olga@demo.test", "rosa@demo.test"]),
        (0, ["olga@demo.test", "nobody@demo.test"]),
        (0, ["olga@demo.test", "theo@demo.test", "omar@demo.test"]),
        (2, ["olga@demo.test", "theo@demo.test"]),
    ],
)
def test_nobody_else_and_no_other_day(portal, engine, town, ahead, by):
    before = all_of(engine, ClockOk.day)
    day = datetime.now(UTC).date() + ahead * DAY
    said = portal("clock", "confirm", day, *(word for one in by for word in ("--by", one)))
    assert said.exit_code == 1
    assert all_of(engine, ClockOk.day) == before


def test_a_day_is_written_as_days_are(portal):
    said = portal("clock", "confirm", "tomorrow", "--by", "a", "--by", "b")
    assert said.exit_code == 1 and "2026-06-01" in said.output
