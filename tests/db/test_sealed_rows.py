"""Red lines of the log, its heads and the clock: each is refused by the guard that is for it."""

import pytest
from sqlalchemy import text

from db.engine import open_session
from db.rules import RULES
from portal.ledger import stamp
from tests.db.ledger_world import MAY, named
from tests.db.red_lines import bent, crossed, guards_of, row
from tests.db.sealed import CLOCK, COSIGNED, HEAD, KEY, LEAF, NODE, WITNESSED, A, B, write

TABLES = (
    "leaf",
    "lognode",
    "logkey",
    "treehead",
    "cosignature",
    "clockok",
    "knownlog",
    "witnessed",
)
NEXT_HEAD = {**HEAD, "number": 2, "prev_number": 1, "day": "2026-05-02"}
NEXT_KEY = {**KEY, "number": 2, "prev_number": 1, "vkey": "two"}
GROWN = {"size": 9, "prev_size": 7}
NEXT_LEAF = {**LEAF, "place": 1, "prev_place": 0, "seq": 2, "prev_seq": 1}
BOTH = {"first_by": named("first"), "second_by": named("second")}
NEXT_CLOCK = {**CLOCK, "number": 3, "prev_number": 2}
FOLLOWS = "the head does not follow the one before"
JUMPED = "the clock jumped forward"
FAR = "the sealing clock jumped forward"
ROWS = [
    row(table, guard, {**good, **change})
    for table, good, change, guard in (
        ("leaf", NEXT_LEAF, {"prev_place": None}, "ck_leaf_place"),
        ("leaf", NEXT_LEAF, {"place": 5, "prev_place": 0}, "ck_leaf_place"),
        ("leaf", NEXT_LEAF, {"prev_seq": None}, "ck_leaf_seq"),
        ("leaf", NEXT_LEAF, {"place": 0, "prev_place": None}, "pk_leaf"),
        ("leaf", NEXT_LEAF, {"seq": 1, "prev_seq": None}, "uq_leaf_act"),
        ("leaf", NEXT_LEAF, {"place": 2, "prev_place": 1}, "fk_leaf_previous"),
        ("leaf", NEXT_LEAF, {"seq": 3, "prev_seq": 2}, "fk_leaf_order"),
        ("leaf", NEXT_LEAF, {"hash": A}, "fk_leaf_act"),
        ("lognode", NODE, {"level": 0}, "ck_lognode_level"),
        ("lognode", NODE, {"number": -1}, "ck_lognode_number"),
        ("lognode", NODE, {"number": 1, "hash": "ab"}, "ck_lognode_hash_length"),
        ("lognode", NODE, {}, "pk_lognode"),
        ("logkey", NEXT_KEY, {"prev_number": None}, "ck_logkey_number"),
        ("logkey", NEXT_KEY, {"first_by": named("first")}, "ck_logkey_two"),
        ("logkey", NEXT_KEY, {**BOTH, "second_by": named("first")}, "ck_logkey_two"),
        ("logkey", NEXT_KEY, {"at": "today"}, "ck_logkey_at_stamp"),
        ("logkey", NEXT_KEY, {"number": 3, "prev_number": 2}, "fk_logkey_previous"),
        ("logkey", NEXT_KEY, {"vkey": "one"}, "uq_logkey_vkey"),
        ("logkey", KEY, {"vkey": "two"}, "pk_logkey"),
        ("treehead", NEXT_HEAD, {"prev_number": None}, "ck_treehead_number"),
        ("treehead", NEXT_HEAD, {"day": "tomorrow"}, "ck_treehead_day"),
        ("treehead", NEXT_HEAD, {"signatures": ""}, "ck_treehead_signed"),
        ("treehead", NEXT_HEAD, {"number": 3, "prev_number": 2}, "fk_treehead_previous"),
        ("treehead", NEXT_HEAD, {"day": HEAD["day"]}, "uq_treehead_once"),
        ("treehead", HEAD, {"day": "2026-05-03"}, "pk_treehead"),
        ("treehead", NEXT_HEAD, {"size": 2}, "the head is not of the whole log"),
        ("treehead", NEXT_HEAD, {"day": "2026-04-30"}, FOLLOWS),
        ("treehead", NEXT_HEAD, {"root": B}, FOLLOWS),
        ("treehead", NEXT_HEAD, {"origin": "elsewhere/log"}, FOLLOWS),
        ("treehead", NEXT_HEAD, {"day": "2030-01-16"}, FAR),
        ("cosignature", COSIGNED, {"vkey": "two", "at": "now"}, "ck_cosignature_at_stamp"),
        ("cosignature", COSIGNED, {"vkey": "two", "line": ""}, "ck_cosignature_signed"),
        ("cosignature", COSIGNED, {"head": 9}, "fk_cosignature_head"),
        ("cosignature", COSIGNED, {}, "pk_cosignature"),
        ("clockok", NEXT_CLOCK, {"prev_number": None}, "ck_clockok_number"),
        ("clockok", NEXT_CLOCK, {"day": "today"}, "ck_clockok_day"),
        ("clockok", NEXT_CLOCK, {"second_by": None}, "ck_clockok_two"),
        ("clockok", NEXT_CLOCK, {"first_by": None, "second_by": None}, "ck_clockok_two"),
        ("clockok", NEXT_CLOCK, {"second_by": named("first")}, "ck_clockok_two"),
        ("clockok", NEXT_CLOCK, {"number": 4, "prev_number": 3}, "fk_clockok_previous"),
        ("clockok", CLOCK, {"number": 2, "prev_number": 1}, "pk_clockok"),
        ("knownlog", {"vkey": "a", "origin": "a/log"}, {}, "pk_knownlog"),
        ("witnessed", WITNESSED, {"size": 9, "prev_size": 9}, "ck_witnessed_grows"),
        ("witnessed", WITNESSED, {"size": 9, "prev_size": -1}, "ck_witnessed_grows"),
        (
            "witnessed",
            WITNESSED,
            {"size": 9, "prev_size": 7, "root": "a"},
            "ck_witnessed_root_length",
        ),
        ("witnessed", WITNESSED, {**GROWN, "at": "a"}, "ck_witnessed_at_stamp"),
        ("witnessed", WITNESSED, {"size": 9}, "uq_witnessed_next"),
        ("witnessed", WITNESSED, {"prev_size": 3}, "pk_witnessed"),
    )
]
FIRST = [row("treehead", "ck_treehead_root_length", {**HEAD, "size": 0, "root": "ab"})]
EQUIVALENT = {"ck_treehead_size": "a head is of the whole log, and no log is smaller than nothing"}


