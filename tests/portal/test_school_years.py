from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.tables.schools import CardSignIn, ClassWindow, SchoolYear, Slot, Tick
from portal import (
    card_sign_ins,
    class_tallies,
    groups,
    logbook,
    programmes,
    school_classes,
    school_years,
    slots,
)
from portal.errors import NotAllowed, NotFound
from portal.school_classes import ClassClosed, LooksLikeAPerson
from portal.school_years import KEPT, BadYear, NotYetOver
from portal.slots import TooManySlots
from tests import giving as set_up
from tests import people, schooling
from tests.people import NOON
from tests.schooling import ENDS, STARTS

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def lesson(session):
    return schooling.begin(session)


def roll(session, lesson, *, name="Class 4C", now=NOON, **facts):
    names = {lesson.group_id: {"en": name}} if name else {}
    return school_years.roll_over(session, lesson.me, lesson.desk, 2025, names, **facts, now=now)


def rows_of(session, lesson, begins=2025):
    return school_years.find(session, lesson.desk, begins)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_year_is_named_after_the_year_it_begins_in_and_made_once(session):
    me, desk = schooling.teacher(session)
    for _ in range(2):
        assert (
            school_years.begin(session, me, desk, starts_on=STARTS, ends_on=ENDS, now=NOON) == 2025
        )
    [row] = school_years.list_all(session, desk)
    assert (row.begins, row.ends_on, row.group_id) == (2025, ENDS, None)


@pytest.mark.parametrize("ends_on", [STARTS, STARTS - timedelta(days=1), date(2027, 9, 1)])
def test_a_year_lasts_about_a_year(session, ends_on):
    me, desk = schooling.teacher(session)
    with pytest.raises(BadYear):
        school_years.begin(session, me, desk, starts_on=STARTS, ends_on=ends_on, now=NOON)


@pytest.mark.parametrize("who", ["hana", "ines", "ivan"])
def test_only_an_organiser_keeps_classes(session, who):
    lesson = schooling.begin(session)
    me, desk = schooling.teacher(session, who=who)
    with pytest.raises(NotAllowed):
        school_years.begin(session, me, desk, starts_on=STARTS, ends_on=ENDS, now=NOON)
    with pytest.raises(NotAllowed):
        school_classes.make(session, me, desk, 2025, name={"en": "1A"}, slot_count=2, now=NOON)
    with pytest.raises(NotAllowed):
        school_classes.remove(session, me, desk, lesson.group_id, 1, now=NOON)
    with pytest.raises(NotAllowed):
        school_years.roll_over(session, me, desk, 2025, {}, now=NOON)
    with pytest.raises(NotAllowed):
        school_years.erase(session, me, desk, 2025, now=NOON)


def test_a_new_class_has_slots_and_takes_part(session, lesson):
    assert [row.number for row in slots.list_live(session, lesson.group_id)] == [1, 2, 3]
    school = programmes.find(session, "SCHOOL", now=NOON).programme_id
    mine = logbook.list_classes(session, lesson.me, school, now=NOON)
    assert lesson.group_id in {row.id for row in mine}
    assert {row.id: row.slot_count for row in mine}[lesson.group_id] == 3


def test_the_same_name_in_the_same_year_is_the_same_class(session, lesson):
    facts = {"name": {"en": "Class 3C"}, "slot_count": 9, "now": NOON}
    again = school_classes.make(session, lesson.me, lesson.desk, 2025, **facts)
    assert again == lesson.group_id
    assert len(slots.list_live(session, again)) == 3


@pytest.mark.parametrize("name", ["Anna Weber", "陈小明"])
def test_a_class_called_like_a_child_is_asked_about_and_the_name_not_said(session, lesson, name):
    facts = {"name": {"en": name}, "slot_count": 2, "now": NOON}
    with pytest.raises(LooksLikeAPerson) as refused:
        school_classes.make(session, lesson.me, lesson.desk, 2025, **facts)
    assert name not in str(refused.value.facts) and name[0] in refused.value.facts["masked"]
    assert school_classes.make(session, lesson.me, lesson.desk, 2025, **facts, is_meant=True)


