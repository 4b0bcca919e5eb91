"""/admin : what whoever runs this installation looks after. Numbers and machines, no people."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import operator
from pages.web.visit import Visit, open_to
from portal import applications, leases, office
from portal.jobs import JobName


@open_to(operator)
def admin(visit: Visit) -> Response:
    """Organisations to check, jobs, letters, and how many live here."""
    return visit.page(
        "admin/index.html",
        numbers=office.count(visit.session),
        due=office.list_to_recheck(visit.session, now=visit.now),
        applications=applications.list_waiting(visit.session),
        jobs=[
            (JobName(one.name), one)
            for one in leases.list_standings(visit.session, now=visit.now)
            if one.name in set(JobName) and one.failing
        ],
    )


routes = [Route("/admin", admin, name="admin")]
