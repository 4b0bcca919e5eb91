"""/me/complaints, /me/claims/{code}/appeals, /programmes/{key}/complaints : to object."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.complaints.forms import AppealForm, ComplaintForm
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from portal import appeals, complaints, hearings, logbook, offer_complaints, overview
from portal.complaints import Objection
from portal.errors import Refused


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """Everything I objected to."""
    return visit.page("complaints/mine.html", mine=hearings.list_mine(visit.session, visit.me))


@open_to(signed_in)
def show(visit: Visit, code: str) -> Response:
    """One of mine: by when it is answered, or what was said."""
    return visit.page("complaints/show.html", it=hearings.find_mine(visit.session, visit.me, code))


@open_to(signed_in)
def ask_appeal(visit: Visit, code: str) -> Response:
    """The form of an appeal; one that was made already leads to it."""
    it = logbook.find(visit.session, visit.me, code, now=visit.now)
    if made := appeals.find_or_none(visit.session, it):
        return visit.go("complaint", code=made.code)
    return _appeal(visit, it, AppealForm())


@open_to(signed_in)
def appeal(visit: Visit, code: str) -> Response:
    """Ask a second person to look."""
    it = logbook.find(visit.session, visit.me, code, now=visit.now)
    form = AppealForm(visit.form)
    if not form.validate():
        return _appeal(visit, it, form, 422)
    facts: dict[str, Any] = {"is_meant": form.meant.data, "idem": visit.idem, "now": visit.now}
    try:
        made = appeals.appeal(visit.session, visit.me, code, form.words.data or "", **facts)
    except Refused as error:
        form.refuse(error)
        return _appeal(visit, it, form, 422)
    return visit.go("complaint", code=made)


@open_to(signed_in)
def ask(visit: Visit, key: str) -> Response:
    """The form of a complaint about a programme."""
    about = {"reward": visit.query.get("reward", "")}
    return _complaint(visit, key, ComplaintForm(data=about).offer())


@open_to(signed_in)
def complain(visit: Visit, key: str) -> Response:
    """Object to something in a programme."""
    form = ComplaintForm(visit.form).offer()
    if not form.validate():
        return _complaint(visit, key, form, 422)
    it = overview.find_programme(visit.session, key, now=visit.now)
    offer = _offer(visit, it, form)
    facts = (it.programme_id, form.chosen_kind, form.words.data or "")
    reward_id = offer.reward_id if offer else None
    what = Objection(*facts, reward_id=reward_id, is_meant=form.meant.data)
    try:
        code = complaints.record(visit.session, visit.me, what, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.refuse(error)
        return _complaint(visit, key, form, 422)
    return visit.go("complaint", code=code)


def _appeal(visit: Visit, it: Any, form: AppealForm, status: int = 200) -> Response:
    may = appeals.may_appeal(visit.me, it, now=visit.now)
    return visit.page("complaints/appeal.html", status=status, it=it, form=form, may=may)


def _complaint(visit: Visit, key: str, form: ComplaintForm, status: int = 200) -> Response:
    it = overview.find_programme(visit.session, key, now=visit.now)
    offer = _offer(visit, it, form)
    return visit.page("complaints/new.html", status=status, it=it, form=form, offer=offer)


def _offer(visit: Visit, it: Any, form: ComplaintForm) -> Any:
    """Return the reward it is about, if one is named."""
    code = form.reward.data
    return offer_complaints.find(visit.session, it.programme_id, code) if code else None


_APPEAL, _NEW = "/me/claims/{code}/appeals", "/programmes/{key}/complaints"
routes = [
    Route("/me/complaints", index, name="complaints"),
    Route("/me/complaints/{code}", show, name="complaint"),
    Route(_APPEAL, ask_appeal, name="appeal"),
    Route(_APPEAL, appeal, methods=["POST"]),
    Route(_NEW, ask, name="complain"),
    Route(_NEW, complain, methods=["POST"]),
]
