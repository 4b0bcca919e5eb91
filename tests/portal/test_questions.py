"""Questions: what can be asked, what counts as an answer, and what of the sums may be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questions import (
    FEWEST,
    FEWEST_HIDDEN,
    LONGEST_TEXT,
    MOST_CHOICES,
    BadQuestion,
    NoQuestion,
    NotAnswered,
    Question,
    QuestionKind,
    Unsound,
    add_up,
    hide_small,
    read_answer,
    require_sound,
)
from tests.asking import GLASS, LIKED, PATHS, WISH

NAMELESS = Question(QuestionKind.TEXT, {"en": ""})
LONELY = Question(QuestionKind.CHOICE, {"en": "Which?"}, ({"en": "This"},))
ENDLESS = Question(QuestionKind.CHOICE, {"en": "Which?"}, ({"en": "One"},) * (MOST_CHOICES + 1))
counts = st.lists(st.integers(0, 60), min_size=2, max_size=9)


def test_a_question_comes_back_from_the_database_as_it_was():
    assert [Question.of(one.plain()) for one in (PATHS, LIKED, WISH, GLASS)] == [
        PATHS,
        LIKED,
        WISH,
        GLASS,
    ]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (NAMELESS, Unsound.NO_WORDS),
        (LONELY, Unsound.FEW_CHOICES),
        (ENDLESS, Unsound.MANY_CHOICES),
    ],
)
def test_what_is_wrong_with_a_question_is_said_with_its_number(asked, wrong):
    with pytest.raises(BadQuestion) as caught:
        require_sound([PATHS, asked], is_quiz=False)
    assert (caught.value.facts["number"], caught.value.wrong) == (2, wrong)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (LIKED, Unsound.NOT_FOR_QUIZ),
        (PATHS, Unsound.NO_RIGHT),
        (Question(PATHS.kind, PATHS.words, PATHS.choices, right=1), Unsound.NO_WHY),
    ],
)
def test_a_quiz_needs_a_right_answer_and_says_why(asked, wrong):
    with pytest.raises(BadQuestion) as caught:
        require_sound([asked], is_quiz=True)
    assert caught.value.wrong is wrong
    require_sound([GLASS], is_quiz=True)


def test_nothing_asked_cannot_be_opened():
    with pytest.raises(NoQuestion):
        require_sound([], is_quiz=False)


@pytest.mark.parametrize("typed", ["0", "3", "-1", "two", "1.0", "٢", "99999999999999", "None"])
def test_only_an_offered_choice_is_an_answer(typed):
    with pytest.raises(NotAnswered):
        read_answer(PATHS, 1, typed, is_needed=False)


def test_a_survey_may_be_left_out_and_a_quiz_may_not():
    assert read_answer(PATHS, 1, " ", is_needed=False) is None
    assert read_answer(LIKED, 1, "5", is_needed=True) == LIKED.count
    with pytest.raises(NotAnswered):
        read_answer(PATHS, 1, " ", is_needed=True)


def test_words_are_taken_as_they_are_up_to_a_length():
    assert read_answer(WISH, 1, " A bench. ", is_needed=False) == "A bench."
    with pytest.raises(NotAnswered):
        read_answer(WISH, 1, "x" * (LONGEST_TEXT + 1), is_needed=False)


def test_answers_add_up_and_words_lose_their_order():
    asked = [PATHS, WISH]
    sums, words = add_up(asked, [], [[1, "Shade"], [2, "Benches"], [1, None]])
    assert sums == [{"counts": [0, 2, 1]}, {"counts": [1]}]
    assert words == ["Benches", "Shade"]
    more, _ = add_up(asked, sums, [[None, None]])
    assert more == [{"counts": [1, 2, 1]}, {"counts": [2]}]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([0, 12, 30], [0, 12, 30]),
        ([0, 3, 30], [0, None, None]),  # one hidden number would follow from the total
        ([0, 3, 30, 40], [0, None, None, 40]),
        ([4, 7, 30], [None, None, None]),  # eleven people together are too few
        ([9, 30, 9, 3, 40], [None, 30, None, None, 40]),
        ([30, 40, 3], [None, 40, None]),  # the one after the small one, beginning anew
        ([1, 2, 3, 4], [None, None, None, None]),
    ],
)
def test_small_numbers_are_hidden_and_what_they_would_follow_from(counts, told):
    assert hide_small(counts) == told


@given(counts)
def test_what_is_hidden_is_never_about_fewer_than_twenty_people_together(counts):
    told = hide_small(counts)
    shown = [one for one in told if one is not None]
    assert not any(0 < one < FEWEST for one in shown)
    hidden = sum(counts) - sum(shown)
    assert hidden == 0 or hidden >= FEWEST_HIDDEN or not any(shown)
