from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.schools import Slot
from portal import card_sign_ins, class_windows, codes, ids, school_classes, slots
from portal.card_sign_ins import (
    ClassOpenAgain,
    NotOpen,
    UnknownCard,
    UnknownClassCode,
    WrongCard,
)
from portal.class_windows import BadLength
from portal.errors import NotFound
from portal.slots import CardPicture, Pair
from portal.throttle import TooSoon
from portal.vault import Vault
from tests import schooling
from tests.people import NOON
from tests.schooling import VAULT

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(minutes=61)
NO_PAIR = Pair(None, None)


@pytest.fixture
def lesson(session):
    return schooling.begin(session)


def typed(session, code, number, pair, *, now=NOON, network="192.0.2.7"):
    return card_sign_ins.start_by_number(session, code, number, pair, network=network, now=now)


def guess(session, code, number, times, *, now=NOON):
    for _ in range(times):
        with pytest.raises(WrongCard):
            typed(session, code, number, NO_PAIR, now=now)


def shown(session, token, *, now=NOON):
    return card_sign_ins.find_or_none(session, token, now=now)


def reissue(session, lesson, number):
    school_classes.reissue(
        session, VAULT, lesson.me, lesson.desk, lesson.group_id, number, now=NOON
    )


def test_each_slot_has_a_card_of_its_own_with_pictures_of_its_own(session):
    papers = schooling.begin(session, pupils=28).papers(session)
    assert [paper.number for paper in papers] == list(range(1, 29))
    assert len({paper.card for paper in papers}) == 28
    assert len({paper.pair for paper in papers}) == 28
    assert all(len(paper.card) == 32 and set(paper.pair) <= set(CardPicture) for paper in papers)


def test_neither_card_nor_letter_can_be_read_in_the_database(session, lesson):
    papers = lesson.papers(session)
    kept = " ".join(str(slot.model_dump()) for slot in session.scalars(select(Slot)))
    for paper in papers:
        assert paper.card not in kept and paper.letter not in kept
        assert ids.digest(paper.card) in kept


def test_a_sheet_is_printed_again_as_it_was(session, lesson):
    before = lesson.papers(session)
    school_classes.make_cards(session, VAULT, lesson.me, lesson.desk, lesson.group_id, now=NOON)
    assert lesson.papers(session) == before


def test_cards_sealed_under_another_key_can_be_made_anew(session, lesson):
    other = Vault("another secret, after the first one was lost")
    papers, bare = slots.print_again(session, other, lesson.group_id, now=NOON)
    assert (papers, bare) == ([], [1, 2, 3])
    school_classes.make_cards(session, other, lesson.me, lesson.desk, lesson.group_id, now=NOON)
    papers, bare = slots.print_again(session, other, lesson.group_id, now=NOON)
    assert (len(papers), bare) == (3, [])


def test_a_card_works_while_the_class_is_open(session, lesson):
    card = lesson.papers(session)[1]
    lesson.open_(session)
    found = shown(session, card_sign_ins.start(session, card.card, now=NOON))
    assert (found.group_id, found.number) == (lesson.group_id, 2)


def test_a_photo_of_a_card_opens_nothing_outside_the_lesson(session, lesson):
    card = lesson.papers(session)[0].card
    with pytest.raises(NotOpen):
        card_sign_ins.start(session, card, now=NOON)
    lesson.open_(session)
    token = card_sign_ins.start(session, card, now=NOON)
    assert shown(session, token, now=LATER) is None
    with pytest.raises(NotOpen):
        card_sign_ins.start(session, card, now=LATER)


def test_a_card_of_another_class_stays_with_its_own_class(session, lesson):
    """Another class's window does not help it, and its own leads to its own tally."""
    other = schooling.begin(session, name="Class 3D")
    code = other.open_(session)
    card = lesson.papers(session)[0]
    with pytest.raises(NotOpen):
        card_sign_ins.start(session, card.card, now=NOON)
    theirs = other.papers(session)[0].pair
    if card.pair != theirs:
        with pytest.raises(WrongCard):
            typed(session, code, card.number, card.pair)
    assert shown(session, typed(session, code, 1, theirs)).group_id == other.group_id


def test_closing_the_class_ends_every_card_at_once(session, lesson):
    token = None
    lesson.open_(session)
    token = card_sign_ins.start(session, lesson.papers(session)[0].card, now=NOON)
    for _ in range(2):
        class_windows.close(session, lesson.me, lesson.desk, lesson.group_id, now=NOON)
    assert shown(session, token) is None
    assert lesson.row(session).window_code is None


