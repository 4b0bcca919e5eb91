# ruff: noqa: F811  (fixtures, by name)
"""Beside other times: what a reader is told of them on the page, on paper and as data."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from db.engine import open_session
from pages.speech import LANGUAGES
from portal import closings
from tests.pages.test_report_papers import words_of
from tests.pages.test_reports import keep, text_of  # noqa: F401  (a fixture)
from tests.portal.test_comparisons import NEXT, SPRING_2027
from tests.portal.test_programmes import renew
from tests.portal.test_reports import MAY_14, act, crowd

MAY = "/reports/2027-05"
OVER = datetime(2027, 6, 1, 12, tzinfo=UTC)
FIGURES = ["checked", "people", "households", "co2e_kg"]


@pytest.fixture
def years(engine, town, clock):
    """RIVER runs for three seasons, and May of the third has just ended."""
    with open_session(engine, writes=True) as session:
        renew(session)
        renew(session, SPRING_2027)
        session.commit()
    clock.now = OVER


@pytest.fixture
def two_mays(years, keep):
    """A dozen people cycled in the first May, twenty in the second."""
    keep(*crowd(12), *crowd(20, **NEXT))


def held(page: str) -> str:
    """Return the words of the part about other times."""
    return text_of("<main" + page.partition('aria-labelledby="held"')[2].partition("</section>")[0])


def told(browser, address=MAY, **asked):
    return browser.get(f"/en{address}/comparison.json", params=asked).json()


def test_the_page_tells_how_the_same_month_was_a_year_before(visit_as, two_mays):
    page = visit_as().get(f"/en{MAY}").text
    words = held(page)
    assert "A year before: May 2026" in words
    assert "8 more checked actions than then." in words
    assert "Checked actions 20 12 +8 People 20 12 +8 Households 11 7 +4" in words
    assert "CO₂e avoided 41.5 kg 24.9 kg +16.6" in words
    assert 'href="/en/reports/2026-05"' in page


def test_the_numbers_then_are_those_of_their_own_address(visit_as, two_mays):
    browser = visit_as()
    then = browser.get("/en/reports/2026-05.json").json()
    now = browser.get(f"/en{MAY}.json").json()
    [found] = told(browser)["comparisons"]
    rows = {row["figure"]: row for row in found["rows"]}
    assert list(rows) == FIGURES
    assert rows["checked"]["before"] == then["claims"]["approved"]
    assert rows["people"]["before"] == then["people"]
    central = [Decimal(side["impact"]["co2e_kg"]["counted"]["central"]) for side in (now, then)]
    assert Decimal(rows["co2e_kg"]["difference"]) == central[0] - central[1]


def test_fewer_is_said_without_a_word_of_blame(visit_as, years, keep):
    keep(*crowd(20), *crowd(12, **NEXT))
    words = held(visit_as().get(f"/en{MAY}").text)
    assert "8 fewer checked actions than then." in words
    assert "Checked actions 12 20 −8" in words
    assert not re.search(r"\b(better|worse|best|worst|only)\b", words.replace("best estimate", ""))


def test_as_many_are_as_many(visit_as, years, keep):
    keep(*crowd(12), *crowd(12, **NEXT))
    assert "As many checked actions as then." in held(visit_as().get(f"/en{MAY}").text)


@pytest.mark.parametrize(
    ("then", "standing", "sentence"),
    [
        (9, "hidden", "Fewer than 10 people took part, or another report would show"),
        (0, "empty", "No action was checked then."),
    ],
)
def test_what_is_not_told_of_then_is_said_and_is_no_zero(
    visit_as, years, keep, then, standing, sentence
):
    keep(*crowd(then), *crowd(20, **NEXT))
    browser = visit_as()
    words = held(browser.get(f"/en{MAY}").text)
    assert sentence in words
    assert not re.search(r"[+−]?\b0\b", words)
    [found] = told(browser)["comparisons"]
    assert (found["standing"], found["rows"]) == (standing, [])
    assert f"year-before,2026-05,{standing},,,,,,," in browser.get(f"/en{MAY}/comparison.csv").text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [({}, "No programme ran then."), ({"programme": "RIVER"}, "The programme did not run then.")],
)
def test_before_the_first_season_nothing_ran(visit_as, two_mays, asked, sentence):
    assert sentence in held(visit_as().get("/en/reports/2026-05", params=asked).text)


def test_a_season_is_beside_the_one_before_and_the_first(visit_as, years, keep, clock):
    clock.now = datetime(2027, 10, 20, tzinfo=UTC)
    autumn = {"version": 2, "done_on": MAY_14 + timedelta(days=180)}
    keep(*crowd(12), *crowd(30, **autumn), *crowd(20, **NEXT))
    words = held(visit_as().get("/en/reports/spring-2027?programme=RIVER").text)
    assert "The season before: Spring 2026" in words  # autumn of the town has spring's name
    assert "10 fewer checked actions than then." in words
    assert "The first season: Spring 2026" in words
    assert "8 more checked actions than then." in words
    assert "Table: both times and the difference" in words
    first = held(visit_as().get("/en/reports/spring-2026?programme=RIVER").text)
    assert "The season before It is the first season." in first


def test_while_a_time_runs_both_numbers_stand_beside_each_other(visit_as, two_mays, clock):
    clock.now = OVER - timedelta(days=10)
    page = visit_as().get(f"/en{MAY}").text
    assert "Checked actions 20 12 People" in held(page)
    assert "This time is not over yet: no difference is told." in held(page)
    assert "Difference" not in held(page)


def test_a_hidden_report_is_beside_nothing(visit_as, years, keep):
    keep(*crowd(20), *crowd(9, **NEXT))
    browser = visit_as()
    assert "Beside other times" not in browser.get(f"/en{MAY}").text
    assert told(browser)["comparisons"] == []


def test_the_file_of_a_closed_report_stays_when_the_time_before_moves(
    engine, visit_as, two_mays, keep, clock
):
    clock.now = OVER + timedelta(days=60)
    with open_session(engine, writes=True) as session:
        closings.close_some(session, "2027-05", now=clock.now)
        session.commit()
    browser, kinds = visit_as(), ("json", "csv", "xlsx")
    before = [browser.get(f"/en{MAY}.{kind}").content for kind in kinds]
    page = browser.get(f"/en{MAY}")
    keep(*crowd(5))
    assert [browser.get(f"/en{MAY}.{kind}").content for kind in kinds] == before
    again = browser.get(f"/en{MAY}", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 200
    assert "3 more checked actions than then." in held(again.text)


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_the_comparison_is_not_sent_twice(visit_as, two_mays, keep, ending):
    browser, address = visit_as(), f"/en{MAY}/comparison.{ending}"
    first = browser.get(address)
    headers = {"If-None-Match": first.headers["ETag"]}
    assert browser.get(address, headers=headers).status_code == 304
    keep(act(1))
    assert browser.get(address, headers=headers).status_code == 200


def test_the_table_has_the_rows_of_the_data(visit_as, two_mays):
    browser = visit_as()
    asked = {"programme": "RIVER"}
    answer = browser.get(f"/en{MAY}/comparison.csv", params=asked)
    assert 'filename="report-2027-05-river-comparison.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    said = [row for one in told(browser, **asked)["comparisons"] for row in one["rows"]]
    assert len(rows) == len(said) == len(FIGURES)
    for row, line in zip(rows, said, strict=True):
        assert {name: row[name] for name in line} == {
            name: "" if value is None else str(value) for name, value in line.items()
        }


def test_the_data_says_how_both_were_counted_and_holds_no_float(visit_as, two_mays):
    body = visit_as().get(f"/en{MAY}/comparison.json").text
    data = json.loads(body, parse_float=lambda number: pytest.fail(f"a float: {number}"))
    [found] = data["comparisons"]
    for side in (data, found):
        assert {"closed", "edition", "method_version", "counted_by"} <= set(side)
    assert found["days"] == ["2026-05-01", "2026-05-31"]
    assert found["days_in_season"] == {"now": 31, "before": 31}
    assert found["remarks"] == ["programmes"]


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_there_is_no_comparison_of_what_does_not_exist(visit_as, years, ending):
    browser = visit_as()
    for missing in ("2026-13/comparison", "2027-05/comparison"):
        address = f"/en/reports/{missing}.{ending}"
        asked = {"edition": "4"} if "2027" in missing else {}
        assert browser.get(address, params=asked).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_tells_it_in_every_language(visit_as, two_mays, language):
    browser = visit_as()
    sheet = browser.get(f"/{language}{MAY}/sheet").text
    page = browser.get(f"/{language}{MAY}").text
    cells = re.findall(r'<td class="n" data-label="[^"]+">([^<]+)</td>', sheet)
    assert len(cells) == 3 * len(FIGURES)
    assert cells == re.findall(r'<td class="n" data-label="[^"]+">([^<]+)</td>', page)
    if language != "en":
        assert "than then" not in sheet and "A year before" not in sheet


def test_the_pdf_tells_it(visit_as, two_mays):
    words = words_of(visit_as().get(f"/en{MAY}.pdf").content)
    assert "Ayearbefore:May2026" in words
    assert "8morecheckedactionsthanthen." in words
