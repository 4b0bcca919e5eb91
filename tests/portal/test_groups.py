from datetime import timedelta

import pytest

from portal import gifts, given, giving, groups, ledger
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.gifts import NotEnough, RoundClosed
from portal.given import GiftState
from portal.groups import NotYetHeld, TooManyVoters
from portal.pledges import Units, UnitShape
from tests import giving as set_up
from tests import people
from tests.giving import CLOSES, SCHOOL
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")

BOOKS = Units(
    unit_name={"en": "book"}, unit_shape=UnitShape.BOOK, points_per_unit=60, unit_limit=150
)


@pytest.fixture
def reading(session):
    """An open round of the school with one cause, and points for class 4B."""
    set_up.open_round(session, "reading-corner", terms=BOOKS, programme="SCHOOL")
    set_up.award(session, people.school_class(session, "4B"), 130, programme="SCHOOL")
    return set_up.cause(session, "reading-corner", programme="SCHOOL")


def record(session, cause, *, who="grace", place=SCHOOL, idem="vote-1", now=NOON, **facts):
    desk = set_up.desk(session, who, place)
    group = groups.find_at_desk(session, desk, people.school_class(session, "4B"))
    facts = {"points": 120, "voter_count": 25, "held_on": now.date(), **facts}
    me = people.find(session, who)
    return gifts.give_after_vote(session, me, desk, group, cause, **facts, idem=idem, now=now)


def held(session, cause):
    return ledger.balance(session, cause.programme_id, people.school_class(session, "4B"))


def test_a_class_gives_after_its_vote_was_recorded(session, reading):
    code = record(session, reading)
    assert held(session, reading) == 10
    [row] = giving.find_open(session, reading.programme_id, now=NOON)
    assert (row.points, row.giver_count) == (120, 1)
    gift = given.find(session, people.find(session, "grace"), code, now=NOON)
    assert gift.group_name["en"] == "Class 4B"
    assert given.state_of(gift, now=NOON) is GiftState.PLACED


def test_the_same_vote_sent_twice_gives_once(session, reading):
    assert record(session, reading) == record(session, reading)
    assert held(session, reading) == 10


def test_the_same_key_with_another_number_is_refused(session, reading):
    record(session, reading, points=60)
    with pytest.raises(AlreadyUsed):
        record(session, reading, points=70)


def test_only_an_organiser_of_the_school_records_a_vote(session, reading):
    with pytest.raises(NotAllowed):
        record(session, reading, who="ivan")
    with pytest.raises(NotFound):
        record(session, reading, who="olive", place=set_up.RIVERSIDE)
    assert held(session, reading) == 130


def test_no_more_pupils_vote_than_the_class_has(session, reading):
    with pytest.raises(TooManyVoters) as refused:
        record(session, reading, voter_count=29)
    assert refused.value.facts == {"slots": 28}


def test_a_vote_is_recorded_after_it_was_held(session, reading):
    with pytest.raises(NotYetHeld):
        record(session, reading, held_on=NOON.date() + timedelta(days=1))


def test_a_class_cannot_give_more_than_it_has(session, reading):
    with pytest.raises(NotEnough):
        record(session, reading, points=131)


def test_a_class_gives_only_while_the_round_is_open(session, reading):
    with pytest.raises(RoundClosed):
        record(session, reading, now=CLOSES)


def test_a_class_gives_to_causes_of_its_own_programme(session, reading):
    set_up.open_round(session, "warm-quilts")
    with pytest.raises(NotFound):
        record(session, set_up.cause(session, "warm-quilts"))


def test_a_teacher_takes_a_gift_of_the_class_back_and_a_resident_never_sees_it(session, reading):
    code = record(session, reading)
    rosa, grace = people.find(session, "rosa"), people.find(session, "grace")
    with pytest.raises(NotFound):
        gifts.take_back(session, rosa, code, idem="back", now=NOON)
    gifts.take_back(session, grace, code, idem="back", now=NOON)
    assert held(session, reading) == 130


def test_a_desk_sees_its_classes_with_their_points_and_last_vote(session, reading):
    record(session, reading)
    rows = groups.list_at_desk(session, set_up.desk(session, "grace", SCHOOL))
    assert {(row.name["en"], row.points, row.voted_on) for row in rows} == {
        ("Class 3A", 0, None),
        ("Class 4B", 10, NOON.date()),
    }


def test_an_organiser_adds_a_club_and_nobody_else_does(session):
    desk = set_up.desk(session, "grace", SCHOOL)
    club = groups.add(
        session, people.find(session, "grace"), desk, name={"en": "Chess"}, slot_count=9, now=NOON
    )
    assert club.organisation_id == desk.organisation_id
    with pytest.raises(NotAllowed):
        groups.add(
            session,
            people.find(session, "ivan"),
            set_up.desk(session, "ivan", SCHOOL),
            name={"en": "Go"},
            slot_count=9,
            now=NOON,
        )
