"""Meter slips: who has no phone brings readings on paper, and they count as on the web."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from db.tables.claims import Claim, ClaimState, EvidenceClass
from db.tables.history import HistoryEvent
from db.tables.meters import Reading
from db.tables.slips import Slip
from portal import readings, slips, traces
from portal.errors import NotAllowed
from portal.savings import (
    LaterReading,
    NoMeterNumber,
    OtherMeter,
    ReadingFollowed,
    ReadTooSoon,
    RunsBackward,
    UsualKnown,
    UsualMissing,
    require_number,
)
from portal.slips import NoReason, SlipUsed
from portal.told import PhotoMissing, TooLongAgo, WitnessMissing
from portal.verification import OwnHousehold
from tests import claiming, metering, slipping
from tests.claiming import SHELF
from tests.metering import BILL, type_reading
from tests.people import NOON, find


@pytest.fixture(autouse=True)
def metered(town, session, request):
    metering.count_water(session, getattr(request, "param", "C"))


@pytest.fixture
def begun(session):
    """The slip of a first reading, of twenty days ago, with the household's past."""
    return type_reading(session, "100", ago=20, past=BILL)


def slip(session, code):
    session.expire_all()
    return slips.find(session, claiming.desk(session, "olive"), code)


def test_the_first_paper_tells_the_past_and_starts_the_meter_and_earns_nothing(session, begun):
    row = slip(session, begun)
    assert (row.code, row.shown, row.meter_number) == (None, Decimal(100), "W-1742")
    assert (row.person_name, row.typist_name, row.reason) == ("Rosa", "Olive", "Has no phone.")
    home = find(session, "rosa").household_id
    past, [reading] = readings.look(session, home, metering.water(session))
    assert (past, reading.typist_name) == (BILL, "Olive")
    assert session.exec(select(Claim)).all() == []


def test_the_second_one_is_what_the_web_would_have_made_of_it(session, begun):
    with session.begin_nested() as kept:
        web = claiming.stored(session, metering.read(session, "104.5").claim_code)
        facts = (web.amount, web.points, web.evidence_class, web.done_on, web.person_id)
        kept.rollback()
    code = type_reading(session, "104.5", seen_by="vera")
    claim = claiming.stored(session, slip(session, code).code)
    told = (claim.amount, claim.points, claim.evidence_class, claim.done_on, claim.person_id)
    assert told == facts and claim.state is ClaimState.SUBMITTED
    assert claim.witness_id == find(session, "vera").id


@pytest.mark.parametrize(
    ("metered", "earned"), [("C", "C"), ("BC", "B"), ("B", "B")], indirect=["metered"]
)
def test_paper_that_somebody_signed_is_a_witness_or_else_a_document(session, earned):
    type_reading(session, "100", ago=20, past=BILL)
    code = type_reading(session, "104", seen_by="olive")
    found = claiming.stored(session, slip(session, code).code)
    assert found.evidence_class is EvidenceClass(earned)


def test_where_nobody_saw_the_meter_nothing_counts_unless_nothing_was_saved(session, begun):
    with pytest.raises((PhotoMissing, WitnessMissing)):
        type_reading(session, "104")
    assert slip(session, type_reading(session, "108")).code is None
    assert len(session.exec(select(Reading)).all()) == 2


def test_whoever_typed_it_does_not_check_it_and_somebody_else_does(session, begun):
    claim = slip(session, type_reading(session, "104", seen_by="vera")).code
    result = claiming.decide(session, claiming.verdict(session, claim), who="olive")
    assert isinstance(result.missed[claim], OwnHousehold)
    claiming.approve(session, claim)
    assert claiming.stored(session, claim).state is ClaimState.AWARDED


def test_the_log_names_who_typed_each_of_them(session, begun):
    code = type_reading(session, "104", seen_by="vera")
    told = ("meter.told", str(find(session, "rosa").household_id))
    done = {told, ("meter.read", begun), ("claim", slip(session, code).code)}
    said = session.exec(
        select(HistoryEvent).where(HistoryEvent.actor_id == find(session, "olive").id)
    )
    assert done <= {(one.verb, one.subject) for one in said}


def test_the_same_form_sent_twice_is_one_slip_one_reading_and_one_claim(session):
    for shown, ago, facts in (("100", 20, {"past": BILL}), ("104", 0, {"seen_by": "vera"})):
        codes = {type_reading(session, shown, ago, idem=f"{shown}, twice", **facts) for _ in "12"}
        assert len(codes) == 1
    assert len(session.exec(select(Reading)).all()) == 2
    assert len(session.exec(select(Claim)).all()) == 1


def test_a_printed_slip_counts_once_whatever_was_typed_from_it(session):
    paper = slips.new_slip()
    assert type_reading(session, "100", ago=20, past=BILL, slip=paper.lower()) == paper
    with pytest.raises(SlipUsed) as refused:
        slipping.type_in(session, slip=paper)
    assert refused.value.facts == {"code": paper}
    acted = slips.new_slip()
    slipping.type_in(session, slip=acted)
    with pytest.raises(SlipUsed):
        type_reading(session, "104", slip=acted, seen_by="vera")


def test_late_paper_counts_up_to_three_months_back_and_the_web_does_not(session):
    type_reading(session, "100", ago=50, past=BILL)
    with pytest.raises(TooLongAgo):
        metering.read(session, "103", ago=30)
    done = slip(session, type_reading(session, "103", ago=30, seen_by="vera"))
    assert done.done_on == NOON.date() - timedelta(days=30)


