"""/rewards : what points may be used for, at one flat price for everybody; and using them."""

from itertools import groupby

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.rewards import desk
from pages.rewards.forms import WantForm
from pages.web.gates import anyone, signed_in
from pages.web.refusing import say
from pages.web.visit import Visit, open_to
from portal import redeeming, reward_waits, rewards
from portal.errors import Refused
from portal.redeeming import Enough, Gone, NotOffered, PriceChanged, TooFewPoints
from portal.rewards import NOBODY, Offered

MOVED = 301
ON_ITS_PAGE = (Enough, Gone, NotOffered, PriceChanged, TooFewPoints)  # said where one can look


@open_to(anyone)
def index(visit: Visit) -> Response:
    """Every reward that is offered, by programme."""
    offered = rewards.list_offered(visit.session, now=visit.now)
    of_one = groupby(offered, key=lambda one: one.row.programme_code)
    return visit.page("rewards/index.html", by_programme=[list(them) for _, them in of_one])


@open_to(anyone)
def reward(visit: Visit, key: str) -> Response:
    """One reward: what, how many points, where, who can come; and using points for it."""
    it = _find(visit, key)
    if key != _key(it):
        return RedirectResponse(visit.url("reward", key=_key(it)), MOVED)
    return _shown(visit, it)


@open_to(signed_in)
def redeem(visit: Visit, key: str) -> Response:
    """Show what points would be used for; with `confirm`, use them."""
    form = WantForm(visit.form)
    try:
        if form.validate() and form.confirm.data:
            return visit.go("voucher", code=_redeemed(visit, key, form.points.data or 0))
        offer = redeeming.check(visit.session, visit.me.household_id, key, now=visit.now)
    except ON_ITS_PAGE as error:
        return _shown(visit, _find(visit, key), say(error), 422)
    return visit.page("rewards/check.html", form=form, offer=offer)


@open_to(signed_in)
def wait(visit: Visit, key: str) -> Response:
    """Let my household wait until there is one again."""
    it = _find(visit, key)
    try:
        reward_waits.join(visit.session, visit.me, it, now=visit.now)
    except Refused as error:
        return _shown(visit, it, say(error), 422)
    return visit.go("reward", key=_key(it))


@open_to(signed_in)
def wait_no_longer(visit: Visit, key: str) -> Response:
    """Take my household off the list."""
    it = _find(visit, key)
    reward_waits.leave(visit.session, visit.me, it)
    return visit.go("reward", key=_key(it))


@open_to(anyone)
def back(visit: Visit, key: str) -> Response:
    """What is sent has no page of its own: the reward has."""
    return visit.go("reward", key=key)


def _redeemed(visit: Visit, key: str, points: int) -> str:
    facts = (visit.session, visit.me, key)
    return redeeming.redeem(*facts, points=points, idem=visit.idem, now=visit.now)


def _find(visit: Visit, key: str) -> Offered:
    home = visit.me.household_id if visit.person else NOBODY
    return rewards.find(visit.session, key, household_id=home, now=visit.now)


def _key(it: Offered) -> str:
    return f"{it.row.slug}-{it.row.code}"


def _shown(visit: Visit, it: Offered, mistake: str = "", status: int = 200) -> Response:
    """Show a reward, and to who is signed in what they can do."""
    return visit.page("rewards/show.html", status=status, offer=it, it=it.row, mistake=mistake)


routes = [
    *desk.routes,
    Route("/rewards", index, name="rewards"),
    Route("/rewards/{key}", reward, name="reward"),
    Route("/rewards/{key}/redemptions", back),
    Route("/rewards/{key}/redemptions", redeem, methods=["POST"], name="redemptions"),
    Route("/rewards/{key}/wait", back),
    Route("/rewards/{key}/wait", wait, methods=["POST"], name="reward_wait"),
    Route("/rewards/{key}/wait/end", back),
    Route("/rewards/{key}/wait/end", wait_no_longer, methods=["POST"], name="reward_wait_end"),
]
