"""/sign-in, /sign-out : who is there. A form that was interrupted waits here, nothing is lost."""

from typing import Any

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from wtforms import BooleanField, EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Optional

from pages.sign_in import waiting
from pages.sign_in.entering import Kept, enter
from pages.sign_in.keeping import fields_of, kept_of, ours
from pages.speech import lazy, said
from pages.web.cookies import forgotten
from pages.web.forms import BaseForm
from pages.web.gates import anyone
from pages.web.sealing import offers_passkeys
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import sign_in
from portal.sign_in import Proof

NEVER_KEPT = {"Cache-Control": "no-store"}


class SignInForm(BaseForm):
    """Who are you?"""

    email = EmailField(
        lazy("E-mail address"),
        [InputRequired(lazy("Enter your e-mail address."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        lazy("Password"),
        [InputRequired(lazy("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    shared = BooleanField(
        lazy("This is a shared computer"),
        [Optional()],
        description=lazy("After five minutes without use it asks for your password again."),
    )
    next = HiddenField()


def compare(visit: Visit) -> Proof | None:
    """Compare the password, if both fields are there."""
    form = SignInForm(visit.form)
    if not form.validate():
        return None
    return sign_in.prove(
        visit.session,
        email=str(form.email.data),
        password=str(form.password.data),
        network=visit.network,
        now=visit.now,
    )


@open_to(anyone)
def show(visit: Visit) -> Response:
    """An empty form."""
    form = SignInForm(next=ours(visit.query.get("next", "")), shared=is_locked(visit))
    return sign_in_page(visit, form, [])


@open_to(anyone, ahead=compare)
def create(visit: Visit) -> Response:
    """Sign in, or say that address and password do not fit, never which."""
    form, kept = SignInForm(visit.form), kept_of(visit)
    if not form.validate():
        return sign_in_page(visit, form, kept, 422)
    try:
        person_id = sign_in.believe(visit.session, visit.known, now=visit.now)
    except (sign_in.Mistaken, sign_in.TooSoon) as error:
        visit.is_kept = True
        form.form_errors.append(refusal(error))
        return sign_in_page(visit, form, kept, 422)
    target = ours(form.next.data or "")
    return enter(visit, person_id, is_shared=form.shared.data, target=target, kept=kept)


def is_locked(visit: Visit) -> bool:
    """Whether this is a shared computer that was quiet for too long."""
    here = visit.here_or_none
    return bool(here and here.is_shared and visit.person is None)


def sign_in_page(visit: Visit, form: SignInForm, kept: Kept, status: int = 200) -> Response:
    """Show the form, with what was interrupted kept inside it."""
    facts: dict[str, Any] = {"form": form, "kept": kept, "is_locked": is_locked(visit)}
    facts["offers_passkeys"] = offers_passkeys(visit)
    schools = visit.settings.schools
    facts["schools"] = [(school.code, said(school.title_words)) for school in schools]
    return visit.page("sign_in/show.html", status=status, **facts)


@open_to(anyone)
def alive(visit: Visit) -> Response:
    """Say whether this browser is signed in; a page that was fetched from memory asks."""
    return Response(status_code=204 if visit.person else 401, headers=NEVER_KEPT)


@open_to(anyone)
def leave(visit: Visit) -> Response:
    """Forget this browser, and ask it to forget us."""
    return forgotten(visit, RedirectResponse(visit.url("home"), 303))


def interrupted(visit: Visit, photo: Kept) -> Response:
    """Show the sign-in page with the form that was interrupted kept inside it.

    `photo` is what refers to the photo it came with, if it did.
    """
    form = SignInForm(next=visit.path, shared=is_locked(visit))
    kept = fields_of(visit) + photo
    return waiting.keep(visit, sign_in_page(visit, form, kept, 401), kept)


routes = [
    Route("/sign-in", show, name="sign_in"),
    Route("/sign-in", create, methods=["POST"]),
    Route("/sign-in/alive", alive, name="alive"),
    Route("/sign-out", leave, name="sign_out", methods=["POST"]),
]
