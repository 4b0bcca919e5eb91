"""An inspector walks along: every page is looked at by axe, at 320 px, and by the HTML checker."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from tests.journeys.checker import Checker
from tools import vendor

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
CONTRAST = {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced"]}
SCHEMES = {"light": AXE_OPTIONS, "dark": AXE_OPTIONS | {"runOnly": CONTRAST}}  # only colours differ
EXPECTED = re.compile(r"status of (4\d\d|503)")  # the console also reports a 422 we asked for
AXE = next(file.path for file in vendor.listed() if file.package == "axe-core").read_text(
    encoding="utf-8"
)


class Inspector:
    """Looks at pages and collects complaints; `finish` fails when there are any.

    Axe looks at every structure once in a run: what it finds hangs on elements, classes and
    states, not on words, and the same page comes by in many walks. `seen` is where they are noted.
    """

    def __init__(self, folder: Path, checker: Checker, seen: Path) -> None:
        self.folder = folder
        self.checker = checker
        self.complaints: list[str] = []
        self.count = 0
        self._seen = seen
        self._answers: dict[Page, Response] = {}
        self._phones: dict[BrowserContext, Page] = {}

    def watch(self, page: Page) -> Page:
        """Note what the browser complains about, and which document it shows."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", lambda answer: self._note(page, answer))
        return page

    def look(self, page: Page, *, also_in: tuple[str, ...] = ("ar",)) -> None:
        """Look at a page as it stands: light, dark, narrow, and the same address in `also_in`."""
        self.count += 1
        self._save(page)
        if self._is_new(page):
            with self._lens(page) as seen:
                self._look_at(seen)
        self._look_narrow(page)
        for language in also_in:
            self._look_elsewhere(page, language)

    def finish(self) -> None:
        """Let the HTML checker read every saved page, and fail on any complaint."""
        assert self.count, "nothing was looked at"
        saved = sorted(self.folder.glob("*.html"))
        assert saved, "no page was saved"
        for page in saved:
            self.complaints += self.checker.faults_of(page)
        assert self.complaints == [], "\n".join(dict.fromkeys(self.complaints))

    @contextmanager
    def _lens(self, page: Page) -> Iterator[Page]:
        """Show the same document where scripts run: axe is one, and needs them."""
        if not page.evaluate(SCRIPTS_ARE_OFF):
            yield page
            return
        answer = self._answers[page]
        context = page.context.browser.new_context(storage_state=page.context.storage_state())
        seen = context.new_page()
        same = {"body": answer.body(), "headers": answer.headers, "status": 200}
        seen.route(page.url, lambda route: route.fulfill(**same), times=1)
        seen.goto(page.url)
        yield seen
        context.close()

    def _is_new(self, page: Page) -> bool:
        """Return whether nobody in this run has looked at a page built like this one."""
        try:
            (self._seen / structure(page.content())).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _look_at(self, page: Page) -> None:
        for scheme, options in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self._ask_axe(page, scheme, options)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and not EXPECTED.search(said.text):
            self.complaints.append(f"console: {said.text} ({said.location.get('url')})")

    def _note(self, page: Page, answer: Response) -> None:
        if answer.request.resource_type == "document" and answer.status not in {204, 303, 302}:
            self._answers[page] = answer

    def _save(self, page: Page) -> None:
        """Keep the document as the server sent it."""
        answer = self._answers.get(page)
        if answer and "text/html" in answer.headers.get("content-type", ""):
            name = re.sub(r"[^a-z0-9]+", "-", answer.url.partition("//")[2].lower()).strip("-")
            file = self.folder / f"{self.count:03}-{name[-80:]}.html"
            file.write_bytes(answer.body())

    def _ask_axe(self, page: Page, scheme: str, options: dict[str, object]) -> None:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE)
        found = page.evaluate("options => axe.run(document, options)", options)
        self.complaints += [
            f"axe, {scheme}, {page.url}: {violation['id']}: {_places(violation)}"
            for violation in found["violations"]
        ]

    def _look_narrow(self, page: Page) -> None:
        page.set_viewport_size(NARROW)
        self._measure(page)
        page.set_viewport_size(WIDE)

    def _measure(self, page: Page) -> None:
        if too_wide := page.evaluate(TOO_WIDE):
            self.complaints.append(f"320 px, {page.url}: too wide are {too_wide}")

    def _phone(self, context: BrowserContext) -> Page:
        """Return the narrow page on which somebody's pages are read in other languages."""
        if context not in self._phones:
            self._phones[context] = context.new_page()
            self._phones[context].set_viewport_size(NARROW)
        return self._phones[context]

    def _look_elsewhere(self, page: Page, language: str) -> None:
        there = re.sub(r"(//[^/]+)/[a-z-]+(/|$)", rf"\1/{language}\2", page.url, count=1)
        other = self._phone(page.context)
        answer = other.goto(there)
        if answer and answer.ok:  # a page that answers a mistake has no address of its own
            self._measure(other)


# Where scripts are off, what stands in <noscript> is read as elements, not as text.
SCRIPTS_ARE_OFF = """() => {
  const probe = document.createElement("div");
  probe.innerHTML = "<noscript><p></p></noscript>";
  return probe.firstChild.children.length === 1;
}"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return null;
  const wide = [...document.body.querySelectorAll("*")].filter(
    e => e.getBoundingClientRect().right > room + 1 || e.getBoundingClientRect().left < -1);
  return wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join(" | ") || "unknown";
}"""


TAG = re.compile(r"<(/?[a-z][a-z0-9-]*)([^>]*)>")
ATTRIBUTE = re.compile(r'\s(?:data-[a-z-]+|([a-z-]+))="([^"]*)"')
UNSEEN = re.compile(
    r"<(head|noscript|script|option)\b.*?</\1>|<!--.*?-->|<li><a [^>]*hreflang=.*?</li>", re.DOTALL
)
WORDS = re.compile(r">[^<]*[^<\s][^<]*<")
AGAIN = re.compile(r"(<(li|tr)\b(?:(?!</?\2\b).)*</\2>)\1+")
KEPT = {"class", "role", "type", "dir", "scope", "autocomplete", "tabindex"}


def structure(html: str) -> str:
    """Return a digest of how a document is built: the same whatever its words, numbers and links.

    An empty text or attribute is told from a filled one: a link without words is another link.
    Rows that are built alike count once; links to the other languages are everywhere.
    """
    worded = WORDS.sub(">word<", UNSEEN.sub("", html))
    bare = TAG.sub(lambda tag: f"<{tag[1]}{ATTRIBUTE.sub(_bare, tag[2])}>", worded)
    return sha256(AGAIN.sub(r"\1", re.sub(r">\s+<", "><", bare)).encode()).hexdigest()


def _bare(attribute: re.Match[str]) -> str:
    name, value = attribute.groups()
    return f" {name}={value if name in KEPT else bool(value)}" if name else ""


def _places(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"][:3]
    return " | ".join(f"{n['target']} {n['html'][:140]} {n['failureSummary'][:200]}" for n in nodes)
