"""/programmes/{key}/welcome : how a programme works, in a few lines, and one button."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.programmes import rules
from pages.web.gates import anyone, signed_in
from pages.web.photos import shelf
from pages.web.refusing import say
from pages.web.visit import Visit, open_to
from portal import overview, programmes, questionnaires, records
from portal.errors import Refused
from portal.records import WELCOME

__all__ = ["routes"]


@open_to(anyone)
def welcome(visit: Visit, key: str) -> Response:
    """How it works, what is kept, what one may object to."""
    return _page(visit, overview.find_programme(visit.session, key, now=visit.now))


@open_to(signed_in)
def read(visit: Visit, key: str) -> Response:
    """Somebody says that they have read it: that is recorded once."""
    it = overview.find_programme(visit.session, key, now=visit.now)
    try:
        records.require_adult(visit.me)
        facts: dict[str, Any] = {"shelf": shelf(visit), "now": visit.now}
        records.log(visit.session, visit.me, it, WELCOME, WELCOME, **facts)
    except Refused as error:
        return _page(visit, it, say(error), 422)
    return visit.go("programme_welcome", key=key)


def _page(visit: Visit, it: Any, mistake: str = "", status: int = 200) -> Response:
    every = programmes.list_activities(visit.session, it.programme_id, it.version)
    done = None
    if visit.person:
        done = records.find_or_none(visit.session, visit.me, it.programme_id, WELCOME)
    return visit.page(
        "programmes/welcome.html",
        status=status,
        it=it,
        its=next((row for row in every if row.code == WELCOME), None),
        done=done,
        asked=questionnaires.list_public(visit.session, it.programme_id) if it.asked_count else (),
        rules=rules,
        mistake=mistake,
    )


routes = [
    Route("/programmes/{key}/welcome", welcome, name="programme_welcome"),
    Route("/programmes/{key}/welcome", read, methods=["POST"]),
]
