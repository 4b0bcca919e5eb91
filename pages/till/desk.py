"""/desk/{org}/tills, till-card : who leads a partner's desk prints till cards, and ends tills."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.till.forms import TillForm
from pages.web.codes import picture_of
from pages.web.devices import device_words
from pages.web.gates import at_desk, proved
from pages.web.refusing import say
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from portal import till_cards
from portal.desks import Role
from portal.errors import Refused
from portal.permissions import may_keep_tills
from portal.till_cards import CardGone, Printed

GONE = 410
KEEPS = at_desk(Role.OWNER, Role.ORGANISER, Role.STEWARD)
ENDS = at_desk(Role.OWNER, Role.ORGANISER, Role.STEWARD, even_suspended=True)
TILLS = at_desk(Role.OWNER, Role.ORGANISER, Role.STEWARD, Role.TILL)


@open_to(KEEPS)
def index(visit: Visit, org: str) -> Response:
    """Every till of ours, and a form for one more."""
    return _page(visit, TillForm())


@open_to(proved(KEEPS))
def make(visit: Visit, org: str) -> Response:
    """Make a card, to be printed."""
    form = TillForm(visit.form)
    if not form.validate():
        return _page(visit, form, 422)
    who = (visit.session, vault_of(visit), visit.me, visit.desk, form.name.data or "")
    try:
        number = till_cards.make(*who, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(say(error))
        return _page(visit, form, 422)
    return visit.go("till_card_of", org=org, till=number)


@open_to(KEEPS)
def card(visit: Visit, org: str, till: int) -> Response:
    """A card to print that makes one browser a till."""
    facts = (visit.session, vault_of(visit), visit.desk, till)
    try:
        printed = till_cards.print_again(*facts, now=visit.now)
    except CardGone as error:
        form = TillForm()
        form.form_errors.append(say(error))
        return _page(visit, form, GONE)
    return _printed(visit, printed, f"/till-cards/{printed.secret}")


@open_to(ENDS)
def end(visit: Visit, org: str, till: int) -> Response:
    """End a till, or a card that waits, at once."""
    till_cards.end(visit.session, visit.me, visit.desk, till, now=visit.now)
    return visit.go("tills", org=org)


@open_to(ENDS)
def back(visit: Visit, org: str, till: int) -> Response:
    """An answer has no page of its own: the list has."""
    return visit.go("tills", org=org)


@open_to(TILLS)
def plain_card(visit: Visit, org: str) -> Response:
    """A card to print for whoever has an account: how a voucher is taken."""
    return _printed(visit, None, "/till")


def _page(visit: Visit, form: TillForm, status: int = 200) -> Response:
    rows = till_cards.list_at(visit.session, visit.desk)
    tills = [(row, till_cards.stage_of(row, now=visit.now)) for row in rows]
    facts: dict[str, Any] = {"desk": visit.desk, "form": form, "tills": tills}
    return visit.page("till/tills.html", status=status, device=device_words, **facts)


def _printed(visit: Visit, printed: Printed | None, path: str) -> Response:
    base = visit.settings.base_url.rstrip("/")
    return visit.page(
        "till/card.html",
        desk=visit.desk,
        card=printed,
        may_keep=may_keep_tills(visit.desk.roles),
        address=f"{base}/till".partition("://")[2],
        typed_at=f"{base}/sign-in/till-card".partition("://")[2],
        picture=picture_of(f"{base}{path}"),
    )


_ONE = "/desk/{org}/tills/{till:int}"
routes = [
    Route("/desk/{org}/tills", index, name="tills"),
    Route("/desk/{org}/tills", make, methods=["POST"]),
    Route(f"{_ONE}/card", card, name="till_card_of"),
    Route(f"{_ONE}/end", back),
    Route(f"{_ONE}/end", end, methods=["POST"], name="end_till"),
    Route("/desk/{org}/till-card", plain_card, name="till_card"),
]
