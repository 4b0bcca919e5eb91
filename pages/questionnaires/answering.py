"""/surveys/{code} /quizzes/{code} : answer a few questions. A survey once, a quiz as often."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.questionnaires.forms import answers_form, read_answers
from pages.speech import gettext, said
from pages.web.forms import BaseForm
from pages.web.gates import anyone, signed_in
from pages.web.photos import shelf
from pages.web.refusing import say
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from portal import questionnaires, quizzes, records, surveys, talks
from portal.errors import Refused
from portal.questionnaires import QuestionnaireKind, QuestionnaireState
from portal.questions import Question
from portal.quizzes import NotRight

PLACES = {QuestionnaireKind.SURVEY: "surveys", QuestionnaireKind.QUIZ: "quizzes"}


@open_to(anyone)
def survey(visit: Visit, code: str) -> Response:
    """The questions, or that they are answered, or what came of them."""
    return _show(visit, questionnaires.find_public(visit.session, QuestionnaireKind.SURVEY, code))


@open_to(signed_in)
def answer(visit: Visit, code: str) -> Response:
    """Take the answers without the name."""
    it = questionnaires.find_public(visit.session, QuestionnaireKind.SURVEY, code)
    asked = questionnaires.questions_of(it)
    form = answers_form(asked)(visit.form)
    answers = read_answers(form, asked, is_quiz=False)
    if answers is None:
        return _page(visit, it, form, 422)
    try:
        facts: dict[str, Any] = {"vault": vault_of(visit), "shelf": shelf(visit), "now": visit.now}
        surveys.answer(visit.session, visit.me, it, answers, **facts)
    except Refused as error:
        form.form_errors.append(say(error))
        return _page(visit, it, form, 422)
    return visit.go("survey", code=it.code)


@open_to(anyone)
def quiz(visit: Visit, code: str) -> Response:
    """The questions; who knew everything sees why, and may try again."""
    return _show(visit, questionnaires.find_public(visit.session, QuestionnaireKind.QUIZ, code))


@open_to(signed_in)
def take(visit: Visit, code: str) -> Response:
    """Say what was right, and why the rest was not."""
    it = questionnaires.find_public(visit.session, QuestionnaireKind.QUIZ, code)
    asked = questionnaires.questions_of(it)
    form = answers_form(asked)(visit.form)
    answers = read_answers(form, asked, is_quiz=True)
    if answers is None:
        return _page(visit, it, form, 422)
    try:
        quizzes.take(visit.session, visit.me, it, answers, shelf=shelf(visit), now=visit.now)
    except Refused as error:
        _explain(form, asked, error)
        return _page(visit, it, form, 422)
    return visit.go("quiz", code=it.code)


def _explain(form: BaseForm, asked: list[Question], error: Refused) -> None:
    """Say at each wrong answer why, or above the form what else is the matter."""
    if not isinstance(error, NotRight):
        form.form_errors.append(say(error))
        return
    for number in error.numbers:
        why = gettext("Not quite. %(why)s") % {"why": said(asked[number - 1].why)}
        form[f"q{number}"].errors = [why]


def _show(visit: Visit, it: Any) -> Response:
    return _page(visit, it, answers_form(questionnaires.questions_of(it))())


def _page(visit: Visit, it: Any, form: BaseForm, status: int = 200) -> Response:
    done = None
    if visit.person:
        done = records.find_or_none(visit.session, visit.me, it.programme_id, it.code)
    is_mine = not it.poster_code or (visit.person and talks.may_take(visit.session, visit.me, it))
    is_again = "again" in visit.query or status != 200  # noqa: PLR2004
    return visit.page(
        "questionnaires/answer.html",
        status=status,
        it=it,
        form=form,
        asked=questionnaires.questions_of(it),
        done=done,
        is_mine=is_mine,
        place=PLACES[it.kind],
        is_quiz=it.kind == QuestionnaireKind.QUIZ,
        is_again=is_again and it.kind == QuestionnaireKind.QUIZ,
        is_open=it.state == QuestionnaireState.OPEN,
        results=surveys.results(it),
    )


routes = [
    Route("/surveys/{code}", survey, name="survey"),
    Route("/surveys/{code}", answer, methods=["POST"]),
    Route("/quizzes/{code}", quiz, name="quiz"),
    Route("/quizzes/{code}", take, methods=["POST"]),
]
