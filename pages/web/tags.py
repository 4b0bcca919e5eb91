"""Tags: whether the reader has already what would be sent."""

from starlette.responses import Response

from pages.web.visit import Visit

__all__ = ["has_it", "unchanged"]

UNCHANGED = 304


def has_it(visit: Visit, mine: str) -> bool:
    """Tell whether the reader has what this tag stands for."""
    theirs = visit.request.headers.get("If-None-Match", "").split(",")
    return mine.removeprefix("W/") in {one.strip().removeprefix("W/") for one in theirs}


def unchanged(mine: str, **headers: str) -> Response:
    """Say that nothing has changed since."""
    return Response(status_code=UNCHANGED, headers={"ETag": mine, **headers})
