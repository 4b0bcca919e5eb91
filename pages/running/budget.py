"""/desk/{org}/programmes/{programme}/budget : ask that it be filled, agree, refuse."""

from collections.abc import Callable
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.running.forms import BudgetForm
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import budget_requests, overview
from portal import permissions as may
from portal.budgets import TopUpTarget
from portal.desks import Role
from portal.errors import NotFound, Refused

READS = at_desk(Role.ORGANISER, Role.OWNER, Role.TREASURER)


@open_to(READS)
def show(visit: Visit, org: str, programme: str) -> Response:
    """What is set aside, what was asked for, and who has to agree."""
    return _page(visit, programme)


@open_to(proved(READS))
def act(visit: Visit, org: str, programme: str) -> Response:
    """Ask for points, agree or refuse; and show the budget again."""
    verb = ACTS.get(str(visit.form.get("act")))
    if verb is None:
        raise NotFound
    funders = budget_requests.list_funders(visit.session, visit.desk)
    form = BudgetForm(visit.form).offer(funders)
    if verb is _ask and not form.validate():
        return _page(visit, programme, form, status=422)
    try:
        verb(visit, programme, form)
    except Refused as error:
        return _page(visit, programme, form, refusal(error), 422)
    return visit.go("programme_budget", org=org, programme=programme)


def _ask(visit: Visit, programme: str, form: BudgetForm) -> None:
    it = overview.find_own(visit.session, visit.desk, programme, now=visit.now)
    budget_requests.ask(
        *(visit.session, visit.me, visit.desk, it),
        points=form.points.data or 0,
        target=TopUpTarget(form.target.data),
        funder=str(form.funder.data),
        document=str(form.document.data),
        idem=visit.idem,
        now=visit.now,
    )


def _answer(verb: Callable[..., object]) -> Callable[[Visit, str, BudgetForm], None]:
    def answer(visit: Visit, programme: str, _form: BudgetForm) -> None:
        it = overview.find_own(visit.session, visit.desk, programme, now=visit.now)
        try:
            which = UUID(str(visit.form.get("request")))
        except ValueError:
            raise NotFound from None
        verb(visit.session, visit.me, visit.desk, it, which, now=visit.now)

    return answer


ACTS: dict[str, Callable[[Visit, str, BudgetForm], None]] = {
    "request": _ask,
    "agree": _answer(budget_requests.agree),
    "refuse": _answer(budget_requests.refuse),
}


def _page(
    visit: Visit,
    programme: str,
    form: BudgetForm | None = None,
    mistake: str = "",
    status: int = 200,
) -> Response:
    it = overview.find_own(visit.session, visit.desk, programme, now=visit.now)
    empty = BudgetForm().offer(budget_requests.list_funders(visit.session, visit.desk))
    return visit.page(
        "running/budget.html",
        status=status,
        desk=visit.desk,
        it=it,
        requests=budget_requests.list_all(visit.session, it.programme_id),
        may=may,
        forms={"request": form or empty},
        form=form,
        mistake=mistake,
    )


_BUDGET = "/desk/{org}/programmes/{programme}/budget"
routes = [
    Route(_BUDGET, show, name="programme_budget"),
    Route(_BUDGET, act, methods=["POST"]),
]
