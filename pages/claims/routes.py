"""/log, /me : log an action; what my household did, and what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.claims import claim, filling, meter, recorded
from pages.claims.asked import answer_or_none
from pages.claims.forms import LogForm
from pages.speech import said
from pages.web.gates import signed_in
from pages.web.photos import ChosenPhoto, shelf
from pages.web.refusing import say
from pages.web.visit import BODY_WITH_PHOTO, Visit, open_to
from portal import claims, habits, logbook, programmes, receipts
from portal.child_limits import LoggingOff, NoGuardian, NoPhotos, Stopped
from portal.claims import ClaimState, UnknownWitness
from portal.habits import Still
from portal.told import Told, is_recorded

MANY = 12  # tiles, from which on a search box helps
LAST_USED = 6
NEWS_FOR = timedelta(days=14)
WAITING = (ClaimState.SUBMITTED, ClaimState.QUEUED)


@open_to(signed_in)
def choose(visit: Visit) -> Response:
    """What can be logged: what was used last, then each programme's list."""
    every = logbook.list_tiles(visit.session, visit.me, now=visit.now)
    wanted, words = visit.query.get("programme", "").upper(), visit.query.get("q", "").strip()
    shown = [row for row in every if wanted in {"", row.programme_code} and _fits(row, words)]
    return visit.page(
        "claims/log.html",
        last_used=[row for row in shown if row.last_used_at][:LAST_USED],
        by_programme=_by_programme(shown),
        is_searchable=len(every) > MANY,
        is_empty=not every,
        wanted=wanted,
        words=words,
        nearest=programmes.list_all(visit.session, now=visit.now)[:3] if not every else [],
    )


@open_to(signed_in)
def form(visit: Visit, programme: str, activity: str) -> Response:
    """An empty form."""
    what = programmes.find_activity(visit.session, programme, activity, now=visit.now)
    if meter.is_metered(what):
        return meter.show(visit, what)
    if is_recorded(what):
        return recorded.show(visit, what)
    form = filling.fitted(visit, what, LogForm(), filling.holders(visit, what), is_new=True)
    return filling.page(visit, "claims/form.html", form, what=what)


@open_to(signed_in, body=BODY_WITH_PHOTO)
def create(visit: Visit, programme: str, activity: str) -> Response:
    """Send it for checking, or show the form again with everything that is wrong."""
    what = programmes.find_activity(visit.session, programme, activity, now=visit.now)
    if meter.is_metered(what):
        return meter.create(visit, what)
    if is_recorded(what):
        return recorded.show(visit, what, 422)
    form = filling.fitted(
        visit, what, LogForm(visit.form), filling.holders(visit, what), is_new=True
    )
    photo = ChosenPhoto(visit)
    told = filling.look_through(visit, form, what, photo)
    if told and (code := _sent_or_none(visit, what, form, told)):
        return visit.go("claim", code=code)
    return filling.page(visit, "claims/form.html", form, photo, status=422, what=what)


@open_to(signed_in)
def me(visit: Visit) -> Response:
    """What I am asked, what waits, what was decided lately, and everything else."""
    return _me(visit)


@open_to(signed_in)
def asked_back(visit: Visit, programme: str, activity: str) -> Response:
    """The page with the question, whichever of them is open."""
    return _me(visit)


@open_to(signed_in)
def answer_back(visit: Visit, programme: str, activity: str) -> Response:
    """Say whether I still do it; what is none of the answers shows the question again."""
    still = answer_or_none(visit, "still", Still)
    if still is None:
        return _me(visit, is_unsaid=True)
    habits.answer(visit.session, visit.me, programme, activity, still, now=visit.now)
    return visit.go("me")


def _me(visit: Visit, *, is_unsaid: bool = False) -> Response:
    mine = logbook.list_mine(visit.session, visit.me, now=visit.now)
    return visit.page(
        "claims/me.html",
        status=422 if is_unsaid else 200,
        check_back=habits.open_or_none(mine),
        stills=tuple(Still),
        is_unsaid=is_unsaid,
        tries=receipts.list_latest(visit.session, visit.me.id, visit.me.household_id),
        **_by_state(mine, since=visit.now - NEWS_FOR),
    )


def _by_state(mine: Iterable[Any], *, since: datetime) -> dict[str, list[Any]]:
    """Sort actions into what is asked, what waits, what was decided since then, and the rest."""
    closed = [row for row in mine if row.state not in {ClaimState.ASKED, *WAITING}]
    return {
        "asked": [row for row in mine if row.state is ClaimState.ASKED],
        "waiting": [row for row in mine if row.state in WAITING],
        "news": [row for row in closed if row.decided_at >= since],
        "earlier": [row for row in closed if row.decided_at < since],
    }


def _sent_or_none(visit: Visit, what: Any, form: LogForm, told: Told) -> str | None:
    """Send it; return its code, or None where the witness is nobody who may be one."""
    try:
        return claims.submit(
            *(visit.session, visit.me, what, told),
            class_id=form.class_id,
            child_id=form.child_id,
            shelf=shelf(visit),
            idem=visit.idem,
            now=visit.now,
        )
    except UnknownWitness as error:
        form.refuse("witness", error)
    except (NoGuardian, Stopped, LoggingOff, NoPhotos) as error:
        form.form_errors.append(say(error))
    return None


def _by_programme(tiles: Iterable[Any]) -> list[list[Any]]:
    """Put tiles under their programmes, the household's own first."""
    lists: dict[str, list[Any]] = defaultdict(list)
    for row in tiles:
        lists[row.programme_code].append(row)
    return sorted(lists.values(), key=lambda rows: not rows[0].is_joined)


def _fits(row: Any, words: str) -> bool:
    return words.casefold() in f"{said(row.kind_name)} {said(row.programme_name)}".casefold()


routes = [
    Route("/log", choose, name="log"),
    Route("/log/{programme}/{activity}", form, name="log_form"),
    Route("/log/{programme}/{activity}", create, methods=["POST"]),
    Route("/me", me, name="me"),
    Route("/me/habits/{programme}/{activity}", asked_back),
    Route("/me/habits/{programme}/{activity}", answer_back, name="check_back", methods=["POST"]),
    *claim.routes,
    *meter.routes,
]
