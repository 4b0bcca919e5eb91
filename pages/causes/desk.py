"""/desk/{org}/causes : what charities ask for, and the causes of our programmes."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import cause_changes, cause_requests, causes
from portal.desks import Role
from portal.errors import NotFound, Refused

ORGANISER = at_desk(Role.ORGANISER)
KEEPER = at_desk(Role.ORGANISER, Role.STEWARD)  # a charity's steward pauses its own causes


@open_to(ORGANISER)
def index(visit: Visit, org: str) -> Response:
    """What waits for an answer, and every cause."""
    return visit.page(
        "causes/desk.html",
        desk=visit.desk,
        requests=cause_requests.list_at_desk(visit.session, visit.desk),
        causes=causes.list_at_desk(visit.session, visit.desk),
    )


@open_to(ORGANISER)
def request(visit: Visit, org: str, code: str) -> Response:
    """What a charity asks for."""
    return _asked(visit, code)


@open_to(ORGANISER)
def answer(visit: Visit, org: str, code: str) -> Response:
    """Accept it, or say why not."""
    here = (visit.session, visit.me, visit.desk, code)
    reason = str(visit.form.get("reason", ""))
    try:
        if visit.form.get("act") == "accept":
            is_common = visit.form.get("common") == "yes"
            cause_requests.accept(*here, is_common=is_common, now=visit.now)
        else:
            cause_requests.refuse(*here, reason=reason, now=visit.now)
    except Refused as error:
        return _asked(visit, code, refusal(error), 422)
    return visit.go("desk_causes", org=org)


@open_to(KEEPER)
def show(visit: Visit, org: str, code: str) -> Response:
    """One cause, and what can be done with it."""
    return _shown(visit, code)


@open_to(KEEPER)
def change(visit: Visit, org: str, code: str) -> Response:
    """Suspend, reopen, close it, or let another go on with it."""
    verb = ACTS.get(str(visit.form.get("act")))
    if verb is None:
        raise NotFound
    try:
        verb(visit, code)
    except Refused as error:
        return _shown(visit, code, refusal(error), 422)
    return visit.go("desk_cause", org=org, code=code)


def _suspend(visit: Visit, code: str) -> None:
    here = (visit.session, visit.me, visit.desk, code)
    cause_changes.suspend(*here, reason=_reason(visit), now=visit.now)


def _close(visit: Visit, code: str) -> None:
    here = (visit.session, visit.me, visit.desk, code)
    cause_changes.close(*here, reason=_reason(visit), now=visit.now)


def _merge(visit: Visit, code: str) -> None:
    here = (visit.session, visit.me, visit.desk, code)
    into = str(visit.form.get("into", ""))
    cause_changes.merge(*here, into=into, reason=_reason(visit), now=visit.now)


def _reopen(visit: Visit, code: str) -> None:
    cause_changes.reopen(visit.session, visit.me, visit.desk, code, now=visit.now)


ACTS: dict[str, Callable[[Visit, str], None]] = {
    "suspend": _suspend,
    "reopen": _reopen,
    "close": _close,
    "merge": _merge,
}


def _reason(visit: Visit) -> str:
    return str(visit.form.get("reason", ""))


def _asked(visit: Visit, code: str, mistake: str = "", status: int = 200) -> Response:
    row = cause_requests.find_at_desk(visit.session, visit.desk, code)
    facts: dict[str, Any] = {"desk": visit.desk, "row": row, "mistake": mistake}
    typed = str(visit.form.get("reason", "")) if mistake else ""
    return visit.page("causes/request.html", status=status, typed=typed, **facts)


def _shown(visit: Visit, code: str, mistake: str = "", status: int = 200) -> Response:
    cause = cause_changes.find(visit.session, visit.desk, code)
    ours = causes.list_at_desk(visit.session, visit.desk)
    others = [
        row
        for row in ours
        if row.programme_id == cause.programme_id
        and row.cause_id != cause.cause_id
        and row.cause_state == "listed"
        and row.charity_state == "listed"
    ]
    facts: dict[str, Any] = {"desk": visit.desk, "cause": cause, "others": others}
    for rule in (cause_changes.may_end, cause_changes.may_pause, cause_changes.may_reopen):
        facts[rule.__name__] = rule(visit.desk, cause)
    typed = _reason(visit) if mistake else ""
    return visit.page("causes/change.html", status=status, mistake=mistake, typed=typed, **facts)


_HERE = "/desk/{org}/causes"
routes = [
    Route(_HERE, index, name="desk_causes"),
    Route(f"{_HERE}/requests/{{code}}", request, name="desk_request"),
    Route(f"{_HERE}/requests/{{code}}", answer, methods=["POST"]),
    Route(f"{_HERE}/{{code}}", show, name="desk_cause"),
    Route(f"{_HERE}/{{code}}", change, methods=["POST"]),
]
