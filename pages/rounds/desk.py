"""/desk/{org}/rounds : where a round is documented, opened, divided and signed."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.rounds.forms import DocumentForm, PaymentForm
from pages.rounds.view import shown
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from portal import causes, deliveries, pledges, rounds, settlement, timetable
from portal.desks import Role


@open_to(at_desk())
def index(visit: Visit, org: str) -> Response:
    """Every round of our programmes."""
    listed = timetable.list_at_desk(visit.session, visit.desk, now=visit.now)
    may_plan = Role.ORGANISER in visit.desk.roles
    ours = causes.list_at_desk(visit.session, visit.desk) if may_plan else []
    programmes = {row.programme_code: row.programme_name for row in ours}
    page = "rounds/desk_index.html"
    return visit.page(page, desk=visit.desk, rounds=listed, programmes=programmes)


@open_to(at_desk())
def show(visit: Visit, org: str, code: str) -> Response:
    """One round: its papers, and what comes next."""
    found = timetable.find_at_desk(visit.session, visit.desk, code, now=visit.now)
    return shown(visit, found)


@open_to(proved(at_desk(Role.TREASURER)))
def document(visit: Visit, org: str, code: str) -> Response:
    """Write down the sponsor's letter."""
    found = timetable.find_at_desk(visit.session, visit.desk, code, now=visit.now)
    form = DocumentForm(visit.form, address=visit.path)
    if not form.validate():
        return shown(visit, found, document_form=form, form=form, status=422)
    number = str(form.document.data)
    pledges.document(visit.session, visit.me, visit.desk, code, document=number, now=visit.now)
    return _back(visit, found)


@open_to(proved(at_desk(Role.TREASURER)))
def pay(visit: Visit, org: str, code: str) -> Response:
    """Write down the proof of payment."""
    found = timetable.find_at_desk(visit.session, visit.desk, code, now=visit.now)
    form = PaymentForm(visit.form, address=visit.path)
    if not form.validate() or form.on is None:
        return shown(visit, found, payment_form=form, form=form, status=422)
    paid = form.coins(found)
    if paid is None:
        return shown(visit, found, payment_form=form, form=form, status=422)
    proof = {"document": str(form.payment.data), "paid_on": form.on, "paid": paid}
    _record(visit, code, proof)
    return _back(visit, found)


@open_to(at_desk(Role.ORGANISER))
def begin(visit: Visit, org: str, code: str) -> Response:
    """Let gifts in from the first instant on."""
    rounds.begin(visit.session, visit.me, visit.desk, code, now=visit.now)
    return visit.go("desk_round", org=org, code=code)


@open_to(proved(at_desk(Role.TREASURER)))
def divide(visit: Visit, org: str, code: str) -> Response:
    """Divide a closed round."""
    settlement.prepare(visit.session, visit.me, visit.desk, code, idem=visit.idem, now=visit.now)
    return visit.go("desk_round", org=org, code=code)


@open_to(proved(at_desk(Role.OWNER, Role.ORGANISER)))
def sign(visit: Visit, org: str, code: str) -> Response:
    """Put the second name to a division."""
    settlement.sign(visit.session, visit.me, visit.desk, code, idem=visit.idem, now=visit.now)
    return visit.go("desk_round", org=org, code=code)


@open_to(at_desk(Role.ORGANISER))
def accept(visit: Visit, org: str, code: str, cause: str) -> Response:
    """Accept a charity's report on use."""
    deliveries.accept(visit.session, visit.me, visit.desk, cause, idem=visit.idem, now=visit.now)
    return visit.go("desk_round", org=org, code=code)


@open_to(at_desk())
def back(visit: Visit, org: str, code: str, act: str) -> Response:
    """An act has no page of its own: the round has."""
    return visit.go("desk_round", org=org, code=code)


def _record(visit: Visit, code: str, proof: dict[str, Any]) -> None:
    pledges.record_payment(visit.session, visit.me, visit.desk, code, **proof, now=visit.now)


def _back(visit: Visit, found: Any) -> Response:
    return visit.go("desk_round", org=visit.desk.slug, code=found.round_code)


routes = [
    Route("/desk/{org}/rounds", index, name="desk_rounds"),
    Route("/desk/{org}/rounds/{code}", show, name="desk_round"),
    Route("/desk/{org}/rounds/{code}/document", document, methods=["POST"], name="round_document"),
    Route("/desk/{org}/rounds/{code}/payment", pay, methods=["POST"], name="round_payment"),
    Route("/desk/{org}/rounds/{code}/opening", begin, methods=["POST"], name="round_opening"),
    Route("/desk/{org}/rounds/{code}/division", divide, methods=["POST"], name="round_division"),
    Route("/desk/{org}/rounds/{code}/signature", sign, methods=["POST"], name="round_signature"),
    Route(
        "/desk/{org}/rounds/{code}/reports/{cause}",
        accept,
        methods=["POST"],
        name="round_report",
    ),
    Route("/desk/{org}/rounds/{code}/{act}", back),
]
