"""/desk/{org}/programmes/{programme}/factors : own factors: tried, entered, reviewed."""

import io
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.running.factor_forms import FactorsForm, OfficeForm
from pages.web import kinds, sent_lists
from pages.web.gates import at_desk, proved
from pages.web.refusing import say
from pages.web.sent_lists import SentList
from pages.web.visit import Visit, open_to
from portal import factor_rows, factor_sets, factors, overview, own_factors
from portal import permissions as may
from portal.desks import Role
from portal.errors import NotFound, Refused
from portal.own_factors import About, Tried

READS = at_desk(Role.ORGANISER, Role.OWNER)


@open_to(READS)
def index(visit: Visit, org: str, programme: str) -> Response:
    """Every set of a programme, and a list to send."""
    return _index(visit, programme, FactorsForm())


@open_to(proved(READS))
def create(visit: Visit, org: str, programme: str) -> Response:
    """Try a list and show what it says; or enter it, all or nothing."""
    form, sent = FactorsForm(visit.form), sent_lists.read(visit.form)
    if not form.is_good(sent):
        return _index(visit, programme, form, status=422)
    try:
        code, tried = _enter(visit, programme, form, sent)
    except Refused as error:
        form.form_errors.append(say(error))
        return _index(visit, programme, form, status=422)
    if code:
        return visit.go("desk_factor_set", org=org, code=code)
    return _index(visit, programme, form, tried, sent, status=422 if tried.faults else 200)


@open_to(READS)
def show(visit: Visit, org: str, code: str) -> Response:
    """One set with its rows, and what can be done with it."""
    return _show(visit, code, OfficeForm())


@open_to(proved(READS))
def act(visit: Visit, org: str, code: str) -> Response:
    """Review it or end it, and show it again."""
    form, which = OfficeForm(visit.form), visit.form.get("act")
    facts: dict[str, Any] = {"now": visit.now}
    try:
        if which == "review":
            facts["office"] = form.office.data or ""
            own_factors.review(visit.session, visit.me, visit.desk, code, **facts)
        elif which == "end":
            own_factors.end(visit.session, visit.me, visit.desk, code, **facts)
        else:
            raise NotFound
    except Refused as error:
        form.form_errors = [say(error)]
        return _show(visit, code, form, status=422)
    return visit.go("desk_factor_set", org=org, code=code)


def _enter(
    visit: Visit, programme: str, form: FactorsForm, sent: SentList
) -> tuple[str | None, Tried]:
    about = About(
        name=str(form.title.data),
        source=str(form.source.data),
        first_year=form.first_year.data or 0,
        last_year=form.last_year.data or 0,
    )
    return own_factors.enter(
        *(visit.session, visit.me, visit.desk, programme, about, io.BytesIO(sent.data)),
        is_trial=visit.form.get("act") != "enter",
        now=visit.now,
    )


def _index(
    visit: Visit,
    programme: str,
    form: FactorsForm,
    tried: Tried | None = None,
    sent: SentList | None = None,
    status: int = 200,
) -> Response:
    it = overview.find_own(visit.session, visit.desk, programme, now=visit.now)
    faults = [(number, say(why)) for number, why in tried.faults] if tried else []
    return visit.page(
        "running/factors.html",
        status=status,
        desk=visit.desk,
        it=it,
        sets=factor_sets.list_of(visit.session, it.programme_id),
        may=may,
        form=form,
        tried=tried,
        faults=faults,
        sent=None if faults else sent,
        columns=factor_rows.SHAPE.columns,
        called=factor_sets.called,
        numbers=factors.read(visit.session),
        kinds=kinds,
    )


def _show(visit: Visit, code: str, form: OfficeForm, status: int = 200) -> Response:
    it = own_factors.find_at_desk(visit.session, visit.desk, code, now=visit.now)
    return visit.page(
        "running/factor_set.html",
        status=status,
        desk=visit.desk,
        it=it,
        code=factor_sets.called(it),
        rows=factor_sets.rows_of(visit.session, it),
        numbers=factors.read(visit.session),
        may=may,
        form=form,
        kinds=kinds,
    )


_FACTORS = "/desk/{org}/programmes/{programme}/factors"
_ONE = "/desk/{org}/factor-sets/{code}"
routes = [
    Route(_FACTORS, index, name="programme_factors"),
    Route(_FACTORS, create, methods=["POST"]),
    Route(_ONE, show, name="desk_factor_set"),
    Route(_ONE, act, methods=["POST"]),
]