def test_a_class_belongs_to_a_year_there_is(session, lesson):
    with pytest.raises(NotFound):
        school_classes.make(
            session, lesson.me, lesson.desk, 2031, name={"en": "1A"}, slot_count=2, now=NOON
        )


@pytest.mark.parametrize("pupils", [0, 61])
def test_a_class_has_some_pupils_and_not_a_hundred(session, pupils):
    with pytest.raises(TooManySlots):
        schooling.begin(session, pupils=pupils)


def test_slots_are_added_after_the_last_one_and_once(session, lesson):
    for _ in range(2):
        school_classes.add_slots(
            session, lesson.me, lesson.desk, lesson.group_id, count=2, after=3, now=NOON
        )
    assert [row.number for row in slots.list_live(session, lesson.group_id)] == [1, 2, 3, 4, 5]
    [row] = rows_of(session, lesson)
    assert (row.pupils, row.slots) == (5, 5)


def test_a_number_is_not_given_twice_in_a_year(session, lesson):
    school_classes.remove(session, lesson.me, lesson.desk, lesson.group_id, 3, now=NOON)
    school_classes.add_slots(
        session, lesson.me, lesson.desk, lesson.group_id, count=1, after=3, now=NOON
    )
    assert [row.number for row in slots.list_live(session, lesson.group_id)] == [1, 2, 4]


def test_a_pupil_who_moves_gets_a_new_number_and_the_points_stay(session, lesson):
    facts = {"name": {"en": "Class 3D"}, "slot_count": 2, "now": NOON}
    other = school_classes.make(session, lesson.me, lesson.desk, 2025, **facts)
    set_up.award(session, lesson.group_id, 30, programme="SCHOOL")
    moving = (session, lesson.me, lesson.desk, lesson.group_id, 2, other)
    assert school_classes.move(*moving, now=NOON) == 3
    points = {row.group_id: (row.points, row.slots) for row in rows_of(session, lesson)}
    assert points == {lesson.group_id: (30, 2), other: (0, 3)}
    with pytest.raises(NotFound):  # sent twice, nobody moves twice
        school_classes.move(*moving, now=NOON)


def test_nobody_moves_to_a_class_of_another_year_or_into_the_same_one(session, lesson):
    with pytest.raises(NotFound):
        school_classes.move(
            session, lesson.me, lesson.desk, lesson.group_id, 1, lesson.group_id, now=NOON
        )
    club = people.school_class(session, "3A")
    with pytest.raises(NotFound):
        school_classes.move(session, lesson.me, lesson.desk, lesson.group_id, 1, club, now=NOON)
    assert len(slots.list_live(session, lesson.group_id)) == 3


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("Class 3A", "Class 4A"),
        ("3A班", "4A班"),
        ("9", "10"),
        ("Otters", "Otters"),
        ("P9-1", "P10-1"),
    ],
)
def test_a_class_may_be_called_one_more_next_year(name, later):
    assert school_years.next_name({"en": name}) == {"en": later}


def test_a_year_rolls_over_into_new_classes_and_the_old_cards_are_dead(session, lesson):
    [card, *_] = lesson.papers(session)
    lesson.open_(session)
    token = card_sign_ins.start(session, card.card, now=NOON)
    set_up.award(session, lesson.group_id, 30, programme="SCHOOL")
    assert roll(session, lesson) == 2026
    [row] = rows_of(session, lesson)
    assert (row.closed_at, row.slots, row.points, row.pupils) == (NOON, 0, 30, 3)
    [new] = rows_of(session, lesson, 2026)
    assert (new.name["en"], new.slots, new.starts_on) == ("Class 4C", 3, date(2026, 9, 1))
    assert card_sign_ins.find_or_none(session, token, now=NOON) is None
    with pytest.raises(card_sign_ins.UnknownCard):
        card_sign_ins.start(session, card.card, now=NOON)


def test_rolling_over_twice_changes_nothing_more(session, lesson):
    assert roll(session, lesson) == roll(session, lesson, name="Class 5C") == 2026
    assert [row.name["en"] for row in rows_of(session, lesson, 2026)] == ["Class 4C"]


