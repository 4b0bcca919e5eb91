"""/sign-in/till-card, /till-cards/{secret} : a browser shows a till card, and is then a till.

Nobody is signed in by it: a till takes its partner's vouchers and sees nothing else.
"""

from starlette.responses import Response
from starlette.routing import Route

from pages.till.forms import CardForm
from pages.web.cookies import TILL, forgotten, welcomed
from pages.web.gates import anyone, at_till
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import codes, paired_tills
from portal.errors import Refused
from portal.paired_tills import UnknownTillCard

GONE = 410


@open_to(anyone)
def ask(visit: Visit) -> Response:
    """The code of a card, for whoever has no camera."""
    return _asked(visit, CardForm())


@open_to(anyone)
def enter(visit: Visit) -> Response:
    """Go on to the card that was typed, or say what to look at again; a wrong code counts."""
    form = CardForm(visit.form)
    if not form.validate():
        return _asked(visit, form, 422)
    typed = form.code.data or ""
    try:
        paired_tills.look_up_typed(visit.session, typed, network=visit.network, now=visit.now)
    except Refused as error:
        visit.is_kept = isinstance(error, UnknownTillCard)
        form.form_errors.append(refusal(error))
        return _asked(visit, form, 422)
    return visit.go("scanned_till_card", secret=codes.tidy_secret(typed))


@open_to(anyone)
def scanned(visit: Visit, secret: str) -> Response:
    """Whose till this browser would be, with a button: looking at a card does nothing."""
    here = paired_tills.find_or_none(visit.session, visit.token, now=visit.now)
    try:
        card = paired_tills.look_up(visit.session, secret, now=visit.now)
    except UnknownTillCard as error:
        return visit.go("till") if here else _no(visit, error)
    return visit.page("till/scanned.html", card=card, secret=secret, here=here)


@open_to(anyone)
def pair(visit: Visit, secret: str) -> Response:
    """Make this browser a till, once."""
    facts = {"device": visit.device, "network": visit.network, "idem": visit.idem}
    try:
        token = paired_tills.pair(visit.session, secret, **facts, now=visit.now)
    except Refused as error:
        if paired_tills.find_or_none(visit.session, visit.token, now=visit.now):
            return visit.go("till")
        return _no(visit, error)
    lasts = paired_tills.LASTS
    return welcomed(visit, token, visit.go("till"), who=TILL, lasts=lasts)


@open_to(at_till)
def leave(visit: Visit) -> Response:
    """Let this browser be a till no more."""
    answer = visit.go("show_till_card")
    return forgotten(visit, answer) if visit.taker.till else visit.go("till")


@open_to(at_till)
def back(visit: Visit) -> Response:
    """An answer has no page of its own: the till has."""
    return visit.go("till")


def _asked(visit: Visit, form: CardForm, status: int = 200) -> Response:
    here = paired_tills.find_or_none(visit.session, visit.token, now=visit.now)
    has_ended = paired_tills.is_till(visit.token) and here is None
    facts = {"form": form, "here": here, "has_ended": has_ended}
    return visit.page("till/ask_card.html", status=status, **facts)


def _no(visit: Visit, error: Refused) -> Response:
    visit.is_kept = isinstance(error, UnknownTillCard)
    return visit.page("till/no_card.html", status=GONE, why=refusal(error))


routes = [
    Route("/sign-in/till-card", ask, name="show_till_card"),
    Route("/sign-in/till-card", enter, methods=["POST"]),
    Route("/till-cards/{secret}", scanned, name="scanned_till_card"),
    Route("/till-cards/{secret}", pair, methods=["POST"]),
    Route("/till/leave", back),
    Route("/till/leave", leave, name="leave_till", methods=["POST"]),
]
