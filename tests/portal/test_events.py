"""Security events go after two years, and not because a clock says that two years are over."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from db.rules import EVENT_DAYS
from db.tables.history import HistoryEvent
from portal import clock, events, history, ids, programmes
from tests import people
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
TWO_YEARS = timedelta(days=EVENT_DAYS)


def note(session, verb, at, **facts):
    history.record(session, None, verb, ids.new_id(at), now=at, **facts)
    session.flush()


def verbs(session):
    named = select(HistoryEvent.verb).where(HistoryEvent.verb.like("way.%"))
    return set(session.scalars(named))


def known_day(session):
    return date.fromisoformat(clock.newest(session))


def test_what_is_older_than_two_confirmed_years_goes(session):
    began = datetime.combine(known_day(session) - TWO_YEARS, time(), UTC)
    note(session, "way.old", began - timedelta(seconds=1))
    note(session, "way.young", began)
    events.forget_old(session)
    assert verbs(session) == {"way.young"}
    assert events.forget_old(session) == 0


def test_what_belongs_to_a_programme_stays(session):
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    note(session, "way.of_programme", NOON - 3 * TWO_YEARS, programme_id=river)
    events.forget_old(session)
    assert verbs(session) == {"way.of_programme"}


@pytest.mark.parametrize("of_programme", [True, False])
def test_the_database_lets_none_go_before_its_time(session, of_programme):
    """Whatever the program asks: a programme's stay for good, the others for two known years."""
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    known = datetime.combine(known_day(session), time(), UTC)
    old, young = known - TWO_YEARS - timedelta(days=2), known - TWO_YEARS + timedelta(days=2)
    note(session, "way.kept", old if of_programme else young,
         programme_id=river if of_programme else None)  # fmt: skip
    with pytest.raises(IntegrityError, match="append-only: historyevent"):
        session.execute(delete(HistoryEvent).where(HistoryEvent.verb == "way.kept"))


def test_the_operator_sees_the_newest_first(session):
    op = people.find(session, "op").id
    for hours in range(3):
        at = NOON + timedelta(hours=hours)
        history.record(session, op, f"way.{hours}", op, now=at)
    session.flush()
    assert [row.verb for row in events.list_newest(session)][:3] == ["way.2", "way.1", "way.0"]
