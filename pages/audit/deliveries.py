"""/desk/{org}/audit/{programme}/deliveries : what charities told, its papers, and a seal."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import audited, delivery_seals
from portal.desks import Role
from portal.errors import Refused

AUDITS = at_desk(Role.AUDITOR)


@open_to(AUDITS)
def index(visit: Visit, org: str, programme: str) -> Response:
    """Every settled share of which something was told."""
    return _page(visit, programme)


@open_to(proved(AUDITS))
def seal(visit: Visit, org: str, programme: str) -> Response:
    """Say that the papers were seen."""
    what = (str(visit.form.get("cause", "")), str(visit.form.get("round", "")))
    here = (visit.session, visit.me, visit.desk, programme, *what)
    try:
        delivery_seals.seal(*here, idem=visit.idem, now=visit.now)
    except Refused as error:
        return _page(visit, programme, refusal(error), 422)
    return visit.go("audit_deliveries", org=org, programme=programme)


def _page(visit: Visit, programme: str, mistake: str = "", status: int = 200) -> Response:
    me, desk, now = visit.me, visit.desk, visit.now
    it = audited.find_audited(visit.session, me, desk, programme, now=now)
    shares = delivery_seals.list_of(visit.session, it.programme_id, now=now)
    return visit.page(
        "audit/deliveries.html",
        status=status,
        desk=desk,
        it=it,
        mistake=mistake,
        shares=[(steps, delivery_seals.may_seal(me, steps)) for steps in shares],
    )


_HERE = "/desk/{org}/audit/{programme}/deliveries"
routes = [
    Route(_HERE, index, name="audit_deliveries"),
    Route(_HERE, seal, methods=["POST"]),
]