@pytest.fixture
def session(owner):
    """Days are confirmed by commands: what refuses here are the guards, not the rights."""
    with open_session(owner, writes=True) as session:
        yield session


@pytest.fixture
def sealed(world):
    write(world)
    world.session.commit()
    return world


def test_wrong_rows_are_refused_by_the_guard_that_is_there_for_them(sealed):
    assert crossed(sealed, ROWS) == []


def test_a_wrong_first_head_is_refused_too(world):
    assert crossed(world, FIRST) == []


def test_every_rule_and_constraint_of_the_log_has_its_red_line():
    declared = guards_of(*TABLES) - set(EQUIVALENT)
    declared = {name for name in declared if "_whole_" not in name}
    rules = {rule.says for rule in RULES if rule.table in TABLES}
    assert declared | rules == {line.guard for line in ROWS + FIRST}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_places_are_whole_even_where_columns_would_take_fractions(sealed):
    halves = [
        row("leaf", "ck_leaf_whole_place", {**NEXT_LEAF, "place": 0.5, "prev_place": -0.5}),
        row("treehead", "ck_treehead_whole_size", {**NEXT_HEAD, "size": 1.5}),
    ]
    assert [wrong for wrong in crossed(sealed, halves) if wrong[2] == "ACCEPTED"] == []


def test_a_head_that_follows_is_written(sealed):
    before = sealed.session.begin_nested()
    row("treehead", "", NEXT_HEAD).cross(sealed)
    row("clockok", "", NEXT_CLOCK).cross(sealed)
    row("logkey", "", NEXT_KEY).cross(sealed)
    before.rollback()


def test_an_act_far_past_the_newest_confirmed_day_is_refused(sealed):
    """The world's clock is confirmed until 2030-01-01."""
    january = MAY.replace(year=2030, month=1)
    late = [bent("fund", JUMPED, txn={"at": stamp(january.replace(day=day))}) for day in (5, 6, 31)]
    assert crossed(sealed, late) == []
    bent("fund", "", txn={"at": stamp(january.replace(day=4))}).cross(sealed)


def test_no_act_is_accepted_while_no_day_is_confirmed(sealed):
    """Only somebody with every right over the database can come there."""
    connection = sealed.session.connection()
    for table in ("cosignature", "treehead", "clockok"):
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.execute(text(f"DROP TRIGGER {table}_no_delete{on}"))
        connection.execute(text(f"DELETE FROM {table}"))
    first = {"programme_id": named("other"), "seq": 1, "at": stamp(MAY)}
    assert crossed(sealed, [row("txn", JUMPED, first)]) == []
