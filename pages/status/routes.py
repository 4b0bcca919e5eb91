"""/status : how this installation is, and what is not known about it."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import audits, condition, leases
from portal.jobs import JobName


@open_to(anyone)
def status(visit: Visit) -> Response:
    """Version, age of the data, migration; what is done by itself and when it last was."""
    return visit.page(
        "status/status.html",
        condition=condition.read(visit.session),
        audit=audits.newest(visit.session),
        jobs=[
            (JobName(one.name), one)
            for one in leases.list_standings(visit.session, now=visit.now)
            if one.name in set(JobName)
        ],
    )


routes = [Route("/status", status, name="status")]
