"""Walk through the site as somebody, link by link, and look at every page on the way."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import Engine, event
from starlette.routing import Match, Route
from starlette.testclient import TestClient

from pages.app import SECTIONS

ROUTES = [route for part in SECTIONS for route in part.routes if isinstance(route, Route)]
MOST_OF_A_KIND = 3  # addresses of one route that are visited
NOT_ASKED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE", "SET ")
HIDDEN = {"hidden", "submit", "button"}


class Document(HTMLParser):
    """What a test wants to know of a page: links, headings, fields with and without a label."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[str] = []
        self.fields: list[dict[str, str | None]] = []
        self.labelled: set[str] = set()
        self.ids: Counter[str] = Counter()
        self.title = self._text = ""
        self.language: str | None = None
        self._in_label = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what opens."""
        given = dict(attributes)
        self._text = ""
        self.ids.update([given["id"]] if given.get("id") else [])
        if tag == "html":
            self.language = given.get("lang")
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        elif tag == "label":
            self._in_label += 1
            self.labelled.add(given.get("for") or "")
        elif tag in {"input", "select", "textarea"} and given.get("type") not in HIDDEN:
            has_name = self._in_label or given.get("aria-label") or given.get("aria-labelledby")
            self.fields.append({**given, "inside": "yes" if has_name else None})

    def handle_data(self, data: str) -> None:
        """Collect the text of the element that is open."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Note what closes."""
        if tag == "title" and not self.title:
            self.title = self._text.strip()
        elif tag == "h1":
            self.headings.append(self._text.strip())
        elif tag == "label":
            self._in_label -= 1

    @property
    def nameless(self) -> list[Any]:
        """Fields without a label."""
        return [f for f in self.fields if not f["inside"] and f.get("id") not in self.labelled]


@dataclass(frozen=True)
class Stop:
    """One page on the way."""

    path: str
    route: str  # the shape of its address
    status: int
    text: str
    content_type: str
    statements: tuple[str, ...]
    came_from: str = ""

    @property
    def document(self) -> Document:
        """The page, read."""
        return Document(self.text)

    def __str__(self) -> str:
        return f"{self.path} (from {self.came_from or 'the start'})"


@dataclass
class Walk:
    """A walk through the site as one person."""

    client: TestClient
    engine: Engine
    starts: tuple[str, ...] = ("/en/",)
    seen: set[str] = field(default_factory=set)
    of_a_kind: Counter[str] = field(default_factory=Counter)

    def stops(self) -> Iterator[Stop]:
        """Yield every page that links lead to, a few of each kind."""
        ahead = deque((start, "") for start in self.starts)
        while ahead:
            path, came_from = ahead.popleft()
            kind = route_of(path)
            if path in self.seen or self.of_a_kind[kind] >= MOST_OF_A_KIND:
                continue
            self.seen.add(path)
            self.of_a_kind[kind] += 1
            stop = self.visit(path, kind, came_from)
            yield stop
            if "html" in stop.content_type:
                ahead += [(link, path) for link in map(_tidied, stop.document.links) if link]

    def visit(self, path: str, kind: str, came_from: str = "") -> Stop:
        """Open one page and count what it asks the database.

        It is opened twice: what a process reads once and keeps, reference data say, is not counted.
        """
        self.client.get(path)
        with counted(self.engine) as statements:
            answer = self.client.get(path)
        kind_of_answer = answer.headers.get("content-type", "")
        return Stop(
            path,
            kind,
            answer.status_code,
            answer.text,
            kind_of_answer,
            tuple(statements),
            came_from,
        )


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements the database is asked until the end of the block."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_ASKED):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def route_of(path: str) -> str:
    """Return the shape of an address: its route's path, or nothing for what no route knows."""
    plain = re.sub(r"^/(en|zh-hans|zh-hant|es|ar)(?=/|$)", "", path.partition("?")[0]) or "/"
    scope = {"type": "http", "path": plain, "method": "GET", "root_path": "", "headers": []}
    return next((r.path for r in ROUTES if r.matches(scope)[0] is Match.FULL), "")


def _tidied(link: str) -> str:
    """Return an address of ours in English, without its fragment; nothing for all others."""
    path = link.partition("#")[0]
    is_ours = re.match(r"/(en/|en$|r/)", path)
    return path if is_ours else ""
