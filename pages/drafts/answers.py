"""/desk/{org}/programmes/drafts/{draft}/{question} : one question, and back to all answers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.drafts.forms import QUESTIONS, TEXTS_IN, DraftForm, TextsForm
from pages.speech import OWN_NAMES, gettext
from pages.web.findings import TEXTS
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import catalogue, drafts
from portal.desks import Role
from portal.drafts import DraftChanged, Found
from portal.errors import NotFound, Refused
from portal.plans import Plan

WRITES = at_desk(Role.ORGANISER)


@open_to(WRITES)
def ask(visit: Visit, org: str, draft: str, question: str) -> Response:
    """One question with what the draft says."""
    found = drafts.find(visit.session, visit.desk, draft)
    return _page(visit, found, question, _form(visit, found.plan, question))


@open_to(WRITES)
def answer(visit: Visit, org: str, draft: str, question: str) -> Response:
    """Keep the answer and go back to all of them; or say what is wrong with it."""
    found = drafts.find(visit.session, visit.desk, draft)
    form = _form(visit, found.plan, question, sent=True)
    if not form.validate():
        return _page(visit, found, question, form, status=422)
    return kept(
        visit,
        found,
        form,
        lambda plan: replace(plan, **_changes(form, plan, question)),
        lambda mistake: _page(visit, found, question, form, mistake, 422),
    )


def kept(
    visit: Visit,
    found: Found,
    form: DraftForm,
    change: drafts.Change,
    again: Callable[[str], Response],
    then: str = "",
) -> Response:
    """Change the draft and go to all answers, or to what stands behind them; else ask `again`.

    Where somebody else was quicker the form comes back with what was typed, made of the new
    version, so that sending it again is a choice.
    """
    code, typed = found.row.code, str(form.version.data or "")
    version = int(typed) if typed.isdecimal() else 0
    try:
        drafts.answer(
            visit.session, visit.me, visit.desk, code, change, version=version, now=visit.now
        )
    except DraftChanged as error:
        form.version.data = found.row.version
        return again(refusal(error))
    except Refused as error:
        return again(refusal(error))
    return visit.go_to(visit.url("draft", org=visit.desk.slug, draft=code) + then)


def _form(visit: Visit, plan: Plan, question: str, *, sent: bool = False) -> DraftForm:
    if question.startswith(TEXTS_IN):
        language = question.removeprefix(TEXTS_IN)
        if language not in visit.settings.languages:
            raise NotFound
        return TextsForm(visit.form) if sent else TextsForm.within(plan, language)
    if question not in QUESTIONS:
        raise NotFound
    kind = QUESTIONS[question][1]
    form = kind(visit.form) if sent else kind.of(plan)
    if hasattr(form, "offer"):
        form.offer(catalogue.read(visit.session).regions)
    return form


def _changes(form: DraftForm, plan: Plan, question: str) -> dict[str, Any]:
    if isinstance(form, TextsForm):
        return form.change_in(plan, question.removeprefix(TEXTS_IN))
    return form.change()


def _page(
    visit: Visit, found: Found, question: str, form: DraftForm, mistake: str = "", status: int = 200
) -> Response:
    if not form.version.data:
        form.version.data = found.row.version
    return visit.page(
        "drafts/question.html",
        status=status,
        desk=visit.desk,
        it=found,
        form=form,
        title=_title(question),
        mistake=mistake,
        words_of=None if question in QUESTIONS else found.plan,
        names=TEXTS,
    )


def _title(question: str) -> str:
    if question in QUESTIONS:
        return str(QUESTIONS[question][0])
    language = OWN_NAMES[question.removeprefix(TEXTS_IN)]
    return gettext("What does it say in %(language)s?") % {"language": language}


_ONE = "/desk/{org}/programmes/drafts/{draft}/{question}"
routes = [
    Route(_ONE, ask, name="draft_question"),
    Route(_ONE, answer, methods=["POST"]),
]
