"""Odd reports on pages and in files: words, and no number as a power of ten."""

import json
from decimal import Decimal

import pytest

from tests.pages.test_reports import keep  # noqa: F401  (a fixture)
from tests.portal.test_reports import act, crowd

pytestmark = pytest.mark.usefixtures("town")
TINY, HUGE = Decimal("0.000001"), Decimal("1000000000")
OTHERS = "programme=RIVER&organisation=willowford-bridge-school"


@pytest.mark.parametrize("code", ["2031-01", "2000", "2025-12"])
def test_a_time_without_acts_says_so(visit_as, keep, code):  # noqa: F811
    keep(*crowd())
    answer = visit_as().get(f"/en/reports/{code}")
    assert answer.status_code == 200
    assert "No action was logged for this choice." in answer.text


def test_a_programme_of_another_organisation_has_an_empty_report(visit_as, keep):  # noqa: F811
    keep(*crowd())
    page = visit_as().get(f"/en/reports/2026-05?{OTHERS}")
    assert page.status_code == 200
    assert "No action was logged for this choice." in page.text
    data = visit_as().get(f"/en/reports/2026-05.json?{OTHERS}").json()
    assert (data["lines"], data["claims"]["submitted"], data["people"]) == ([], 0, 0)


@pytest.mark.parametrize("amounts", [(TINY, TINY), (TINY, HUGE)])
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "es", "ar"])
def test_no_number_is_told_as_a_power_of_ten(visit_as, keep, amounts, language):  # noqa: F811
    small, large = amounts
    keep(*crowd(11, amount=small), act(12, amount=large))
    page = visit_as().get(f"/{language}/reports/2026-05")
    assert page.status_code == 200
    for ending in ("json", "csv"):
        text = visit_as().get(f"/{language}/reports/2026-05.{ending}").text
        assert "E-" not in text
        assert "E+" not in text
    (line,) = json.loads(visit_as().get(f"/{language}/reports/2026-05.json").text)["lines"]
    assert Decimal(line["quantity"]) == 11 * small + large
    assert "E-0" not in page.text
    assert "E+0" not in page.text
