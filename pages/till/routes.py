"""/till, /till/{code} : a partner types or scans a voucher, takes it, and can undo that.

By somebody with a seat there, or by a paired till (pages/till/cards.py).
"""

from starlette.responses import Response
from starlette.routing import Route

from pages.till.forms import CodeForm
from pages.web.gates import at_till
from pages.web.visit import Visit, open_to
from portal import codes, redemptions, tills
from portal.errors import NotFound
from portal.tills import NotGood, TillState, TooLateToUndo


@open_to(at_till)
def ask(visit: Visit) -> Response:
    """Type a code; and what was taken lately."""
    if typed := visit.query.get("code", "").strip():
        return visit.go("till_voucher", code=codes.tidy(typed) or typed)
    return _asked(visit, CodeForm())


@open_to(at_till)
def show(visit: Visit, code: str) -> Response:
    """Good, used, too late or not for this shop: at one glance, without a name."""
    return _shown(visit, code)


@open_to(at_till)
def accept(visit: Visit, code: str) -> Response:
    """Take it, once."""
    try:
        tills.accept(visit.session, visit.taker, code, idem=visit.idem, now=visit.now)
    except (NotGood, NotFound):
        return _shown(visit, code, status=422)
    return visit.go("till_voucher", code=code)


@open_to(at_till)
def undo(visit: Visit, code: str) -> Response:
    """Let it be good again."""
    try:
        tills.undo(visit.session, visit.taker, code, idem=visit.idem, now=visit.now)
    except TooLateToUndo:
        return _shown(visit, code, status=422)
    return visit.go("till_voucher", code=code)


def _asked(visit: Visit, form: CodeForm, status: int = 200, unknown: str = "") -> Response:
    return visit.page(
        "till/index.html",
        status=status,
        form=form,
        taker=visit.taker,
        unknown=unknown,
        is_sound=codes.is_sound(unknown),
        lately=tills.list_lately(visit.session, visit.taker, now=visit.now),
    )


def _shown(visit: Visit, code: str, status: int = 200) -> Response:
    """Show what becomes of a voucher here; what we do not know leads back to typing."""
    try:
        it = tills.find(visit.session, code)
    except NotFound:
        return _asked(visit, CodeForm(data={"code": code}), 404, codes.tidy(code) or code)
    state = tills.state_of(it, visit.taker, now=visit.now)
    may_undo = state is TillState.USED and tills.may_undo(it, visit.taker, now=visit.now)
    until = it.used_at + redemptions.UNDO_WITHIN if may_undo else None
    return visit.page("till/show.html", status=status, it=it, state=state, undo_until=until)


routes = [
    Route("/till", ask, name="till"),
    Route("/till/{code}", show, name="till_voucher"),
    Route("/till/{code}", accept, methods=["POST"]),
    Route("/till/{code}/undo", show),
    Route("/till/{code}/undo", undo, methods=["POST"], name="till_undo"),
]
