"""/desk/{org}/draws : an auditor's own sample of a programme, and what they say of each."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.audit.desk import AUDITS, page
from pages.audit.forms import DrawForm, OpinionForm
from pages.web.gates import proved
from pages.web.photos import answer_with_photo, shelf
from pages.web.visit import Visit, open_to
from pages.words import label, refusal
from portal import draws, opinions
from portal.errors import Refused
from portal.opinions import Finding
from portal.told import Replaced


@open_to(proved(AUDITS))
def create(visit: Visit, org: str, programme: str) -> Response:
    """Draw approved actions by a seed."""
    form = DrawForm(visit.form)
    if not form.validate():
        return page(visit, programme, draw=form)
    facts = (visit.session, visit.me, visit.desk, programme, form.wanted)
    try:
        code = draws.draw(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return page(visit, programme, draw=form)
    return visit.go("draw", org=org, code=code)


@open_to(AUDITS)
def back(visit: Visit, org: str, programme: str) -> Response:
    """An act has no page of its own: the programme has."""
    return visit.go("audit_programme", org=org, programme=programme)


@open_to(AUDITS)
def show(visit: Visit, org: str, code: str) -> Response:
    """What was drawn, in the order of the seed."""
    return _page(visit, draws.find(visit.session, visit.desk, code))


@open_to(AUDITS)
def say(visit: Visit, org: str, code: str, claim: str) -> Response:
    """Agree with one approval, or differ with a reason."""
    it = draws.find(visit.session, visit.desk, code)
    form = OpinionForm(visit.form)
    if not form.validate():
        return _page(visit, it, form, claim)
    facts = (visit.session, visit.me, it, claim, Finding(form.finding.data))
    try:
        opinions.say(*facts, reason=form.reason.data or "", now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, it, form, claim)
    return visit.go("draw", org=org, code=code)


@open_to(AUDITS)
def photo(visit: Visit, org: str, code: str, claim: str) -> Response:
    """The photo of a drawn action, while there is one."""
    it = draws.find(visit.session, visit.desk, code)
    name = opinions.find_photo(visit.session, visit.me, it, claim)
    return answer_with_photo(shelf(visit).read(name))


def _page(visit: Visit, it: Any, form: OpinionForm | None = None, bad: str = "") -> Response:
    return visit.page(
        "audit/draw.html",
        status=422 if form else 200,
        desk=visit.desk,
        it=it,
        claims=opinions.list_claims(visit.session, it),
        modes={one.value: label(one) for one in Replaced},
        form=form,
        bad=bad,
    )


_ALL, _ONE = "/desk/{org}/audit/{programme}/draws", "/desk/{org}/draws/{code}"
routes = [
    Route(_ALL, back),
    Route(_ALL, create, methods=["POST"], name="draws"),
    Route(_ONE, show, name="draw"),
    Route(f"{_ONE}/{{claim}}", say, methods=["POST"], name="opinion"),
    Route(f"{_ONE}/{{claim}}/photo", photo, name="draw_photo"),
]
