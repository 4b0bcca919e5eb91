"""/status : how this installation is, and what is not known about it."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import condition


@open_to(anyone)
def status(visit: Visit) -> Response:
    """Version, age of the data, migration."""
    return visit.page("status/status.html", condition=condition.read(visit.session))


routes = [Route("/status", status, name="status")]
