"""/admin : what whoever runs this installation looks after. Numbers and machines, no people."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import operator
from pages.web.visit import Visit, open_to
from portal import applications, office


@open_to(operator)
def admin(visit: Visit) -> Response:
    """Organisations to check, jobs, letters, and how many live here."""
    return visit.page(
        "admin/index.html",
        numbers=office.count(visit.session),
        due=office.list_to_recheck(visit.session, now=visit.now),
        applications=applications.list_waiting(visit.session),
    )


routes = [Route("/admin", admin, name="admin")]
