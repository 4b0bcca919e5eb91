"""/charity/{org}/requests : asking a programme for a cause, or for other words for one of ours."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.charity.forms import AskForm
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from portal import cause_requests, causes
from portal.desks import Role
from portal.errors import NotFound


@open_to(at_desk(Role.STEWARD))
def new(visit: Visit, org: str) -> Response:
    """An empty form; with ?cause= the words that are there."""
    found = _own(visit)
    return _shown(visit, AskForm.of(found) if found else AskForm(), found)


@open_to(at_desk(Role.STEWARD))
def create(visit: Visit, org: str) -> Response:
    """Ask, or show the form again with its mistakes."""
    found = _own(visit)
    form = AskForm(visit.form, address=_address(visit, found))
    _offered(visit, form)
    if not form.validate():
        return _shown(visit, form, found, status=422)
    here = (visit.session, visit.me, visit.desk, str(form.programme.data), form.wish(found))
    cause = found.code if found else ""
    cause_requests.ask(*here, cause=cause, idem=visit.idem, now=visit.now)
    return visit.go("charity", org=org)


@open_to(at_desk(Role.STEWARD))
def withdraw(visit: Visit, org: str, code: str) -> Response:
    """Take a request back that nobody answered yet."""
    cause_requests.withdraw(visit.session, visit.me, visit.desk, code, now=visit.now)
    return visit.go("charity", org=org)


def _own(visit: Visit) -> Any:
    """Return our cause whose words shall change, or None where a new one is asked for."""
    key = visit.query.get("cause", "")
    found = causes.find(visit.session, key) if key else None
    if found and found.charity_id != visit.desk.organisation_id:
        raise NotFound
    return found


def _address(visit: Visit, found: Any) -> str:
    there: str = visit.url("cause_request", org=visit.desk.slug)
    return f"{there}?cause={found.code}" if found else there


def _offered(visit: Visit, form: AskForm) -> None:
    form.offer(cause_requests.list_programmes(visit.session))


def _shown(visit: Visit, form: AskForm, found: Any, status: int = 200) -> Response:
    _offered(visit, form)
    there = _address(visit, found)
    facts = {"desk": visit.desk, "form": form, "cause": found, "there": there}
    return visit.page("charity/ask.html", status=status, **facts)


_HERE = "/charity/{org}/requests"
routes = [
    Route(_HERE, new, name="cause_request"),
    Route(_HERE, create, methods=["POST"]),
    Route(f"{_HERE}/{{code}}/withdrawal", withdraw, methods=["POST"], name="request_withdrawal"),
]
