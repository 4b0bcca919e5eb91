"""Tallies: pages that read little are told the same as reports, and hide the same."""

from datetime import date
from uuid import UUID

import pytest

from portal import overview, programmes, scopes, tallies
from tests.people import NOON
from tests.portal.test_reports import crowd, keep

pytestmark = pytest.mark.usefixtures("town")
DAYS = [date(2026, 5, day) for day in (4, 12, 14, 30)] + [date(2026, 4, 7), date(2026, 6, 1)]


@pytest.fixture
def lived(session):
    """Many act in one programme, and some in another: in weeks and months that overlap."""
    river, school = (
        programmes.find(session, code, now=NOON).programme_id for code in ("RIVER", "SCHOOL")
    )
    for number, day in enumerate(DAYS):
        keep(session, river, *crowd(12 + number, done_on=day))
        keep(session, school, *crowd(3 + 4 * number, done_on=day))
    session.commit()


def test_the_text_says_the_same_as_the_rows_and_hides_the_same(session, lived):
    scope = scopes.find(session, "2026", programme="", organisation="", now=NOON)
    read = tallies.read(session, scope)
    _, written = overview.list_strands(session, now=NOON)
    assert written.totals.items() <= read.totals.items()
    assert {period for _, period, _ in read.totals.keys() - written.totals.keys()} == {"2026"}
    hidden = 0
    for about, period in {(about, period) for about, period, _ in written.totals}:
        for is_all in (False, True):
            seen = [it.hidden.covers([about], period, is_all=is_all) for it in (read, written)]
            assert seen[0] is seen[1]
            hidden += seen[0]
    assert hidden


def test_where_nothing_was_done_there_is_nothing_to_hide(session):
    rows, written = overview.list_strands(session, now=NOON)
    assert rows and not written.totals
    assert not written.hidden.covers([UUID(int=1)], "2026-05", is_all=True)
