"""/sponsor/{org} : what our pledges became, in the numbers that everybody can read."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from portal import pledges, progress, sponsored, timetable
from portal.desks import Role


@open_to(at_desk(Role.SPONSOR, Role.OWNER))
def index(visit: Visit, org: str) -> Response:
    """Our rounds: totals, never givers."""
    rounds = sponsored.list_of(visit.session, visit.desk, now=visit.now)
    return visit.page(
        "sponsor/index.html",
        desk=visit.desk,
        rounds=[[(row, progress.of(row)) for row in one] for one in rounds],
        wanted=[row for row in _planned(visit) if row.sponsor_id is None],
        is_late=lambda row: timetable.is_payment_late(row, now=visit.now),
        is_short=timetable.is_short,
    )


def _planned(visit: Visit) -> Any:
    return pledges.list_of_sponsor(visit.session, visit.desk, now=visit.now)


routes = [Route("/sponsor/{org}", index, name="sponsor")]
