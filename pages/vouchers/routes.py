"""/me/vouchers, /v/{code} : a household's vouchers; giving one back, agreeing, rating."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.web.codes import picture_of
from pages.web.gates import anyone, signed_in
from pages.web.visit import Visit, open_to
from portal import (
    codes,
    paired_tills,
    proofs,
    redemption_proposals,
    redemptions,
    tills,
    vouchers,
)
from portal.errors import NotFound
from portal.redemptions import RedemptionState

KEPT = "private, max-age=86400"  # by the browser, so that it can be shown without a network


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """Every voucher and proposal of my household."""
    mine = redemptions.list_mine(visit.session, visit.me)
    ended = {it.code: redemptions.has_run_out(it, now=visit.now) for it in mine}
    return visit.page("vouchers/index.html", mine=mine, ended=ended)


@open_to(signed_in)
def show(visit: Visit, code: str) -> Response:
    """One voucher: where it stands, and what one can still do."""
    it = redemptions.find(visit.session, visit.me, code)
    facts = (visit.me, it)
    return visit.page(
        "vouchers/show.html",
        it=it,
        has_run_out=redemptions.has_run_out(it, now=visit.now),
        sealing=proofs.look(visit.session, it.code),
        may_agree=redemption_proposals.may_agree(*facts, now=visit.now),
        may_refuse=redemption_proposals.may_refuse(*facts, now=visit.now),
        may_return=redemptions.may_return(it, now=visit.now) and visit.me.standing == "adult",
        waits_until=it.asked_at + redemptions.PROPOSAL_LASTS,
        **_scanned(visit, it.code),
    )


@open_to(signed_in)
def slip(visit: Visit, code: str) -> Response:
    """What a till needs to see, on paper or kept on the phone: nothing of it ever changes."""
    it = redemptions.find(visit.session, visit.me, code)
    if it.state is not RedemptionState.READY:
        return visit.go("voucher", code=it.code)
    page = visit.page("vouchers/slip.html", it=it, **_scanned(visit, it.code))
    if not visit.here.is_shared:
        page.headers["Cache-Control"] = KEPT
    return page


@open_to(signed_in)
def give_back(visit: Visit, code: str) -> Response:
    """Bring the points home."""
    vouchers.give_back(visit.session, visit.me, code, idem=visit.idem, now=visit.now)
    return visit.go("voucher", code=code)


@open_to(signed_in)
def agree(visit: Visit, code: str) -> Response:
    """Agree to what somebody of the household wants."""
    redemption_proposals.agree(visit.session, visit.me, code, idem=visit.idem, now=visit.now)
    return visit.go("voucher", code=code)


@open_to(signed_in)
def refuse(visit: Visit, code: str) -> Response:
    """End a proposal."""
    redemption_proposals.refuse(visit.session, visit.me, code, idem=visit.idem, now=visit.now)
    return visit.go("voucher", code=code)


@open_to(signed_in)
def rate(visit: Visit, code: str) -> Response:
    """Say how it was."""
    said = str(visit.form.get("rating", ""))
    if said in {"1", "2", "3"}:
        vouchers.rate(visit.session, visit.me, code, int(said), now=visit.now)
    return visit.go("voucher", code=code)


@open_to(signed_in)
def back(visit: Visit, code: str, act: str) -> Response:
    """An answer has no page of its own: the voucher has."""
    return visit.go("voucher", code=code)


@open_to(anyone)
def scanned(visit: Visit, code: str) -> Response:
    """What the QR code of a voucher leads to: the till, or one's own voucher. Else nothing."""
    code = codes.tidy(code)
    if paired_tills.is_till(visit.token):
        return visit.go("till_voucher", code=code)
    if visit.person is None:
        return visit.page("vouchers/scanned.html", code=code, is_sound=codes.is_sound(code))
    try:
        return visit.go("voucher", code=redemptions.find(visit.session, visit.me, code).code)
    except NotFound:
        pass
    if tills.somebody(visit.session, visit.me, now=visit.now).places:
        return visit.go("till_voucher", code=code)
    return visit.page("vouchers/scanned.html", code=code, is_sound=codes.is_sound(code))


def _scanned(visit: Visit, code: str) -> dict[str, Any]:
    address = f"{visit.settings.base_url.rstrip('/')}/v/{code}"
    return {"picture": picture_of(address), "address": address.partition("://")[2]}


_ONE = "/me/vouchers/{code}"
routes = [
    Route("/me/vouchers", index, name="vouchers"),
    Route(_ONE, show, name="voucher"),
    Route(f"{_ONE}/slip", slip, name="voucher_slip"),
    Route(f"{_ONE}/return", give_back, methods=["POST"], name="voucher_return"),
    Route(f"{_ONE}/agreement", agree, methods=["POST"], name="voucher_agreement"),
    Route(f"{_ONE}/refusal", refuse, methods=["POST"], name="voucher_refusal"),
    Route(f"{_ONE}/rating", rate, methods=["POST"], name="voucher_rating"),
    Route(f"{_ONE}/{{act}}", back),
    Route("/v/{code}", scanned, name="scanned_voucher"),
]
