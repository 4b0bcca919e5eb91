"""/desk/{org}/paper-codes : print a way in for somebody without e-mail."""

from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from portal import paper_codes
from portal.errors import NotFound

PRINTS = at_desk(*paper_codes.PRINTERS)


@open_to(PRINTS)
def index(visit: Visit, org: str) -> Response:
    """Who could need one."""
    found = paper_codes.list_people(visit.session, visit.desk)
    return visit.page("desk/paper_codes.html", desk=visit.desk, people=found)


@open_to(proved(PRINTS))
def make(visit: Visit, org: str, number: str) -> Response:
    """Make a code and show it, this once, to be printed."""
    try:
        whose = UUID(number)
    except ValueError:
        raise NotFound from None
    person, code = paper_codes.make(visit.session, visit.me, visit.desk, whose, now=visit.now)
    facts: dict[str, Any] = {"for_whom": person, "code": code, "days": paper_codes.DAYS}
    return visit.page("desk/paper_code.html", desk=visit.desk, **facts)


@open_to(PRINTS)
def back(visit: Visit, org: str, number: str) -> Response:
    """A code has no page: it is shown once."""
    return visit.go("paper_codes", org=org)


routes = [
    Route("/desk/{org}/paper-codes", index, name="paper_codes"),
    Route("/desk/{org}/paper-codes/{number}", back, name="paper_code_for"),
    Route("/desk/{org}/paper-codes/{number}", make, methods=["POST"]),
]
