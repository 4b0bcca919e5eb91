"""Red lines of acts, lots and postings, crossed with the application's own rights."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from db.engine import open_session
from db.rules import RULES
from db.tables.ledger import Txn
from tests.db import equivalents, red_acts, red_shapes, sealed
from tests.db.ledger_world import World
from tests.db.red_lines import GOOD, crossed, guards_of

ONE_BY_ONE = red_acts.ACTS + red_acts.POSTINGS + red_acts.LOTS
TOGETHER = red_shapes.SHAPES + red_shapes.SPARED


def test_forbidden_acts_are_refused_by_the_guard_that_is_there_for_them(world):
    assert crossed(world, red_acts.ACTS) == []


def test_forbidden_postings_are_refused_by_the_guard_that_is_there_for_them(world):
    assert crossed(world, red_acts.POSTINGS) == []


def test_forbidden_lots_and_shapes_are_refused_by_the_guard_that_is_there_for_them(world):
    assert crossed(world, red_acts.LOTS + red_shapes.SHAPES) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_triggers_break_is_not_overlooked_where_the_statement_asks_for_it(world):
    assert crossed(world, red_shapes.SPARED) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_points_are_whole_even_where_columns_would_take_fractions(world):
    assert crossed(world, red_shapes.WHOLE) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_no_part_of_a_point_can_be_written(world):
    assert crossed(world, red_shapes.PARTS) == []


def test_a_log_out_of_order_is_refused_by_the_guard_that_is_there_for_it(world, owner):
    with open_session(owner, writes=True) as session:
        sealed.write(World(session))
        session.commit()
    assert crossed(world, red_shapes.SEALS) == []


def test_the_acts_as_they_are_would_all_have_been_accepted(world):
    for act in GOOD.values():
        before = world.session.begin_nested()
        world.post(act(world))
        before.rollback()


def test_a_posting_cannot_be_changed_through_the_session_either(world):
    with pytest.raises(DBAPIError, match=r"not authorized|permission denied for table txn"):
        world.session.execute(update(Txn).values(hash="0" * 64))


def test_every_rule_and_constraint_of_acts_has_its_red_line():
    guards = {line.guard for line in ONE_BY_ONE + TOGETHER + red_shapes.WHOLE}
    declared = guards_of("txn", "lot", "posting", "quotause") - equivalents.everywhere()
    rules = {rule.says for rule in RULES if rule.table in ("txn", "lot", "posting")}
    assert declared | rules <= guards