def test_a_class_that_leaves_school_has_no_class_next_year(session, lesson):
    roll(session, lesson, name="")
    [row] = rows_of(session, lesson, 2026)
    assert row.group_id is None
    assert rows_of(session, lesson)[0].closed_at


def test_a_class_that_is_over_is_not_kept_and_nothing_is_logged_for_it(session, lesson):
    roll(session, lesson)
    for verb, facts in (
        (school_classes.add_slots, {"count": 1, "after": 3}),
        (school_classes.remove, {"number": 1}),
    ):
        with pytest.raises(ClassClosed):
            verb(session, lesson.me, lesson.desk, lesson.group_id, **facts, now=NOON)
    with pytest.raises(ClassClosed):
        lesson.open_(session)
    school = programmes.find(session, "SCHOOL", now=NOON).programme_id
    mine = {row.id for row in logbook.list_classes(session, lesson.me, school, now=NOON)}
    assert lesson.group_id not in mine and len(mine) == 3


def test_what_a_class_of_last_year_holds_it_can_still_vote_on(session, lesson):
    set_up.award(session, lesson.group_id, 30, programme="SCHOOL")
    roll(session, lesson)
    held = {
        row.id: (row.points, row.slot_count) for row in groups.list_at_desk(session, lesson.desk)
    }
    assert held[lesson.group_id] == (30, 3)


def test_erasing_takes_slots_cards_and_windows_and_leaves_the_points(session, lesson):
    [card, *_] = lesson.papers(session)
    lesson.open_(session)
    token = card_sign_ins.start(session, card.card, now=NOON)
    shown = card_sign_ins.find_or_none(session, token, now=NOON)
    class_tallies.put(session, shown, "SCHOOL", "walk", now=NOON)
    set_up.award(session, lesson.group_id, 30, programme="SCHOOL")
    roll(session, lesson, name="")
    school_years.erase(session, lesson.me, lesson.desk, 2025, now=NOON)
    assert [count(session, table) for table in (Slot, ClassWindow, CardSignIn, Tick)] == [0] * 4
    [row] = rows_of(session, lesson)
    assert (row.slots_erased, row.windows_erased, row.points) == (3, 1, 30)
    assert row.erasure_code.startswith("E-") and row.erased_at == NOON


def test_erasing_twice_keeps_the_first_receipt(session, lesson):
    roll(session, lesson)
    school_years.erase(session, lesson.me, lesson.desk, 2025, now=NOON)
    code = rows_of(session, lesson)[0].erasure_code
    school_years.erase(session, lesson.me, lesson.desk, 2025, now=NOON + timedelta(days=1))
    assert rows_of(session, lesson)[0].erasure_code == code
    assert len(slots.list_live(session, rows_of(session, lesson, 2026)[0].group_id)) == 3


def test_a_year_whose_classes_are_open_is_not_erased_before_its_end(session, lesson):
    with pytest.raises(NotYetOver):
        school_years.erase(session, lesson.me, lesson.desk, 2025, now=NOON)
    assert len(slots.list_live(session, lesson.group_id)) == 3


def test_nobody_erases_another_schools_year(session, lesson):
    olive = people.find(session, "olive")
    desk = set_up.desk(session, "olive")
    with pytest.raises(NotFound):
        school_years.erase(session, olive, desk, 2025, now=NOON)
    with pytest.raises(NotFound):
        school_classes.find(session, desk, lesson.group_id, now=NOON)


def test_a_forgotten_year_is_erased_three_months_after_its_end(session, lesson):
    end = datetime(ENDS.year, ENDS.month, ENDS.day, tzinfo=UTC)
    assert school_years.erase_past(session, now=end + KEPT - timedelta(days=1)) == 0
    assert school_years.erase_past(session, now=end + KEPT) == 1
    year = session.scalars(select(SchoolYear)).one()
    assert (year.erased_by, year.slots_erased) == (None, 3)
    assert school_years.erase_past(session, now=end + KEPT) == 0
