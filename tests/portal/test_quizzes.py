"""Quizzes: as often as one likes; when all is right it counts, once."""

import pytest

from db.tables.claims import ClaimState
from portal import quizzes
from portal.questionnaires import QuestionnaireClosed
from portal.quizzes import NotRight
from tests import asking
from tests.asking import GLASS, QUIZ
from tests.claiming import stored
from tests.people import find

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def quiz(session):
    return asking.opened(session, QUIZ, GLASS, GLASS)


def test_all_right_is_an_action_that_is_checked_already(session, quiz):
    claim = stored(session, asking.take(session, quiz, 2, 2))
    assert (claim.activity, claim.state, claim.points) == ("quiz", ClaimState.AWARDED, 20)


def test_what_is_not_right_is_named_and_nothing_is_kept_of_it(session, quiz):
    with pytest.raises(NotRight) as caught:
        asking.take(session, quiz, 1, 2)
    assert caught.value.numbers == [1]
    assert find(session, "rosa").points == 0
    assert asking.take(session, quiz, 2, 2)


def test_trying_again_gives_nothing_more(session, quiz):
    first = asking.take(session, quiz, 2, 2)
    assert asking.take(session, quiz, 2, 2) == first
    assert find(session, "rosa").points == 20


def test_another_quiz_counts_again_up_to_the_limit_of_the_month(session):
    for _ in range(6):
        asking.take(session, asking.opened(session, QUIZ, GLASS), 2)
    assert find(session, "rosa").points == 100


def test_a_closed_quiz_counts_no_more(session, quiz):
    asking.close(session, quiz)
    with pytest.raises(QuestionnaireClosed):
        asking.take(session, quiz, 2, 2)


def test_which_answers_are_wrong_is_a_matter_of_the_questions_alone():
    assert quizzes.wrong_of([GLASS, GLASS], [2, None]) == [2]


def test_whoever_wrote_it_has_somebody_else_answer_for_their_own(session, quiz):
    claim = stored(session, asking.take(session, quiz, 2, 2, who="olive"))
    assert claim.state is ClaimState.AWARDED
