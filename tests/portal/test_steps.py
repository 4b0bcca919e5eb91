"""Steps in a programme's life: paused, going on, extended, announced to close, closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.tables.history import HistoryEvent
from db.tables.programmes import ProgrammeState
from portal import programmes, steps
from portal.claims import NotRunning
from portal.errors import NotAllowed, NotFound
from portal.register_checks import ReasonMissing
from portal.steps import NotNow, StepKind, TooEarly, TooSoonToClose
from portal.told import OutsideSeason
from tests import claiming, giving, people, planning
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
TODAY = NOON.date()
WHY = "The hall is closed."


def step(session, verb, *, who="olga", programme="RIVER", now=NOON, **facts):
    me, desk = people.find(session, who), giving.desk(session, who)
    verb(session, me, desk, programme, **facts, now=now)


def kinds(session, programme="RIVER"):
    it = programmes.find(session, programme, now=NOON)
    return [row.kind for row in steps.list_steps(session, it.programme_id)]


def state(session, programme="RIVER"):
    return programmes.find(session, programme, now=NOON).state


def test_a_paused_programme_takes_no_actions_and_says_why(session):
    step(session, steps.pause, reason=WHY)
    step(session, steps.pause, reason=WHY)
    with pytest.raises(NotRunning):
        claiming.send(session)
    it = programmes.find(session, "RIVER", now=NOON)
    [told] = steps.list_steps(session, it.programme_id)
    assert (told.kind, told.reason, told.taken_at) == (StepKind.PAUSED, WHY, NOON)


def test_it_goes_on_and_takes_them_again(session):
    step(session, steps.pause, reason=WHY)
    step(session, steps.resume, reason="It is open.")
    step(session, steps.resume, reason="It is open.")
    assert claiming.send(session)
    assert kinds(session) == [StepKind.PAUSED, StepKind.RESUMED]
    verbs = select(HistoryEvent.verb).where(HistoryEvent.subject == "RIVER")
    assert {"programme.paused", "programme.resumed"} <= {*session.scalars(verbs)}


@pytest.mark.parametrize("who", ["olive", "vera", "theo"])
def test_owners_alone_take_steps(session, who):
    with pytest.raises(NotAllowed):
        step(session, steps.pause, who=who, reason=WHY)
    assert kinds(session) == []


def test_another_place_s_programme_is_not_there(session):
    with pytest.raises(NotFound):
        step(session, steps.pause, programme="SCHOOL", reason=WHY)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_every_step_has_a_reason(session, reason):
    with pytest.raises(ReasonMissing) as refused:
        step(session, steps.pause, reason=reason)
    assert refused.value.facts == {"most": 300}
    assert state(session) is ProgrammeState.PUBLISHED


def test_a_season_lasts_longer_and_never_shorter(session):
    ends = programmes.find(session, "RIVER", now=NOON).ends_on
    later = ends + timedelta(days=14)
    step(session, steps.extend, day=later, reason="Rain")
    step(session, steps.extend, day=later, reason="Rain")
    assert programmes.find(session, "RIVER", now=NOON).ends_on == later
    assert kinds(session) == [StepKind.EXTENDED]
    with pytest.raises(TooEarly) as refused:
        step(session, steps.extend, day=ends, reason="Sun")
    assert refused.value.facts == {"earliest": later + timedelta(days=1)}


def test_a_closing_is_announced_two_months_ahead(session):
    with pytest.raises(TooEarly) as refused:
        step(session, steps.announce_closing, day=TODAY + timedelta(days=59), reason=WHY)
    assert refused.value.facts == {"earliest": TODAY + timedelta(days=60)}
    last = TODAY + timedelta(days=60)
    step(session, steps.announce_closing, day=last, reason=WHY)
    step(session, steps.announce_closing, day=TODAY, reason="again")
    it = programmes.find(session, "RIVER", now=NOON)
    assert (it.ends_on, it.state) == (last, ProgrammeState.PUBLISHED)
    assert kinds(session) == [StepKind.CLOSING]


def test_after_the_last_day_nothing_more_is_done(session):
    last = TODAY + timedelta(days=60)
    step(session, steps.announce_closing, day=last, reason=WHY)
    after = NOON + timedelta(days=61)
    assert claiming.send(session, facts=claiming.told(done_on=last), now=after)
    with pytest.raises(OutsideSeason):
        claiming.send(session, facts=claiming.told(done_on=after.date()), now=after)
    with pytest.raises(NotNow):
        step(session, steps.extend, day=date(2027, 1, 1), reason=WHY)


def test_what_is_left_is_named_and_it_does_not_close_before(session):
    claiming.approve(session, claiming.send(session))
    claiming.send(session, who="fay")
    with pytest.raises(NotNow):
        step(session, steps.close)
    step(session, steps.announce_closing, day=TODAY + timedelta(days=60), reason=WHY)
    it = programmes.find(session, "RIVER", now=NOON)
    left = steps.look(session, it, now=NOON)
    assert (left.claims, left.rounds, left.points, left.is_over) == (1, 0, 10, False)
    with pytest.raises(TooSoonToClose):
        step(session, steps.close, now=NOON + timedelta(days=90))
    assert state(session) is ProgrammeState.PUBLISHED


def test_a_programme_without_anything_left_closes_and_stays_readable(session):
    day = TODAY + timedelta(days=60)
    step(session, steps.announce_closing, day=day, reason=WHY)
    with pytest.raises(TooSoonToClose):
        step(session, steps.close, now=NOON + timedelta(days=67))
    later = NOON + timedelta(days=68)
    step(session, steps.close, now=later)
    step(session, steps.close, now=later)
    assert state(session) is ProgrammeState.CLOSED
    assert kinds(session) == [StepKind.CLOSING, StepKind.CLOSED]
    with pytest.raises(NotRunning):
        claiming.send(session, now=later)
    with pytest.raises(NotNow):
        step(session, steps.pause, reason=WHY)


def test_before_its_first_day_a_programme_may_close_at_once(session):
    planning.publish(session)
    step(session, steps.announce_closing, programme="ORCHARD", day=TODAY, reason="No time.")
    step(session, steps.close, programme="ORCHARD")
    assert state(session, "ORCHARD") is ProgrammeState.CLOSED


def test_a_closed_programme_has_no_next_season(session):
    planning.publish(session)
    code = planning.begin(session, idem="2", of="ORCHARD")
    step(session, steps.announce_closing, programme="ORCHARD", day=TODAY, reason="No time.")
    step(session, steps.close, programme="ORCHARD")
    days = {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 5, 30), "campaigns": ()}
    planning.answer(session, code, **days)
    planning.ask(session, code)
    with pytest.raises(NotAllowed):
        planning.approve(session, code)


def test_an_open_round_is_settled_first(session):
    giving.open_round(session, "warm-quilts")
    step(session, steps.announce_closing, day=TODAY + timedelta(days=60), reason=WHY)
    it = programmes.find(session, "RIVER", now=NOON)
    assert steps.look(session, it, now=NOON).rounds == 1


def test_a_day_is_the_one_where_the_programme_is(session):
    planning.publish(session, replace(planning.PLAN, time_zone="Pacific/Auckland"))
    it = programmes.find(session, "ORCHARD", now=NOON)
    late = datetime(2026, 6, 14, 13, tzinfo=UTC)
    assert steps.earliest_end(it, now=late) == date(2026, 8, 14)
    assert steps.earliest_end(it, now=late - timedelta(days=1)) == date(2026, 6, 14)
