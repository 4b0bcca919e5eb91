"""/sign-in/second /sign-in/paper : digits of an app after the first proof; a printed code."""

from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Optional

from pages.sign_in.entering import SecondForm, enter, second_page, start
from pages.sign_in.keeping import kept_of, ours
from pages.speech import lazy
from pages.web.forms import BaseForm
from pages.web.gates import anyone
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import paper_codes, second_step
from portal.paper_codes import WrongPaper
from portal.second_step import AskedTooLate
from portal.throttle import TooSoon
from portal.time_codes import WrongCode


class PaperForm(BaseForm):
    """The code that a helper printed."""

    code = StringField(
        lazy("The code on your paper"),
        [InputRequired(lazy("Enter the code that is printed on your paper."))],
        description=lazy("Four groups of four signs. Capitals and hyphens do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    shared = BooleanField(
        lazy("This is a shared computer"),
        [Optional()],
        description=lazy("After five minutes without use it asks who you are again."),
    )


@open_to(anyone)
def begin_again(visit: Visit) -> Response:
    """Opened by hand: the first step comes first."""
    return visit.go("sign_in")


@open_to(anyone)
def prove(visit: Visit) -> Response:
    """Believe the digits or a recovery code, and let them in."""
    form, kept = SecondForm(visit.form), kept_of(visit)
    try:
        person_id = second_step.whose(vault_of(visit), form.half.data or "", now=visit.now)
    except AskedTooLate:
        return visit.page("sign_in/too_late.html", status=410)
    if not form.validate() or not _is_proved(visit, form, person_id):
        return second_page(visit, form, kept, person_id, 422)
    target, is_shared = ours(form.next.data or ""), bool(form.shared.data)
    return start(visit, person_id, is_shared=is_shared, target=target, kept=kept)


def _is_proved(visit: Visit, form: SecondForm, person_id: UUID) -> bool:
    facts: dict[str, Any] = {"network": visit.network, "now": visit.now}
    vault, typed = vault_of(visit), form.code.data or ""
    try:
        second_step.prove(visit.session, vault, person_id, typed, **facts)
    except (WrongCode, TooSoon) as error:
        visit.is_kept = True
        form.code.errors = [refusal(error)]
        return False
    return True


@open_to(anyone)
def paper(visit: Visit) -> Response:
    """An empty form."""
    return visit.page("sign_in/paper.html", form=PaperForm())


@open_to(anyone)
def use_paper(visit: Visit) -> Response:
    """Use the code up and let its owner in."""
    form = PaperForm(visit.form)
    if form.validate():
        facts: dict[str, Any] = {"network": visit.network, "now": visit.now}
        try:
            person_id = paper_codes.use(visit.session, form.code.data or "", **facts)
        except (WrongPaper, TooSoon) as error:
            visit.is_kept = True
            form.code.errors = [refusal(error)]
        else:
            return enter(visit, person_id, is_shared=form.shared.data)
    return visit.page("sign_in/paper.html", status=422, form=form)


routes = [
    Route("/sign-in/second", begin_again, name="second_step"),
    Route("/sign-in/second", prove, methods=["POST"]),
    Route("/sign-in/paper", paper, name="paper_code"),
    Route("/sign-in/paper", use_paper, methods=["POST"]),
]
