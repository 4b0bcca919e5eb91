"""A served site, a browser, and an inspector who walks along."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import NOON, settled
from tests.databases import SqliteCopies
from tests.journeys import checker
from tests.journeys.checker import Checker
from tests.journeys.inspector import Inspector
from tests.journeys.server import Site, serve

expect.set_options(timeout=20_000)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Return Chromium's program: the one that draws no window needs half the time."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a screen.

    It goes with its module: while it is open its event loop counts as running in this thread, and
    a test of another kind that comes after on the same worker could not run its own.
    """
    program = chromium()
    if program is None:
        pytest.skip("needs Chromium: `make test` brings it on Debian")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(sqlite_copies: SqliteCopies, tmp_path: Path) -> Iterator[Site]:
    """The town, served; its clock stands at noon until a test moves it."""
    url = sqlite_copies.copy("town", settled)
    with serve(url, tmp_path, now=NOON, mode="demo") as site:
        yield site
    sqlite_copies.drop(url)


@pytest.fixture(scope="session")
def html_checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checker]:
    """A checker that stays awake for all tests of this worker."""
    if not checker.can_start():
        pytest.skip("needs Java and the HTML checker: `make test` brings both on Debian")
    with checker.awake(tmp_path_factory.mktemp("checker")) as awake:
        yield awake


@pytest.fixture
def inspector(tmp_path: Path, html_checker: Checker, shared_folder: Path) -> Inspector:
    """Call look(page) on every page, and finish() at the end."""
    folder, seen = tmp_path / "pages", shared_folder / "structures"
    folder.mkdir()
    seen.mkdir(exist_ok=True)
    return Inspector(folder, html_checker, seen)
