"""/me/letters /letters/off/{token} : which letters do I want? Those of safety always come."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from pages.labels import label
from pages.speech import lazy
from pages.web.forms import BaseForm, chosen
from pages.web.gates import anyone, signed_in
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from portal import letter_choices
from portal.letters import LetterKind


class LettersForm(BaseForm):
    """What shall we write to you about?"""

    wanted = SelectMultipleField(
        lazy("We write to you"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("Letters about signing in, roles and invitations always come."),
    )


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """What I get now."""
    refused = letter_choices.list_refused(visit.session, visit.me)
    kinds = letter_choices.offered(visit.me)
    return _page(visit, _form(visit, wanted=[kind for kind in kinds if kind not in refused]))


@open_to(signed_in)
def choose(visit: Visit) -> Response:
    """Remember what I want."""
    form = _form(visit)
    if not form.validate():
        return _page(visit, form, 422)
    wanted = {LetterKind(kind) for kind in form.wanted.data or ()}
    letter_choices.choose(visit.session, visit.me, wanted, now=visit.now)
    return visit.go_to(f"{visit.url('my_letters')}?done=1")


@open_to(anyone)
def ask(visit: Visit, token: str) -> Response:
    """A button. Machines that read letters open links, so opening one refuses nothing."""
    _, kind = letter_choices.read_link(vault_of(visit), token, now=visit.now)
    return visit.page("letters/off.html", kind=kind, token=token, is_done=False)


@open_to(anyone)
def refuse(visit: Visit, token: str) -> Response:
    """Refuse at once, also for a mail programme that presses for its reader (RFC 8058)."""
    person_id, kind = letter_choices.read_link(vault_of(visit), token, now=visit.now)
    letter_choices.refuse(visit.session, person_id, kind, now=visit.now)
    return visit.page("letters/off.html", kind=kind, token=token, is_done=True)


def _form(visit: Visit, **facts: Any) -> LettersForm:
    form = LettersForm(visit.form or None, **facts)
    kinds = letter_choices.offered(visit.me)
    form.wanted.choices = chosen(*((kind, label(kind)) for kind in kinds))
    return form


def _page(visit: Visit, form: LettersForm, status: int = 200) -> Response:
    facts = {"form": form, "is_done": "done" in visit.query}
    return visit.page("letters/choices.html", status=status, **facts)


routes = [
    Route("/me/letters", show, name="my_letters"),
    Route("/me/letters", choose, methods=["POST"]),
    Route("/letters/off/{token}", ask, name="letters_off"),
    Route("/letters/off/{token}", refuse, methods=["POST"]),
]
