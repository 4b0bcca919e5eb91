"""/sponsor/{org}/rounds/{code} : pledge for a round, see where the pledge stands, take it back."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.sponsor.forms import OwnPledgeForm
from pages.web.gates import at_desk, proved
from pages.web.reasons import ReasonForm
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import pledges
from portal.desks import Role
from portal.errors import Refused

PLEDGES = at_desk(Role.SPONSOR)


@open_to(PLEDGES)
def show(visit: Visit, org: str, code: str) -> Response:
    """What is pledged and where it stands, or the form for it."""
    return _page(visit, code)


@open_to(proved(PLEDGES))
def promise(visit: Visit, org: str, code: str) -> Response:
    """Promise a sum or things."""
    form = OwnPledgeForm(visit.form)
    if not form.validate():
        return _page(visit, code, 422, form=form)
    desk, letter = visit.desk, str(form.letter.data)
    facts: dict[str, Any] = {"sponsor_id": desk.organisation_id, "terms": form.terms()}
    try:
        pledges.promise(visit.session, visit.me, desk, code, **facts, letter=letter, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, code, 422, form=form)
    return visit.go("sponsor_round", org=org, code=code)


@open_to(proved(PLEDGES))
def withdraw(visit: Visit, org: str, code: str) -> Response:
    """Take the pledge back, with a public reason; harmless when it was taken back."""
    form, here = ReasonForm(visit.form), (visit.session, visit.me, visit.desk, code)
    if not form.validate():
        return _page(visit, code, 422, why=form)
    try:
        if pledges.find_of_sponsor(visit.session, visit.desk, code, now=visit.now).kind:
            pledges.withdraw(*here, reason=form.reason.data or "", now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, code, 422, why=form)
    return visit.go("sponsor_round", org=org, code=code)


@open_to(PLEDGES)
def back(visit: Visit, org: str, code: str) -> Response:
    """An act has no page of its own."""
    return visit.go("sponsor_round", org=org, code=code)


def _page(visit: Visit, code: str, status: int = 200, **forms: Any) -> Response:
    found = pledges.find_of_sponsor(visit.session, visit.desk, code, now=visit.now)
    facts = {"form": OwnPledgeForm(), "why": ReasonForm(), **forms}
    return visit.page("sponsor/round.html", status=status, desk=visit.desk, round=found, **facts)


_ROUND = "/sponsor/{org}/rounds/{code}"
routes = [
    Route(_ROUND, show, name="sponsor_round"),
    Route(_ROUND, promise, methods=["POST"]),
    Route(f"{_ROUND}/withdrawal", back),
    Route(f"{_ROUND}/withdrawal", withdraw, methods=["POST"], name="sponsor_withdrawal"),
]
