"""/school-letter : what parents may say with the code in their letter, mostly with no account."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Optional

from pages.speech import lazy
from pages.web.card_pictures import PairForm
from pages.web.forms import BaseForm
from pages.web.gates import anyone, signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import school_letters
from portal.children import FullName
from portal.errors import Refused
from portal.names import BadName
from portal.school_letters import ChildDisagrees, UnknownLetter

GONE = 410


class CodeForm(BaseForm):
    """The code in a letter."""

    code = StringField(
        lazy("The code in the letter"),
        [InputRequired(lazy("Enter the code."))],
        description=lazy("Four groups of four signs. Capitals and hyphens do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class LinkForm(PairForm):
    """Guardian and child agree together."""

    name = StringField(
        lazy("What shall we call the child?"),
        [InputRequired(lazy("Write a name."))],
        description=lazy("A nickname, not the full name. It needs no address and no password."),
        render_kw={"autocomplete": "off"},
    )
    meant = BooleanField(lazy("Keep this name all the same"), [Optional()])
    agreed = BooleanField(
        lazy("I am a parent or guardian, and I agree"),
        [InputRequired(lazy("Without your agreement nothing is done."))],
    )


@open_to(anyone)
def ask(visit: Visit) -> Response:
    """A form for the code."""
    return visit.page("school_letter/ask.html", form=CodeForm())


@open_to(anyone)
def look_up(visit: Visit) -> Response:
    """Go to the letter; a code that is none counts."""
    form = CodeForm(visit.form)
    if not form.validate():
        return visit.page("school_letter/ask.html", status=422, form=form)
    typed = form.code.data or ""
    try:
        school_letters.look_up(visit.session, typed, network=visit.network, now=visit.now)
    except Refused as error:
        visit.is_kept = isinstance(error, UnknownLetter)
        form.code.errors = [refusal(error)]
        return visit.page("school_letter/ask.html", status=422, form=form)
    return visit.go("school_letter", code=typed.strip())


@open_to(anyone)
def show(visit: Visit, code: str) -> Response:
    """What the letter is about, and the two answers to it."""
    try:
        letter = school_letters.find(visit.session, code)
    except UnknownLetter as error:
        return _gone(visit, error)
    return visit.page("school_letter/show.html", letter=letter, code=code)


@open_to(anyone)
def object_(visit: Visit, code: str) -> Response:
    """End the slot. Whoever holds the letter may; no account is needed and no reason asked."""
    try:
        letter = school_letters.find(visit.session, code)
    except UnknownLetter as error:
        return _gone(visit, error)
    school_letters.object_(visit.session, letter, now=visit.now)
    return visit.page("school_letter/ended.html", letter=letter)


@open_to(signed_in)
def link_page(visit: Visit, code: str) -> Response:
    """Where both agree."""
    try:
        letter = school_letters.find(visit.session, code)
    except UnknownLetter as error:
        return _gone(visit, error)
    return _linking(visit, code, letter, LinkForm())


@open_to(signed_in)
def link(visit: Visit, code: str) -> Response:
    """Let the child take part at home, too."""
    letter, form = school_letters.find(visit.session, code), LinkForm(visit.form)
    if not form.validate():
        return _linking(visit, code, letter, form, 422)
    try:
        child_id = school_letters.link(
            *(visit.session, visit.me, letter, form.pair),
            name=form.name.data or "",
            is_meant=form.meant.data,
            now=visit.now,
        )
    except Refused as error:
        visit.is_kept = isinstance(error, ChildDisagrees)
        return _linking(visit, code, letter, _told(form, error), 422, isinstance(error, FullName))
    return visit.go("my_child", number=child_id)


def _told(form: LinkForm, error: Refused) -> LinkForm:
    if isinstance(error, BadName | FullName):
        form.name.errors = [refusal(error)]
    elif isinstance(error, ChildDisagrees):
        form.first.errors = [refusal(error)]
    else:
        form.form_errors.append(refusal(error))
    return form


def _linking(
    visit: Visit, code: str, letter: Any, form: LinkForm, status: int = 200, is_full: bool = False
) -> Response:
    facts = {"letter": letter, "code": code, "form": form, "is_full": is_full}
    return visit.page("school_letter/link.html", status=status, **facts)


def _gone(visit: Visit, error: Refused) -> Response:
    return visit.page("school_letter/gone.html", status=GONE, why=refusal(error))


_ONE = "/school-letter/{code}"
routes = [
    Route("/school-letter", ask, name="school_letters"),
    Route("/school-letter", look_up, methods=["POST"]),
    Route(_ONE, show, name="school_letter"),
    Route(_ONE, object_, methods=["POST"]),
    Route(f"{_ONE}/child", link_page, name="school_letter_child"),
    Route(f"{_ONE}/child", link, methods=["POST"]),
]