@pytest.mark.parametrize(
    ("shown", "ago", "why"),
    [("99", 0, RunsBackward), ("100.1", 15, ReadTooSoon), ("99", 22, LaterReading)],
)
def test_the_rules_are_those_of_the_web(session, begun, shown, ago, why):
    with pytest.raises(why):
        type_reading(session, shown, ago, seen_by="vera")


def test_the_past_comes_first_and_an_adult_tells_it(session):
    with pytest.raises(UsualMissing):
        type_reading(session, "100")
    with pytest.raises(NotAllowed):
        type_reading(session, "100", whose="pip", past=BILL)


def test_who_may_not_enter_paper_types_no_reading_and_a_reason_is_needed(session):
    with pytest.raises(NotAllowed):
        type_reading(session, "100", who="theo", past=BILL)
    with pytest.raises(NoReason):
        type_reading(session, "100", reason=" ", past=BILL)


def test_two_meters_are_not_mixed_up(session, begun):
    with pytest.raises(OtherMeter) as refused:
        type_reading(session, "104", number="W-1743", seen_by="vera")
    assert refused.value.facts == {"known": "W-1742"}
    type_reading(session, "3", ago=10, number="W-1743", is_new_meter=True)
    code = type_reading(session, "4", number="w 1743", seen_by="vera")
    assert claiming.stored(session, slip(session, code).code).amount == Decimal(2000)


def test_a_reading_from_the_web_in_between_names_no_meter_and_changes_none(session, begun):
    metering.read(session, "105", ago=10)
    with pytest.raises(OtherMeter):
        type_reading(session, "106", number="the kitchen", seen_by="vera")
    assert type_reading(session, "107", seen_by="vera")


@pytest.mark.parametrize("number", ["", "x" * 41])
def test_a_meter_has_a_number_or_a_name(number):
    with pytest.raises(NoMeterNumber):
        require_number("", number, is_new_meter=True)


@given(st.text("abcdefg0123456789", min_size=1, max_size=12), st.sampled_from(" -./"))
def test_how_a_number_is_written_makes_no_other_meter(number, mark):
    require_number(number, mark.join(number.upper()), is_new_meter=False)
    with pytest.raises(OtherMeter):
        require_number(number, f"{number}1", is_new_meter=False)


def test_a_mistyped_first_reading_is_taken_back_and_the_right_one_starts_the_meter(session):
    wrong = type_reading(session, "1000", ago=20, past=BILL)
    me, desk = find(session, "olive"), claiming.desk(session, "olive")
    for _ in range(2):
        slips.take_back(session, me, desk, wrong, shelf=SHELF, idem="wrong", now=NOON)
        session.expire_all()
    assert slip(session, wrong).taken_back_at == NOON
    type_reading(session, "100", ago=20)
    code = type_reading(session, "104.5", seen_by="vera")
    assert claiming.stored(session, slip(session, code).code).amount == Decimal(1500)
    with pytest.raises(ReadingFollowed):
        right = session.exec(select(Slip.code).where(Slip.reading_number == 2)).one()
        slips.take_back(session, me, desk, right, shelf=SHELF, idem="right", now=NOON)


def test_what_somebody_contests_goes_with_its_reading_and_is_typed_again(session, begun):
    me, desk = find(session, "olive"), claiming.desk(session, "olive")
    wrong = type_reading(session, "101", seen_by="vera")
    slips.take_back(session, me, desk, wrong, shelf=SHELF, idem="contested", now=NOON)
    row = slip(session, wrong)
    assert (row.state, row.taken_back_at) == (ClaimState.WITHDRAWN, NOON)
    code = type_reading(session, "104.5", seen_by="vera")
    assert claiming.stored(session, slip(session, code).code).amount == Decimal(1500)


def test_one_may_begin_on_paper_and_go_on_with_a_phone_and_the_other_way_round(session, begun):
    web = claiming.stored(
        session, metering.read(session, "102", ago=10, now=NOON - timedelta(days=10)).claim_code
    )
    paper = slip(session, type_reading(session, "104", seen_by="vera"))
    behind = readings.read_behind(session, [web, claiming.stored(session, paper.code)])
    assert [behind[web.code].before, behind[paper.code].before] == [Decimal(100), Decimal(102)]
    assert [behind[web.code].meter_number, behind[paper.code].meter_number] == [None, "W-1742"]


def test_the_desk_lists_readings_and_acts_the_newest_first(session, begun):
    slipping.type_in(session, now=NOON + timedelta(hours=1))
    rows = slips.list_latest(session, claiming.desk(session, "olive"))
    assert [row.activity for row in rows] == [None, "save-water"]


def test_words_and_the_meters_number_go_when_the_person_is_forgotten(session, begun):
    code = type_reading(session, "104", seen_by="vera")
    other = type_reading(session, "50", whose="fay", past=BILL)
    traces.wipe(session, SHELF, find(session, "rosa").id, now=NOON)
    session.expire_all()
    kept = {one.code: (one.reason, one.meter_number) for one in session.exec(select(Slip))}
    assert kept == dict.fromkeys((begun, code), (None, None)) | {other: ("Has no phone.", "W-1742")}


def test_a_mistyped_past_is_not_told_twice(session, begun):
    with pytest.raises(UsualKnown):
        type_reading(session, "104", past=BILL._replace(days=60), seen_by="vera")
