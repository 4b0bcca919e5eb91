from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.claims import Claim
from db.tables.schools import Tick
from portal import card_sign_ins, class_tallies, school_classes
from portal.class_tallies import KEPT, AlreadySent
from portal.errors import NotAllowed, NotFound
from portal.school_classes import ClassClosed
from portal.told import OutOfRange
from tests import claiming, schooling
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
WALK = ("SCHOOL", "walk")


@pytest.fixture
def lesson(session):
    made = schooling.begin(session)
    made.open_(session)
    return made


def put(session, lesson, number, *, activity="walk", now=NOON):
    paper = next(one for one in lesson.papers(session) if one.number == number)
    card = card_sign_ins.find_or_none(
        session, card_sign_ins.start(session, paper.card, now=NOON), now=NOON
    )
    class_tallies.put(session, card, "SCHOOL", activity, now=now)


def send(session, lesson, counts, *, idem="tally", ago=0, now=NOON, me=None, desk=None):
    return class_tallies.send(
        session,
        me or lesson.me,
        desk or lesson.desk,
        lesson.group_id,
        counts,
        ago=ago,
        shelf=claiming.SHELF,
        idem=idem,
        now=now,
    )


def columns(session, lesson, **facts):
    return class_tallies.list_columns(session, lesson.group_id, **{"now": NOON, **facts})


def test_cards_add_up_to_a_number_and_the_teacher_sends_it(session, lesson):
    for number in (1, 3):
        put(session, lesson, number)
    [column] = columns(session, lesson, number=3)
    assert (column.code, column.count, column.is_mine, column.is_sent) == ("walk", 2, True, False)
    [code] = send(session, lesson, {WALK: 2})
    claim = session.scalars(select(Claim).where(Claim.code == code)).one()
    assert (claim.holder_id, claim.amount, claim.person_id) == (lesson.group_id, 2, lesson.me.id)
    assert session.scalars(select(Tick)).all() == []


def test_a_slot_is_counted_once_however_often_it_presses(session, lesson):
    for _ in range(3):
        put(session, lesson, 1)
    assert [column.count for column in columns(session, lesson)] == [1]


def test_only_what_each_pupil_can_do_is_in_the_tally(session, lesson):
    """A lesson is the class's, not a card's; nor is anything of another programme."""
    for programme, activity in (("SCHOOL", "workshop"), ("RIVER", "sort-week"), ("NONE", "walk")):
        with pytest.raises(NotFound):
            put_in = card_sign_ins.start(session, lesson.papers(session)[0].card, now=NOON)
            card = card_sign_ins.find_or_none(session, put_in, now=NOON)
            class_tallies.put(session, card, programme, activity, now=NOON)


def test_the_teacher_corrects_the_number(session, lesson):
    put(session, lesson, 1)
    [code] = send(session, lesson, {WALK: 3})
    assert session.scalars(select(Claim.amount).where(Claim.code == code)).one() == 3


def test_the_same_tally_sent_twice_is_sent_once(session, lesson):
    put(session, lesson, 1)
    assert send(session, lesson, {WALK: 1}) == send(session, lesson, {WALK: 1})


def test_after_the_tally_was_sent_nobody_can_be_put_on_it(session, lesson):
    put(session, lesson, 1)
    send(session, lesson, {WALK: 1})
    with pytest.raises(AlreadySent):
        put(session, lesson, 2)
    [column] = columns(session, lesson)
    assert (column.count, column.is_sent) == (0, True)


def test_nought_is_not_sent_and_a_wrong_number_keeps_the_marks(session, lesson):
    put(session, lesson, 1)
    with pytest.raises(OutOfRange):
        send(session, lesson, {WALK: 29})
    assert [column.count for column in columns(session, lesson)] == [1]
    assert send(session, lesson, {WALK: 0}) == []


def test_yesterdays_tally_can_still_be_sent(session, lesson):
    put(session, lesson, 1)
    tomorrow = NOON + timedelta(days=1)
    assert [column.count for column in columns(session, lesson, now=tomorrow)] == [0]
    assert [column.count for column in columns(session, lesson, ago=1, now=tomorrow)] == [1]
    [code] = send(session, lesson, {WALK: 1}, ago=1, now=tomorrow)
    assert session.scalars(select(Claim.done_on).where(Claim.code == code)).one() == NOON.date()


def test_a_removed_slot_takes_its_mark_along(session, lesson):
    put(session, lesson, 1)
    put(session, lesson, 2)
    school_classes.remove(session, lesson.me, lesson.desk, lesson.group_id, 1, now=NOON)
    assert [column.count for column in columns(session, lesson)] == [1]


def test_marks_that_were_never_sent_are_forgotten(session, lesson):
    put(session, lesson, 1)
    assert class_tallies.forget_old(session, now=NOON + KEPT) == 0
    assert class_tallies.forget_old(session, now=NOON + KEPT + timedelta(days=1)) == 1


def test_only_its_own_school_sends_a_tally_and_not_of_a_class_that_is_over(session, lesson):
    ines, desk = schooling.teacher(session, who="ines")
    with pytest.raises(NotAllowed):
        send(session, lesson, {WALK: 1}, me=ines, desk=desk)
    school_classes.close(session, lesson.group_id, now=NOON)
    with pytest.raises(ClassClosed):
        send(session, lesson, {WALK: 1})
