"""/sign-in/class-card, /cards, /class : a pupil shows a card, and is counted for the class.

Nobody is signed in by it: there is no history here, no name, and no other page of the class.
"""

from starlette.responses import Response
from starlette.routing import Route

from pages.class_card.forms import CardForm
from pages.web.cookies import CARD, forgotten, welcomed
from pages.web.gates import anyone, with_card
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import card_sign_ins, class_tallies
from portal.card_sign_ins import Card, NotOpen, UnknownCard, UnknownClassCode, WrongCard
from portal.class_tallies import AlreadySent
from portal.errors import Refused


@open_to(anyone)
def ask(visit: Visit) -> Response:
    """The board, the number and the pictures."""
    form = CardForm(code=visit.query.get("code", ""))
    was_in = card_sign_ins.is_card(visit.token)
    return visit.page("class_card/show.html", form=form, was_in=was_in)


@open_to(anyone)
def enter(visit: Visit) -> Response:
    """Let the card in, or say what to look at again; a wrong card counts."""
    form = CardForm(visit.form)
    if not form.validate():
        return visit.page("class_card/show.html", status=422, form=form, was_in=False)
    try:
        token = card_sign_ins.start_by_number(
            *(visit.session, form.code.data or "", form.number.data or 0, form.pair),
            network=visit.network,
            now=visit.now,
        )
    except Refused as error:
        visit.is_kept = isinstance(error, UnknownClassCode | WrongCard)
        form.form_errors.append(refusal(error))
        return visit.page("class_card/show.html", status=422, form=form, was_in=False)
    return _let_in(visit, token)


@open_to(anyone)
def scanned(visit: Visit, secret: str) -> Response:
    """What was scanned, with a button: looking at a card does nothing."""
    try:
        slot = card_sign_ins.look_up(visit.session, secret, now=visit.now)
    except (UnknownCard, NotOpen) as error:
        return _no(visit, error)
    return visit.page("class_card/scanned.html", slot=slot, secret=secret)


@open_to(anyone)
def enter_scanned(visit: Visit, secret: str) -> Response:
    """Let the card in."""
    try:
        token = card_sign_ins.start(visit.session, secret, now=visit.now)
    except (UnknownCard, NotOpen) as error:
        return _no(visit, error)
    return _let_in(visit, token)


@open_to(with_card)
def show(visit: Visit) -> Response:
    """How the class came today, together, and a button for each way."""
    return _page(visit, _card(visit))


@open_to(with_card)
def count(visit: Visit) -> Response:
    """Put the slot into a column of today's tally."""
    programme, _, activity = str(visit.form.get("column", "")).partition("/")
    try:
        class_tallies.put(visit.session, _card(visit), programme, activity, now=visit.now)
    except AlreadySent as error:
        return _page(visit, _card(visit), refusal(error), 422)
    return visit.go("class_page")


@open_to(anyone)
def leave(visit: Visit) -> Response:
    """Forget the card, for whoever comes next; the code of the lesson is kept for them."""
    card = card_sign_ins.find_or_none(visit.session, visit.token, now=visit.now)
    answer = visit.go_to(visit.url("class_card") + (f"?code={card.code}" if card else ""))
    return forgotten(visit, answer) if card_sign_ins.is_card(visit.token) else answer


def _card(visit: Visit) -> Card:
    """Return the card this browser has shown; the gate has made sure there is one."""
    assert visit.card_or_none is not None
    return visit.card_or_none


def _page(visit: Visit, card: Card, mistake: str = "", status: int = 200) -> Response:
    columns = class_tallies.list_columns(
        visit.session, card.group_id, number=card.number, now=visit.now
    )
    shown = {"card": card, "columns": columns, "mistake": mistake}
    return visit.page("class_card/class.html", status=status, **shown)


def _let_in(visit: Visit, token: str) -> Response:
    """Give the browser its token; whoever was signed in there is not any more."""
    return welcomed(visit, token, visit.go("class_page"), who=CARD, is_shared=True)


def _no(visit: Visit, error: Refused) -> Response:
    visit.is_kept = True
    return visit.page("class_card/no.html", status=410, why=refusal(error))


routes = [
    Route("/sign-in/class-card", ask, name="class_card"),
    Route("/sign-in/class-card", enter, methods=["POST"]),
    Route("/cards/{secret}", scanned, name="scanned_card"),
    Route("/cards/{secret}", enter_scanned, methods=["POST"]),
    Route("/class", show, name="class_page"),
    Route("/class", count, methods=["POST"]),
    Route("/class/leave", leave, name="leave_class", methods=["POST"]),
]
