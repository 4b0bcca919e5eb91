"""/desk/{org}/complaints : what people object to here, and what is said to it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.complaints.forms import AnswerForm
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import message, refusal
from portal import appeals, complaints, hearings, offer_complaints
from portal.complaints import ComplaintKind
from portal.desks import Role
from portal.errors import Refused
from portal.permissions import may_answer

HEARS = at_desk(Role.OWNER, Role.ORGANISER, Role.VERIFIER)


@open_to(HEARS)
def index(visit: Visit, org: str) -> Response:
    """Open ones by their last day, then the others."""
    rows = hearings.list_at_desk(visit.session, visit.desk)
    figures = hearings.figures(visit.session, visit.desk.organisation_id, now=visit.now)
    return visit.page("complaints/desk.html", desk=visit.desk, rows=rows, figures=figures)


@open_to(HEARS)
def show(visit: Visit, org: str, code: str) -> Response:
    """One of them, with the form of an answer."""
    return _page(visit, code, AnswerForm())


@open_to(HEARS)
def answer(visit: Visit, org: str, code: str) -> Response:
    """Answer it, once."""
    it = hearings.find_at_desk(visit.session, visit.desk, code)
    is_appeal = it.kind is ComplaintKind.DECISION
    form = AnswerForm(visit.form).offer(is_appeal=is_appeal)
    if not form.validate() or form.said is None:
        return _page(visit, code, form, 422)
    facts = (visit.session, visit.me, visit.desk, code, form.said, form.words.data or "")
    try:
        _verb(it, form)(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, code, form, 422)
    return visit.go("desk_complaint", org=org, code=it.code)


def _verb(it: Any, form: AnswerForm) -> Callable[..., None]:
    """Return what answers an appeal, a complaint of a reward, or any other."""
    if it.reward_id:
        return partial(offer_complaints.answer, public=form.public.data or "")
    return appeals.answer if it.kind is ComplaintKind.DECISION else complaints.answer


def _page(visit: Visit, code: str, form: AnswerForm, status: int = 200) -> Response:
    it = hearings.find_at_desk(visit.session, visit.desk, code)
    is_appeal = it.kind is ComplaintKind.DECISION
    may = may_answer(visit.desk.roles, is_appeal=is_appeal) and it.made_by != visit.me.id
    before = message(it.message) if it.message else ""
    facts: dict[str, Any] = {
        "it": it,
        "form": form.offer(is_appeal=is_appeal),
        "may": may,
        "desk": visit.desk,
    }
    return visit.page("complaints/hearing.html", status=status, said_before=before, **facts)


_ONE = "/desk/{org}/complaints/{code}"
routes = [
    Route("/desk/{org}/complaints", index, name="desk_complaints"),
    Route(_ONE, show, name="desk_complaint"),
    Route(_ONE, answer, methods=["POST"]),
]
