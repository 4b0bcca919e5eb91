"""/invitations/{token} : take a role that was offered. GET only looks, POST takes it, once."""

from starlette.responses import Response
from starlette.routing import Route
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from pages.speech import lazy
from pages.web.forms import BaseForm
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import arrivals, strength
from portal.errors import NotFound, Refused


class ArrivalForm(BaseForm):
    """What shall we call you, and how do you sign in?"""

    name = StringField(
        lazy("Your name"),
        [InputRequired(lazy("Write a name."))],
        description=lazy("The people you work with see it. A short name is enough."),
        render_kw={"autocomplete": "name"},
    )
    password = PasswordField(
        lazy("Password"),
        [
            InputRequired(lazy("Choose a password.")),
        ],
        description=lazy("At least 12 signs. Three or four words are easy to remember."),
        render_kw={"autocomplete": "new-password", "minlength": strength.SHORTEST},
    )


@open_to(anyone)
def show(visit: Visit, token: str) -> Response:
    """What is offered, and the button or the form to take it."""
    return _shown(visit, token, ArrivalForm())


def prepare(visit: Visit) -> arrivals.Arrival | None:
    """Judge name and password and hash it, before a writer's turn is taken."""
    form, token = ArrivalForm(visit.form), visit.request.path_params["token"]
    if visit.person or not form.validate():
        return None
    facts = {"name": form.name.data or "", "password": form.password.data or ""}
    try:
        return arrivals.prepare(visit.session, token, **facts, now=visit.now)
    except NotFound:
        return arrivals.Arrival()


@open_to(anyone, ahead=prepare)
def arrive(visit: Visit, token: str) -> Response:
    """Register with the address it was written to, then sign in."""
    form = ArrivalForm(visit.form)
    if not form.validate() or visit.known is None:
        return _shown(visit, token, form, status=422)
    try:
        arrivals.arrive(visit.session, token, visit.known, now=visit.now)
    except NotFound:
        return _dead(visit)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _shown(visit, token, form, status=422)
    return visit.go_to(f"{visit.url('sign_in')}?next=/desk")


@open_to(anyone)
def accept(visit: Visit, token: str) -> Response:
    """Take the role as who is signed in."""
    if visit.person is None:
        return visit.go_to(f"{visit.url('sign_in')}?next=/invitations/{token}")
    try:
        slug = arrivals.accept(visit.session, visit.me, token, now=visit.now)
    except NotFound:
        return _dead(visit)
    return visit.go("desk", org=slug)


@open_to(anyone)
def accept_page(visit: Visit, token: str) -> Response:
    """Opened by hand: back to what is offered."""
    return visit.go("invitation", token=token)


def _shown(visit: Visit, token: str, form: ArrivalForm, status: int = 200) -> Response:
    try:
        it = arrivals.find(visit.session, token, now=visit.now)
    except NotFound:
        return _dead(visit)
    is_mine = bool(visit.person) and arrivals.is_theirs(visit.session, it, visit.me)
    facts = {"it": it, "token": token, "form": form, "is_mine": is_mine}
    return visit.page("invitations/show.html", status=status, **facts)


def _dead(visit: Visit) -> Response:
    return visit.page("invitations/dead.html", status=404)


routes = [
    Route("/invitations/{token}", show, name="invitation"),
    Route("/invitations/{token}", arrive, methods=["POST"]),
    Route("/invitations/{token}/acceptance", accept_page, name="acceptance"),
    Route("/invitations/{token}/acceptance", accept, methods=["POST"]),
]
