"""/sign-in/passkey : come in with what the device proves; the form carries its answer."""

from starlette.responses import Response
from starlette.routing import Route
from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional

from pages.sign_in.entering import start
from pages.sign_in.keeping import kept_of, ours
from pages.sign_in.routes import SignInForm, sign_in_page
from pages.web.forms import BaseForm
from pages.web.gates import anyone
from pages.web.sealing import passkeys_of
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import passkeys
from portal.passkeys import BadPasskey


class PasskeyForm(BaseForm):
    """What the device answered, and where to go on."""

    credential = HiddenField()
    next = HiddenField()
    same = HiddenField()  # it must be who is signed in already
    shared = BooleanField(validators=[Optional()])


@open_to(anyone)
def options(visit: Visit) -> Response:
    """Say what the device shall prove."""
    asked = passkeys.request(visit.session, passkeys_of(visit), now=visit.now)
    return Response(asked, media_type="application/json", headers={"Cache-Control": "no-store"})


@open_to(anyone)
def use(visit: Visit) -> Response:
    """Believe the device, or say that it proved nothing."""
    form, kept = PasskeyForm(visit.form), kept_of(visit)
    visit.is_kept = True  # an answer works once, whatever becomes of it
    place, answer = passkeys_of(visit), form.credential.data or ""
    try:
        person_id = passkeys.believe(visit.session, place, answer, now=visit.now)
        if form.same.data and (visit.person is None or visit.person.id != person_id):
            raise BadPasskey
    except BadPasskey as error:
        again = SignInForm(next=ours(form.next.data or ""))
        again.form_errors.append(refusal(error))
        return sign_in_page(visit, again, kept, 422)
    target, is_shared = ours(form.next.data or ""), form.shared.data
    return start(visit, person_id, is_shared=is_shared, target=target, kept=kept)


@open_to(anyone)
def back(visit: Visit) -> Response:
    """Opened by hand: the button is there."""
    return visit.go("sign_in")


routes = [
    Route("/sign-in/passkey", back, name="passkey"),
    Route("/sign-in/passkey", use, methods=["POST"]),
    Route("/sign-in/passkey/options", back),
    Route("/sign-in/passkey/options", options, methods=["POST"], name="passkey_options"),
]
