"""The report's page and its data: what anybody may read, take away and check."""

import csv
import io
import json
import re
from decimal import Decimal
from urllib.parse import unquote

import pytest

from db.engine import open_session
from db.tables.claims import ClaimState, EvidenceClass
from pages.reports import pictures
from pages.reports.findings import Trend, effect, mostly, trend
from pages.web.templates import environment_for
from portal import programmes, reports, totals
from portal.figures import Points, Week, Workings
from portal.impact import METHOD
from portal.workings import work_out
from tests.people import NOON
from tests.portal.test_reports import act, crowd

KEYS = {
    *("period", "scope", "generated_at", "closed", "method_version", "people", "households"),
    *("groups", "claims", "impact", "lines", "points", "unquantified", "edition", "counted_by"),
    *("factor_sets", "own_impact"),
}
LINE = {
    *("activity", "unit", "region", "factor_id", "metric", "quantity", "value_per_unit"),
    *("reported", "evidence", "flags", "factor_set"),
}


@pytest.fixture
def keep(engine, town):
    """Say what was done in a programme."""

    def kept(*acts, code="RIVER"):
        with open_session(engine, writes=True) as session:
            programme_id = programmes.find(session, code, now=NOON).programme_id
            totals.count(session, programme_id, before=[], after=acts)
            session.commit()

    return kept


@pytest.fixture
def busy_may(keep):
    """Two dozen people cycled, recycled, helped and declared; some still wait."""
    keep(*crowd(24), *crowd(15, evidence_class=EvidenceClass.DECLARED, replaced="bus"))
    keep(*crowd(12, activity="recycle-glass", replaced="", amount=Decimal("7.5")))
    keep(*crowd(11, activity="volunteer-hour", replaced="", amount=Decimal(2)))
    keep(*crowd(3, state=ClaimState.SUBMITTED), *crowd(2, state=ClaimState.DECLINED))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def test_the_report_tells_what_was_done_and_how_sure_we_are(visit_as, busy_may):
    answer = visit_as().get("/en/reports/2026-05")
    words = text_of(answer.text)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert "May 2026" in words
    assert "checked actions 3 more are waiting 62" in words
    assert "Two numbers, never one" in words
    assert "What these numbers do not say" in words
    assert "CO₂e avoided" in words


def test_what_was_kept_of_a_report_is_what_would_be_written_now(visit_as, keep, busy_may):
    browser = visit_as()
    pages = {}
    for more in ((), crowd(1), crowd(1, state=ClaimState.SUBMITTED), crowd(9, replaced="bus")):
        keep(*more)
        kept = browser.get("/en/reports/2026-05").text
        assert kept == browser.get("/en/reports/2026-05").text
        environment_for.cache_clear()
        work_out.cache_clear()
        assert kept == browser.get("/en/reports/2026-05").text
        pages[kept] = more
    assert len(pages) == 4


def test_every_line_leads_to_the_source_of_its_factor_in_two_presses(visit_as, busy_may):
    browser = visit_as()
    page = browser.get("/en/reports/2026-05").text
    links = re.findall(r'href="(/en/method/[^"#]+)#([^"]+)"><bdi class="small">([^<]+)', page)
    assert {factor for _, _, factor in links} == {
        "cycle.GB.2026.co2e_kg",
        "cycle-instead-of-bus.GB.2026.co2e_kg",
        "recycle-glass.GB.2026.co2e_kg",
        "recycle-glass.GLOBAL.2000.waste_kg",
    }
    for address, anchor, _ in links:
        method = browser.get(address)
        assert method.status_code == 200
        assert f'id="{unquote(anchor)}"' in method.text


def test_without_a_period_this_year_is_shown(visit_as, busy_may):
    answer = visit_as().get("/en/reports")
    assert answer.status_code == 200
    assert "<h2>2026</h2>" in answer.text


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("period=2026-05&programme=&organisation=", "/en/reports/2026-05"),
        ("period=2026&programme=RIVER&organisation=", "/en/reports/2026?programme=RIVER"),
        ("period=a%2Fb", "/en/reports/a-b"),
    ],
)
def test_the_form_goes_on_to_an_address_that_can_be_kept(visit_as, asked, address):
    answer = visit_as().get(f"/en/reports?{asked}", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)


def test_the_form_shows_what_was_chosen(visit_as, busy_may):
    page = visit_as().get("/en/reports/2026-05?programme=RIVER&organisation=").text
    assert '<option value="2026-05" selected>May 2026</option>' in page
    assert '<option value="RIVER" selected>' in page
    assert '<option value="spring-2026">Spring 2026</option>' in page


def test_a_report_waits_for_no_script_that_it_does_not_need(visit_as, busy_may):
    page = visit_as().get("/en/reports/2026-05").text
    assert "htmx-4" not in page and "data-hx-get" not in page
    assert "htmx-4" in visit_as().get("/en/causes").text


