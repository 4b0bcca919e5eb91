"""The one cookie: given at sign-in, and again whenever who is there was proved anew."""

from uuid import UUID

from starlette.responses import Response

from pages.web.visit import Visit
from portal import sign_ins

__all__ = ["CARD", "welcomed"]

CARD = "card"  # nobody knows whose


def welcomed(
    visit: Visit, token: str, answer: Response, *, who: UUID | str, is_shared: bool
) -> Response:
    """Give the browser its token; a shared one forgets it when it is closed."""
    visit.welcomed = who
    answer.set_cookie(
        visit.settings.cookie,
        token,
        max_age=None if is_shared else int(sign_ins.RESIDENT.most.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=visit.settings.is_secure,
    )
    return answer
