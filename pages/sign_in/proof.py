"""/sign-in/proof : is it still you? Asked before an act that matters, if the last time is old."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from wtforms import HiddenField, PasswordField, StringField

from pages.sign_in.entering import Kept, onward
from pages.sign_in.keeping import fields_of, kept_of, ours
from pages.speech import lazy
from pages.web.forms import BaseForm
from pages.web.gates import signed_in
from pages.web.sealing import offers_passkeys, vault_of
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import own_password, second_step, sign_in, sign_ins
from portal.errors import Refused
from portal.second_step import Asked
from portal.sign_in import Proof


class ProofForm(BaseForm):
    """One of the two is enough."""

    password = PasswordField(lazy("Password"), render_kw={"autocomplete": "current-password"})
    code = StringField(
        lazy("Six digits, or a recovery code"),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )
    next = HiddenField()


def compare(visit: Visit) -> Proof | None:
    """Compare the password, if there is one."""
    typed = ProofForm(visit.form).password.data
    if not typed:
        return None
    facts: dict[str, Any] = {"network": visit.network, "now": visit.now}
    return own_password.prove(visit.session, visit.me, password=typed, **facts)


@open_to(signed_in)
def begin_again(visit: Visit) -> Response:
    """Opened by hand: there is nothing to prove it for."""
    return visit.go("me")


@open_to(signed_in, ahead=compare)
def prove(visit: Visit) -> Response:
    """Remember that they knew, and go on with what was interrupted."""
    form, kept = ProofForm(visit.form), kept_of(visit)
    if form.is_switching:
        return _page(visit, form, kept)
    try:
        _require_proof(visit, form)
    except Refused as error:
        visit.is_kept = True
        form.form_errors.append(refusal(error))
        return _page(visit, form, kept, 422)
    sign_ins.note_proof(visit.session, visit.here, now=visit.now)
    visit.welcomed = visit.me.id
    return onward(visit, ours(form.next.data or ""), kept)


def interrupted(visit: Visit, photo: Kept, asked: Asked) -> Response:
    """Ask who is there, with the form that was interrupted kept inside the page.

    The visit is over: nothing may be asked of its session any more.
    """
    return _shown(visit, ProofForm(next=visit.path), fields_of(visit) + photo, asked, 401)


def _require_proof(visit: Visit, form: ProofForm) -> None:
    """Raise Mistaken, WrongCode, TooSoon or NoProof."""
    facts: dict[str, Any] = {"network": visit.network, "now": visit.now}
    if code := form.code.data:
        second_step.prove(visit.session, vault_of(visit), visit.me.id, code, **facts)
    elif visit.known:
        sign_in.believe(visit.session, visit.known, now=visit.now)
    else:
        raise second_step.NoProof


def _page(visit: Visit, form: ProofForm, kept: Kept, status: int = 200) -> Response:
    asked = second_step.ask(visit.session, visit.me.id, now=visit.now)
    return _shown(visit, form, kept, asked, status)


def _shown(visit: Visit, form: ProofForm, kept: Kept, asked: Asked, status: int) -> Response:
    has_passkey = asked.passkeys and offers_passkeys(visit)
    facts = {"form": form, "kept": kept, "asked": asked, "offers_passkeys": has_passkey}
    return visit.page("sign_in/proof.html", status=status, **facts)


routes = [
    Route("/sign-in/proof", begin_again, name="proof"),
    Route("/sign-in/proof", prove, methods=["POST"]),
]
