"""/desk, /desk/{org} : where do I work today, and what is there to do?"""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk, signed_in
from pages.web.visit import Visit, open_to
from portal import desks


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """Every desk of mine; with only one, straight to it."""
    mine = desks.list_of(visit.session, visit.me, now=visit.now)
    if len(mine) == 1:
        return visit.go("desk", org=mine[0].slug)
    return visit.page("desk/index.html", desks=mine)


@open_to(at_desk())
def show(visit: Visit, org: str) -> Response:
    """What waits at this desk."""
    return visit.page("desk/show.html", desk=visit.desk)


routes = [
    Route("/desk", index, name="desks"),
    Route("/desk/{org}", show, name="desk"),
]
