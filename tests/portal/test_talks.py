"""Talks: a quiz of a poster is for who signed in there."""

from datetime import timedelta

import pytest

from portal import checkins, ids, programmes, quizzes, talks, withdrawals
from portal.errors import NotFound
from portal.quizzes import NotRight
from portal.talks import NotThere, OnlyQuizzes, OtherProgramme
from tests import asking, claiming, planning, posting
from tests.asking import GLASS, QUIZ, SURVEY
from tests.people import NOON, find

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def talk(session):
    return posting.make(session)


@pytest.fixture
def quiz(session, talk):
    return asking.opened(session, QUIZ, GLASS, talk=talk.code)


def sign_in(session, talk, who="rosa", now=NOON):
    facts = {"secret": posting.SECRET, "shelf": claiming.SHELF, "idem": ids.new_token()}
    return checkins.check_in(session, find(session, who), talk, 1, **facts, now=now)


def tick(session, talk, code, *, is_seen):
    desk, vera = claiming.desk(session, "vera"), find(session, "vera")
    seen = ({code}, ()) if is_seen else ((), {code})
    checkins.tick(session, vera, desk, talk, *seen, idem=ids.new_token(), now=NOON)


def test_who_signed_in_takes_it_and_who_did_not_is_told(session, talk, quiz):
    sign_in(session, talk)
    with pytest.raises(NotThere):
        asking.take(session, quiz, 2, who="fay")
    with pytest.raises(NotRight):
        asking.take(session, quiz, 1)
    assert claiming.stored(session, asking.take(session, quiz, 2)).activity == "quiz"


def test_it_may_be_taken_on_a_later_day(session, talk, quiz):
    sign_in(session, talk)
    facts = {"shelf": claiming.SHELF, "now": NOON + timedelta(days=1)}
    assert quizzes.take(session, find(session, "rosa"), quiz, [2], **facts)


@pytest.mark.parametrize("is_seen", [True, False])
def test_whom_the_host_did_not_see_takes_it_no_more(session, talk, quiz, is_seen):
    tick(session, talk, sign_in(session, talk), is_seen=is_seen)
    assert talks.may_take(session, find(session, "rosa"), quiz) is is_seen


def test_who_took_the_sign_in_back_was_not_there(session, talk, quiz):
    code, me = sign_in(session, talk), find(session, "rosa")
    again = {"shelf": claiming.SHELF, "idem": ids.new_token(), "now": NOON}
    withdrawals.withdraw(session, me, code, **again)
    assert not talks.may_take(session, find(session, "rosa"), quiz)


def test_signing_in_elsewhere_is_not_signing_in_here(session, talk, quiz):
    other = posting.make(session, place="Library")
    sign_in(session, other)
    with pytest.raises(NotThere):
        asking.take(session, quiz, 2)


def test_a_quiz_of_no_talk_is_for_everybody(session):
    quiz = asking.opened(session, QUIZ, GLASS)
    assert talks.may_take(session, find(session, "fay"), quiz)


def test_a_survey_belongs_to_no_talk(session, talk):
    with pytest.raises(OnlyQuizzes):
        asking.draft(session, SURVEY, talk=talk.code)


def test_a_talk_of_another_programme_is_named_as_such(session, talk):
    planning.publish(session)
    orchard = programmes.find(session, "ORCHARD", now=NOON).programme_id
    with pytest.raises(OtherProgramme):
        talks.code_of(session, claiming.desk(session, "olive"), orchard, QUIZ, talk.code)


def test_a_talk_that_is_not_ours_or_not_there_has_no_quiz(session, talk):
    with pytest.raises(NotFound):
        asking.draft(session, QUIZ, talk="C-0000-0000-000")


def test_the_poster_tells_its_quizzes_and_how_many_passed(session, talk, quiz):
    asking.draft(session, QUIZ, GLASS, talk=talk.code)
    asking.opened(session, QUIZ, GLASS)
    for who in ("rosa", "tom"):
        sign_in(session, talk, who)
        asking.take(session, quiz, 2, who=who)
    [told] = talks.list_quizzes(session, talk)
    assert (told.code, told.passed) == (quiz.code, 2)
