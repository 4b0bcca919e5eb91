"""/desk/{org}/rounds/plan : planning a round for causes of a programme."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.rounds.forms import PlanForm
from pages.speech import language, said
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import causes, rounds
from portal.desks import Role
from portal.errors import NotFound, Refused


@open_to(at_desk(Role.ORGANISER))
def new(visit: Visit, org: str) -> Response:
    """An empty form for one programme."""
    ours = _ours(visit)
    return _shown(visit, ours, PlanForm(data={"smallest": 10}))


@open_to(at_desk(Role.ORGANISER))
def create(visit: Visit, org: str) -> Response:
    """Plan it, or show the form again with its mistakes."""
    ours = _ours(visit)
    form = PlanForm(visit.form).offer(ours)
    if not form.validate():
        return _shown(visit, ours, form, status=422)
    try:
        code = _planned(visit, ours, form)
    except Refused as error:
        form.causes.errors = [refusal(error)]
        return _shown(visit, ours, form, status=422)
    return visit.go("desk_round", org=org, code=code)


def _planned(visit: Visit, ours: Any, form: Any) -> str:
    zone = ours[0].time_zone
    ids = {row.code: row.cause_id for row in ours}
    row = rounds.plan(
        visit.session,
        visit.me,
        visit.desk,
        ours[0].programme_id,
        name={language(): str(form.name.data).strip()},
        opens_at=rounds.first_instant(form.first.data, zone),
        closes_at=rounds.first_instant(form.last.data + timedelta(days=1), zone),
        smallest_gift=int(form.smallest.data),
        causes=[ids[code] for code in form.causes.data],
        idem=visit.idem,
        now=visit.now,
    )
    return str(row.code)


def _ours(visit: Visit) -> Any:
    """Return the causes of the programme that is asked for, which can be given to."""
    wanted = visit.query.get("programme", "").upper()
    listed = causes.list_at_desk(visit.session, visit.desk)
    ours = [row for row in listed if row.programme_code == wanted and row.cause_state == "listed"]
    if not ours:
        raise NotFound
    return ours


def _shown(visit: Visit, ours: Any, form: PlanForm, status: int = 200) -> Response:
    there = f"{visit.url('round_plan', org=visit.desk.slug)}?programme={ours[0].programme_code}"
    facts = {"form": form.offer(ours), "programme": said(ours[0].programme_name), "there": there}
    return visit.page("rounds/plan.html", status=status, desk=visit.desk, **facts)


routes = [
    Route("/desk/{org}/rounds/plan", new, name="round_plan"),
    Route("/desk/{org}/rounds/plan", create, methods=["POST"]),
]
