"""A form that waits while its owner is at their school: sealed, in the browser, for ten minutes.

What is too long for a cookie does not wait there; the page it came from is shown again instead.
"""

import json
from datetime import timedelta

from starlette.responses import Response

from pages.sign_in.entering import Kept
from pages.web.sealing import vault_of
from pages.web.visit import Visit
from portal.vault import Unsealed

__all__ = ["keep", "over", "take"]

PATIENCE = timedelta(minutes=10)
PURPOSE = "a form that waits"
LONGEST = 3_500  # bytes; browsers keep 4,096 with the name and what is said of it


def keep(visit: Visit, answer: Response, kept: Kept) -> Response:
    """Let a form wait in the browser, where a school may be asked who is there."""
    sealed = vault_of(visit).seal(PURPOSE, json.dumps([visit.path, kept]), now=visit.now)
    if visit.settings.schools and len(sealed) <= LONGEST:
        seconds, secure = int(PATIENCE.total_seconds()), visit.settings.is_secure
        answer.set_cookie(
            _cookie(visit), sealed, max_age=seconds, secure=secure, httponly=True, samesite="lax"
        )
    return answer


def take(visit: Visit, target: str) -> Kept:
    """Return the fields of the form that waits for this path; none if another one does."""
    sealed = visit.request.cookies.get(_cookie(visit), "")
    try:
        told = vault_of(visit).open(PURPOSE, sealed, within=PATIENCE, now=visit.now)
    except Unsealed:
        return []
    path, kept = json.loads(told)
    return [(name, value) for name, value in kept] if path == target else []


def over(visit: Visit, answer: Response) -> Response:
    """Forget what waited."""
    answer.delete_cookie(_cookie(visit), secure=visit.settings.is_secure, httponly=True)
    return answer


def _cookie(visit: Visit) -> str:
    return "__Host-waits" if visit.settings.is_secure else "waits"
