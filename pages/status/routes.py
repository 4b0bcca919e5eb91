"""/status : how this installation is, and what is not known about it."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import audits, condition, leases, safekeeping
from portal.jobs import OF_BACKUPS, JobName


@open_to(anyone)
def status(visit: Visit) -> Response:
    """Version, age of the data, migration; what is done by itself and when it last was."""
    safety = safekeeping.read(visit.session)
    shown = set(JobName) - (set() if safety.made.last else set(OF_BACKUPS))
    return visit.page(
        "status/status.html",
        safety=safety,
        condition=condition.read(visit.session),
        audit=audits.newest(visit.session),
        jobs=[
            (JobName(one.name), one)
            for one in leases.list_standings(visit.session, now=visit.now)
            if one.name in shown
        ],
    )


routes = [Route("/status", status, name="status")]
