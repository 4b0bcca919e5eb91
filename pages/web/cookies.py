"""The one cookie: a browser is somebody's, a class card's or a till's, and never two of them."""

from datetime import timedelta
from uuid import UUID

from starlette.responses import Response

from pages.web.visit import Visit
from portal import card_sign_ins, paired_tills, sign_ins

__all__ = ["CARD", "TILL", "forgotten", "welcomed"]

CARD, TILL = "card", "till"  # nobody knows whose


def welcomed(
    visit: Visit,
    token: str,
    answer: Response,
    *,
    who: UUID | str,
    is_shared: bool = False,
    lasts: timedelta = sign_ins.RESIDENT.most,
) -> Response:
    """Give the browser its token, and end what it was before; a shared one forgets it when closed.

    Given at sign-in, and again whenever who is there was proved anew.
    """
    if token != visit.token:
        relieve(visit)
    visit.welcomed = who
    answer.set_cookie(
        visit.settings.cookie,
        token,
        max_age=None if is_shared else int(lasts.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=visit.settings.is_secure,
    )
    return answer


def relieve(visit: Visit) -> None:
    """End what this browser was until now: somebody's, a card's or a till's."""
    if card_sign_ins.is_card(visit.token):
        card_sign_ins.end(visit.session, visit.token)
    elif paired_tills.is_till(visit.token):
        paired_tills.leave(visit.session, visit.token, now=visit.now)
    elif visit.token:
        sign_ins.end(visit.session, visit.token)


def forgotten(visit: Visit, answer: Response) -> Response:
    """Let the browser forget who it was, and ask it to forget us."""
    relieve(visit)
    answer.delete_cookie(visit.settings.cookie, secure=visit.settings.is_secure, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
