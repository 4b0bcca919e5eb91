"""/me/ways-in/passkeys : let a device prove who I am; call it something; take it away."""

from starlette.responses import Response
from starlette.routing import Route
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from pages.speech import lazy, said
from pages.web.devices import device_words
from pages.web.forms import BaseForm
from pages.web.gates import proved, signed_in
from pages.web.sealing import passkeys_of
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import passkeys
from portal.errors import Refused


class PasskeyForm(BaseForm):
    """How shall we call it?"""

    name = StringField(
        lazy("A name for it"),
        [InputRequired(lazy("Write a name."))],
        description=lazy("So that you know it again: the phone, say, or the key on the ring."),
        render_kw={"autocomplete": "off"},
    )
    credential = HiddenField()


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """My passkeys, and the form for another one."""
    return _page(visit, PasskeyForm(name=device_words(visit.device)))


@open_to(signed_in)
def options(visit: Visit) -> Response:
    """Say what the device shall make."""
    title = said(visit.settings.instance_words)
    asked = passkeys.offer(visit.session, passkeys_of(visit), visit.me, title=title, now=visit.now)
    return Response(asked, media_type="application/json", headers={"Cache-Control": "no-store"})


@open_to(proved(signed_in))
def add(visit: Visit) -> Response:
    """Keep what the device made."""
    form, place = PasskeyForm(visit.form), passkeys_of(visit)
    if not form.validate():
        return _page(visit, form, 422)
    answer, name = form.credential.data or "", form.name.data or ""
    try:
        passkeys.add(visit.session, place, visit.me, answer, name=name, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, form, 422)
    return visit.go("passkeys")


@open_to(signed_in)
def rename(visit: Visit, key: str) -> Response:
    """Call it something else."""
    try:
        passkeys.rename(visit.session, visit.me, key, name=str(visit.form.get("name") or ""))
    except Refused as error:
        form = PasskeyForm()
        form.form_errors.append(refusal(error))
        return _page(visit, form, 422)
    return visit.go("passkeys")


@open_to(proved(signed_in))
def remove(visit: Visit, key: str) -> Response:
    """Take it away, if there is another way in."""
    passkeys.remove(visit.session, visit.me, key, now=visit.now)
    return visit.go("passkeys")


@open_to(signed_in)
def back(visit: Visit) -> Response:
    """What is only asked for by the script has no page of its own."""
    return visit.go("passkeys")


@open_to(signed_in)
def back_from(visit: Visit, key: str) -> Response:
    """What is only pressed has no page of its own."""
    return visit.go("passkeys")


def _page(visit: Visit, form: PasskeyForm, status: int = 200) -> Response:
    mine = passkeys.list_mine(visit.session, visit.me)
    return visit.page("security/passkeys.html", status=status, form=form, mine=mine)


routes = [
    Route("/me/ways-in/passkeys", index, name="passkeys"),
    Route("/me/ways-in/passkeys", add, methods=["POST"]),
    Route("/me/ways-in/passkeys/options", back),
    Route("/me/ways-in/passkeys/options", options, methods=["POST"], name="new_passkey_options"),
    Route("/me/ways-in/passkeys/{key}/name", back_from),
    Route("/me/ways-in/passkeys/{key}/name", rename, methods=["POST"], name="passkey_name"),
    Route("/me/ways-in/passkeys/{key}/end", back_from),
    Route("/me/ways-in/passkeys/{key}/end", remove, methods=["POST"], name="passkey_end"),
]
