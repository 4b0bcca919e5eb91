"""A list that is not taken leaves nothing, whatever else its transaction held."""

import pytest
from sqlmodel import Session, SQLModel, func, select

from db.tables.imports import Import
from portal import ids, people
from portal.importing import Source
from portal.imports import ImportState
from portal.lists import BadList
from tests.importing import bring, bring_along, row, text
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Let some of a list be written before its end is read."""
    monkeypatch.setattr("portal.entering.PIECE", 10)


def kept(engine):
    """Return how many rows each table holds for everybody."""
    with Session(engine) as other:
        counts = [select(func.count()).select_from(one) for one in SQLModel.metadata.sorted_tables]
        return [other.exec(count).one() for count in counts]


def rows(session, count=200):
    one = row(session)
    return [{**one, "external_id": str(number)} for number in range(count)]


def test_a_trial_leaves_no_row_in_any_table(engine, session):
    session.commit()
    before = kept(engine)
    code, tried = bring(session, text(*rows(session)), is_trial=True)
    session.commit()
    assert (code, tried.taken, kept(engine)) == (None, 200, before)


def test_a_list_with_a_fault_in_its_last_line_leaves_only_what_is_said_of_it(engine, session):
    session.commit()
    before = kept(engine)
    code, tried = bring(session, text(*rows(session), row(session, "last", unit="stone")))
    session.commit()
    assert (code, kept(engine)) == (None, before)
    assert [fault.number for fault in tried.faults] == [202]


def test_a_file_that_breaks_in_its_middle_leaves_nothing(engine, session):
    session.commit()
    before = kept(engine)
    with pytest.raises(BadList):
        bring(session, text(*rows(session)).encode() + b"\xff\xff")
    session.commit()
    assert kept(engine) == before


def test_the_form_of_a_list_at_fault_brings_the_mended_one_in(session):
    source = Source("list.csv", ids.new_token())
    bad, good = text(row(session, unit="stone")), text(row(session))
    assert bring(session, bad, source=source, idem="x")[0] is None
    code, tried = bring(session, good, source=source, idem="x")
    assert code and tried.taken == 1
    assert bring(session, good, source=source, idem="x")[0] == code
    assert session.exec(select(Import.state)).all() == [ImportState.APPLIED]


def test_a_list_that_is_taken_stands_beside_what_was_written_before_it(session):
    assert bring_along(session, text(row(session)))[1].taken == 1
    assert bring_along(session, text(row(session, "2")))[1].taken == 1
    session.commit()
    assert session.exec(select(Import.row_count)).all() == [1, 1]


@pytest.mark.parametrize("is_trial", [True, False])
def test_what_was_written_before_is_not_lost_without_a_word(session, is_trial):
    wrong = text(row(session, "2", unit="stone"))
    assert bring_along(session, text(row(session)))[1].taken == 1
    with pytest.raises(RuntimeError, match="commit that first"):
        bring_along(session, wrong, is_trial=is_trial)
    assert session.exec(select(Import)).all() == []


def test_nor_where_the_file_is_no_list(session):
    people.register(session, name="Uma", now=NOON)
    with pytest.raises(RuntimeError, match="commit that first"):
        bring_along(session, b"a,b")


def test_what_was_only_read_before_is_no_hindrance(session):
    assert session.exec(select(Import)).all() == []
    assert bring_along(session, text(row(session)), is_trial=True)[1].taken == 1
