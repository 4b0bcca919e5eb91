"""/desk/{org}/programmes/{programme} : pausing it, a longer season, its end."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.running import budget, data, factors
from pages.running.forms import DayReasonForm, ReasonForm
from pages.web.forms import BaseForm
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import overview, steps
from portal import permissions as may
from portal.desks import Role
from portal.errors import NotFound, Refused

READS = at_desk(Role.ORGANISER, Role.OWNER, Role.TREASURER)
FORMS: dict[str, type[BaseForm]] = {
    "pause": ReasonForm,
    "resume": ReasonForm,
    "extend": DayReasonForm,
    "closing": DayReasonForm,
    "close": BaseForm,
}


@open_to(READS)
def show(visit: Visit, org: str, programme: str) -> Response:
    """A programme at the desk of those who run it."""
    return _page(visit, programme)


@open_to(proved(READS))
def act(visit: Visit, org: str, programme: str) -> Response:
    """Do what the pressed button says, and show the programme again."""
    which = str(visit.form.get("act"))
    if which not in FORMS:
        raise NotFound
    form = FORMS[which](visit.form, prefix=_prefix(which))
    if not form.validate():
        return _page(visit, programme, {which: form}, status=422)
    try:
        ACTS[which](visit, programme, form)
    except Refused as error:
        return _page(visit, programme, {which: form}, refusal(error), 422)
    return visit.go("desk_programme", org=org, programme=programme)


def _step(verb: Callable[..., None], *names: str) -> Callable[[Visit, str, BaseForm], None]:
    def take(visit: Visit, programme: str, form: BaseForm) -> None:
        facts = {name: form[name].data for name in names}
        verb(visit.session, visit.me, visit.desk, programme, **facts, now=visit.now)

    return take


ACTS: dict[str, Callable[[Visit, str, BaseForm], None]] = {
    "pause": _step(steps.pause, "reason"),
    "resume": _step(steps.resume, "reason"),
    "extend": _step(steps.extend, "day", "reason"),
    "closing": _step(steps.announce_closing, "day", "reason"),
    "close": _step(steps.close),
}


def _prefix(which: str) -> str:
    """Forms with the same questions stand on one page: their fields are told apart."""
    return f"{which}-" if which in {"pause", "resume", "extend", "closing"} else ""


def _page(
    visit: Visit,
    programme: str,
    sent: dict[str, BaseForm] | None = None,
    mistake: str = "",
    status: int = 200,
) -> Response:
    it = overview.find_own(visit.session, visit.desk, programme, now=visit.now)
    asked = _forms(sent or {}) | {"mistake": mistake, "may": may, "desk": visit.desk}
    return visit.page("running/show.html", status=status, it=it, **_steps(visit, it), **asked)


def _steps(visit: Visit, it: Any) -> dict[str, Any]:
    """Return the steps of a programme up to now, and what its closing still waits for."""
    told = steps.list_steps(visit.session, it.programme_id) if it.step_count else ()
    is_closing = any(row.kind == steps.StepKind.CLOSING for row in told)
    return {
        "steps": told,
        "is_closing": is_closing,
        "left": steps.look(visit.session, it, now=visit.now) if is_closing else None,
        "earliest": steps.earliest_end(it, now=visit.now),
    }


def _forms(sent: dict[str, BaseForm]) -> dict[str, Any]:
    """Return every form of the page, the one that was sent with what was typed in it."""
    empty = {which: FORMS[which](prefix=_prefix(which)) for which in FORMS}
    return {"forms": {**empty, **sent}, "form": next(iter(sent.values()), None)}


routes = [
    *budget.routes,
    *data.routes,
    *factors.routes,
    Route("/desk/{org}/programmes/{programme}", show, name="desk_programme"),
    Route("/desk/{org}/programmes/{programme}", act, methods=["POST"]),
]
