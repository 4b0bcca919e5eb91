"""The page of the audit: the last run for everybody, details and the ledger for auditors only."""

import gzip
import json
import re

import pytest
from sqlalchemy import text

from db.engine import open_session
from pages.audit.words import PROMISES
from portal import audit, audits
from portal.transactions import opener
from tests.people import NOON


@pytest.fixture
def audited(engine):
    """Run the audit, as the nightly job does."""
    return lambda: audits.check(opener(engine), now=NOON)


@pytest.fixture
def spoilt(engine, willowford, audited, every_right):
    """A district in which somebody with every right has changed one point."""
    with open_session(engine, writes=True) as session:
        connection = session.connection()
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER posting_no_update"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        changed = text(
            "UPDATE posting SET qty = qty + 1 WHERE seq = 3 AND n = 1 AND kind = 'award'"
        )
        assert connection.execute(changed).rowcount
        session.commit()
    return audited()


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def test_every_promise_has_its_words():
    assert set(PROMISES) == set(audit.PROMISES)


def test_before_the_first_run_the_page_says_so_and_how_to_begin(visit_as):
    answer = visit_as().get("/en/audit")
    assert answer.status_code == 200
    assert "never run here" in answer.text
    assert "portal audit" in answer.text


def test_everybody_sees_that_nothing_is_wrong_and_where_every_point_is(
    visit_as, willowford, audited
):
    result = audited()
    assert result.is_clean
    words = words_of(visit_as().get("/en/audit").text)
    assert "Nothing is wrong" in words
    assert "421 acts" in words or f"{result.acts} acts" in words
    shown = [sums for sums in result.sums if sums.households == 0 or sums.households >= 10]
    assert shown
    for sums in shown:
        assert f"{sums.issued:,} issued = {sums.held:,} held + {sums.given:,} given" in words
    assert words.count("Kept") == len(PROMISES)


def test_what_is_about_a_few_homes_is_not_shown(visit_as, willowford, audited):
    result = audited()
    few = [sums for sums in result.sums if 0 < sums.households < 10]
    words = words_of(visit_as("ada").get("/en/audit").text)
    assert words.count("Too few households") == len(few)
    for sums in few:
        assert f"{sums.issued:,} issued" not in words


def test_a_breach_is_told_in_plain_words_and_its_details_to_auditors(visit_as, spoilt):
    assert not spoilt.is_clean
    public, inside = (words_of(visit_as(name).get("/en/audit").text) for name in (None, "ada"))
    assert "What was written stays as it was written." in public
    assert "its hash does not fit" not in public
    assert "its hash does not fit" in inside
    assert "Broken" in public


def test_the_status_page_tells_of_the_last_audit(visit_as, spoilt):
    words = words_of(visit_as().get("/en/status").text)
    assert f"{spoilt.breach_count} breaches" in words or "1 breach" in words


def test_the_status_page_says_when_there_was_none(visit_as):
    assert "never run here" in words_of(visit_as().get("/en/status").text)


def test_an_auditor_takes_the_ledger_away_and_audits_it_at_home(visit_as, willowford, tmp_path):
    answer = visit_as("ada").get("/en/audit/ledger")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    file = tmp_path / "ledger.jsonl.gz"
    file.write_bytes(answer.content)
    last = gzip.decompress(answer.content).splitlines()[-1]
    assert json.loads(last)["rows"] > 1000
    with audit.open_export(file) as source:
        assert audit.audit(source).is_clean


@pytest.mark.parametrize("name", ["rosa", "theo", "grace", "op"])
def test_nobody_else_takes_it_away(visit_as, name):
    assert visit_as(name).get("/en/audit/ledger").status_code == 403
    assert "/en/audit/ledger" not in visit_as(name).get("/en/audit").text


def test_the_last_runs_are_listed_newest_first(engine, visit_as, willowford, audited):
    for _ in range(3):
        audited()
    assert words_of(visit_as().get("/en/audit").text).count("Earlier audits") == 1
    with open_session(engine, writes=False) as session:
        assert len(audits.runs(session)) == 3
