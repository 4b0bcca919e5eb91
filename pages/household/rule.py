"""/me/household/rule : one adult may use the points, or two must agree. Every adult is asked."""

from starlette.responses import Response
from starlette.routing import Route

from pages.household.forms import RuleForm
from pages.household.numbers import number_in
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import spending_rules
from portal.errors import NotFound
from portal.permissions import may_spend, require


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """The rule there is, and what somebody wishes."""
    require(may_spend(visit.me.standing))
    return _page(visit, RuleForm(adults=str(visit.me.adults_to_agree)))


@open_to(signed_in)
def ask(visit: Visit) -> Response:
    """Wish for another rule."""
    form = RuleForm(visit.form)
    if not form.validate():
        return _page(visit, form, 422)
    wanted = int(form.adults.data)
    try:
        spending_rules.ask(visit.session, visit.me, adults_to_agree=wanted, now=visit.now)
    except (spending_rules.WishOpen, spending_rules.TooFewAdults) as error:
        form.adults.errors = [refusal(error)]
        return _page(visit, form, 422)
    return visit.go("household")


@open_to(signed_in)
def answer(visit: Visit, number: str, act: str) -> Response:
    """Agree to a wish, or end it."""
    acts = {"agreement": spending_rules.agree, "refusal": spending_rules.refuse}
    if act not in acts:
        raise NotFound
    try:
        acts[act](visit.session, visit.me, number_in(number), now=visit.now)
    except NotFound:
        return visit.go("household")  # it ended meanwhile: the page says what holds
    return visit.go("household")


def _page(visit: Visit, form: RuleForm, status: int = 200) -> Response:
    return visit.page("household/rule.html", status=status, form=form)


routes = [
    Route("/me/household/rule", show, name="household_rule"),
    Route("/me/household/rule", ask, methods=["POST"]),
    Route("/me/household/rule/{number}/{act}", answer, name="rule_answer", methods=["POST"]),
]
