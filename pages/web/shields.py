"""The outer layers: security headers on every answer there is, and the same-origin guard."""

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal import ids

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"
SAFE = {"GET", "HEAD", "OPTIONS"}
log = structlog.get_logger("web")


class Shields:
    """Wrap the finished site: Starlette's own error answers get the headers too."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.headers = {**HEADERS, **({"Strict-Transport-Security": TWO_YEARS} if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to everything; keep a stack trace for the log, never for the reader."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id = ids.new_token()[:12]
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                headers.setdefault("Cache-Control", "private, no-cache")
                headers["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_shielded)
        except Exception:  # the page that says so has been sent: Starlette raises it once more
            log.exception("broken", request_id=request_id, path=scope["path"])


class SameOrigin:
    """Mark a change that another site asked for; the endpoint refuses it in words."""

    def __init__(self, app: ASGIApp, *, cookie: str) -> None:
        self.app, self.cookie = app, cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask where a changing request comes from."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            scope.setdefault("state", {})["foreign"] = not self._is_ours(HTTPConnection(scope))
        await self.app(scope, receive, send)

    def _is_ours(self, request: HTTPConnection) -> bool:
        headers: Headers = request.headers
        if site := headers.get("Sec-Fetch-Site"):
            return site in {"same-origin", "none"}
        if origin := headers.get("Origin"):
            return origin == f"{request.url.scheme}://{headers.get('Host')}"
        return self.cookie not in request.cookies  # no browser of today is silent on both
