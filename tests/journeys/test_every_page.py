"""Every page there is, found by following links: looked at by axe, at 320 px, by the HTML checker.

People of each kind begin at their own first pages and follow what they see. Of each address of the
site one page is looked at, as the first person who comes by sees it.
"""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page
from starlette.routing import Route

from tests.conftest import NOON, lived
from tests.habits.test_contract import routes
from tests.habits.walk import Document
from tests.journeys.inspector import Inspector
from tests.journeys.server import Site, serve
from tests.people import PASSWORD

pytestmark = pytest.mark.browser
BEGINNINGS = ("/", "/me", "/me/sign-ins", "/log", "/desk", "/seals", "/audit", "/status", "/rules")
PEOPLE = (None, "rosa", "olive", "theo", "vera", "grace", "chen", "sol", "ada", "op")
OF_EACH = 4  # addresses of one route that one person tries: not every claim has every button
MANY = {"/me/claims/{code}": 20}  # what a claim offers depends on its state
NO_PAGES = re.compile(
    r"\.(csv|json|atom|xlsx|pdf|png|svg)$|/photo$|/photos/|/papers/|/alive$|/options$|^/audit/ledger$"
    r"|^/(log/(checkpoint|keys|tile)|witness)|/dev/"
)
LETTER = "its link is in a letter"
STATE = "nobody in the small district has come so far; its own tests show it"
BACK = re.compile(  # a form is sent there; opened by hand it leads back to that form
    r"/(acceptance|refusal|state|withdrawals?|answers|gifts|papers|invitations|end|name|undo|discard|leave)$"
    r"|/(passkeys|recovery-codes|link|back|{act})$|^/desk/{org}/paper-codes/{number}$"
    r"|^/admin/organisations/{key}/checks$|^/desk/{org}/samples/{code}"
    r"|/(prices|stock|cancellation|usual|wait|redemptions)$"
    r"|/audit/{programme}/(remarks|draws)$|/remarks/{code}/answer$"
    r"|/questionnaires/{code}/(open|close)$|/before$|^/me/habits/"
)
UNLINKED = {
    "/admin/applications/{code}": STATE,
    "/me/claims/{code}/appeals": "on the page of what was not accepted, see test_objections",
    "/admin/organisations/{key}": STATE,
    "/admin/organisations/{key}/names/{number:uuid}": "none asks for one, see test_renames",
    "/invitations/{token}": LETTER,
    "/cards/{secret}": "its code stands on a card",
    "/class": "it follows a card, see test_school",
    "/desk/{org}/imports/{code}/again": "no sheet of the district waits, see test_paper",
    "/desk/{org}/closure": "owners alone, see test_people",
    "/desk/{org}/name": "owners alone, see test_people",
    "/desk/{org}/draws/{code}": "it follows a form, see test_roles",
    "/method/sets/{code}": "nobody has reviewed the one that was entered, see test_own_factors",
    "/me/gifts/{code}/thanks": "of what rosa gave nothing has arrived yet, see test_thanks",
    "/me/claims/{code}/changes": "nothing of hers waits that she typed, see test_journey",
    "/till/{code}": "typed or scanned, see test_rewards",
    "/till-cards/{secret}": "its code stands on a card, see test_tills",
    "/v/{code}": "it stands on a voucher, see test_rewards",
    "/desk/{org}/causes/requests/{code}": "no charity of the district asks, see test_from_nothing",
    "/desk/{org}/school/years": "it leads back to the school",
    "/email/links/{token}": LETTER,
    "/erasures/{code}": "its address stands on a receipt",
    "/join/asked": "it follows a form",
    "/me/data/copy": "it follows a form",
    "/me/email/asked": "it follows a form",
    "/school-letter/{code}": LETTER,
    "/school-letter/{code}/child": LETTER,
    "/join/links/{token}": LETTER,
    "/letters/off/{token}": LETTER,
    "/me/applications/{code}": STATE,
    "/me/welcome": "it follows the link with which somebody joins",
    "/outcome/{key}": "its link stands on the page of a failure",
    "/sign-in/letter/asked": "it follows a form",
    "/sign-in/links/{token}": LETTER,
    "/sign-in/passkey": "a device's answer is sent there",
    "/sign-in/proof": "it comes before an act that matters",
    "/sign-in/schools/{school}": STATE,
    "/sign-in/second": "it follows a password",
}


