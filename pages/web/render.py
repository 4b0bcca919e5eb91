"""Turn a template into a response: whole, or just the block that htmx aims at."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pages.speech import OWN_NAMES, direction, gettext, language, locale, ngettext, said
from pages.web import charts
from pages.web.formats import FILTERS
from pages.words import label

MISTAKEN = 422
VARY = "Accept-Language, Cookie, HX-Request, HX-Request-Type, HX-Target"
environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent),
    autoescape=True,
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.policies["ext.i18n.trimmed"] = True
environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
environment.globals.update(
    label=label,
    language=language,
    locale=locale,
    direction=direction,
    languages=OWN_NAMES,
    charts=charts,
)
environment.filters.update({**FILTERS, "said": said})
# Macros are globals, not imports: a block rendered alone does not run its file's imports.
environment.globals["ui"] = environment.get_template("layout/ui.html").module
environment.globals["chart"] = environment.get_template("layout/chart.html").module


def address(request: Request, name: str, **path: Any) -> str:
    """Return the path of a page, in the language of this visit."""
    return f"/{language()}{request.app.url_path_for(name, **path)}"


def render_page(
    request: Request, name: str, context: dict[str, Any], status: int = 200
) -> HTMLResponse:
    """Render `name`. The element with id x holds exactly block x, so the target picks the block.

    A refusal may answer an htmx request that aimed elsewhere: it is sent to `main` instead.
    """
    headers = {"Vary": VARY}
    context = {**_surroundings(request), **context}
    if context["person"]:
        headers["Cache-Control"] = "private, no-store"
    block = _target(request)
    if block and status >= 400 and status != MISTAKEN:  # noqa: PLR2004
        block, headers = "main", {**headers, "HX-Retarget": "#main", "HX-Reswap": "innerHTML"}
    template = environment.get_template(name)
    if block not in template.blocks:
        return HTMLResponse(template.render(context), status, headers)
    title = render_block(environment, name, "title", context)
    html = render_block(environment, name, block, context)
    return HTMLResponse(f"<title>{title}</title>\n{html}", status, headers)


def _surroundings(request: Request) -> dict[str, Any]:
    """Return what every template may rely on."""
    state = request.app.state
    path = request.scope["path"].removeprefix(f"/{language()}") or "/"
    return {
        "person": getattr(request.state, "person", None),
        "request_id": getattr(request.state, "request_id", ""),
        "instance_name": state.settings.instance_name,
        "operator_name": state.settings.operator_name,
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
