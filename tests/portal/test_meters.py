"""Meters: two readings and the household's own past say what was saved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from db.tables.claims import Claim
from db.tables.meters import Reading
from db.tables.programmes import Activity
from portal import claims, meters, readings
from portal.errors import NotAllowed, NotFound
from portal.savings import (
    ByMeter,
    NoReading,
    Past,
    ReadingFollowed,
    ReadTooSoon,
    RunsBackward,
    SavedTooMuch,
    Shown,
    UnusualUse,
    UsualKnown,
    UsualMissing,
    saved,
)
from portal.told import InTheFuture, PhotoMissing
from tests import claiming, importing, metering, slipping
from tests.claiming import SHELF
from tests.metering import BILL, tell
from tests.people import NOON, find

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def metered(town, session):
    metering.count_water(session)


def look(session, who):
    return readings.look(session, find(session, who).household_id, metering.water(session))


def read(session, shown, ago=0, **other):
    return metering.read(session, shown, ago, **other).claim_code


def test_the_second_reading_says_what_was_saved_against_the_own_past(session):
    tell(session)
    assert read(session, "100", ago=20) is None  # one reading says nothing
    claim = claiming.stored(session, read(session, "104.5"))
    assert (claim.amount, claim.points) == (Decimal(1500), 150)  # six usual, four and a half used
    assert claim.done_on == TODAY and claim.evidence_class == "C"


def test_the_third_is_compared_with_the_second(session):
    tell(session)
    read(session, "100", ago=20)
    read(session, "105", ago=10, now=NOON - timedelta(days=10))
    claim = claiming.stored(session, read(session, "107"))
    assert claim.amount == Decimal(1000)


@pytest.mark.parametrize("shown", ["106", "108"])
def test_where_as_much_or_more_was_used_the_reading_is_kept_and_nothing_sent(session, shown):
    tell(session)
    read(session, "100", ago=20)
    assert read(session, shown) is None
    assert session.exec(select(Claim)).all() == []
    assert len(look(session, "rosa")[1]) == 2


def test_a_meter_that_runs_backward_is_refused_with_what_it_showed(session):
    tell(session)
    read(session, "100", ago=20)
    with pytest.raises(RunsBackward) as refused:
        read(session, "99.9")
    assert refused.value.facts == {"shown": Decimal(100)}


def test_nothing_is_worked_out_across_a_new_meter(session):
    tell(session)
    read(session, "100", ago=20)
    assert read(session, "3", ago=10, is_new_meter=True) is None
    claim = claiming.stored(session, read(session, "4"))
    assert claim.amount == Decimal(2000)


def test_the_past_comes_first_and_no_meter_shows_less_than_nothing(session):
    with pytest.raises(UsualMissing):
        read(session, "100")
    tell(session)
    with pytest.raises(NoReading):
        read(session, "-1")


def test_a_day_or_two_say_nothing_and_no_reading_comes_from_tomorrow(session):
    tell(session)
    read(session, "100", ago=6)
    with pytest.raises(ReadTooSoon):
        read(session, "100.1")
    with pytest.raises(InTheFuture):
        read(session, "101", ago=-1)


def test_what_is_not_plausible_is_not_kept(session):
    tell(session, Past(Decimal(9000), 30))
    read(session, "100", ago=20)
    with pytest.raises(SavedTooMuch):
        read(session, "101")
    assert len(session.exec(select(Reading)).all()) == 1


def test_without_a_photo_nothing_counts_and_nothing_is_kept(session):
    tell(session)
    read(session, "100", ago=20, photo=None)  # of the first one nobody asks
    with pytest.raises(PhotoMissing):
        read(session, "101", photo=None)


def test_the_same_reading_sent_twice_is_one(session):
    tell(session)
    read(session, "100", ago=20)
    first = read(session, "101", idem="one reading, sent twice")
    assert first and read(session, "101", idem="one reading, sent twice") == first
    assert len(session.exec(select(Reading)).all()) == 2


def test_what_was_taken_back_is_compared_with_nothing_and_another_reading_is_sent(session):
    tell(session)
    read(session, "100", ago=20)
    claim = read(session, "101")
    facts = {"shelf": SHELF, "idem": "a slip of the finger", "now": NOON}
    claims.withdraw(session, find(session, "rosa"), claim, **facts)
    again = claiming.stored(session, read(session, "104.5", photo=claiming.picture("red")))
    assert again.amount == Decimal(1500)
    assert [one.taken_back_at for one in look(session, "rosa")[1]] == [None, NOON, None]


def test_a_first_reading_that_was_a_mistake_is_taken_back_until_another_rests_on_it(session):
    tell(session)
    read(session, "1000", ago=20)
    rosa, what = find(session, "rosa"), metering.water(session)
    meters.take_back(session, rosa, what, 1, now=NOON)
    meters.take_back(session, rosa, what, 1, now=NOON)
    read(session, "100", ago=20)
    read(session, "106")
    with pytest.raises(ReadingFollowed):
        meters.take_back(session, rosa, what, 2, now=NOON)
    meters.take_back(session, rosa, what, 3, now=NOON)
    meters.take_back(session, rosa, what, 2, now=NOON)


def test_what_made_an_action_goes_with_it_and_what_is_not_there_is_not_found(session):
    tell(session)
    read(session, "100", ago=20)
    assert read(session, "101")
    for number in (2, 3):
        with pytest.raises(NotFound):
            rosa, what = find(session, "rosa"), metering.water(session)
            meters.take_back(session, rosa, what, number, now=NOON)


def test_a_reading_stays_while_another_rests_on_it_though_its_action_is_taken_back(session):
    tell(session)
    read(session, "100", 30)
    first = read(session, "103", 7, photo=claiming.picture("red"))
    read(session, "104")
    facts = {"shelf": SHELF, "idem": "not this one", "now": NOON}
    claims.withdraw(session, find(session, "rosa"), first, **facts)
    assert [one.taken_back_at for one in look(session, "rosa")[1]] == [None, None, None]


def test_the_past_is_told_once_and_cannot_grow(session):
    tell(session)
    tell(session)
    with pytest.raises(UsualKnown):
        tell(session, Past(Decimal(90), 30))


@pytest.mark.parametrize("past", [Past(Decimal(9), 19), Past(Decimal(9), 401), Past(Decimal(), 30)])
def test_what_is_no_bill_is_refused(session, past):
    with pytest.raises(UnusualUse):
        tell(session, past)


def test_each_household_has_a_past_of_its_own(session):
    tell(session)
    assert look(session, "tom")[0] == BILL
    assert look(session, "fay") == (None, [])


def test_a_child_tells_no_past_and_nothing_else_is_read_from_a_meter(session):
    with pytest.raises(NotAllowed):
        tell(session, who="pip")
    with pytest.raises(NotAllowed):
        rosa, other = find(session, "rosa"), claiming.what(session, "sort-week")
        meters.tell_usual(session, rosa, other, BILL, now=NOON)


@given(
    usual=st.decimals(1, 1000, places=3),
    used=st.decimals(0, 1000, places=3),
    days=st.integers(7, 200),
)
def test_what_is_saved_and_what_was_used_make_the_usual(usual, used, days):
    before = Shown(date(2026, 1, 1), Decimal(50))
    now = Shown(before.read_on + timedelta(days=days), before.shown + used)
    left = saved(Past(usual, 30), before, now) + used - usual * days / 30
    assert abs(left) < Decimal("1e-15")


def test_what_a_meter_says_is_not_typed_on_a_slip(session):
    with pytest.raises(ByMeter):
        slipping.type_in(session, "save-water", told=claiming.told("500"))


def test_nor_in_a_list_unless_its_rules_take_a_feed(session):
    row = importing.row(session, activity="save-water", quantity="500", unit="")
    _, tried = importing.bring(session, importing.text(row))
    assert [type(one.why) for one in tried.faults] == [ByMeter]


def test_a_feed_of_whoever_reads_the_meters_may_say_it(session):
    rules = select(Activity).where(Activity.code == "save-water")
    facts = session.exec(rules).one().model_dump()
    named = {"code": "save-electricity", "cap_group": "save-electricity", "place": 98}
    session.add(Activity(**{**facts, **named, "evidence": "AC"}))
    row = importing.row(session, activity="save-electricity", quantity="500", unit="")
    code, tried = importing.bring(session, importing.text(row))
    assert (tried.taken, tried.faults) == (1, [])
    assert code


def test_the_readings_behind_an_action_are_its_own_and_the_one_before(session):
    tell(session)
    read(session, "100", 30)
    first = claiming.stored(session, read(session, "103", 7, photo=claiming.picture("red")))
    second = claiming.stored(session, read(session, "104"))
    other = claiming.stored(session, claiming.send(session))
    behind = readings.read_behind(session, [first, second, other])
    assert [behind[one.code].before for one in (first, second)] == [100, 103]
    assert (behind[second.code].shown, behind[second.code].usual) == (104, 9)
    assert other.code not in behind
    assert readings.read_behind(session, [other]) == {} == readings.read_behind(session, [])
