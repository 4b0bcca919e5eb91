"""Turn a template into a response: whole, or just the block that htmx aims at."""

from typing import Any
from urllib.parse import unquote

from jinja2_fragments import render_block
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pages.speech import gettext, language, said
from pages.web.templates import environment_for
from portal.card_sign_ins import is_card
from portal.paired_tills import is_till

MISTAKEN = 422
VARY = "Accept-Language, Cookie, HX-Request, HX-Request-Type, HX-Target"


def address(request: Request, name: str, **path: Any) -> str:
    """Return the path of a page, in the language of this visit."""
    return f"/{language()}{request.app.state.path_of(name, **path)}"


def render_page(
    request: Request, name: str, context: dict[str, Any], status: int = 200
) -> HTMLResponse:
    """Render `name`. The element with id x holds exactly block x, so the target picks the block.

    A refusal may answer an htmx request that aimed elsewhere: it is sent to `main` instead.
    """
    headers = {"Vary": VARY}
    context = {**_surroundings(request), **context}
    if context["person"] or context["has_card"] or context["has_till"]:
        headers["Cache-Control"] = "private, no-store"
    block = _target(request)
    if block and status >= 400 and status != MISTAKEN:  # noqa: PLR2004
        block, headers = "main", {**headers, "HX-Retarget": "#main", "HX-Reswap": "innerHTML"}
    environment = environment_for(language())
    template = environment.get_template(name)
    if block not in template.blocks:
        return HTMLResponse(template.render(context), status, headers)
    title = render_block(environment, name, "title", context)
    html = render_block(environment, name, block, context)
    portal = f"{gettext('Tallybrook')}, {context['instance_name']}"
    return HTMLResponse(f"<title>{title} – {portal}</title>\n{html}", status, headers)


def _surroundings(request: Request) -> dict[str, Any]:
    """Return what every template may rely on."""
    state = request.app.state
    path = request.scope["path"].removeprefix(f"/{language()}") or "/"
    token = request.cookies.get(state.settings.cookie, "")
    return {
        "person": getattr(request.state, "person", None),
        "has_card": is_card(token),
        "has_till": is_till(token),
        "is_shared": getattr(request.state, "is_shared", False),
        "request_id": getattr(request.state, "request_id", ""),
        "instance_name": said(state.settings.instance_words),
        "operator_name": said(state.settings.operator_words),
        "mode": state.settings.mode,
        "offered": state.settings.languages,
        "path": path,
        "here": path + (f"?{request.url.query}" if request.url.query else ""),
        "url": lambda page, **parts: address(request, page, **parts),
    }


def _target(request: Request) -> str:
    headers = request.headers
    partial = headers.get("HX-Request-Type") == "partial" and "HX-Boosted" not in headers
    return unquote(headers.get("HX-Target", "").rpartition("#")[2]) if partial else ""
