"""Put the sections of the site together into one web application."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.sections import SECTIONS
from pages.sign_in import proof
from pages.sign_in.routes import interrupted
from pages.web import troubles
from pages.web.crew import SlowCrew
from pages.web.doors import Doors
from pages.web.gates import ProveFirst, SignInFirst
from pages.web.prefix import LanguagePrefix
from pages.web.render import render_page
from pages.web.shields import SameOrigin, Shields
from pages.web.snapshots import Snapshots
from pages.web.visit import Sessions, read_clock
from pages.words import refusal
from portal import readiness
from portal.errors import NotAllowed, NotFound, Refused, Trouble
from portal.oidc import Schools
from portal.places import place
from portal.settings import Settings
from portal.transactions import Insistence

INSISTENCE = Insistence()
A_YEAR = "public, max-age=31536000, immutable"


def create_app(
    sessions: Sessions,
    settings: Settings,
    *,
    clock: Callable[[], datetime] = read_clock,
    insistence: Insistence = INSISTENCE,
) -> ASGIApp:
    """Return the site, remembering through `sessions`, wrapped from the outside in."""
    inner = build_site(sessions, settings, clock=clock, insistence=insistence)
    seen = Snapshots(inner, clock, cookie=settings.cookie)
    guarded = SameOrigin(seen, cookie=settings.cookie)
    small = GZipMiddleware(LanguagePrefix(guarded, settings.languages), compresslevel=4)
    site = Shields(small, secure=settings.is_secure)
    return _believing(site, settings.trusted_proxies) if settings.trusted_proxies else site


def _believing(site: ASGIApp, proxies: str) -> ASGIApp:
    """Let these proxies say who asks; whoever else says it is not believed."""
    names = [name.strip() for name in proxies.split(",")]
    believing = wrap_asgi_with_proxy_headers(site, trusted_hosts=names)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await believing(scope, receive, send)

    return answer


def build_site(
    sessions: Sessions,
    settings: Settings,
    *,
    clock: Callable[[], datetime] = read_clock,
    insistence: Insistence = INSISTENCE,
) -> Starlette:
    """Return the site itself: every section's routes, and what to say when things are not."""
    site = Starlette(
        routes=[
            Doors(route for section in SECTIONS for route in section.routes),
            Route("/healthz", healthy, name="healthz"),
            Route("/readyz", ready, name="readyz"),
            Route("/robots.txt", robots, name="robots"),
            Mount("/static", Assets(directory=place("static")), name="static"),
        ],
        exception_handlers={
            Refused: refused,
            NotFound: not_found,
            Trouble: troubles.answer,
            TimeoutError: too_slow,
            SignInFirst: sign_in_first,
            ProveFirst: prove_first,
            HTTPException: not_like_this,
            Exception: broken,
        },
    )
    site.state.sessions = sessions
    site.state.insistence = insistence
    site.state.troubled = troubles.answer
    site.state.settings = settings
    site.state.clock = clock
    site.state.slow_crew = SlowCrew()
    site.state.far_crew = SlowCrew()  # who waits for another machine holds up no password
    site.state.large_crew = SlowCrew()
    site.state.schools = Schools(settings.schools)
    # A router tries every route for every link, and a page has dozens of the same few.
    site.state.path_of = lru_cache(maxsize=10_000)(site.url_path_for)
    return site


class Assets(StaticFiles):
    """Files of ours; an address with the file's fingerprint may be kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Send one file."""
        answer = await super().get_response(path, scope)
        if answer.status_code == 200 and scope["query_string"].startswith(b"v="):  # noqa: PLR2004
            answer.headers["Cache-Control"] = A_YEAR
        return answer


def refused(request: Request, error: Exception) -> Response:
    """The portal said no: say why."""
    assert isinstance(error, Refused)
    if isinstance(error, NotAllowed):
        return render_page(request, "layout/not_allowed.html", {"why": refusal(error)}, 403)
    return render_page(request, "layout/refused.html", {"why": refusal(error)}, 409)


def not_found(request: Request, _error: Exception) -> Response:
    """There is nothing here, or nothing this person may know of."""
    return render_page(request, "layout/not_found.html", {}, 404)


def too_slow(request: Request, _error: Exception) -> Response:
    """The form did not arrive in time."""
    return render_page(request, "layout/mistaken.html", {}, 408)


def sign_in_first(_request: Request, error: Exception) -> Response:
    """A form was sent by nobody: the sign-in page keeps it."""
    assert isinstance(error, SignInFirst)
    return interrupted(error.visit, error.photo)


def prove_first(_request: Request, error: Exception) -> Response:
    """An act that matters, and the last proof is old: ask once more, and keep the form."""
    assert isinstance(error, ProveFirst)
    return proof.interrupted(error.visit, error.photo, error.asked)


def not_like_this(request: Request, error: Exception) -> Response:
    """The web's own ways to say no: no such address, wrong method, too big, from another site."""
    assert isinstance(error, HTTPException)
    page = {403: "foreign", 404: "not_found", 405: "not_found", 413: "too_big", 429: "too_many"}
    name = page.get(error.status_code, "mistaken")
    answer = render_page(request, f"layout/{name}.html", {}, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def broken(request: Request, _error: Exception) -> Response:
    """It is our fault."""
    return render_page(request, "layout/broken.html", {}, 500)


def healthy(_request: Request) -> Response:
    """Say that the process answers."""
    return PlainTextResponse("ok\n")


def ready(request: Request) -> Response:
    """Say whether visits can be answered and acts be kept, and if not, why."""
    state = request.app.state
    if wrong := readiness.complaints(state.sessions, state.settings):
        return PlainTextResponse("".join(f"{line}\n" for line in wrong), 503)
    return PlainTextResponse("ok\n")


def robots(_request: Request) -> Response:
    """Ask search engines to leave people's own pages alone."""
    return PlainTextResponse(
        "User-agent: *\nDisallow: /*/me\nDisallow: /*/desk\nDisallow: /*/outcome\n"
    )


__all__ = ["build_site", "create_app"]
