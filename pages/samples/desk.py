"""/desk/{org}/samples : look at approvals a second time, and rule where two people differ."""

from starlette.responses import Response
from starlette.routing import Route

from pages.samples.forms import LookForm, RulingForm
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import label, refusal
from portal import haste, rechecks
from portal.desks import Role
from portal.errors import Refused
from portal.told import Replaced

LOOKS = at_desk(Role.OWNER, Role.ORGANISER, Role.VERIFIER)


@open_to(LOOKS)
def index(visit: Visit, org: str) -> Response:
    """What waits for me, oldest first."""
    return _page(visit)


@open_to(LOOKS)
def back(visit: Visit, org: str, code: str) -> Response:
    """An act has no page of its own."""
    return visit.go("samples", org=org)


@open_to(LOOKS)
def look(visit: Visit, org: str, code: str) -> Response:
    """Say whether I would have approved it."""
    form = LookForm(visit.form)
    if not form.validate() or form.said is None:
        return _page(visit, code, form, 422)
    facts = (visit.session, visit.me, visit.desk, code, form.said)
    try:
        rechecks.check(*facts, reason=form.reason.data or "", idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, code, form, 422)
    return visit.go("samples", org=org)


@open_to(LOOKS)
def rule(visit: Visit, org: str, code: str) -> Response:
    """Say what becomes of an approval two people differ about."""
    form = RulingForm(visit.form)
    if not form.validate() or form.said is None:
        return _page(visit, code, form, 422)
    facts = (visit.session, visit.me, visit.desk, code, form.said)
    try:
        rechecks.rule(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, code, form, 422)
    return visit.go("samples", org=org)


def _page(
    visit: Visit, code: str = "", form: LookForm | RulingForm | None = None, status: int = 200
) -> Response:
    looks, rulings = rechecks.list_open(visit.session, visit.me, visit.desk)
    hasty = haste.find(visit.session, visit.desk, visit.me.id, now=visit.now)
    modes = {one.value: label(one) for one in Replaced}
    facts = {"desk": visit.desk, "looks": looks, "rulings": rulings, "modes": modes, "hasty": hasty}
    return visit.page("samples/desk.html", status=status, bad=code, form=form, **facts)


_ONE = "/desk/{org}/samples/{code}"
routes = [
    Route("/desk/{org}/samples", index, name="samples"),
    Route(_ONE, back),
    Route(_ONE, look, methods=["POST"], name="sample"),
    Route(f"{_ONE}/ruling", back),
    Route(f"{_ONE}/ruling", rule, methods=["POST"], name="ruling"),
]
