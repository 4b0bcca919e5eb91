"""/desk/{org}/questionnaires : write surveys and quizzes, open them, close them, read the sums."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.labels import label
from pages.questionnaires import answering
from pages.questionnaires.forms import NameForm, NewForm, QuestionForm
from pages.speech import OWN_NAMES, said
from pages.web.codes import picture_of
from pages.web.gates import at_desk
from pages.web.refusing import say
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from portal import posters, questionnaires, sheet_kinds, surveys
from portal.desks import Role
from portal.errors import NotFound, Refused
from portal.questionnaires import QuestionnaireKind
from portal.questions import MOST_QUESTIONS, BadQuestion, Question
from portal.talks import OnlyQuizzes, OtherProgramme

WRITES = at_desk(Role.ORGANISER)


@open_to(WRITES)
def index(visit: Visit, org: str) -> Response:
    """What is and was asked."""
    found = questionnaires.list_all(visit.session, visit.desk)
    return visit.page("questionnaires/index.html", desk=visit.desk, found=found)


@open_to(WRITES)
def new(visit: Visit, org: str) -> Response:
    """An empty form."""
    return _new(visit, NewForm())


@open_to(WRITES)
def create(visit: Visit, org: str) -> Response:
    """Begin one; the same form sent again finds it."""
    form = _offered(visit, NewForm(visit.form))
    if not form.validate():
        return visit.page("questionnaires/new.html", status=422, desk=visit.desk, form=form)
    name, intro = form.within({}, {})
    kind = QuestionnaireKind(form.kind.data)
    facts = (visit.session, visit.me, visit.desk, str(form.programme.data), kind, name, intro)
    try:
        talk = str(form.talk.data or "")
        code = questionnaires.make(*facts, talk=talk, idem=visit.idem, now=visit.now)
    except (OnlyQuizzes, OtherProgramme) as error:
        form.talk.errors = [say(error)]
        return visit.page("questionnaires/new.html", status=422, desk=visit.desk, form=form)
    return visit.go("questionnaire", org=org, code=code)


@open_to(WRITES)
def show(visit: Visit, org: str, code: str) -> Response:
    """What it asks, where it is answered, and what came of it."""
    return _page(visit, questionnaires.find(visit.session, visit.desk, code))


@open_to(WRITES)
def words(visit: Visit, org: str, code: str) -> Response:
    """Its name and what it is about, to say otherwise."""
    it = questionnaires.find(visit.session, visit.desk, code)
    form = NameForm(data={"name": said(it.name), "intro": said(it.intro)})
    return visit.page("questionnaires/words.html", desk=visit.desk, it=it, form=form)


@open_to(WRITES)
def reword(visit: Visit, org: str, code: str) -> Response:
    """Keep them in this language."""
    it = questionnaires.find(visit.session, visit.desk, code)
    form = NameForm(visit.form)
    if form.validate():
        try:
            facts = (visit.session, visit.desk, it.code, *form.within(it.name, it.intro))
            questionnaires.change(*facts)
            return visit.go("questionnaire", org=org, code=it.code)
        except Refused as error:
            form.form_errors.append(say(error))
    facts_shown: dict[str, Any] = {"desk": visit.desk, "it": it, "form": form}
    return visit.page("questionnaires/words.html", status=422, **facts_shown)


@open_to(WRITES)
def question(visit: Visit, org: str, code: str, number: str) -> Response:
    """One question, or the next one, to write."""
    it, place, was = _asked(visit, code, number)
    return _question(visit, it, place, QuestionForm.of(was, is_quiz=_is_quiz(it)))


@open_to(WRITES)
def ask(visit: Visit, org: str, code: str, number: str) -> Response:
    """Keep a question, or take it away."""
    it, place, was = _asked(visit, code, number)
    form = QuestionForm(visit.form).offer(is_quiz=_is_quiz(it))
    is_away = "remove" in visit.form
    if not is_away and not form.validate():
        return _question(visit, it, place, form, 422)
    try:
        asked = None if is_away else form.question(was)
        questionnaires.put_question(visit.session, visit.desk, it.code, place, asked)
    except Refused as error:
        form.form_errors.append(say(error))
        return _question(visit, it, place, form, 422)
    return visit.go("questionnaire", org=org, code=it.code)


@open_to(WRITES)
def start(visit: Visit, org: str, code: str) -> Response:
    """Let people answer, if it can be asked like this."""
    try:
        questionnaires.open_up(visit.session, visit.me, visit.desk, code, now=visit.now)
    except BadQuestion as error:
        return _refused(visit, code, f"{say(error)} {label(error.wrong)}")
    except Refused as error:
        return _refused(visit, code, say(error))
    return visit.go("questionnaire", org=org, code=code)


@open_to(WRITES)
def end(visit: Visit, org: str, code: str) -> Response:
    """Let nobody answer any more; a survey's sums are told from now on."""
    facts = (visit.session, visit.me, visit.desk, code)
    surveys.close(*facts, vault=vault_of(visit), now=visit.now)
    return visit.go("questionnaire", org=org, code=code)