@pytest.mark.parametrize(
    "address",
    ["/en/reports/2026-13", "/en/reports/2026?programme=NONE", "/en/reports/2026?organisation=no"],
)
def test_an_unknown_choice_offers_others(visit_as, address):
    answer = visit_as().get(address)
    assert answer.status_code == 404
    assert "There is no such report" in answer.text
    assert 'value="spring-2026"' in answer.text


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_unknown_data_is_not_found(visit_as, ending):
    assert visit_as().get(f"/en/reports/2026-13.{ending}").status_code == 404


def test_a_time_in_which_nothing_was_logged_leads_to_others(visit_as):
    answer = visit_as().get("/en/reports/2027-03")
    assert answer.status_code == 200
    assert "No action was logged for this choice." in answer.text
    assert 'href="/en/reports/spring-2026"' in answer.text


def test_what_few_people_did_is_not_on_the_page_nor_in_the_data(visit_as, keep):
    keep(*crowd(9))
    browser = visit_as()
    answer = browser.get("/en/reports/2026-05")
    assert answer.status_code == 200
    assert "Fewer than 10 people took part" in answer.text
    assert "cycle.GB" not in answer.text
    told = browser.get("/en/reports/2026-05.json").json()
    hidden = {name for name in KEYS if told[name] is None}
    assert hidden == {"people", "households", "groups", "claims", "impact", "points", "edition"}
    assert told["lines"] == told["unquantified"] == []
    assert told["suppressed"] == [
        *("people", "households", "groups", "claims", "impact", "lines", "points"),
    ]
    assert len(browser.get("/en/reports/2026-05.csv").text.splitlines()) == 1


def test_the_data_has_the_shape_of_the_contract(visit_as, busy_may):
    answer = visit_as().get("/en/reports/2026-05.json")
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert set(told) == KEYS
    assert told["period"] == "2026-05"
    assert told["scope"] == {"programme": None, "organisation": None}
    assert told["generated_at"] == "2026-06-01T12:00:00Z"
    assert (told["closed"], told["method_version"]) == (False, "2026.11.3")
    assert (told["edition"], told["counted_by"]) == (None, METHOD)
    assert (told["people"], told["households"], told["groups"]) == (24, 13, 0)
    assert told["claims"] == {
        "submitted": 67,
        "approved": 62,
        "declined": 2,
        "waiting": 3,
        "audited": 0,
        "audit_error_rate": None,
    }
    assert list(told["impact"]) == ["co2e_kg", "waste_kg", "water_l", "energy_kwh"]
    assert told["impact"]["waste_kg"] == {
        "reported": "90.000000",
        "counted": {"low": "90.000000", "central": "90.000000", "high": "90.000000"},
    }
    assert told["points"] == {
        "issued": 0,
        "held": 0,
        "given": 0,
        "redeemed": 0,
        "lapsed": 0,
        "reversed": 0,
    }


def test_a_line_of_the_data_can_be_calculated_again(visit_as, busy_may):
    told = visit_as().get("/en/reports/2026-05.json").json()
    assert told["lines"][0] == {
        "activity": "cycle",
        "unit": "km",
        "region": "GB",
        "factor_id": "cycle-instead-of-bus.GB.2026.co2e_kg",
        "metric": "co2e_kg",
        "quantity": "187.5",
        "value_per_unit": "0.10151",
        "reported": "19.033125",
        "evidence": {"A": "0", "B": "0", "C": "0", "D": "187.5"},
        "flags": [],
        "factor_set": None,
    }
    sums = dict.fromkeys(told["impact"], Decimal(0))
    for line in told["lines"]:
        assert set(line) == LINE
        again = Decimal(line["quantity"]) * Decimal(line["value_per_unit"])
        assert f"{again.quantize(Decimal('0.000001')):f}" == line["reported"]
        assert sum(map(Decimal, line["evidence"].values())) == Decimal(line["quantity"])
        sums[line["metric"]] += Decimal(line["reported"])
    for metric, total in sums.items():
        assert Decimal(told["impact"][metric]["reported"]) == total


def test_an_act_without_factor_is_in_the_data_and_claims_nothing(visit_as, busy_may):
    assert visit_as().get("/en/reports/2026-05.json").json()["unquantified"] == [
        {
            "activity": "volunteer-hour",
            "unit": "use",
            "region": "GB",
            "actions": 11,
            "quantity": "22",
            "evidence": {"A": "0", "B": "22", "C": "0", "D": "0"},
        }
    ]


