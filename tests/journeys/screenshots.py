"""Photograph every main page: phone and desktop, light and dark, in three languages.

make screenshots        all of them, into var/screenshots
python -m tests.journeys.screenshots home report       only these
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.habits.tree import ROOT
from tests.journeys.conftest import FLAGS, chromium
from tests.journeys.server import Site, serve, today

FOLDER = ROOT / "var/screenshots"
PAPERS = ROOT / "docs/pictures"
IN_PAPERS = ("home", "report")
PASSWORD = "riverside-demo"
SHAPES = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 900}}
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "zh-hans", "ar")
# Name: who looks, and the links to follow from the first address, each by its beginning.
PAGES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "home": (None, ("/",)),
    "programmes": (None, ("/programmes",)),
    "programme": (None, ("/programmes", "/programmes/riverside")),
    "actions": (None, ("/actions",)),
    "action": (None, ("/actions", "/actions/")),
    "causes": (None, ("/causes",)),
    "cause-pot": (None, ("/causes", "/causes/breakfast")),
    "cause-unit": (None, ("/causes", "/causes/family-reading")),
    "cause-delivered": (None, ("/causes", "/causes/towpath")),
    "rewards": (None, ("/rewards",)),
    "reward": (None, ("/rewards", "/rewards/")),
    "reports": (None, ("/reports",)),
    "report": (None, (f"/reports/{today():%Y-%m}",)),
    "method": (None, ("/method",)),
    "rules": (None, ("/rules",)),
    "never": (None, ("/never",)),
    "how-it-works": (None, ("/how-it-works",)),
    "privacy": (None, ("/privacy",)),
    "children": (None, ("/children",)),
    "accessibility": (None, ("/accessibility",)),
    "status": (None, ("/status",)),
    "organisation": (None, ("/programmes", "/programmes/riverside", "/organisations/")),
    "organisations": (None, ("/organisations",)),
    "audit": (None, ("/audit",)),
    "seals": (None, ("/seals",)),
    "sign-in": (None, ("/sign-in",)),
    "sign-in-letter": (None, ("/sign-in/letter",)),
    "join": (None, ("/join",)),
    "not-found": (None, ("/nothing-here",)),
    "log": ("rosa", ("/log",)),
    "log-form": ("rosa", ("/log/RIVER/cycle",)),
    "me": ("rosa", ("/me",)),
    "points": ("rosa", ("/me/points",)),
    "claim": ("rosa", ("/me", "/me/claims/")),
    "household": ("rosa", ("/me/household",)),
    "child": ("rosa", ("/me/household", "/me/children/")),
    "settings": ("rosa", ("/me/settings",)),
    "ways-in": ("rosa", ("/me/ways-in",)),
    "sign-ins": ("rosa", ("/me/sign-ins",)),
    "apply": ("rosa", ("/apply",)),
    "cause-give": ("rosa", ("/causes", "/causes/breakfast")),
    "desks": ("vera", ("/desk",)),
    "desk": ("vera", ("/desk", "/desk/riverside")),
    "queue": ("vera", ("/desk/riverside-neighbours/claims",)),
    "people": ("olive", ("/desk/riverside-neighbours/people",)),
    "lapses": ("theo", ("/desk/riverside-neighbours/lapses",)),
    "admin": ("op", ("/admin",)),
    "admin-events": ("op", ("/admin/events",)),
    "charity": ("chen", ("/charity/osier-lane-shelter",)),
}


def main() -> None:
    """Photograph what was asked for, or everything."""
    asked = sys.argv[1:] or list(PAGES)
    if asked == ["papers"]:
        put_into_papers()
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = chromium()
    assert program, "needs Chromium"
    with demo_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        signed_in = {who: _sign_in(browser, site, who) for who in _people(asked)}
        for name in asked:
            for photo in _photograph(site, signed_in[PAGES[name][0]], name):
                print(photo.relative_to(ROOT))


def put_into_papers() -> None:
    """Cut the upper part of two photographs, small enough to be kept."""
    PAPERS.mkdir(parents=True, exist_ok=True)
    for name in IN_PAPERS:
        photo = Image.open(FOLDER / f"{name}-en-desktop-light.png").convert("RGB")
        upper = photo.crop((0, 0, photo.width, 1080)).resize((960, 810))
        upper.quantize(64).save(PAPERS / f"{name}.png", optimize=True)


def demo_site():
    """Serve the demo district, made anew: its twelve weeks end today."""
    for ending in ("", "-wal", "-shm"):
        (FOLDER / f"portal.db{ending}").unlink(missing_ok=True)
    url = f"sqlite:///{FOLDER / 'portal.db'}"
    environment = {
        "PORTAL_DATABASE_URL": url,
        "PORTAL_FILES_URL": f"file:{FOLDER / 'files'}",
        "PORTAL_KEYS_DIR": str(FOLDER / "keys"),
        "PORTAL_MODE": "demo",
    }
    for command in ("migrate", "demo"):
        portal = [sys.executable, "-m", "portal", command]
        subprocess.run(portal, env=environment, cwd=ROOT, check=True)
    return serve(url, FOLDER, now=today(), mode="demo")


def _people(asked: list[str]) -> set[str | None]:
    return {PAGES[name][0] for name in asked}


def _sign_in(browser: Browser, site: Site, who: str | None) -> BrowserContext:
    context = browser.new_context(reduced_motion="reduce")
    if who:
        page = context.new_page()
        page.goto(f"{site.url}/en/sign-in")
        page.locator("[name=email]").fill(f"{who}@demo.test")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile(r"^(?!.*sign-in)"))
        page.close()
    return context


def _photograph(site: Site, context: BrowserContext, name: str) -> Iterator[Path]:
    page = context.new_page()
    address = _find(site, page, PAGES[name][1])
    if address is None:
        print(f"{name}: no such page in this district")
        return
    for language, (shape, size), scheme in product(LANGUAGES, SHAPES.items(), SCHEMES):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(f"{site.url}/{language}{address}")
        file = FOLDER / f"{name}-{language}-{shape}-{scheme}.png"
        page.screenshot(path=file, full_page=True)
        yield file
    page.close()


def _find(site: Site, page: Page, links: tuple[str, ...]) -> str | None:
    """Follow links that begin so; return the last address, without its language."""
    address: str | None = links[0]
    for link in links[1:]:
        page.goto(f"{site.url}/en{address}")
        found = page.locator(f'main a[href^="/en{link}"]').first
        if not found.count():
            return None
        address = str(found.get_attribute("href")).removeprefix("/en")
    return address


if __name__ == "__main__":
    main()
