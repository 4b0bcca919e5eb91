"""How many keys everyday work takes, counted in a browser without a mouse.

The two presses of a poster are in test_paper.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from db.engine import connect, open_session
from portal import ids
from tests import claiming
from tests.journeys.server import Site
from tests.journeys.test_script import signed_in  # noqa: F401  (a fixture)
from tests.people import find

pytestmark = pytest.mark.browser
QUEUE = "/en/desk/riverside-neighbours/claims?programme=RIVER"
TEN, MOST_FOR_TEN, MOST_TO_LOG = 10, 25, 14


@dataclass
class Keys:
    """A keyboard that counts."""

    page: Page
    count: int = 0

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.count += 1

    def tab_to(self, selector: str) -> None:
        """Press Tab until it is there."""
        while not self.page.evaluate("s => document.activeElement.matches(s)", selector):
            assert self.count < 99, f"Tab never came to {selector}"
            self.press("Tab")


@pytest.fixture
def ten(site: Site) -> list[str]:
    """Ten actions that wait, the oldest first."""
    engine = connect(site.database_url)
    with ids.seeded(9), open_session(engine, writes=True) as session:
        codes = [
            claiming.send(
                session,
                "recycle-glass",
                who=who,
                facts=claiming.told(
                    witness_id=find(session, "olive").id,
                    done_on=claiming.TODAY - timedelta(days=days),
                ),
            )
            for days in range(TEN // 2)
            for who in ("rosa", "fay")
        ]
        session.commit()
    engine.dispose()
    return codes


def test_ten_actions_are_decided_with_twenty_five_keys(
    signed_in: Callable[[str], Page],  # noqa: F811
    ten: list[str],
) -> None:
    page = signed_in("vera")
    page.goto(QUEUE)
    keys = Keys(page)
    keys.press("Tab", "Enter")  # past the frame
    keys.tab_to("a[href*='preset=approve']")
    keys.press("Enter")
    page.wait_for_url("**preset=approve#decide")
    expect(page.locator("input[value=approve]:checked")).to_have_count(TEN)
    keys.tab_to("#decide button")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Nothing to check")
    assert len(ten) == TEN and keys.count <= MOST_FOR_TEN


def test_an_action_is_logged_with_fourteen_keys(
    signed_in: Callable[[str], Page],  # noqa: F811
) -> None:
    page = signed_in("rosa")
    page.goto("/en/log")
    keys = Keys(page)
    keys.press("Tab", "Enter")
    keys.tab_to("main a[href*='/log/RIVER/']")
    keys.press("Enter")
    page.wait_for_url("**/log/RIVER/*")
    keys.press("Tab", "Enter")
    keys.tab_to("main form.form input:not([type=hidden])")
    keys.press("Enter")  # it sends what is set already
    page.wait_for_url("**/me/claims/*")
    assert keys.count <= MOST_TO_LOG
