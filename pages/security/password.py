"""/me/password : choose another password, and see how strong it is."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from wtforms import PasswordField
from wtforms.validators import InputRequired

from pages.labels import label
from pages.speech import lazy
from pages.web.cookies import welcomed
from pages.web.forms import BaseForm
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import own_password, strength
from portal.errors import Refused
from portal.own_password import Change


class PasswordForm(BaseForm):
    """The old one and the new one. The new one is typed once: it can be pasted, and mailed anew."""

    old_password = PasswordField(
        lazy("Your password until now"),
        [InputRequired(lazy("Enter your password of until now."))],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        lazy("Your new password"),
        [InputRequired(lazy("Enter a new password."))],
        description=lazy("At least 12 signs, whichever you like. Pasting it is fine."),
        render_kw={"autocomplete": "new-password", "minlength": strength.SHORTEST},
    )


def compare(visit: Visit) -> Change | None:
    """Compare the old one and hash the new one, if both are there."""
    form = PasswordForm(visit.form)
    if not form.validate():
        return None
    typed = {"old": str(form.old_password.data), "new": str(form.new_password.data)}
    return own_password.look(visit.session, visit.me, **typed, network=visit.network, now=visit.now)


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """An empty form."""
    return _page(visit, PasswordForm())


@open_to(signed_in, ahead=compare)
def change(visit: Visit) -> Response:
    """Keep the new one; every other browser is signed out."""
    form = PasswordForm(visit.form)
    if not form.validate():
        return _page(visit, form, 422)
    facts: dict[str, Any] = {"device": visit.device, "now": visit.now}
    try:
        token = own_password.change(visit.session, visit.here, visit.known, **facts)
    except Refused as error:
        visit.is_kept = True
        _blamed(form, error).append(refusal(error))
        return _page(visit, form, 422)
    answer = visit.go_to(visit.url("password") + "?done=1")
    return welcomed(visit, token, answer, who=visit.me.id, is_shared=visit.here.is_shared)


@open_to(signed_in)
def weigh(visit: Visit) -> Response:
    """How strong is what is being typed? Nothing of it is kept."""
    form = PasswordForm(visit.form)
    words = own_password.own_words(visit.me.name, "")
    typed = form.new_password.data or ""
    said = label(strength.judge(typed, words)) if typed else ""
    return _page(visit, PasswordForm(), said=said)


def _blamed(form: PasswordForm, error: Refused) -> Any:
    if isinstance(error, strength.TooShort | strength.TooCommon):
        field: Any = form.new_password
    elif isinstance(error, own_password.WrongOld):
        field = form.old_password
    else:
        return form.form_errors
    field.errors = list(field.errors)
    return field.errors


def _page(visit: Visit, form: PasswordForm, status: int = 200, *, said: str = "") -> Response:
    is_done = "done" in visit.query
    facts = {"form": form, "is_done": is_done, "said": said}
    return visit.page("security/password.html", status=status, **facts)


routes = [
    Route("/me/password", show, name="password"),
    Route("/me/password", change, methods=["POST"]),
    Route("/me/password/strength", weigh, methods=["POST"], name="password_strength"),
]
