"""A quiz of a talk: written for a poster, offered after signing in there, closed to others."""

import pytest

from db.engine import open_session
from tests import asking, posting
from tests.asking import GLASS, QUIZ

AT = "/en/desk/riverside-neighbours/questionnaires"
NEW = {"idem": "1", "kind": "quiz", "programme": "RIVER", "name": "Glass", "intro": ""}


@pytest.fixture
def talk(engine, town):
    with open_session(engine, writes=True) as session:
        made = posting.make(session)
        session.commit()
    return made


@pytest.fixture
def quiz(engine, talk):
    with open_session(engine, writes=True) as session:
        made = asking.opened(session, QUIZ, GLASS, talk=talk.code)
        session.commit()
    return made


def sign_in(browser, talk):
    return browser.post(f"/en/c/{talk.code}", data={"idem": "1", "amount": "1"})


def test_signing_in_leads_to_the_quiz_and_the_quiz_to_its_receipt(visit_as, talk, quiz):
    rosa = visit_as("rosa")
    offered = sign_in(rosa, talk).text
    assert "You have checked in here today." in offered
    assert "A quiz about what you heard" in offered
    assert f'href="/en/quizzes/{quiz.code}"' in offered
    assert "How often can glass be melted?" in rosa.get(f"/en/quizzes/{quiz.code}").text
    done = rosa.post(f"/en/quizzes/{quiz.code}", data={"idem": "1", "q1": "2"}).text
    assert "All right. Well done!" in done and "See your receipt" in done


def test_who_was_not_there_is_told_where_to_sign_in(visit_as, talk, quiz):
    for who in ("fay", None):
        page = visit_as(who).get(f"/en/quizzes/{quiz.code}").text if who else ""
        page = page or visit_as().get(f"/en/quizzes/{quiz.code}").text
        assert "it is for who signed in at Hall, by the door" in page
        assert f'href="/en/c/{talk.code}"' in page
        assert "How often can glass" not in page
    refused = visit_as("fay").post(f"/en/quizzes/{quiz.code}", data={"idem": "1", "q1": "2"})
    assert refused.status_code == 422
    assert "This quiz belongs to a talk" in refused.text


def test_without_a_quiz_signing_in_leads_to_the_receipt(visit_as, talk):
    page = sign_in(visit_as("rosa"), talk)
    assert "A quiz about what you heard" not in page.text and "/en/me/claims/" in str(page.url)


def test_an_organiser_writes_one_for_a_poster(visit_as, talk):
    olive = visit_as("olive")
    form = olive.get(f"{AT}/new").text
    assert "Does it belong to a talk?" in form and talk.code in form
    wrong = olive.post(AT, data={**NEW, "kind": "survey", "talk": talk.code})
    assert wrong.status_code == 422
    assert "only a quiz belongs to a talk" in wrong.text and 'value="Glass"' in wrong.text
    made = olive.post(AT, data={**NEW, "talk": talk.code})
    assert "For who signed in here: Hall, by the door" in made.text


def test_the_poster_tells_how_many_passed_and_everybody_s_list_leaves_it_out(visit_as, talk, quiz):
    rosa = visit_as("rosa")
    sign_in(rosa, talk)
    rosa.post(f"/en/quizzes/{quiz.code}", data={"idem": "1", "q1": "2"})
    poster = visit_as("olive").get(f"/en/desk/riverside-neighbours/posters/{talk.code}").text
    assert "1 person passed" in poster
    welcome = visit_as().get("/en/programmes/riverside-green-points-RIVER/welcome").text
    assert quiz.code not in welcome
    assert quiz.code not in rosa.get("/en/log/RIVER/quiz").text
