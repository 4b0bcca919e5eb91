"""Is it the same page? Visible words, elements and bytes of two answers, compared."""

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import unified_diff
from html.parser import HTMLParser

__all__ = ["Page", "differences", "read"]

NEAR = 0.05  # how much the bytes may differ: two template languages leave other white space
SAID = {"aria-label", "data-say", "data-failed", "data-label", "content", "title"}
SILENT = {"script", "style"}
MOMENT = re.compile(r"\b\d\d:\d\d UTC\b")  # when a report was made: the two are asked in turn


@dataclass
class Page:
    """What a reader gets: texts in order, how many elements of each kind, the size."""

    size: int
    texts: list[str]
    elements: Counter[str]


@dataclass
class _Reader(HTMLParser):
    texts: list[str] = field(default_factory=list)
    elements: Counter[str] = field(default_factory=Counter)
    silent: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.block: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if facts.get("name") == "csrfmiddlewaretoken":
            return  # Django's guard puts a token into each form, ours asks the browser
        self.elements[tag] += 1
        self.silent = tag in SILENT
        self.texts.append(f"<{tag}>")
        self.texts.extend(_tidy(facts[name] or "") for name in sorted(SAID & facts.keys()))

    def handle_endtag(self, tag: str) -> None:
        self.silent = False
        self.texts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.texts.append(_tidy(data))


def read(body: bytes) -> Page:
    """Take a page apart."""
    reader = _Reader()
    reader.feed(body.decode())
    return Page(len(body), reader.texts, reader.elements)


def differences(ours: Page, theirs: Page) -> list[str]:
    """Return what differs, a line each; nothing when it is the same page."""
    found = list(unified_diff(ours.texts, theirs.texts, "ours", "theirs", lineterm="", n=1))
    kinds = ours.elements.keys() | theirs.elements.keys()
    for kind in sorted(kinds):
        if ours.elements[kind] != theirs.elements[kind]:
            found.append(f"<{kind}>: {ours.elements[kind]} and {theirs.elements[kind]}")
    if abs(theirs.size - ours.size) > NEAR * ours.size:
        found.append(f"bytes: {ours.size} and {theirs.size}")
    return found


def _tidy(text: str) -> str:
    return MOMENT.sub("now", " ".join(text.split()))
