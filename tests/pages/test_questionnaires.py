"""Surveys and quizzes on pages: written at a desk, answered by whoever takes part."""

import re
from uuid import uuid4

import pytest

from tests import asking
from tests.asking import GLASS, LIKED, PATHS, QUIZ, SURVEY, WISH
from tests.pages.giving import done, flat

pytestmark = pytest.mark.usefixtures("town")
DESK = "/en/desk/riverside-neighbours/questionnaires"
WELCOME = "/en/programmes/riverside-green-points-RIVER/welcome"


def sent(client, address, **fields):
    """Send a form; return the page that comes of it."""
    return client.post(address, data={"idem": uuid4().hex, **fields}, follow_redirects=True)


def test_an_organiser_writes_a_survey_opens_it_and_closes_it(visit_as):
    olive = visit_as("olive")
    assert DESK.removeprefix("/en") in olive.get("/en/desk/riverside-neighbours").text
    begun = sent(olive, DESK, programme="RIVER", kind="survey", name="Paths", intro="Where?")
    one = begun.url.path
    assert "There is no question yet." in begun.text
    refused = sent(olive, f"{one}/open")
    assert (refused.status_code, "Write a question first." in refused.text) == (422, True)
    sent(olive, f"{one}/questions/1", words="Which?", kind="choice", choices="Towpath\nStreet")
    said = sent(olive, f"{one}/questions/2", words="What is missing?", kind="text")
    assert all(words in said.text for words in ("Towpath", "What is missing?", "Not yet in:"))
    opened = sent(olive, f"{one}/open")
    assert "Where it is answered" in opened.text and "/surveys/W-" in opened.text
    closed = sent(olive, f"{one}/close")
    assert "Fewer than ten people answered" in closed.text


def test_another_language_of_the_page_is_another_language_of_the_question(visit_as):
    olive = visit_as("olive")
    one = sent(olive, DESK, programme="RIVER", kind="survey", name="Paths").url.path
    words = {"kind": "choice", "words": "Which?", "choices": "Towpath\nStreet"}
    sent(olive, f"{one}/questions/1", **words)
    chinese = {"kind": "choice", "words": "哪一条？", "choices": "河边\n大街"}
    sent(olive, f"{one.replace('/en/', '/zh-hans/')}/questions/1", **chinese)
    assert "哪一条？" in olive.get(one.replace("/en/", "/zh-hans/")).text
    assert "Towpath" in olive.get(one).text


def test_what_is_missing_in_a_quiz_is_said(visit_as):
    olive = visit_as("olive")
    one = sent(olive, DESK, programme="RIVER", kind="quiz", name="Glass").url.path
    sent(olive, f"{one}/questions/1", words="How often?", choices="Once\nAgain", right="2")
    refused = sent(olive, f"{one}/open")
    assert "Question 1 cannot be asked like this. Say why that answer is right." in flat(refused)
    gone = sent(olive, f"{one}/questions/1", remove="yes")
    assert "There is no question yet." in gone.text


def test_a_survey_is_answered_without_a_name_and_once(visit_as, session):
    survey = done(session, asking.opened, SURVEY, PATHS, LIKED, WISH)
    rosa, address = visit_as("rosa"), f"/en/surveys/{survey.code}"
    assert "Nobody can find out what you answer" in rosa.get(address).text
    bad = sent(rosa, address, q1="9", q3="Benches")
    assert (bad.status_code, "Choose an answer." in bad.text, "Benches" in bad.text) == (
        422,
        True,
        True,
    )
    thanks = sent(rosa, address, q1="1", q3="Benches")
    assert "Thank you for your answers." in thanks.text
    assert '<form class="form"' not in thanks.text
    assert "5 points" in flat(rosa.get(re.search(r"/en/me/claims/A-[\w-]+", thanks.text)[0]))


def test_words_that_tell_a_phone_number_come_back_with_a_reason(visit_as, session):
    survey = done(session, asking.opened, SURVEY, WISH)
    page = sent(visit_as("rosa"), f"/en/surveys/{survey.code}", q1="Call 0770 0900 123")
    assert page.status_code == 422 and "0770 0900 123" in page.text


def test_a_quiz_says_why_and_counts_when_all_is_right(visit_as, session):
    quiz = done(session, asking.opened, QUIZ, GLASS)
    rosa, address = visit_as("rosa"), f"/en/quizzes/{quiz.code}"
    wrong = sent(rosa, address, q1="1")
    assert wrong.status_code == 422
    assert "Not quite. It does not wear out." in flat(wrong)
    right = sent(rosa, address, q1="2")
    assert "All right. Well done!" in right.text and "Again and again" in right.text
    again = rosa.get(f"{address}?again=1")
    assert "See whether it is right" in again.text
    assert "All right. Well done!" in sent(rosa, address, q1="2").text


def test_strangers_read_the_questions_and_sign_in_when_they_send_them(visit_as, session):
    quiz = done(session, asking.opened, QUIZ, GLASS)
    nobody, address = visit_as(), f"/en/quizzes/{quiz.code}"
    assert "You sign in when you send it" in nobody.get(address).text
    asked = sent(nobody, address, q1="2")
    assert (asked.status_code, "Sign in" in asked.text) == (401, True)


def test_the_welcome_page_ends_with_a_button_and_counts_once(visit_as):
    rosa = visit_as("rosa")
    page = rosa.get(WELCOME)
    assert "That earns 20 points, once for each adult." in flat(page)
    for _ in range(2):
        thanks = sent(rosa, WELCOME)
        assert "You have read this. Thank you, and welcome!" in thanks.text
    assert flat(rosa.get("/en/me/points")).count("20 points") >= 1


def test_what_is_recorded_is_not_logged_by_hand(visit_as, session):
    quiz = done(session, asking.opened, QUIZ, GLASS)
    rosa = visit_as("rosa")
    page = rosa.get("/en/log/RIVER/quiz")
    assert f"/en/quizzes/{quiz.code}" in page.text and "<textarea" not in page.text
    assert WELCOME in rosa.get("/en/log/RIVER/welcome").text
    assert rosa.post("/en/log/RIVER/survey", data={"idem": "x"}).status_code == 422


def test_the_programmes_page_leads_to_what_is_asked(visit_as, session):
    quiz = done(session, asking.opened, QUIZ, GLASS)
    assert f"{WELCOME}#asked" in visit_as().get("/en/programmes/riverside-green-points-RIVER").text
    assert f"/en/quizzes/{quiz.code}" in visit_as().get(WELCOME).text


def test_a_closed_survey_tells_its_sums_to_everybody(visit_as, session):
    survey = done(session, asking.opened, SURVEY, PATHS)
    done(session, asking.close, survey)
    page = visit_as().get(f"/en/surveys/{survey.code}").text
    assert "This has closed" in page and "Fewer than ten people answered" in page
