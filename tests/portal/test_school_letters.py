from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.people import Person
from portal import (
    card_sign_ins,
    children,
    departures,
    guardians,
    ledger,
    own_data,
    school_letters,
    slots,
)
from portal.children import FullName
from portal.errors import NotFound
from portal.own_data import ConsentKind
from portal.school_letters import ChildDisagrees, LetterUsed, UnknownLetter
from portal.slots import Pair
from portal.throttle import TooSoon
from tests import giving as set_up
from tests import people, schooling
from tests.claiming import SHELF
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def lesson(session):
    return schooling.begin(session)


@pytest.fixture
def paper(session, lesson):
    return lesson.papers(session)[0]


def letter_of(session, typed, *, now=NOON, network="192.0.2.7"):
    return school_letters.look_up(session, typed, network=network, now=now)


def link(session, paper, *, who="rosa", name="Otter", pair=None, **facts):
    return school_letters.link(
        session,
        people.find(session, who),
        letter_of(session, paper.letter),
        pair or paper.pair,
        name=name,
        **{"now": NOON, **facts},
    )


def test_the_code_says_which_slot_it_is_about(session, lesson, paper):
    found = letter_of(session, paper.letter.lower().replace("-", " "))
    assert (found.group_id, found.number, found.name["en"]) == (lesson.group_id, 1, "Class 3C")


@pytest.mark.parametrize("typed", ["", "7K3F", "0000-0000-0000-0000"])
def test_a_code_that_is_none_is_a_guess(session, lesson, typed):
    with pytest.raises(UnknownLetter):
        letter_of(session, typed)


def test_guessing_codes_is_slowed_down(session, paper):
    for _ in range(100):
        with pytest.raises(UnknownLetter):
            letter_of(session, "0000-0000-0000-0000")
    with pytest.raises(TooSoon):
        letter_of(session, paper.letter)
    assert letter_of(session, paper.letter, now=NOON + timedelta(minutes=2))


def test_guardian_and_child_agree_together(session, paper):
    rosa = people.find(session, "rosa")
    child_id = link(session, paper)
    child = guardians.find(session, rosa, child_id)
    assert (child.name, child.has_account, child.household_id) == (
        "Otter",
        False,
        rosa.household_id,
    )


def consents(session, who="rosa"):
    """What the register says this person agreed to about a child, and that the child did."""
    listed = own_data.list_consents(session, people.find(session, who))
    return {(one.kind, one.detail, one.since, one.child_id) for one in listed if one.child_id}


def test_both_agreements_stand_in_the_register(session, paper):
    child_id = link(session, paper)
    assert consents(session) == {
        (ConsentKind.CHILD, "Otter", NOON, child_id),
        (ConsentKind.AGREED, "Otter", NOON, child_id),
    }
    assert consents(session, "tom") == consents(session, "fay") == set()


def test_a_child_that_was_there_agrees_too(session, paper):
    """Its name is known at home: it is no second child, and somebody answers for it now."""
    child_id = link(session, paper, name="Pip")
    pip = session.scalars(select(Person.id).where(Person.name == "Pip")).one()
    assert child_id == pip
    assert {kind for kind, *_ in consents(session)} == {ConsentKind.CHILD, ConsentKind.AGREED}


def test_without_a_card_only_the_adult_has_agreed(session):
    rosa = people.find(session, "rosa")
    child_id = children.add(session, rosa, name="Otter", is_guardian=True, now=NOON)
    assert consents(session) == {(ConsentKind.CHILD, "Otter", NOON, child_id)}


@pytest.mark.parametrize("by_erasing", [True, False])
def test_taking_it_back_takes_it_from_the_register(session, paper, by_erasing):
    child_id, rosa = link(session, paper), people.find(session, "rosa")
    if by_erasing:
        departures.erase_child(session, rosa, child_id, idem="1", shelf=SHELF, now=NOON)
    else:
        guardians.end(session, rosa, child_id, now=NOON)
    assert consents(session) == set()


def test_without_the_childs_pictures_there_is_no_consent(session, paper):
    rosa = people.find(session, "rosa")
    before = len(guardians.list_children(session, rosa))
    for _ in range(5):
        with pytest.raises(ChildDisagrees):
            link(session, paper, pair=Pair(None, None))
    with pytest.raises(TooSoon):
        link(session, paper)
    assert len(guardians.list_children(session, rosa)) == before
    assert link(session, paper, now=NOON + timedelta(minutes=15))


def test_a_letter_is_used_by_one_household(session, paper):
    link(session, paper)
    with pytest.raises(LetterUsed):
        link(session, paper, who="fay")


def test_a_full_name_is_asked_about_before_anything_is_used(session, paper):
    with pytest.raises(FullName):
        link(session, paper, name="Anna Weber")
    assert link(session, paper, name="Anna Weber", is_meant=True)


def test_parents_object_and_the_class_keeps_its_total(session, lesson, paper):
    set_up.award(session, lesson.group_id, 30, programme="SCHOOL")
    lesson.open_(session)
    token = card_sign_ins.start(session, paper.card, now=NOON)
    school_letters.object_(session, letter_of(session, paper.letter), now=NOON)
    assert [row.number for row in slots.list_live(session, lesson.group_id)] == [2, 3]
    assert lesson.row(session).points == 30
    assert card_sign_ins.find_or_none(session, token, now=NOON) is None
    with pytest.raises(UnknownLetter):
        letter_of(session, paper.letter)
    [row] = set_up_total(session, lesson)
    assert row == 30


def set_up_total(session, lesson):
    """What the ledger itself says the class holds."""
    programme_id = set_up.programmes.find(session, "SCHOOL", now=NOON).programme_id
    return [ledger.balance(session, programme_id, lesson.group_id)]


def test_who_objects_wins_over_who_agreed(session, lesson, paper):
    """Parents disagree: the more careful choice holds, whoever was first."""
    link(session, paper)
    letter = letter_of(session, paper.letter)
    school_letters.object_(session, letter, now=NOON)
    assert 1 not in {row.number for row in slots.list_live(session, lesson.group_id)}
    with pytest.raises(NotFound):  # sent twice: the slot has ended
        school_letters.object_(session, letter, now=NOON)
