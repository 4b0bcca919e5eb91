"""/admin/applications, /admin/organisations : who is listed, until when, and who no longer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.admin.forms import NameReasonForm, ReasonForm, RecheckForm
from pages.web.gates import operator
from pages.web.photos import answer_with_photo, shelf
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import acceptance, applications, organisations, register_checks, renames
from portal.errors import NotFound, Refused

TURNS: dict[str, Callable[..., None]] = {
    "suspend": register_checks.suspend,
    "reopen": register_checks.reopen,
    "close": register_checks.close,
}


@open_to(operator)
def application(visit: Visit, code: str) -> Response:
    """One application with its papers; accept it or refuse it."""
    return _application(visit, code)


@open_to(operator)
def accept(visit: Visit, code: str) -> Response:
    """List the organisation until a day."""
    form = RecheckForm(visit.form)
    if not form.validate() or form.on is None:
        return _application(visit, code, check=form, form=form, status=422)
    facts: dict[str, Any] = {"recheck_on": form.on, "shelf": shelf(visit), "now": visit.now}
    try:
        slug = acceptance.accept(visit.session, visit.me, code, **facts)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _application(visit, code, check=form, form=form, status=422)
    return visit.go("admin_organisation", key=slug)


@open_to(operator)
def refuse(visit: Visit, code: str) -> Response:
    """Say no, and why."""
    form = ReasonForm(visit.form)
    if not form.validate():
        return _application(visit, code, why=form, form=form, status=422)
    facts: dict[str, Any] = {"shelf": shelf(visit), "now": visit.now}
    acceptance.refuse(visit.session, visit.me, code, reason=form.reason.data or "", **facts)
    return visit.go("admin")


@open_to(operator)
def paper(visit: Visit, code: str, place: int) -> Response:
    """One picture of a paper."""
    it = applications.find(visit.session, code)
    name = applications.find_paper(visit.session, it.id, place)
    return answer_with_photo(shelf(visit).read(name))


@open_to(operator)
def organisation(visit: Visit, key: str) -> Response:
    """One organisation: every look at it, and what can be decided."""
    return _organisation(visit, key)


@open_to(operator)
def check(visit: Visit, key: str) -> Response:
    """Write down that its proof was seen today."""
    form = RecheckForm(visit.form)
    if not form.validate() or form.on is None:
        return _organisation(visit, key, check=form, form=form, status=422)
    try:
        register_checks.look_again(visit.session, visit.me, key, recheck_on=form.on, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _organisation(visit, key, check=form, form=form, status=422)
    return visit.go("admin_organisation", key=key)


@open_to(operator)
def turn(visit: Visit, key: str) -> Response:
    """Suspend, reopen or close it, with a public reason."""
    form, verb = ReasonForm(visit.form), TURNS.get(str(visit.form.get("act")))
    if verb is None:
        raise NotFound
    if not form.validate():
        return _organisation(visit, key, why=form, form=form, status=422)
    verb(visit.session, visit.me, key, reason=form.reason.data or "", now=visit.now)
    return visit.go("admin_organisation", key=key)


@open_to(operator)
def name(visit: Visit, key: str, number: UUID) -> Response:
    """Write its other name into the register, or say why not."""
    here, form = (visit.session, visit.me, key, number), NameReasonForm(visit.form, prefix="no-")
    is_refused = visit.form.get("act") != "accept"
    if is_refused and not form.validate():
        return _organisation(visit, key, no=form, form=form, status=422)
    try:
        if is_refused:
            renames.refuse(*here, reason=form.reason.data or "", now=visit.now)
        else:
            renames.accept(*here, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _organisation(visit, key, no=form, form=form, status=422)
    return visit.go("admin_organisation", key=key)


def _application(visit: Visit, code: str, status: int = 200, **forms: Any) -> Response:
    it = applications.find(visit.session, code)
    empty = {"check": RecheckForm.in_a_year(visit.now.date()), "why": ReasonForm(), "form": None}
    papers = applications.list_papers(visit.session, it.id)
    facts = {"it": it, "papers": papers, **empty, **forms}
    return visit.page("admin/application.html", status=status, **facts)


def _organisation(visit: Visit, key: str, status: int = 200, **forms: Any) -> Response:
    it = organisations.find(visit.session, key)
    empty = {"check": RecheckForm.in_a_year(visit.now.date()), "why": ReasonForm(), "form": None}
    empty["no"] = NameReasonForm(prefix="no-")
    facts = {
        "checks": register_checks.list_checks(visit.session, it.id),
        "waiting": renames.find_waiting(visit.session, it.id),
        "former": renames.list_former(visit.session, it.id),
    }
    page = "admin/organisation.html"
    return visit.page(page, status=status, it=it, **facts, **{**empty, **forms})


@open_to(operator)
def back_to_application(visit: Visit, code: str) -> Response:
    """An act has no page of its own."""
    return visit.go("admin_application", code=code)


@open_to(operator)
def back_to_organisation(visit: Visit, key: str) -> Response:
    """An act has no page of its own."""
    return visit.go("admin_organisation", key=key)


@open_to(operator)
def back_from_name(visit: Visit, key: str, number: UUID) -> Response:
    """An act has no page of its own."""
    return visit.go("admin_organisation", key=key)


_APPLIED, _LISTED = "/admin/applications/{code}", "/admin/organisations/{key}"
routes = [
    Route(_APPLIED, application, name="admin_application"),
    Route(f"{_APPLIED}/acceptance", back_to_application),
    Route(f"{_APPLIED}/acceptance", accept, methods=["POST"], name="admin_accept"),
    Route(f"{_APPLIED}/refusal", back_to_application),
    Route(f"{_APPLIED}/refusal", refuse, methods=["POST"], name="admin_refuse"),
    Route(f"{_APPLIED}/papers/{{place:int}}", paper, name="admin_paper"),
    Route(_LISTED, organisation, name="admin_organisation"),
    Route(f"{_LISTED}/checks", back_to_organisation),
    Route(f"{_LISTED}/checks", check, methods=["POST"], name="admin_check"),
    Route(f"{_LISTED}/state", back_to_organisation),
    Route(f"{_LISTED}/names/{{number:uuid}}", back_from_name),
    Route(f"{_LISTED}/names/{{number:uuid}}", name, methods=["POST"], name="admin_name"),
    Route(f"{_LISTED}/state", turn, methods=["POST"], name="admin_state"),
]
