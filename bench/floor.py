"""The floor: the same server puts the same template out with the same facts, and does nothing else.

Each address is asked once of the real site, which shows what its template is given; from then on
that template is filled in the event loop, without routing, session, database or outer layers.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.speech import speaking
from pages.web import render, visit
from pages.web.templates import environment_for
from portal.__main__ import web as real_site

Kept = tuple[Any, dict[str, Any]]


def web() -> ASGIApp:
    """Return the floor for every address that was asked once."""
    site = real_site()
    kept: dict[str, Kept] = {}
    latest: list[Kept] = []

    def remember(
        request: Request, name: str, context: dict[str, Any], status: int = 200
    ) -> HTMLResponse:
        whole = {**render._surroundings(request), **context}
        latest[:] = [(environment_for("en").get_template(name), whole)]
        return render.render_page(request, name, context, status)

    visit.render_page = remember

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path not in kept:
            await site(scope, receive, send)
            if latest and path.startswith("/en"):
                kept[path] = latest.pop()
            return
        template, context = kept[path]
        with speaking("en"):
            body = template.render(context).encode()
        headers = [(b"content-type", b"text/html; charset=utf-8")]
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer
