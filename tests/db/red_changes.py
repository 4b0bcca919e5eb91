"""Red lines of history: every way to change, remove, replace or empty what is written."""

from collections.abc import Iterator

from sqlmodel import SQLModel

from db import triggers
from db.rules import HISTORY
from tests.db.ledger_world import World
from tests.db.red_lines import RedLine, sql

_NOT_OURS = (  # a card, a till that ended, one of another partner
    *("number = 2", "number = 3", "secret_hash = 'theirs'"),
)
CHANGES = {
    "householdmember": (
        "left_at = NULL WHERE left_at IS NOT NULL",
        "standing = 'child' WHERE left_at IS NOT NULL",
        "joined_at = joined_at WHERE left_at IS NOT NULL",
        "household_id = person_id WHERE left_at IS NULL",
        "person_id = household_id WHERE left_at IS NULL",
        "joined_at = '2020-01-01 00:00:00' WHERE left_at IS NULL",
        "standing = 'child' WHERE left_at IS NULL",
    ),
    "guardianship": (
        "until = NULL WHERE until IS NOT NULL",
        "may_log = may_log WHERE until IS NOT NULL",
        "guardian_id = child_id WHERE until IS NULL",
        "child_id = guardian_id WHERE until IS NULL",
        "since = '2020-01-01 00:00:00' WHERE until IS NULL",
    ),
    "season": (
        "ends_on = starts_on",
        "code = 'another'",
        "programme_id = (SELECT id FROM person LIMIT 1)",
    ),
    "roundopening": (
        "closes_at = opens_at",
        "opens_at = '2020-01-01T00:00:00.000000Z'",
        "round_id = programme_id",
        "programme_id = round_id",
        "closes_at = '2099-12-31T00:00:00.000000Z'",  # of all: one of them has closed
    ),
    "lapsedpoints": (
        "cause_id = cause_id WHERE round_id IS NOT NULL",
        "round_id = NULL WHERE round_id IS NOT NULL",
        "programme_id = lies_at WHERE round_id IS NULL",
        "id = lies_at WHERE round_id IS NULL",
        "lies_at = programme_id WHERE round_id IS NULL",
        "points = points + 1 WHERE round_id IS NULL",
        "lapsed_at = '2020-01-01 00:00:00' WHERE round_id IS NULL",
    ),
    "verification": (
        "message = 'other words'",
        "decision = 'decline', message = NULL WHERE decision <> 'decline'",
        "verifier_id = programme_id, message = NULL",
        "batch = 'another', message = NULL",
        "revision = revision + 1, message = NULL",
        "claim_code = 'another', message = NULL",
        "programme_id = verifier_id, message = NULL",
        "decided_at = '2020-01-01 00:00:00', message = NULL",
    ),
    "questionnaire": (
        "code = 'another' WHERE state = 'draft'",
        "programme_id = made_by WHERE state = 'draft'",
        "kind = 'survey' WHERE kind = 'quiz'",
        "counted = counted - 1 WHERE state = 'open'",
        "state = 'draft' WHERE state = 'open'",
        "questions = '[]' WHERE state = 'open'",
        "name = '{}' WHERE state = 'open'",
        "intro = '{}' WHERE state = 'open'",
        "poster_code = NULL WHERE poster_code IS NOT NULL",
        "state = 'open' WHERE state = 'closed'",
        "counted = counted + 1 WHERE state = 'closed'",
        "sums = '[]' WHERE state = 'closed'",
    ),
    "remark": (
        "words = 'other words' WHERE code = 'M1'",
        "code = 'another' WHERE code = 'M1'",
        "programme_id = organisation_id WHERE code = 'M1'",
        "organisation_id = programme_id WHERE code = 'M1'",
        "written_by = programme_id WHERE code = 'M1'",
        "written_at = '2020-01-01 00:00:00' WHERE code = 'M1'",
        "answer = 'other words' WHERE answered_at IS NOT NULL",
        "answer = NULL, answered_by = NULL, answered_at = NULL WHERE answered_at IS NOT NULL",
        "answered_by = programme_id WHERE answered_at IS NOT NULL",
        "answered_at = '2020-01-01 00:00:00' WHERE answered_at IS NOT NULL",
        "withdrawn_why = withdrawn_why WHERE withdrawn_at IS NOT NULL",
    ),
    "rename": (
        "id = asked_by WHERE state = 'waiting'",
        "organisation_id = asked_by WHERE state = 'waiting'",
        "name = '{}' WHERE state = 'waiting'",
        "proof = 'another' WHERE state = 'waiting'",
        "asked_by = id WHERE state = 'waiting'",
        "asked_at = '2020-01-01 00:00:00' WHERE state = 'waiting'",
        "former = '{}' WHERE state = 'withdrawn'",
        "state = 'waiting', decided_at = NULL WHERE state = 'withdrawn'",
    ),
    "factorset": (
        "programme_id = entered_by WHERE number = 2",
        "number = 9 WHERE number = 2",
        "name = 'another' WHERE number = 2",
        "source = 'another' WHERE number = 2",
        "first_year = 2020 WHERE number = 2",
        "last_year = 2090 WHERE number = 2",
        "digest = entered_by WHERE number = 2",
        "entered_by = programme_id WHERE number = 2",
        "entered_at = '2020-01-01 00:00:00' WHERE number = 2",
        "reviewer = NULL, reviewed_by = NULL, reviewed_at = NULL WHERE number = 2",
        "reviewed_at = '2020-01-01 00:00:00' WHERE number = 2",
        "reviewed_by = programme_id WHERE number = 2",
        "reviewer = 'another' WHERE number = 2",
        "ended_by = ended_by WHERE number = 3",
    ),
    "redemption": (
        "programme_id = household_id WHERE code = 'V-used'",
        "id = household_id WHERE code = 'V-used'",
        "code = 'another' WHERE code = 'V-used'",
        "reward_id = household_id WHERE code = 'V-used'",
        "household_id = person_id WHERE code = 'V-used'",
        "person_id = household_id WHERE code = 'V-used'",
        "points = points + 1 WHERE code = 'V-used'",
        "asked_at = '2020-01-01 00:00:00' WHERE code = 'V-used'",
        "end_seq = NULL WHERE code = 'V-ended'",
        "end_seq = 3 WHERE code = 'V-ended'",
        "state = 'ready', ended_at = NULL WHERE code = 'V-ended'",
        "state = 'ready', hold_seq = 1, valid_until = '2026-12-31', return_until = '2026-12-31'"
        " WHERE code = 'V-wish'",  # there is no such voucher
        *(
            f"used_by = NULL, used_till = (SELECT id FROM till WHERE {it}) WHERE code = 'V-used'"
            for it in _NOT_OURS
        ),
    ),
    "till": (
        "used_at = used_at WHERE number = 3",
        "ended_at = NULL, ended_by = NULL, secret_hash = 'x' WHERE number = 3",
        "organisation_id = made_by WHERE number = 2",
        "number = 9 WHERE number = 2",
        "paired_at = '2026-12-31 00:00:00' WHERE secret_hash = 'x'",
        "secret_hash = 'another' WHERE secret_hash = 'x'",
        "ends_at = '2099-12-31 00:00:00' WHERE secret_hash = 'x'",
    ),
}


def lines(dialect: str) -> list[RedLine]:
    """Every red line of history on this database, to be crossed by the owner of the tables."""
    own = _replaced() if dialect == "sqlite" else _emptied()
    return [*_changed(), *_removed(), *own]


def _changed() -> Iterator[RedLine]:
    for table in triggers.APPEND_ONLY:
        column = SQLModel.metadata.tables[table].primary_key.columns[0].name
        says = f"append-only: {table}"
        yield sql(f"UPDATE {table} SET {column} = {column}", says, by_owner=True)
    for table, (_, says) in HISTORY.items():
        for change in CHANGES[table]:
            yield sql(f"UPDATE {table} SET {change}", says, by_owner=True)


def _removed() -> Iterator[RedLine]:
    for table in triggers.APPEND_ONLY + triggers.KEPT:
        yield sql(f"DELETE FROM {table}", f"append-only: {table}", by_owner=True)


def _emptied() -> Iterator[RedLine]:
    for table in triggers.APPEND_ONLY + triggers.KEPT:
        yield sql(f"TRUNCATE {table} CASCADE", f"append-only: {table}", by_owner=True)


def _replaced() -> Iterator[RedLine]:
    """REPLACE with SQLite's default, under which no delete trigger is asked."""
    for table in triggers.NOT_REPLACED:
        yield RedLine(f"replace {table}", f"already there: {table}", _replacing(table), True)


def _replacing(table: str) -> object:
    def cross(world: World) -> None:
        connection = world.session.connection()
        connection.exec_driver_sql("PRAGMA recursive_triggers = OFF")
        try:
            connection.exec_driver_sql(
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
            )
        finally:
            connection.exec_driver_sql("PRAGMA recursive_triggers = ON")

    return cross
