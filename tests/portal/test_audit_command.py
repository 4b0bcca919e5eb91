"""`portal audit` and `portal export`, as an operator and a script meet them."""

import json

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from db.engine import open_session
from db.tables.audits import AuditRun
from portal.__main__ import main
from portal.doctor import examine
from portal.settings import Settings
from tests.databases import as_owner
from tests.people import NOON


@pytest.fixture
def portal(engine, monkeypatch):
    """Say a command of the front door; what comes back has output and exit code."""
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def spoil(engine, every_right):
    """Change one kept figure, which no trigger guards."""

    def change():
        with open_session(engine, writes=True) as session:
            sql = "UPDATE holding SET qty = qty + 1 WHERE kind = 'wallet' AND qty > 0"
            assert session.connection().execute(text(sql)).rowcount
            session.commit()

    return change


def test_a_sound_ledger_ends_with_nought_and_is_remembered(portal, engine, willowford):
    said = portal("audit")
    assert (said.exit_code, said.stderr) == (0, "")
    assert "no breach" in said.stdout
    assert "RIVER: issued" in said.stdout
    with open_session(engine, writes=False) as session:
        [run] = list(session.scalars(select(AuditRun)))
        assert (run.breach_count, len(run.head_root)) == (0, 64)
        assert run.act_count > 400


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_demo_district_was_audited_before_anybody_looks(portal, engine, tmp_path, monkeypatch):
    """So that /audit and /status have something true to tell from the first minute."""
    owners = as_owner(engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("PORTAL_OWNER_URL", owners)
    monkeypatch.setenv("PORTAL_FILES_URL", f"file:{tmp_path}/files")
    monkeypatch.setenv("PORTAL_KEYS_DIR", str(tmp_path / "keys"))
    said = portal("demo", "--people", 40, "--actions", 280)
    assert said.exit_code == 0, said.output
    with open_session(engine, writes=False) as session:
        [run] = list(session.scalars(select(AuditRun)))
    assert run.breach_count == 0 and run.act_count > 300
    assert portal("demo").exit_code == 1, "a second district over the first one"


def test_a_breach_ends_with_one_and_is_named(portal, willowford, spoil):
    spoil()
    said = portal("audit")
    assert said.exit_code == 1
    assert "I3 RIVER: holding of" in said.stdout
    assert "no account is below zero" in said.stdout


def test_what_cannot_be_read_ends_with_two(portal, tmp_path, willowford):
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    for words in (
        ("--database", f"sqlite:///{tmp_path}/nothing.db"),
        ("--export", tmp_path / "text"),
        ("--export", tmp_path / "nothing"),
        ("--against", tmp_path / "nothing"),
    ):
        said = portal("audit", *words)
        assert said.exit_code == 2, words
        assert said.stderr.startswith("Cannot be read: ")


def test_it_speaks_json_with_the_same_findings(portal, willowford, spoil):
    spoil()
    told = json.loads(portal("audit", "--json").stdout)
    assert told["breach_count"] == len(told["breaches"]) == sum(told["by_invariant"].values()) > 0
    assert {"invariant", "programme", "seq", "told"} == set(told["breaches"][0])
    assert told["books"][0]["issued"] > 0


def test_an_export_is_audited_like_its_database(portal, tmp_path, willowford):
    file = tmp_path / "ledger.jsonl.gz"
    assert portal("export", file).exit_code == 0
    at_home, here = (
        json.loads(portal("audit", "--json", *words).stdout) for words in (("--export", file), ())
    )
    for told in (at_home, here):
        told.pop("source")
    assert at_home == here


def test_an_audit_of_something_else_is_not_taken_for_ours(portal, engine, tmp_path, willowford):
    file = tmp_path / "ledger.jsonl"
    portal("export", file)
    portal("audit", "--export", file)
    portal("audit", "--database", engine.url.render_as_string(hide_password=False))
    with open_session(engine, writes=False) as session:
        assert list(session.scalars(select(AuditRun))) == []


def test_the_doctor_tells_of_the_last_audit(portal, engine, willowford, spoil):
    def told(mode="development"):
        settings = Settings(mode=mode, secret_key="x" * 40)
        findings = examine(engine, settings, now=NOON)
        [one] = [finding for finding in findings if finding.name == "audit"]
        return one.is_sound, one.told

    assert told() == (True, "never run: portal audit")
    assert told("production") == (False, "never run: portal audit")
    portal("audit")
    assert told()[0]
    spoil()
    portal("audit")
    assert not told()[0]
