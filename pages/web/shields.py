"""The outer layers: security headers on every answer there is, and the same-origin guard."""

from collections.abc import Iterable

import structlog
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal import ids

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
IN_A_FRAME = (  # for the one page that others may show inside theirs: nothing runs, nothing is sent
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors *"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
Pair = tuple[bytes, bytes]
REQUEST_ID = b"x-request-id"
UNKEPT = (b"cache-control", b"private, no-cache")
FRAMED = {b"content-security-policy": IN_A_FRAME, b"cross-origin-resource-policy": "cross-origin"}
TWO_YEARS = "max-age=63072000; includeSubDomains"
OURS = {name.lower().encode() for name in HEADERS} | {b"strict-transport-security", REQUEST_ID}
SAFE = {"GET", "HEAD", "OPTIONS"}
log = structlog.get_logger("web")


class Shields:
    """Wrap the finished site: Starlette's own error answers get the headers too."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        named = {**HEADERS, **({"Strict-Transport-Security": TWO_YEARS} if secure else {})}
        self.headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
        self.framed = [(name, FRAMED.get(name, "").encode() or it) for name, it in self.headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to everything; keep a stack trace for the log, never for the reader."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id = ids.new_token()[:12]
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_framed = scope["state"].get("may_be_framed", False)
                message["headers"] = self._shielded(message["headers"], request_id, is_framed)
            await send(message)

        try:
            await self.app(scope, receive, send_shielded)
        except Exception:  # the page that says so has been sent: Starlette raises it once more
            log.exception("broken", request_id=request_id, path=scope["path"])

    def _shielded(self, inner: Iterable[Pair], request_id: str, is_framed: bool) -> list[Pair]:
        """Return the headers with ours; an inner layer can say that it may be framed, and no more.

        That is said by the handler in `request.state`, never by what a browser sends.
        """
        kept = [pair for pair in inner if pair[0] not in OURS]
        unkept = [] if any(name == b"cache-control" for name, _ in kept) else [UNKEPT]
        ours = self.framed if is_framed else self.headers
        return [*kept, *ours, *unkept, (REQUEST_ID, request_id.encode())]


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
