"""Vigil: a line in the log for each way in that was tried, and each door that stayed shut.

A line says which part of the program it was, the request's number, and the id of who is signed in,
which leads to nobody once they are erased. Never an address, a code, or a place on the net.
"""

import structlog
from starlette.requests import Request

__all__ = ["foreign", "kept_out", "not_believed", "welcomed"]

log = structlog.get_logger("security")


def welcomed(request: Request, who: object) -> None:
    """Somebody came in, or showed anew who they are; `who` is an id, or the word for a card."""
    log.info("welcomed", **_facts(request), by=str(who))


def not_believed(request: Request) -> None:
    """A password, a code, a link or a card was no proof, or came too soon after others."""
    log.warning("not believed", **_facts(request))


def kept_out(request: Request) -> None:
    """Somebody who is signed in asked for what is not theirs, or is not there."""
    if getattr(request.scope["endpoint"].gate, "__name__", "") != "anyone":
        log.warning("kept out", **_facts(request))


def foreign(request: Request) -> None:
    """Another site asked for a change."""
    log.warning("foreign", **_facts(request))


def _facts(request: Request) -> dict[str, str]:
    """Name the part of the program, as `portal routes` does, and who is there."""
    handler, state = request.scope["endpoint"].handler, request.state
    person = getattr(state, "person", None)
    return {
        "where": f"{handler.__module__.removeprefix('pages.')}.{handler.__name__}",
        "method": request.method,
        "request_id": getattr(state, "request_id", ""),
        **({"person": str(person.id)} if person else {}),
    }
