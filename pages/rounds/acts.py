"""/desk/{org}/rounds/{code}/… : a pledge for it, its second name, more days, or its end."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.rounds.forms import ExtendForm, ReasonForm
from pages.rounds.view import shown
from pages.web.gates import at_desk, proved
from pages.web.pledging import PledgeForm
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import organisations, pledges, round_changes, rounds, timetable
from portal.desks import Role
from portal.errors import Refused


@open_to(proved(at_desk(Role.TREASURER)))
def promise(visit: Visit, org: str, code: str) -> Response:
    """Write down what a sponsor promised on paper."""
    found = timetable.find_at_desk(visit.session, visit.desk, code, now=visit.now)
    form = PledgeForm(visit.form, address=visit.path).offer(visit.session)
    if not form.validate():
        return shown(visit, found, promise_form=form, form=form, status=422)
    sponsor = organisations.find(visit.session, str(form.sponsor.data))
    facts = {"sponsor_id": sponsor.id, "terms": form.terms(), "now": visit.now}
    pledges.promise(visit.session, visit.me, visit.desk, code, **facts)
    return _back(visit, found)


@open_to(proved(at_desk(Role.OWNER, Role.ORGANISER)))
def approve(visit: Visit, org: str, code: str) -> Response:
    """Put the second name under a pledge."""
    pledges.approve(visit.session, visit.me, visit.desk, code, now=visit.now)
    return visit.go("desk_round", org=org, code=code)


@open_to(proved(at_desk(Role.TREASURER)))
def withdraw(visit: Visit, org: str, code: str) -> Response:
    """Write down that the sponsor takes its pledge back."""
    return _with_reason(visit, code, "withdraw_form", pledges.withdraw)


@open_to(at_desk(Role.ORGANISER))
def void(visit: Visit, org: str, code: str) -> Response:
    """End a round without dividing it."""
    return _with_reason(visit, code, "void_form", round_changes.void)


@open_to(at_desk(Role.ORGANISER))
def extend(visit: Visit, org: str, code: str) -> Response:
    """Let a round close later."""
    found = timetable.find_at_desk(visit.session, visit.desk, code, now=visit.now)
    form = ExtendForm(visit.form, address=visit.path)
    if not form.validate() or form.on is None:
        return shown(visit, found, extend_form=form, form=form, status=422)
    closes_at = rounds.first_instant(form.on + timedelta(days=1), found.time_zone)
    try:
        facts = {"closes_at": closes_at, "now": visit.now}
        round_changes.extend(visit.session, visit.me, visit.desk, code, **facts)
    except Refused as error:
        form.day.errors = [refusal(error)]
        return shown(visit, found, extend_form=form, form=form, status=422)
    return _back(visit, found)


def _with_reason(visit: Visit, code: str, name: str, verb: Any) -> Response:
    found = timetable.find_at_desk(visit.session, visit.desk, code, now=visit.now)
    form = ReasonForm(visit.form, address=visit.path)
    if not form.validate():
        return shown(visit, found, status=422, **{name: form, "form": form})
    reason = str(form.reason.data)
    verb(visit.session, visit.me, visit.desk, code, reason=reason, now=visit.now)
    return _back(visit, found)


def _back(visit: Visit, found: Any) -> Response:
    return visit.go("desk_round", org=visit.desk.slug, code=found.round_code)


_ROUND = "/desk/{org}/rounds/{code}"
routes = [
    Route(f"{_ROUND}/pledge", promise, methods=["POST"], name="round_pledge"),
    Route(f"{_ROUND}/approval", approve, methods=["POST"], name="round_approval"),
    Route(f"{_ROUND}/withdrawal", withdraw, methods=["POST"], name="round_withdrawal"),
    Route(f"{_ROUND}/extension", extend, methods=["POST"], name="round_extension"),
    Route(f"{_ROUND}/end", void, methods=["POST"], name="round_end"),
]
