"""/sign-in/letter /sign-in/links/{token} : come in by a link that is sent by e-mail."""

from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route
from wtforms import BooleanField, EmailField, PasswordField, RadioField
from wtforms.validators import InputRequired, Optional

from pages.labels import label
from pages.sign_in.entering import enter
from pages.speech import language, lazy
from pages.web.forms import BaseForm, chosen
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import links, strength
from portal.addresses import BadAddress
from portal.links import LinkPurpose, NewPassword, NoSuchLink
from portal.strength import TooCommon, TooShort

GONE = 410


class LetterForm(BaseForm):
    """Where shall we write to, and what for?"""

    email = EmailField(
        lazy("E-mail address"),
        [InputRequired(lazy("Enter your e-mail address."))],
        render_kw={"autocomplete": "username"},
    )
    purpose = RadioField(
        lazy("What shall the link do?"), [InputRequired(lazy("Choose what the link is for."))]
    )


class EnterForm(BaseForm):
    """Only a button, and whether others use this computer too."""

    shared = BooleanField(
        lazy("This is a shared computer"),
        [Optional()],
        description=lazy("After five minutes without use it asks who you are again."),
    )


class NewPasswordForm(EnterForm):
    """Another password, for who has the letter."""

    new_password = PasswordField(
        lazy("Your new password"),
        [InputRequired(lazy("Enter a new password."))],
        description=lazy("At least 12 signs, whichever you like. Pasting it is fine."),
        render_kw={"autocomplete": "new-password", "minlength": strength.SHORTEST},
    )


FORMS = {LinkPurpose.SIGN_IN: EnterForm, LinkPurpose.PASSWORD: NewPasswordForm}


@open_to(anyone)
def request(visit: Visit) -> Response:
    """An empty form; `?for=password` is where who forgot theirs comes from."""
    is_lost = visit.query.get("for") == LinkPurpose.PASSWORD
    wanted = LinkPurpose.PASSWORD if is_lost else LinkPurpose.SIGN_IN
    return _asking(visit, _letter_form(visit, purpose=wanted))


@open_to(anyone)
def ask(visit: Visit) -> Response:
    """Write down that somebody asked: the same for an address that nobody here has."""
    form = _letter_form(visit)
    if not form.validate():
        return _asking(visit, form, 422)
    wanted: dict[str, Any] = {"email": form.email.data, "purpose": LinkPurpose(form.purpose.data)}
    facts: dict[str, Any] = {"language": language(), "network": visit.network, "now": visit.now}
    try:
        links.ask(visit.session, **wanted, **facts)
    except links.AskedOften as error:
        form.form_errors.append(refusal(error))
    except BadAddress as error:
        form.email.errors = [refusal(error)]
    else:
        return visit.go("letter_asked")
    return _asking(visit, form, 422)


@open_to(anyone)
def asked(visit: Visit) -> Response:
    """Say where to look, and what to do when nothing comes."""
    return visit.page("sign_in/letter_asked.html", minutes=links.MINUTES)


@open_to(anyone)
def show(visit: Visit, token: str) -> Response:
    """A button. Machines that read letters open links, so opening one uses nothing up."""
    try:
        link = links.find(visit.session, token, now=visit.now)
    except NoSuchLink as error:
        return _gone(visit, error)
    return _page(visit, token, FORMS[link.purpose]())


def judge(visit: Visit) -> NewPassword | None:
    """Judge and hash a new password, if there is one."""
    form = NewPasswordForm(visit.form)
    if "new_password" not in visit.form or not form.validate():
        return None
    token = visit.request.path_params["token"]
    try:
        typed = str(form.new_password.data)
        return links.judge(visit.session, token, password=typed, now=visit.now)
    except NoSuchLink:
        return NewPassword()


@open_to(anyone, ahead=judge)
def use(visit: Visit, token: str) -> Response:
    """Use it up: sign in, or keep the new password and sign in."""
    try:
        link = links.find(visit.session, token, now=visit.now)
        form = FORMS[link.purpose](visit.form)
        if not form.validate():
            return _page(visit, token, form, 422)
        person_id = _used(visit, token, link.purpose)
    except NoSuchLink as error:
        return _gone(visit, error)
    except (TooShort, TooCommon) as error:
        form["new_password"].errors = [refusal(error)]
        return _page(visit, token, form, 422)
    return enter(visit, person_id, is_shared=form.shared.data)


def _used(visit: Visit, token: str, purpose: LinkPurpose) -> UUID:
    if purpose is LinkPurpose.PASSWORD:
        return links.set_password(visit.session, token, visit.known, now=visit.now)
    return links.use(visit.session, token, now=visit.now)


def _letter_form(visit: Visit, **facts: Any) -> LetterForm:
    form = LetterForm(visit.form or None, **facts)
    form.purpose.choices = chosen(*((purpose, label(purpose)) for purpose in links.KINDS))
    return form


def _asking(visit: Visit, form: LetterForm, status: int = 200) -> Response:
    return visit.page("sign_in/letter.html", status=status, form=form)


def _page(visit: Visit, token: str, form: EnterForm, status: int = 200) -> Response:
    is_new = isinstance(form, NewPasswordForm)
    facts = {"form": form, "token": token, "is_new_password": is_new}
    return visit.page("sign_in/link.html", status=status, **facts)


def _gone(visit: Visit, error: NoSuchLink) -> Response:
    visit.is_kept = True
    return visit.page("sign_in/link_gone.html", status=GONE, why=refusal(error))


routes = [
    Route("/sign-in/letter", request, name="letter_request"),
    Route("/sign-in/letter", ask, methods=["POST"]),
    Route("/sign-in/letter/asked", asked, name="letter_asked"),
    Route("/sign-in/links/{token}", show, name="sign_in_link"),
    Route("/sign-in/links/{token}", use, methods=["POST"]),
]
