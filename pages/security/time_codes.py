"""/me/ways-in/time-codes : let an app show six digits that change every half minute."""

from typing import Any

import segno
from starlette.responses import Response
from starlette.routing import Route
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from pages.security.ways import codes_page
from pages.speech import lazy, said
from pages.web.forms import BaseForm
from pages.web.gates import proved, signed_in
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import time_codes
from portal.time_codes import Draft, WrongCode
from portal.vault import Unsealed


class TimeCodeForm(BaseForm):
    """Does the app show the right digits?"""

    code = StringField(
        lazy("The six digits your app shows now"),
        [InputRequired(lazy("Enter the six digits your app shows now."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    sealed = HiddenField()


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """A new secret, to scan or to type into the app."""
    return _page(visit, time_codes.begin(vault_of(visit), visit.me, now=visit.now))


@open_to(proved(signed_in))
def confirm(visit: Visit) -> Response:
    """Keep it when the digits are right, and show recovery codes for the day the phone is gone."""
    form, vault = TimeCodeForm(visit.form), vault_of(visit)
    try:
        draft = time_codes.reopen(vault, visit.me, form.sealed.data or "", now=visit.now)
    except Unsealed:
        return visit.go("time_codes")
    if not form.validate():
        return _page(visit, draft, form, 422)
    facts: dict[str, Any] = {"code": form.code.data or "", "now": visit.now}
    try:
        time_codes.confirm(visit.session, vault, visit.me, draft, **facts)
    except WrongCode as error:
        form.code.errors = [refusal(error)]
        return _page(visit, draft, form, 422)
    return codes_page(visit, visit.me)


def _page(
    visit: Visit, draft: Draft, form: TimeCodeForm | None = None, status: int = 200
) -> Response:
    address = draft.address(said(visit.settings.instance_words), visit.me.name)
    spaced = " ".join(draft.secret[at : at + 4] for at in range(0, len(draft.secret), 4))
    look: dict[str, Any] = {"scale": 6, "border": 4, "light": "#ffffff", "dark": "#000000"}
    return visit.page(
        "security/time_codes.html",
        status=status,
        form=form or TimeCodeForm(sealed=draft.sealed),
        secret=spaced,
        address=address,
        picture=segno.make(address, error="m").svg_data_uri(**look),
    )


routes = [
    Route("/me/ways-in/time-codes", show, name="time_codes"),
    Route("/me/ways-in/time-codes", confirm, methods=["POST"]),
]
