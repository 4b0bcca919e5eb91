"""/desk/{org}/audit : what an auditor reads across organisations, and remarks on in public."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.audit.forms import DrawForm, RemarkForm, WhyForm
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import anomalies, audited, draws, remarks
from portal.desks import Role
from portal.errors import Refused

AUDITS = at_desk(Role.AUDITOR)


@open_to(AUDITS)
def index(visit: Visit, org: str) -> Response:
    """Every programme, with what there is to read of it."""
    every = audited.list_audited(visit.session)
    return visit.page("audit/desk.html", desk=visit.desk, programmes=every)


@open_to(AUDITS)
def show(visit: Visit, org: str, programme: str) -> Response:
    """One programme: where its rules and findings stand, draws, remarks."""
    return page(visit, programme)


@open_to(AUDITS)
def signals(visit: Visit, org: str, programme: str) -> Response:
    """Objections with their clocks, and what is remarkable, in one list."""
    it = _find(visit, programme)
    return visit.page(
        "audit/signals.html",
        desk=visit.desk,
        it=it,
        rows=anomalies.list_of(visit.session, it.programme_id, now=visit.now),
        hasty=anomalies.list_hasty(visit.session, it.organisation_id, now=visit.now),
        Signal=anomalies.Signal,
        now=visit.now,
    )


@open_to(proved(AUDITS))
def remark(visit: Visit, org: str, programme: str) -> Response:
    """Remark on it, in public."""
    form = RemarkForm(visit.form)
    if not form.validate():
        return page(visit, programme, remark=form)
    facts = (visit.session, visit.me, visit.desk, programme, form.words.data or "")
    try:
        remarks.write(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return page(visit, programme, remark=form)
    return visit.go("audit_programme", org=org, programme=programme)


@open_to(proved(AUDITS))
def withdraw(visit: Visit, org: str, code: str) -> Response:
    """Say that a remark holds no longer, and why."""
    form = WhyForm(visit.form)
    if not form.validate():
        return _withdrawal(visit, code, form)
    facts = (visit.session, visit.me, visit.desk, code, form.words.data or "")
    try:
        programme = remarks.withdraw(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _withdrawal(visit, code, form)
    return visit.go("audit_programme", org=org, programme=programme)


@open_to(AUDITS)
def ask_why(visit: Visit, org: str, code: str) -> Response:
    """Why is it withdrawn?"""
    return _withdrawal(visit, code, WhyForm())


def _withdrawal(visit: Visit, code: str, form: WhyForm) -> Response:
    it = remarks.find_own(visit.session, visit.desk, code)
    is_bad = bool(form.errors)
    facts = {"desk": visit.desk, "it": it, "form": form, "remarks": [it]}
    return visit.page("audit/withdrawal.html", status=422 if is_bad else 200, **facts)


def page(visit: Visit, programme: str, **sent: Any) -> Response:
    """Show a programme to its auditor; `sent` is the form with mistakes, by what it is for."""
    it = _find(visit, programme)
    forms = {"draw": DrawForm(), "remark": RemarkForm(), **sent}
    return visit.page(
        "audit/programme.html",
        status=422 if sent else 200,
        desk=visit.desk,
        it=it,
        draws=draws.list_of(visit.session, visit.desk, it.programme_id),
        remarks=remarks.list_of(visit.session, it.programme_id),
        forms=forms,
        form=next(iter(sent.values()), None),
    )


def _find(visit: Visit, programme: str) -> Any:
    return audited.find_audited(visit.session, visit.me, visit.desk, programme, now=visit.now)


_ONE = "/desk/{org}/audit/{programme}"
routes = [
    Route("/desk/{org}/audit", index, name="audit_desk"),
    Route(_ONE, show, name="audit_programme"),
    Route(f"{_ONE}/signals", signals, name="audit_signals"),
    Route(f"{_ONE}/remarks", show),
    Route(f"{_ONE}/remarks", remark, methods=["POST"], name="remark"),
    Route("/desk/{org}/remarks/{code}/withdrawal", ask_why, name="remark_withdrawal"),
    Route("/desk/{org}/remarks/{code}/withdrawal", withdraw, methods=["POST"]),
]