def test_the_sheet_has_the_lines_of_the_data(visit_as, busy_may):
    browser = visit_as()
    answer = browser.get("/en/reports/2026-05.csv")
    lines = browser.get("/en/reports/2026-05.json").json()["lines"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report-2026-05.csv"'
    assert "\r\n" in answer.text
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        ranks = {rank: row.pop(f"evidence_{rank}") for rank in "ABCD"}
        assert {**row, "evidence": ranks, "flags": row["flags"].split(";")} == {
            **line,
            "flags": line["flags"] or [""],
            "factor_set": line["factor_set"] or "",
        }


def test_one_programme_and_one_organisation_can_be_asked_for(visit_as, busy_may):
    asked = "/en/reports/2026-05.json?programme=river&organisation=riverside-neighbours"
    told = visit_as().get(asked).json()
    assert told["scope"] == {"programme": "RIVER", "organisation": "riverside-neighbours"}
    assert told["claims"]["approved"] == 62


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_the_same_data_is_not_sent_twice(visit_as, busy_may, keep, ending):
    browser, address = visit_as(), f"/en/reports/2026-05.{ending}"
    first = browser.get(address)
    headers = {"If-None-Match": first.headers["ETag"]}
    again = browser.get(address, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    keep(act(1))
    assert browser.get(address, headers=headers).status_code == 200


def test_the_report_stays_small(visit_as, busy_may):
    answer = visit_as().get("/en/reports/2026-05", headers={"Accept-Encoding": "gzip"})
    assert int(answer.headers["Content-Length"]) < 30 * 1024


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "es", "ar"])
def test_the_report_is_there_in_every_language(visit_as, busy_may, language):
    answer = visit_as().get(f"/{language}/reports/2026-05")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


WEEK = NOON.date().fromordinal(NOON.date().toordinal() - 70)


def weeks(*checked):
    mondays = (WEEK.fromordinal(WEEK.toordinal() + 7 * at) for at in range(len(checked)))
    return [Week(day, number, 0, ()) for day, number in zip(mondays, checked, strict=True)]


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        ([3, 4], "7 checked"),
        ([0, 0], "0 checked"),
        ([3, None], "3 checked in the weeks shown"),
        ([None, 0], "Not shown, to protect fewer than 10 people."),
    ],
)
def test_a_programme_whose_weeks_are_hidden_is_not_told_as_nought(checked, words):
    assert pictures.weeks_told(checked) == words


@pytest.mark.parametrize(
    ("checked", "finding"),
    [
        ((10, 12, 20, 24), Trend.MORE),
        ((24, 20, 12, 10), Trend.FEWER),
        ((20, 20, 21, 21), Trend.STEADY),
        ((0, 0, 0, 0), Trend.STEADY),
        ((10, 12, 20), None),
        ((10, None, 20, 24), None),
        ((None, 10, 12, None, 20, 24), Trend.MORE),
        ((), None),
    ],
)
def test_the_headline_of_the_weeks_follows_from_them(checked, finding):
    assert trend(weeks(*checked), NOON.date()) is finding


def test_a_week_that_is_not_over_says_nothing_about_the_trend():
    started = weeks(10, 10, 10, 10, 0)
    assert trend(started, started[-1].monday) is Trend.STEADY


@pytest.mark.parametrize(
    ("points", "part"),
    [
        (Points(100, 60, 40, 0, 0, 0), "held"),
        (Points(100, 30, 60, 10, 0, 0), "given"),
        (Points(100, 50, 50, 0, 0, 0), ""),
        (Points(0, 0, 0, 0, 0, 0), ""),
    ],
)
def test_the_headline_of_the_points_follows_from_them(points, part):
    assert mostly(points) == part


def test_the_effect_adds_up_by_activity_the_largest_first(engine, busy_may):
    with open_session(engine, writes=False) as session:
        report, _ = reports.read(session, "2026-05", now=NOON)
    found = effect(report.workings)
    assert [row.kind.code for row in found.rows] == ["cycle", "recycle-glass"]
    assert found.total == next(one for one in report.impacts if one.is_main).counted
    assert found.most == found.rows[0].counted.high


def test_many_small_activities_are_one_row(engine, keep):
    repairs = ("phone", "laptop", "tablet", "kettle", "vacuum", "lamp", "clothing", "bicycle")
    for at, thing in enumerate((*repairs, "toaster", "furniture"), start=1):
        keep(*crowd(10 + at, activity=f"repair-{thing}", replaced="", amount=Decimal(1)))
    with open_session(engine, writes=False) as session:
        report, _ = reports.read(session, "2026-05", now=NOON)
    found = effect(report.workings)
    assert [row.kind is None for row in found.rows] == [False] * 8 + [True]
    assert sum(row.counted.central for row in found.rows) == found.total.central
    assert found.least_certain


def test_nothing_saved_has_no_effect_to_show():
    found = effect(Workings())
    assert (found.rows, found.most, found.least_certain) == ((), 0, None)


def test_data_never_holds_a_float(visit_as, busy_may):
    body = visit_as().get("/en/reports/2026-05.json").text
    json.loads(body, parse_float=lambda number: pytest.fail(f"a float: {number}"))
