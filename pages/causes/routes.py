"""/causes, /causes/{slug}-{code} : what points can become, and giving them."""

from typing import Any

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.causes.forms import GiveForm
from pages.web.gates import anyone, signed_in
from pages.web.photos import answer_to_all, shelf
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import commons, delivery_photos, gifts, giving, ledger, progress
from portal.gifts import Covered, MoreThanNeeded, NotEnough, TooFew, TooManyPieces
from portal.timetable import RoundState

MOVED = 301
CORRECTABLE = (NotEnough, TooFew, TooManyPieces, MoreThanNeeded)  # another number helps


@open_to(anyone)
def index(visit: Visit) -> Response:
    """Every cause, with where it stands; one programme's when asked for."""
    everything = giving.list_causes(visit.session, now=visit.now)
    wanted = visit.query.get("programme", "").upper()
    shown = [row for row in everything if wanted in {"", row.programme_code}]
    return visit.page(
        "causes/index.html",
        causes=[(row, progress.of(row)) for row in shown],
        programmes={row.programme_code: row.programme_name for row in everything},
        wanted=wanted,
    )


@open_to(anyone)
def show(visit: Visit, key: str) -> Response:
    """One cause: what it needs, what came of it, and the form for who is signed in."""
    rows = giving.find_cause(visit.session, key, now=visit.now)
    address = f"{rows[0].slug}-{rows[0].code}"
    if key != address:
        return RedirectResponse(visit.url("cause", key=address), MOVED)
    return _shown(visit, rows, GiveForm(address=f"{visit.path}/gifts"))


@open_to(signed_in)
def give(visit: Visit, key: str) -> Response:
    """Show what would be given; with `confirm`, give it."""
    rows = giving.find_cause(visit.session, key, now=visit.now)
    form = GiveForm(visit.form, address=visit.path)
    if not form.validate() or form.wanted is None:
        return _shown(visit, rows, form, status=422)
    try:
        return _given(visit, rows, form, form.wanted)
    except CORRECTABLE as error:
        form.refuse(refusal(error))
        return _shown(visit, rows, form, status=422)
    except Covered as error:
        return _offer_others(visit, rows[0], refusal(error))


@open_to(anyone)
def back(visit: Visit, key: str) -> Response:
    """The check page has no address of its own to come back to: the cause has."""
    return visit.go("cause", key=key)


@open_to(anyone)
def photo(visit: Visit, key: str, round: str, number: int) -> Response:
    """What a charity photographed: of things, so everybody may see it."""
    name = delivery_photos.find(visit.session, key, round, number)
    return answer_to_all(shelf(visit).read(name))


def _given(visit: Visit, rows: Any, form: GiveForm, points: int) -> Response:
    """Give, or show the check page: whether it can be given is looked at either way."""
    cause, me = rows[0], visit.me
    if form.confirm.data:
        code = gifts.give(visit.session, me, cause, points=points, idem=visit.idem, now=visit.now)
        return visit.go("gift", code=code)
    wish = (me.household_id, cause.programme_id, cause.cause_id)
    checked = gifts.check(visit.session, *wish, points=points, now=visit.now)
    return visit.page(
        "causes/check.html",
        form=form,
        cause=checked.place,
        have=checked.have,
        points=points,
        told=[row for row in rows if row.number],
    )


def _shown(visit: Visit, rows: Any, form: GiveForm, status: int = 200) -> Response:
    """Show a cause with its form."""
    by_round = {row.round_id: row for row in rows if row.round_id}
    now = giving.current(rows)
    return visit.page(
        "causes/show.html",
        status=status,
        form=form,
        cause=now,
        far=progress.of(now),
        earlier=[row for row in by_round.values() if row.round_id != now.round_id],
        told=[row for row in rows if row.number],
        have=_in_the_wallet(visit, now),
        waiting=commons.waiting(now),
        stands=giving.stands(now),
    )


def _in_the_wallet(visit: Visit, cause: Any) -> int | None:
    """Return what could be given now, or None where nothing can."""
    if not visit.person or cause.state is not RoundState.OPEN:
        return None
    wallet = (cause.programme_id, visit.me.household_id)
    return ledger.balance(visit.session, *wallet, good_on=visit.now.date())


def _offer_others(visit: Visit, cause: Any, words: str) -> Response:
    """Nothing more is needed here: show where points are."""
    others = giving.find_open(visit.session, cause.programme_id, now=visit.now)
    others = [row for row in others if row.cause_id != cause.cause_id]
    return visit.page("causes/covered.html", status=409, why=words, cause=cause, others=others)


routes = [
    Route("/causes", index, name="causes"),
    Route("/causes/{key}", show, name="cause"),
    Route("/causes/{key}/photos/{round}/{number:int}", photo, name="delivery_photo"),
    Route("/causes/{key}/gifts", back),
    Route("/causes/{key}/gifts", give, methods=["POST"], name="gifts"),
]
