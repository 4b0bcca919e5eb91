"""Snapshots: when the database is away, public pages are shown as a stranger last saw them."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.speech import language
from pages.web.templates import environment_for

MOST = 8 * 1024 * 1024  # bytes of pages that are kept
PUBLIC = frozenset(
    (
        *("", "programmes", "actions", "causes", "rewards", "rounds", "reports", "method", "rules"),
        *("never", "organisations", "how-it-works", "privacy", "children", "accessibility"),
    )
)
BEGINNING = b'<main id="main" tabindex="-1">'
UNAVAILABLE = 503
Key = tuple[str, bytes]


class Shelf:
    """The pages that were shown last, up to so many bytes; the longest unseen go first."""

    def __init__(self, most: int = MOST) -> None:
        self._pages: OrderedDict[Key, tuple[datetime, bytes]] = OrderedDict()
        self._bytes, self._most, self._lock = 0, most, Lock()

    def keep(self, key: Key, page: bytes, now: datetime) -> None:
        """Keep a page in place of what was there."""
        with self._lock:
            self._bytes += len(page) - len(self._pages.pop(key, (now, b""))[1])
            self._pages[key] = now, page
            while self._bytes > self._most:
                self._bytes -= len(self._pages.popitem(last=False)[1][1])

    def find_or_none(self, key: Key) -> tuple[datetime, bytes] | None:
        """Return when a page was seen last, and the page."""
        return self._pages.get(key)


class Snapshots:
    """Keep each public page that goes out to a stranger; show it again where the answer is 503."""

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime], *, cookie: str) -> None:
        self.app, self.clock, self.cookie = app, clock, cookie
        self.shelf = Shelf()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stand between a reader and the site."""
        if not _is_public(scope):
            return await self.app(scope, receive, send)
        key: Key = scope["path"], scope["query_string"]
        is_strangers = f"{self.cookie}=" not in Headers(scope=scope).get("cookie", "")
        heads: list[Message] = []

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                heads.append(message)
                if message["status"] == UNAVAILABLE and self.shelf.find_or_none(key):
                    return
            elif heads[-1]["status"] == UNAVAILABLE and (kept := self.shelf.find_or_none(key)):
                if not message.get("more_body"):
                    await _shown_again(*kept)(scope, receive, send)
                return
            elif is_strangers and _is_page(heads[-1], message):
                self.shelf.keep(key, message["body"], self.clock())
            await send(message)

        await self.app(scope, receive, watch)


def _is_public(scope: Scope) -> bool:
    """Whether whole pages of this kind are the same for every stranger."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope.get("root_path"):
        return False
    first = scope["path"].removeprefix(scope["root_path"]).lstrip("/").partition("/")[0]
    return first in PUBLIC and "hx-target" not in Headers(scope=scope)


def _is_page(head: Message, body: Message) -> bool:
    kind = Headers(raw=head["headers"]).get("content-type", "")
    return head["status"] == 200 and kind.startswith("text/html") and not body.get("more_body")  # noqa: PLR2004


def _shown_again(seen_at: datetime, page: bytes) -> HTMLResponse:
    template = environment_for(language()).get_template("layout/as_of.html")
    told = template.render(seen_at=seen_at).encode()
    whole = page.replace(BEGINNING, BEGINNING + told, 1)
    return HTMLResponse(whole, headers={"Cache-Control": "no-store"})
