"""/desk/{org}/rewards : promise a reward, approve one, look after it, cancel its vouchers."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.rewards.forms import OfferForm, StateForm, StockForm, VoucherForm, WindowForm
from pages.web.gates import at_desk
from pages.web.refusing import say
from pages.web.visit import Visit, open_to
from portal import cancellations, codes, offer_changes, offers
from portal.desks import Role
from portal.errors import NotFound, Refused
from portal.permissions import (
    may_declare_reward,
    may_keep_tills,
    may_offer_reward,
    may_take_vouchers,
)
from portal.rewards import Offered, RewardState

KEEPS = at_desk(Role.OWNER, Role.ORGANISER, Role.STEWARD, Role.SPONSOR)
ENDS = at_desk(Role.OWNER, Role.ORGANISER, Role.STEWARD, Role.SPONSOR, even_suspended=True)


@open_to(KEEPS)
def index(visit: Visit, org: str) -> Response:
    """What we provide, and what is provided in our programmes."""
    found = offers.list_at_desk(visit.session, visit.desk, now=visit.now)
    rights = {
        "may_take": may_take_vouchers(visit.desk.roles),
        "may_keep_tills": may_keep_tills(visit.desk.roles),
    }
    return visit.page("rewards/desk.html", desk=visit.desk, offers=found, **rights)


@open_to(KEEPS)
def new(visit: Visit, org: str) -> Response:
    """An empty form."""
    return _form(visit, OfferForm())


@open_to(KEEPS)
def create(visit: Visit, org: str) -> Response:
    """Promise it, or say what is wrong with it."""
    form = _offered(visit, OfferForm(visit.form))
    if not form.validate():
        return _form(visit, form, 422)
    try:
        facts = (visit.session, visit.me, visit.desk, form.programme.data, form.plan())
        code = offers.declare(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(say(error))
        return _form(visit, form, 422)
    return visit.go("desk_reward", org=org, code=code)


@open_to(KEEPS)
def show(visit: Visit, org: str, code: str) -> Response:
    """One offer: where it stands, and what can be done with it."""
    return _shown(visit, code)


@open_to(ENDS)
def change(visit: Visit, org: str, code: str) -> Response:
    """Approve, refuse, pause, suspend, end or withdraw it."""
    it = offers.find(visit.session, visit.desk, code, now=visit.now)
    form = StateForm(visit.form).offer(offers.steps_of(visit.desk, it.row))

    def act() -> None:
        state, reason = RewardState(form.state.data), form.reason.data or ""
        verb = cancellations.withdraw if state is RewardState.WITHDRAWN else None
        facts = (visit.session, visit.me, visit.desk, code)
        if verb:
            verb(*facts, reason=reason, now=visit.now)
        else:
            offer_changes.change(*facts, state, reason=reason, now=visit.now)

    return _done(visit, code, form, "state", act)


@open_to(KEEPS)
def count(visit: Visit, org: str, code: str) -> Response:
    """Say how many there really are."""
    form = StockForm(visit.form)

    def act() -> None:
        facts = (visit.session, visit.me, visit.desk, code, int(form.stock.data or 0))
        offer_changes.correct_stock(*facts, reason=form.because.data or "", now=visit.now)

    return _done(visit, code, form, "stock", act)


@open_to(KEEPS)
def announce(visit: Visit, org: str, code: str) -> Response:
    """Announce days with a lower price."""
    form = WindowForm(visit.form)

    def act() -> None:
        assert form.starts_on.data and form.ends_on.data and form.points.data
        offer_changes.announce(
            *(visit.session, visit.me, visit.desk, code),
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            points=form.points.data,
            now=visit.now,
        )

    return _done(visit, code, form, "window", act)


@open_to(ENDS)
def cancel(visit: Visit, org: str, code: str) -> Response:
    """Cancel one voucher: its points go home, with a thank-you."""
    form = VoucherForm(visit.form)

    def act() -> None:
        facts = (visit.session, visit.me, visit.desk, code, codes.tidy(form.code.data or ""))
        try:
            cancellations.cancel(*facts, idem=visit.idem, now=visit.now)
        except NotFound:
            raise offer_changes.NotNow from None

    return _done(visit, code, form, "voucher", act)


def _done(visit: Visit, code: str, form: Any, name: str, act: Callable[[], None]) -> Response:
    """Do what a form on the offer's page asks for, or show the page with its mistakes."""
    if not form.validate():
        return _shown(visit, code, **{name: form}, status=422)
    try:
        act()
    except Refused as error:
        form.form_errors.append(say(error))
        return _shown(visit, code, **{name: form}, status=422)
    return visit.go("desk_reward", org=visit.desk.slug, code=code)


def _shown(visit: Visit, code: str, status: int = 200, **forms: Any) -> Response:
    it = offers.find(visit.session, visit.desk, code, now=visit.now)
    steps = offers.steps_of(visit.desk, it.row)
    mine = it.row.provider_id == visit.desk.organisation_id
    runs = it.row.organiser_id == visit.desk.organisation_id
    return visit.page(
        "rewards/desk_show.html",
        status=status,
        desk=visit.desk,
        offer=it,
        it=it.row,
        steps=steps,
        counts=offers.list_counts(visit.session, it.row),
        forms={
            "state": StateForm().offer(steps),
            "stock": StockForm(data={"stock": it.row.stock}),
            "window": WindowForm(),
            "voucher": VoucherForm(),
            **forms,
        },
        may_cancel=mine and may_declare_reward(visit.desk.roles) and it.row.open_count,
        may_announce=runs and may_offer_reward(visit.desk.roles) and _is_on(it),
    )


def _is_on(it: Offered) -> bool:
    return it.row.state is RewardState.OFFERED


def _offered(visit: Visit, form: OfferForm) -> Any:
    programmes = offers.list_programmes(visit.session, now=visit.now)
    payers = [(visit.desk.organisation_id, visit.desk.name)]
    others = {row.organisation_id: row.organisation_name for row in programmes}
    payers += [(id_, name) for id_, name in others.items() if id_ != payers[0][0]]
    return form.offer(programmes, payers)


def _form(visit: Visit, form: OfferForm, status: int = 200) -> Response:
    if status == 200:  # noqa: PLR2004
        form = _offered(visit, form)
    return visit.page("rewards/new.html", status=status, desk=visit.desk, form=form)


_ONE = "/desk/{org}/rewards/{code}"
routes = [
    Route("/desk/{org}/rewards", index, name="desk_rewards"),
    Route("/desk/{org}/rewards", create, methods=["POST"]),
    Route("/desk/{org}/rewards/new", new, name="new_reward"),
    Route(_ONE, show, name="desk_reward"),
    Route(f"{_ONE}/state", show),
    Route(f"{_ONE}/state", change, methods=["POST"], name="reward_state"),
    Route(f"{_ONE}/stock", show),
    Route(f"{_ONE}/stock", count, methods=["POST"], name="reward_stock"),
    Route(f"{_ONE}/prices", show),
    Route(f"{_ONE}/prices", announce, methods=["POST"], name="reward_prices"),
    Route(f"{_ONE}/cancellation", show),
    Route(f"{_ONE}/cancellation", cancel, methods=["POST"], name="reward_cancellation"),
]
