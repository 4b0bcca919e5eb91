"""A row of a long list costs what a row of a short one does: of reading, and of memory."""

import tracemalloc
from itertools import pairwise

import pytest

from portal import ids
from portal.importing import Source
from tests.importing import bring, row, text

pytestmark = pytest.mark.usefixtures("town")
KEPT = 1000  # bytes that a row would take at least, if it were kept
SMALL = 25  # rows of a piece, so that a list of some hundred is a long one
READ = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
SEEMS = "SELECT reltuples, relpages > 0 FROM pg_class WHERE oid = 'importline'::regclass"


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr("portal.entering.PIECE", SMALL)


def written(session, count, name=""):
    """Write down so many acts of one home."""
    one = row(session)
    return text(*({**one, "external_id": f"{name}{number}"} for number in range(count)))


def measured_after_a_trial(session, owner):
    """Try a list and take it back, and let PostgreSQL count the pages that are left of it."""
    assert bring(session, written(session, 8 * SMALL), is_trial=True)[1].taken == 8 * SMALL
    session.commit()
    with owner.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        assert tuple(connection.exec_driver_sql(SEEMS).one()) == (0, True)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_list_that_was_tried_before_is_found_by_its_keys(session, owner, small_pieces):
    measured_after_a_trial(session, owner)
    seen = [0]

    def read_so_far(_rows):
        seen.append(int(session.connection().exec_driver_sql(READ).scalar_one()))

    _, tried = bring(session, written(session, 16 * SMALL), progress=read_so_far)
    pieces = [after - before for before, after in pairwise(seen)]
    assert tried.taken == 16 * SMALL
    assert pieces[-1] < 2 * min(pieces), pieces


def peak_of(session, pieces):
    """Return the most memory that a list of so many pieces takes, in bytes."""
    data = written(session, pieces * SMALL, f"{pieces}-").encode()
    source = Source("list.csv", ids.digest(f"{pieces}"))
    tracemalloc.start()
    _, tried = bring(session, data, source=source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert tried.taken == pieces * SMALL
    return peak


def test_a_list_four_times_as_long_takes_no_more_memory(session, small_pieces):
    peak_of(session, 1)  # what is kept for everybody
    short, long = peak_of(session, 3), peak_of(session, 12)
    assert long - short < 9 * SMALL * KEPT / 2, (short, long)
