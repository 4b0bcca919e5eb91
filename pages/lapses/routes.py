"""/desk/{org}/lapses : what will lapse in our programmes, and where to, before it does."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from portal import lapses
from portal.desks import Role


@open_to(at_desk(Role.OWNER, Role.ORGANISER, Role.TREASURER))
def show(visit: Visit, org: str) -> Response:
    """The next ninety days, by day and cause."""
    ahead = lapses.list_ahead(visit.session, visit.desk, now=visit.now)
    return visit.page("lapses/show.html", desk=visit.desk, ahead=ahead, shown=lapses.SHOWN)


routes = [Route("/desk/{org}/lapses", show, name="desk_lapses")]
