"""Red lines of all other tables, and every way to change or remove what is written.

Wrong rows are tried with the application's own rights where it may add any, and changes by the
owner, whom rights do not stop: what refuses here are the guards themselves.
"""

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from db import triggers
from db.engine import open_session
from db.rules import RULES
from db.tables.books import MOVES as LISTED
from portal.moves import MOVES
from tests.db import equivalents, red_changes, red_rest, red_rows, red_world
from tests.db.ledger_world import World
from tests.db.red_lines import crossed, guards_of

LEDGER = ("book", "booklock", "move", "account")
PAPERS = ("topup", "approval", "roundopening", "causestatement", "voucher", "groupvote")


@pytest.fixture
def theirs(owner, world):
    """A row in every table; the session is of the owner of the tables."""
    with open_session(owner, writes=True) as session:
        yield red_world.fill(World(session))


@pytest.fixture
def ours(theirs, session):
    """The same; the session is the application's."""
    return World(session)


def both(theirs: World, session: Session, lines):
    """Cross each line with the rights it is meant for."""
    wrong = crossed(theirs, [line for line in lines if line.by_owner])
    theirs.session.rollback()
    return wrong + crossed(World(session), [line for line in lines if not line.by_owner])


def test_wrong_rows_are_refused_by_the_guard_that_is_there_for_them(theirs, session):
    assert both(theirs, session, red_rows.ROWS) == []


def test_every_table_refuses_what_refers_to_nothing_is_not_listed_or_is_there(theirs, session):
    lines = red_rest.lines()
    assert len(lines) > 100
    assert both(theirs, session, lines) == []


def test_every_constraint_and_rule_has_its_red_line():
    lines = red_rows.ROWS + red_rows.WHOLE + red_rest.lines() + red_rest.whole()
    tables = [*LEDGER, *PAPERS, *(table.name for table in red_rest.OTHERS)]
    rules = {rule.says for rule in RULES if rule.table in tables}
    declared = guards_of(*tables) - equivalents.everywhere()
    assert declared | rules <= {line.guard for line in lines}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_points_on_paper_are_whole_even_where_columns_would_take_fractions(theirs, session):
    assert both(theirs, session, red_rows.WHOLE + red_rest.whole()) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_no_part_of_a_point_stands_on_paper(ours):
    assert crossed(ours, red_rows.PARTS) == []


def test_nothing_written_is_changed_or_removed_not_even_by_the_owner(theirs, engine):
    lines = red_changes.lines(engine.dialect.name)
    assert {line.guard for line in lines} >= {f"append-only: {t}" for t in triggers.APPEND_ONLY}
    assert crossed(theirs, lines) == []


def test_leaving_a_household_is_written_once(ours):
    leaves = "UPDATE householdmember SET left_at = joined_at WHERE left_at IS NULL"
    assert ours.session.execute(text(leaves)).rowcount == 3


def test_the_list_of_moves_is_the_accountants_page(world):
    listed = set(
        map(tuple, world.session.execute(text("SELECT kind, from_kind, to_kind FROM move")))
    )
    assert listed == {tuple(map(str, move)) for move in MOVES} == set(LISTED)


def test_no_move_leads_from_a_household_to_a_household_or_outside():
    spends = {(move.kind, move.target) for move in MOVES if move.source in {"wallet", "group"}}
    assert spends == {
        ("give", "cause"),
        ("lapse", "cause"),
        ("hold", "held"),
        ("reverse", "budget"),
        ("reverse", "reserve"),
    }


def test_a_check_that_is_unknown_passes_so_each_asks_about_what_may_be_empty():
    for table in SQLModel.metadata.tables.values():
        for check in red_rest.checks_of(table):
            said = str(check.sqltext)
            empty = [c.name for c in table.columns if c.nullable and red_rest.speaks_of(said, c)]
            unasked = [c for c in empty if f"{c} IS NULL" not in said and f"{c} IS NOT" not in said]
            assert not unasked, (check.name, unasked)


def test_every_key_of_what_belongs_to_a_programme_begins_with_it():
    for table in red_rest.of_programmes():
        for key in red_rest.keys_of(table).values():
            assert key[0] == "programme_id", (table.name, key)
        for other in table.foreign_key_constraints:
            if other.referred_table in red_rest.of_programmes():
                assert other.column_keys[0] == "programme_id", other.name
