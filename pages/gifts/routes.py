"""/me/gifts/{code} : a gift's receipt, what became of it; taking it back, agreeing, refusing."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from portal import gifts, given, ledger, proofs, proposals
from portal.given import GiftState
from portal.shares import became
from portal.timetable import PledgeKind


@open_to(signed_in)
def show(visit: Visit, code: str) -> Response:
    """The receipt: what was given, where it stands, what one can still do."""
    gift = given.find(visit.session, visit.me, code, now=visit.now)
    state = given.state_of(gift, now=visit.now)
    return visit.page(
        "gifts/show.html",
        gift=gift,
        state=state,
        sealing=proofs.look(visit.session, code),
        left=ledger.balance(visit.session, gift.programme_id, gift.giver_id),
        may_agree=state is GiftState.PROPOSED and proposals.may_agree(visit.me, gift),
        may_end=state is GiftState.PROPOSED and proposals.may_refuse(visit.me, gift),
        may_take_back=state is GiftState.PLACED and gifts.may_take_back(visit.me),
        waits_until=gift.given_at + given.PROPOSAL_LASTS,
    )


@open_to(signed_in)
def thanks(visit: Visit, code: str) -> Response:
    """A sheet to print: what the points became. It names no person."""
    gift = given.find(visit.session, visit.me, code, now=visit.now)
    if given.state_of(gift, now=visit.now) is not GiftState.SETTLED:
        return visit.go("gift", code=code)
    is_counted = gift.kind is PledgeKind.UNIT
    made = became(gift.gift_points, gift.points_per_unit, gift.share_units) if is_counted else None
    return visit.page("gifts/thanks.html", gift=gift, made=made)


@open_to(signed_in)
def take_back(visit: Visit, code: str) -> Response:
    """Bring the points home while the round is open."""
    gifts.take_back(visit.session, visit.me, code, idem=visit.idem, now=visit.now)
    return visit.go("gift", code=code)


@open_to(signed_in)
def agree(visit: Visit, code: str) -> Response:
    """Agree to a proposal."""
    proposals.agree(visit.session, visit.me, code, idem=visit.idem, now=visit.now)
    return visit.go("gift", code=code)


@open_to(signed_in)
def refuse(visit: Visit, code: str) -> Response:
    """End a proposal."""
    proposals.refuse(visit.session, visit.me, code, idem=visit.idem, now=visit.now)
    return visit.go("gift", code=code)


@open_to(signed_in)
def back(visit: Visit, code: str, act: str) -> Response:
    """An answer has no page of its own: the gift has."""
    return visit.go("gift", code=code)


routes = [
    Route("/me/gifts/{code}", show, name="gift"),
    Route("/me/gifts/{code}/return", take_back, methods=["POST"], name="gift_return"),
    Route("/me/gifts/{code}/agreement", agree, methods=["POST"], name="gift_agreement"),
    Route("/me/gifts/{code}/refusal", refuse, methods=["POST"], name="gift_refusal"),
    Route("/me/gifts/{code}/thanks", thanks, name="gift_thanks"),
    Route("/me/gifts/{code}/{act}", back),
]
