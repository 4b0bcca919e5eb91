"""/en/me is /me in English. The prefix is read here, so that no route has to know of it."""

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.speech import LANGUAGES, best_language, speaking

# Addresses for machines, and codes on paper: they have no language of their own.
UNPREFIXED = ("static", "healthz", "readyz", "metrics", "c", "v", "r", "api", "witness")
UNPREFIXED_PATHS = (
    *("/log/heads.atom", "/log/keys", "/robots.txt", "/favicon.ico"),
    "/.well-known/security.txt",
)
UNPREFIXED_BEGINNINGS = ("/log/checkpoint", "/log/tile/")
SAFE = {"GET", "HEAD"}


class LanguagePrefix:
    """Take the language off the front of the path; send those without one to theirs."""

    def __init__(self, app: ASGIApp, offered: tuple[str, ...] = tuple(LANGUAGES)) -> None:
        self.app, self.offered = app, offered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak the language of the address until the answer is sent."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        first = scope["path"].split("/")[1]
        if first in self.offered:
            with speaking(first):
                return await self.app({**scope, "root_path": f"/{first}"}, receive, send)
        wanted = best_language(Headers(scope=scope).get("Accept-Language", ""), self.offered)
        if _has_no_language(scope["path"], first):
            with speaking(wanted):
                return await self.app(scope, receive, send)
        status = 302 if scope["method"] in SAFE else 307
        answer = RedirectResponse(
            _with_language(scope, wanted), status, {"Vary": "Accept-Language"}
        )
        await answer(scope, receive, send)


def _has_no_language(path: str, first: str) -> bool:
    return first in UNPREFIXED or path in UNPREFIXED_PATHS or path.startswith(UNPREFIXED_BEGINNINGS)


def _with_language(scope: Scope, language: str) -> str:
    query = scope["query_string"].decode("latin-1")
    path = quote(scope["path"].lstrip("/\\"), safe="/@:+,;=~*!$&'()")
    return f"/{language}/{path}" + (f"?{query}" if query else "")