def test_a_replaced_card_is_dead_and_the_new_one_works(session, lesson):
    lesson.open_(session)
    old, beside = lesson.papers(session)[:2]
    token = card_sign_ins.start(session, old.card, now=NOON)
    reissue(session, lesson, 1)
    assert shown(session, token) is None
    with pytest.raises(UnknownCard):
        card_sign_ins.start(session, old.card, now=NOON)
    new, same = lesson.papers(session)[:2]
    assert new.card != old.card and new.letter != old.letter and same == beside
    assert shown(session, card_sign_ins.start(session, new.card, now=NOON)).number == 1


def test_only_a_slot_that_is_in_use_gets_a_new_card(session, lesson):
    school_classes.remove(session, lesson.me, lesson.desk, lesson.group_id, 1, now=NOON)
    for number in (1, 99):
        with pytest.raises(NotFound):
            reissue(session, lesson, number)


def test_the_board_the_number_and_two_pictures_are_a_card_too(session, lesson):
    code = lesson.open_(session)
    paper = lesson.papers(session)[2]
    assert len(code) == 6 and set(code) <= set(codes.ALPHABET)
    spaced = f" {code[:3].lower()}-{code[3:]} "
    assert shown(session, typed(session, spaced, 3, paper.pair)).number == 3


def test_each_lesson_has_a_code_of_its_own(session, lesson):
    first = lesson.open_(session)
    paper = lesson.papers(session)[0]
    assert lesson.open_(session, now=NOON + timedelta(minutes=1)) != first
    with pytest.raises(UnknownClassCode):
        typed(session, first, 1, paper.pair, now=NOON + timedelta(minutes=1))


@pytest.mark.parametrize("minutes", [0, -5, 14, 600])
def test_a_class_is_open_for_a_lesson(session, lesson, minutes):
    with pytest.raises(BadLength):
        lesson.open_(session, minutes=minutes)


def test_after_five_wrong_cards_the_slot_waits_a_quarter_of_an_hour(session, lesson):
    code = lesson.open_(session)
    right = lesson.papers(session)[0].pair
    guess(session, code, 1, 5)
    with pytest.raises(TooSoon) as refused:
        typed(session, code, 1, right)
    assert refused.value.facts == {"seconds": 900}
    assert typed(session, code, 2, lesson.papers(session)[1].pair)
    assert typed(session, code, 1, right, now=NOON + timedelta(minutes=15))


def test_the_teacher_who_opens_again_ends_the_wait(session, lesson):
    guess(session, lesson.open_(session), 1, 5)
    code = lesson.open_(session, now=NOON + timedelta(seconds=1))
    right = lesson.papers(session)[0].pair
    assert typed(session, code, 1, right, now=NOON + timedelta(seconds=1))


def test_after_sixty_wrong_cards_the_class_waits_for_its_teacher(session):
    lesson = schooling.begin(session, pupils=15)
    code = lesson.open_(session)
    for number in range(1, 13):
        guess(session, code, number, 5)
    right = lesson.papers(session)[14].pair
    with pytest.raises(ClassOpenAgain):
        typed(session, code, 15, right)
    code = lesson.open_(session)
    assert typed(session, code, 15, right)


def test_a_slot_that_is_not_there_is_answered_like_a_wrong_card(session, lesson):
    guess(session, lesson.open_(session), 44, 5)


def test_a_slot_without_a_card_has_no_pictures_to_guess(session):
    lesson = schooling.begin(session, has_cards=False)
    code = lesson.open_(session)
    assert lesson.papers(session) == []
    with pytest.raises(WrongCard):
        typed(session, code, 1, Pair(CardPicture.SUN, CardPicture.SUN))


def test_a_class_code_that_is_none_is_a_guess_of_its_place(session, lesson):
    for _ in range(100):
        with pytest.raises(UnknownClassCode):
            typed(session, "0" * 6, 1, NO_PAIR)
    code = lesson.open_(session)
    with pytest.raises(TooSoon):
        typed(session, code, 1, lesson.papers(session)[0].pair)
    assert typed(session, code, 1, lesson.papers(session)[0].pair, network="192.0.2.8")


def test_whoever_leaves_leaves_nothing_behind(session, lesson):
    lesson.open_(session)
    token = card_sign_ins.start(session, lesson.papers(session)[0].card, now=NOON)
    card_sign_ins.end(session, token)
    assert shown(session, token) is None
    token = card_sign_ins.start(session, lesson.papers(session)[0].card, now=NOON)
    assert card_sign_ins.forget_old(session, now=LATER) == 1


def test_a_persons_token_is_no_card(session, lesson):
    assert shown(session, "key of rosa") is None
    assert shown(session, f"{card_sign_ins.PREFIX}{'0' * 64}") is None


def test_the_two_pictures_of_a_card_differ_and_every_pair_comes_up():
    pairs = {slots.pair_of(ids.digest(f"card {place}")) for place in range(3000)}
    assert all(pair.first != pair.second for pair in pairs)
    assert len(pairs) == len(CardPicture) * (len(CardPicture) - 1)
