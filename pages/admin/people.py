"""/admin/people : find somebody by the exact address they gave; sign them out. Never be them."""

from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from pages.speech import lazy
from pages.web.forms import BaseForm
from pages.web.gates import operator
from pages.web.visit import Visit, open_to
from portal import office


class AddressForm(BaseForm):
    """The whole address, as they told it."""

    email = StringField(
        lazy("E-mail address"),
        [
            InputRequired(lazy("Write an e-mail address like name@example.org.")),
            Length(max=254, message=lazy("This address is too long.")),
        ],
        description=lazy("The whole address. Parts of it find nobody; each find is written down."),
        render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"},
    )


@open_to(operator)
def index(visit: Visit) -> Response:
    """The question. Nobody is listed."""
    return visit.page("admin/people.html", form=AddressForm(), known=None, is_asked=False)


@open_to(operator)
def look_up(visit: Visit) -> Response:
    """Whether there is somebody, since when, and what for; never the name."""
    form, known = AddressForm(visit.form), None
    is_asked = form.validate()
    if is_asked:
        email = form.email.data or ""
        known = office.look_up(visit.session, visit.me, email, now=visit.now)
    facts = {"form": form, "known": known, "is_asked": is_asked}
    return visit.page("admin/people.html", status=200 if is_asked else 422, **facts)


@open_to(operator)
def sign_out(visit: Visit, person: UUID) -> Response:
    """End all their sign-ins: they lost a device."""
    office.end_sign_ins(visit.session, visit.me, person, now=visit.now)
    return visit.go("admin_people")


_SIGN_INS = "/admin/people/{person:uuid}/sign-ins"
routes = [
    Route("/admin/people", index, name="admin_people"),
    Route("/admin/people", look_up, methods=["POST"]),
    Route(_SIGN_INS, sign_out, methods=["POST"], name="admin_sign_out"),
]
