"""/desk/{org}/programmes/{programme}/data : everything of a closed programme, to take away."""

from starlette.responses import Response
from starlette.routing import Route

from pages.running.readme import LEFT_OUT
from pages.running.taking import NAME, copied
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from portal import overview, programme_data
from portal.desks import Role

RAN_IT = at_desk(Role.ORGANISER, Role.OWNER, even_suspended=True)


@open_to(RAN_IT)
def show(visit: Visit, org: str, programme: str) -> Response:
    """What is in it, what is not, who took it; and the button once the programme has closed."""
    it = overview.find_own(visit.session, visit.desk, programme, now=visit.now)
    return visit.page(
        "running/data.html",
        desk=visit.desk,
        it=it,
        left_out=LEFT_OUT,
        taken=programme_data.list_taken(visit.session, it.programme_id),
    )


@open_to(proved(RAN_IT), ahead=copied)
def take(visit: Visit, org: str, programme: str) -> Response:
    """A copy, made before anybody's turn to write was taken; that it was taken is written down."""
    it = overview.find_own(visit.session, visit.desk, programme, now=visit.now)
    programme_data.note(visit.session, visit.me, it, now=visit.now)
    answer: Response = visit.known.answer(
        NAME.format(code=it.programme_code, day=visit.now.date().isoformat())
    )
    return answer


_DATA = "/desk/{org}/programmes/{programme}/data"
routes = [
    Route(_DATA, show, name="programme_data"),
    Route(_DATA, take, methods=["POST"]),
]
