"""/desk/{org}/closure : what is still open here, asking that it be closed, agreeing to it."""

from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk, proved
from pages.web.reasons import ReasonForm
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import closures, ownership
from portal.desks import Role
from portal.errors import Refused

OWNS = at_desk(Role.OWNER)
ANSWERS = proved(at_desk(Role.OWNER, even_suspended=True))


@open_to(OWNS)
def show(visit: Visit, org: str) -> Response:
    """What has to happen first, or what was asked already."""
    return _page(visit, ReasonForm())


@open_to(proved(OWNS))
def ask(visit: Visit, org: str) -> Response:
    """Ask that it be closed."""
    form = ReasonForm(visit.form)
    if not form.validate():
        return _page(visit, form, 422)
    why = form.reason.data or ""
    try:
        closures.ask(visit.session, visit.me, visit.desk, why, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, form, 422)
    return visit.go("closure", org=org)


@open_to(ANSWERS)
def answer(visit: Visit, org: str, number: UUID) -> Response:
    """Say it the second time, and it is closed; or let it drop."""
    if visit.form.get("answer") != "agree":
        closures.drop(visit.session, visit.me, visit.desk, number, now=visit.now)
        return visit.go("closure", org=org)
    form = ReasonForm()
    try:
        closures.agree(visit.session, visit.me, visit.desk, number, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, form, 422)
    return visit.go("organisation", key=org)


def _page(visit: Visit, form: ReasonForm, status: int = 200) -> Response:
    session, desk, now = visit.session, visit.desk, visit.now
    asked = closures.find_or_none(session, desk, now=now)
    is_mine = asked is not None and asked.asked_by == visit.me.id
    return visit.page(
        "closures/show.html",
        status=status,
        desk=desk,
        form=form,
        left=closures.look(session, desk, now=now),
        asked=asked,
        is_mine=is_mine,
        may_agree=not is_mine or ownership.count(session, desk, now=now) == 1,
    )


routes = [
    Route("/desk/{org}/closure", show, name="closure"),
    Route("/desk/{org}/closure", ask, methods=["POST"]),
    Route("/desk/{org}/closure/{number:uuid}", answer, methods=["POST"], name="closure_answer"),
]
