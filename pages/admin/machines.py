"""/admin/jobs, /admin/letters, /admin/health, /admin/events : how the machines are."""

from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.admin.words import FINDINGS
from pages.web.gates import operator
from pages.web.visit import Visit, open_to
from portal import doctor, events, leases, office
from portal.errors import NotFound
from portal.jobs import JobName


@open_to(operator)
def jobs(visit: Visit) -> Response:
    """What is done by itself: when it last was, when it is due, what fails."""
    standings = leases.list_standings(visit.session, now=visit.now)
    found = [(JobName(one.name), one) for one in standings if one.name in set(JobName)]
    return visit.page("admin/jobs.html", jobs=found)


@open_to(operator)
def letters(visit: Visit) -> Response:
    """What waits and what was given up: never to whom."""
    return visit.page("admin/letters.html", letters=office.list_letters(visit.session))


@open_to(operator)
def send_again(visit: Visit, number: UUID) -> Response:
    """Try a letter once more that was given up."""
    office.send_again(visit.session, visit.me, number, now=visit.now)
    return visit.go("admin_letters")


@open_to(operator)
def health(visit: Visit) -> Response:
    """What the doctor says in a glance; the rest is on the public status page."""
    findings = doctor.glance(visit.session, visit.settings, now=visit.now)
    return visit.page("admin/health.html", findings=findings, names=FINDINGS)


@open_to(operator)
def log(visit: Visit) -> Response:
    """Security events, newest first. Who did what to whom, as the ends of ids."""
    rows = events.list_newest(visit.session, before=_before(visit))
    more = rows[-1].id if len(rows) == events.PAGE else None
    shown = [(row, events.kind_of(row.verb)) for row in rows]
    return visit.page("admin/events.html", events=shown, more=more)


def _before(visit: Visit) -> UUID:
    asked = visit.query.get("before")
    try:
        return UUID(asked) if asked else events.LAST
    except ValueError as error:
        raise NotFound from error


routes = [
    Route("/admin/jobs", jobs, name="admin_jobs"),
    Route("/admin/letters", letters, name="admin_letters"),
    Route("/admin/letters/{number:uuid}", send_again, methods=["POST"], name="admin_send_again"),
    Route("/admin/health", health, name="admin_health"),
    Route("/admin/events", log, name="admin_events"),
]