def test_every_page_is_fit_to_be_seen(browser, settings, sqlite_copies, inspector, tmp_path):
    url = sqlite_copies.copy("willowford", lambda engine: lived(engine, settings))
    with serve(url, tmp_path, now=NOON, mode="demo", files_url=settings.files_url) as site:
        crowd = Crowd(site, inspector)
        for name in PEOPLE:
            context = browser.new_context()
            crowd.walk(inspector.watch(context.new_page()), name)
            context.close()
    sqlite_copies.drop(url)
    inspector.complaints += [f"no link leads to {path}" for path in crowd.unseen()]
    inspector.finish()


@dataclass
class Crowd:
    """Who walks about, and what nobody has seen yet."""

    site: Site
    inspector: Inspector
    seen: set[str] = field(default_factory=set)
    wanted: list[Route] = field(
        default_factory=lambda: [
            route
            for route in routes()
            if "GET" in (route.methods or ())
            and not NO_PAGES.search(route.path)
            and not BACK.search(route.path)
        ]
    )

    def unseen(self) -> set[str]:
        return {route.path for route in self.wanted} - self.seen - set(UNLINKED)

    def walk(self, page: Page, name: str | None) -> None:
        if name:
            self._sign_in(page, name)
        ahead = deque(f"/en{path}" for path in BEGINNINGS)
        known = set(ahead)
        tried: Counter[str] = Counter()
        while ahead:
            path = ahead.popleft()
            pattern = self._pattern(self._path(f"{self.site.url}{path}"))
            if pattern is None or tried[pattern] == MANY.get(pattern, OF_EACH):
                continue
            tried[pattern] += 1
            leads = self._visit(page, path)
            fresh = sorted(leads.keys() - known)
            known.update(fresh)
            ahead.extend(leads[one] for one in fresh)

    def _visit(self, page: Page, path: str) -> dict[str, str]:
        """Fetch the page, look at it if nobody has seen its kind, and return where it leads.

        By path: the first link there, with all that it says after a question mark.
        """
        answer = page.request.get(f"{self.site.url}{path}")
        assert answer.status < 500, path
        pattern = self._pattern(self._path(answer.url))
        if not answer.ok or pattern is None:  # not for them
            return {}
        if pattern not in self.seen:
            self.seen.add(pattern)
            page.goto(answer.url)
            self.inspector.look(page)
        links = Document(answer.text()).links if "html" in answer.headers["content-type"] else ()
        leads: dict[str, str] = {}
        for link in links:
            whole = urljoin(answer.url, link)
            if there := self._path(whole):
                leads.setdefault(there, whole.removeprefix(self.site.url))
        return leads

    def _sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.site.url}/en/sign-in")
        page.fill("[name=email]", f"{name}@demo.test")
        page.fill("[name=password]", PASSWORD)
        page.locator("main form.form button").first.click()
        page.wait_for_url(re.compile(r"^(?!.*sign-in)"))

    def _path(self, url: str) -> str:
        """Return where on our site, in English, an address is; else nothing."""
        path = urlsplit(url).path if url.startswith(self.site.url) else ""
        return path if re.match(r"/(en|r)(/|$)", path) else ""

    def _pattern(self, path: str) -> str | None:
        """Return the route whose page is there."""
        plain = path.removeprefix("/en") or "/"
        if NO_PAGES.search(plain):
            return None
        return next((route.path for route in self.wanted if route.path_regex.match(plain)), None)