def _refused(visit: Visit, code: str, mistake: str) -> Response:
    it = questionnaires.find(visit.session, visit.desk, code)
    return _page(visit, it, mistake, 422)


def _is_quiz(it: Any) -> bool:
    return bool(it.kind == QuestionnaireKind.QUIZ)


def _asked(visit: Visit, code: str, number: str) -> tuple[Any, int, Question | None]:
    """Return the questionnaire, the number, and the question with it; none for the next one."""
    it = questionnaires.find(visit.session, visit.desk, code)
    asked = questionnaires.questions_of(it)
    places = {str(place): place for place in range(1, min(len(asked) + 1, MOST_QUESTIONS) + 1)}
    if number not in places:
        raise NotFound
    place = places[number]
    return it, place, asked[place - 1] if place <= len(asked) else None


def _offered(visit: Visit, form: NewForm) -> NewForm:
    kinds = sheet_kinds.list_programmes(visit.session, visit.desk, now=visit.now)
    return form.offer(kinds, posters.list_all(visit.session, visit.desk))


def _new(visit: Visit, form: NewForm) -> Response:
    return visit.page("questionnaires/new.html", desk=visit.desk, form=_offered(visit, form))


def _gaps(visit: Visit, one: Question) -> list[str]:
    """Return the languages in which a question is not written yet, by their own names."""
    return [OWN_NAMES[key] for key in visit.settings.languages if not one.words.get(key)]


def _question(
    visit: Visit, it: Any, number: int, form: QuestionForm, status: int = 200
) -> Response:
    facts: dict[str, Any] = {"desk": visit.desk, "it": it, "number": number, "form": form}
    return visit.page("questionnaires/question.html", status=status, **facts)


def _page(visit: Visit, it: Any, mistake: str = "", status: int = 200) -> Response:
    asked = questionnaires.questions_of(it)
    there = f"{visit.settings.base_url.rstrip('/')}/{answering.PLACES[it.kind]}/{it.code}"
    return visit.page(
        "questionnaires/show.html",
        status=status,
        desk=visit.desk,
        it=it,
        asked=asked,
        may_add=len(asked) < MOST_QUESTIONS,
        results=surveys.results(it),
        gaps=[_gaps(visit, one) for one in asked],
        address=there.partition("://")[2],
        picture=picture_of(there),
        mistake=mistake,
    )


_ONE = "/desk/{org}/questionnaires/{code}"
_QUESTION = _ONE + "/questions/{number}"
routes = [
    *answering.routes,
    Route("/desk/{org}/questionnaires", index, name="questionnaires"),
    Route("/desk/{org}/questionnaires", create, methods=["POST"]),
    Route("/desk/{org}/questionnaires/new", new, name="new_questionnaire"),
    Route(_ONE, show, name="questionnaire"),
    Route(f"{_ONE}/words", words, name="questionnaire_words"),
    Route(f"{_ONE}/words", reword, methods=["POST"]),
    Route(_QUESTION, question, name="question"),
    Route(_QUESTION, ask, methods=["POST"]),
    Route(f"{_ONE}/open", show),
    Route(f"{_ONE}/open", start, name="open_questionnaire", methods=["POST"]),
    Route(f"{_ONE}/close", show),
    Route(f"{_ONE}/close", end, name="close_questionnaire", methods=["POST"]),
]
