"""A walk: people in fresh browsers at one site, in one language, and who looks along."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from db.engine import connect
from tests import letterbox
from tests.journeys.inspector import Inspector
from tests.journeys.server import Site
from tests.people import PASSWORD

# What a page says does not depend on scripts, nor what scripts do on a language: two ways see all.
WAYS = pytest.mark.parametrize(
    ("language", "scripts"),
    [
        pytest.param("en", True, id="en-with_scripts"),
        pytest.param("zh-hans", False, id="zh-hans-without"),
    ],
)


@dataclass
class Walk:
    """People who walk through the site, and the inspector who walks along."""

    browser: Browser
    site: Site
    inspector: Inspector
    language: str
    scripts: bool

    def at(self, path: str) -> str:
        """Return the address of a path in this walk's language."""
        return f"{self.site.url}/{self.language}{path}"

    def somebody(self) -> Page:
        """Open a page of a fresh browser."""
        context = self.browser.new_context(java_script_enabled=self.scripts)
        return self.inspector.watch(context.new_page())

    def person(self, name: str) -> Page:
        """Open a page of a fresh browser in which somebody has signed in."""
        page = self.somebody()
        page.goto(self.at("/sign-in"))
        page.fill("[name=email]", f"{name}@demo.test")
        page.fill("[name=password]", PASSWORD)
        send(page)
        expect(page).to_have_url(self.at("/me"))
        return page

    def look(self, page: Page, path: str = "") -> None:
        """Go there if a path is given, and let the inspector look."""
        if path:
            answer = page.goto(self.at(path))
            assert answer and answer.ok, f"{path}: {answer and answer.status}"
        is_first = self.scripts and self.language == "en"  # Arabic once is enough
        self.inspector.look(page, also_in=("ar",) if is_first else ())


def send(page: Page, form: str = "main form.form") -> None:
    """Press the first button of a form that sends it."""
    page.locator(f"{form} button:not([name=switch])").first.click()


def newest_link(site: Site, answer_some: Callable[..., object] | None = None) -> str:
    """Let a job answer who asked for a link, if one has to; return the newest letter's path."""
    engine = connect(site.database_url)
    try:
        return letterbox.newest_link(engine, answer_some)
    finally:
        engine.dispose()
