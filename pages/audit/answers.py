"""/desk/{org}/programmes/{programme}/remarks : what auditors remarked, and one answer to each."""

from starlette.responses import Response
from starlette.routing import Route

from pages.audit.forms import WhyForm
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import remarks, steps
from portal.desks import Role
from portal.errors import Refused

RUNS = at_desk(Role.ORGANISER, Role.OWNER)


@open_to(at_desk(Role.ORGANISER, Role.OWNER, Role.TREASURER))
def show(visit: Visit, org: str, programme: str) -> Response:
    """Every remark on a programme, with a form where none has answered."""
    return _page(visit, programme)


@open_to(proved(RUNS))
def answer(visit: Visit, org: str, code: str) -> Response:
    """Answer a remark, once and in public."""
    form = WhyForm(visit.form)
    programme = remarks.find_at_desk(visit.session, visit.desk, code).programme_code
    if not form.validate():
        return _page(visit, programme, form, code)
    facts = (visit.session, visit.me, visit.desk, code, form.words.data or "")
    try:
        remarks.answer(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, programme, form, code)
    return visit.go("desk_remarks", org=org, programme=programme)


@open_to(RUNS)
def back(visit: Visit, org: str, code: str) -> Response:
    """An act has no page of its own: the list of its programme has."""
    programme = remarks.find_at_desk(visit.session, visit.desk, code).programme_code
    return visit.go("desk_remarks", org=org, programme=programme)


def _page(visit: Visit, programme: str, form: WhyForm | None = None, bad: str = "") -> Response:
    return visit.page(
        "audit/answers.html",
        status=422 if form else 200,
        desk=visit.desk,
        it=steps.find_at_desk(visit.session, visit.desk, programme, now=visit.now),
        remarks=remarks.list_at_desk(visit.session, visit.desk, programme),
        form=form,
        bad=bad,
    )


_ONE = "/desk/{org}/remarks/{code}/answer"
routes = [
    Route("/desk/{org}/programmes/{programme}/remarks", show, name="desk_remarks"),
    Route(_ONE, back),
    Route(_ONE, answer, methods=["POST"], name="remark_answer"),
]
