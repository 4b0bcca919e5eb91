"""Surveys: many answer, and nobody can find out who said what."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import select

from db.engine import open_session
from db.tables.history import HistoryEvent
from db.tables.households import HouseholdMember, Standing
from db.tables.questionnaires import Questionnaire, QuestionnaireState
from db.tables.receipts import Receipt
from portal import ids, people, questionnaires, surveys
from portal.errors import NotAllowed, NotFound
from portal.giveaways import HasPhone
from portal.questionnaires import AlreadyOpen, QuestionnaireClosed
from portal.questions import BadQuestion, NoQuestion
from portal.vault import Vault
from tests import asking, claiming
from tests.asking import LIKED, PATHS, SURVEY, WISH
from tests.claiming import stored
from tests.people import NOON, find

pytestmark = pytest.mark.usefixtures("town")


def neighbours(session, count):
    """So many adults of one large home."""
    home = find(session, "rosa").household_id
    for number in range(count):
        one = people.register(session, name=f"Neighbour {number}", now=NOON)
        facts = {"household_id": home, "person_id": one.id, "joined_at": NOON}
        session.add(HouseholdMember(**facts, standing=Standing.ADULT))
        session.flush()
        yield people.find_member(session, one.id, now=NOON)


@pytest.fixture
def survey(session):
    return asking.opened(session, SURVEY, PATHS, LIKED, WISH)


def everybody(session, survey, count):
    for place, me in enumerate(neighbours(session, count)):
        asking.answer(session, survey, 1 + place % 2, 5, f"Wish {place:02}", me=me)


def test_answering_is_an_action_and_the_answer_is_not_in_it(session, survey):
    claim = stored(session, asking.answer(session, survey, 1, 5, "More shade."))
    assert (claim.activity, claim.points, claim.note) == ("survey", 5, None)
    rows = [*session.exec(select(Receipt)), *session.exec(select(HistoryEvent))]
    assert not [row for row in rows if "shade" in str(row.model_dump())]


def test_it_is_answered_once(session, survey):
    first = asking.answer(session, survey, 1, 5, None)
    assert asking.answer(session, survey, 2, 1, "Other words.") == first
    box = json.loads(asking.VAULT.open(*_sealed(session, survey), now=NOON))
    assert box == [[1, 5, None]]


def test_one_form_sent_24_times_at_once_is_one_answer(engine, session, survey):
    session.commit()

    def send(_number):
        with open_session(engine, writes=True) as own:
            code = asking.answer(own, survey, 1, 5, None)
            own.commit()
            return code

    with ThreadPoolExecutor(24) as pool:
        assert len(set(pool.map(send, range(24)))) == 1
    box = json.loads(asking.VAULT.open(*_sealed(session, survey), now=NOON))
    assert box == [[1, 5, None]]


def _sealed(session, survey):
    it = asking.kept(session, survey)
    return f"survey|{it.programme_id}|{it.code}", it.box


def test_what_waits_cannot_be_read_in_the_database(session, survey):
    asking.answer(session, survey, 1, 5, "More shade.")
    it = asking.kept(session, survey)
    assert "shade" not in str(it.model_dump())
    assert (it.sums, it.texts, it.counted) == ([], [], 0)


def test_the_box_is_shuffled_each_time(session, survey):
    with ids.seeded(7):
        everybody(session, survey, 12)
    box = json.loads(asking.VAULT.open(*_sealed(session, survey), now=NOON))
    words = [sheet[2] for sheet in box]
    assert sorted(words) == [f"Wish {place:02}" for place in range(12)]
    assert words != sorted(words)


def test_two_looks_at_the_database_differ_by_ten_people_at_least(session, survey):
    seen = [0]
    for place, me in enumerate(neighbours(session, 22)):
        asking.answer(session, survey, 1, 5, f"Wish {place}", me=me)
        seen.append(asking.kept(session, survey).counted)
    asking.close(session, survey)
    seen.append(asking.kept(session, survey).counted)
    steps = {after - before for before, after in pairwise(seen)} - {0}
    assert seen[-1] == 22
    assert min(steps) >= 10


def test_nothing_is_told_while_it_is_open(session, survey):
    everybody(session, survey, 20)
    assert surveys.results(asking.kept(session, survey)) == []


def test_of_fewer_than_ten_answers_nothing_is_kept(session, survey):
    everybody(session, survey, 9)
    asking.close(session, survey)
    it = asking.kept(session, survey)
    assert (it.counted, it.box, it.sums, it.texts) == (0, None, [], [])
    assert surveys.results(it) == []


def test_when_it_has_closed_the_sums_are_told_and_the_words_have_no_order(session, survey):
    everybody(session, survey, 20)
    asking.close(session, survey)
    it = asking.kept(session, survey)
    paths, liked = surveys.results(it)
    assert paths.counts == [0, 10, 10]
    assert liked.counts == [0, 0, 0, 0, 0, 20]
    assert [line["said"] for line in it.texts] == [f"Wish {place:02}" for place in range(20)]
    asking.close(session, survey)  # again: nothing changes
    assert asking.kept(session, survey).counted == 20


def test_small_numbers_of_a_closed_survey_are_hidden(session, survey):
    for place, me in enumerate(neighbours(session, 15)):
        asking.answer(session, survey, 2 if place < 3 else 1, None, None, me=me)
    asking.close(session, survey)
    assert surveys.results(asking.kept(session, survey))[0].counts == [0, None, None]


def test_a_phone_number_in_the_words_is_pointed_out_and_nothing_is_taken(session, survey):
    with pytest.raises(HasPhone):
        asking.answer(session, survey, 1, 5, "Call me: 0770 0900 123")
    assert asking.kept(session, survey).box is None


def test_a_closed_survey_takes_nothing(session, survey):
    asking.close(session, survey)
    with pytest.raises(QuestionnaireClosed):
        asking.answer(session, survey, 1, 5, None)


def test_with_another_key_the_box_is_lost_and_the_survey_goes_on(session, survey):
    asking.answer(session, survey, 1, 5, None)
    me, facts = find(session, "fay"), {"shelf": claiming.SHELF, "now": NOON}
    surveys.answer(session, me, survey, [2, 1, None], vault=Vault("another"), **facts)
    box = Vault("another").open(*_sealed(session, survey), now=NOON)
    assert json.loads(box) == [[2, 1, None]]


def test_what_is_asked_stays_once_it_is_open(session, survey):
    desk = claiming.desk(session, "olive")
    with pytest.raises(AlreadyOpen):
        questionnaires.put_question(session, desk, survey.code, 1, WISH)
    with pytest.raises(AlreadyOpen):
        questionnaires.change(session, desk, survey.code, {"en": "Other"}, {})


def test_questions_are_written_changed_and_taken_away_before(session):
    code, desk = asking.draft(session, SURVEY, PATHS, LIKED), claiming.desk(session, "olive")
    questionnaires.put_question(session, desk, code, 2, WISH)
    questionnaires.put_question(session, desk, code, 1, None)
    assert questionnaires.questions_of(questionnaires.find(session, desk, code)) == [WISH]
    for number in (0, 3):
        with pytest.raises(NotFound):
            questionnaires.put_question(session, desk, code, number, WISH)


def test_it_opens_only_when_it_can_be_asked(session):
    desk, olive = claiming.desk(session, "olive"), find(session, "olive")
    with pytest.raises(NoQuestion):
        questionnaires.open_up(session, olive, desk, asking.draft(session, SURVEY), now=NOON)
    bad = asking.draft(session, asking.QUIZ, PATHS)
    with pytest.raises(BadQuestion):
        questionnaires.open_up(session, olive, desk, bad, now=NOON)
    assert session.exec(select(Questionnaire.state).where(Questionnaire.code == bad)).one() == (
        QuestionnaireState.DRAFT
    )


def test_a_draft_is_nobody_elses_business(session):
    code = asking.draft(session, SURVEY, PATHS)
    with pytest.raises(NotFound):
        questionnaires.find_public(session, SURVEY, code)
    with pytest.raises(NotAllowed):
        questionnaires.find(session, claiming.desk(session, "vera"), code)


def test_the_same_form_begins_one_questionnaire(session):
    desk, olive, idem = claiming.desk(session, "olive"), find(session, "olive"), ids.new_token()
    facts = (session, olive, desk, "RIVER", SURVEY, {"en": "Paths"}, {})
    later = NOON + timedelta(minutes=1)
    first = questionnaires.make(*facts, idem=idem, now=NOON)
    assert questionnaires.make(*facts, idem=idem, now=later) == first
    assert len(session.exec(select(Questionnaire)).all()) == 1
