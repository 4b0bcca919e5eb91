"""Open data: every file is what the package says, and the feed and the workbook are sound."""

import csv
import hashlib
import io
import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import frictionless
import pytest

from portal import open_data
from tests.habits.tree import ROOT
from tests.journeys import checker
from tests.pages.test_editions import close, closed_may, corrected  # noqa: F401  (fixtures)
from tests.pages.test_reports import busy_may, keep  # noqa: F401  (fixtures, by name)
from tests.portal.test_reports import crowd

ATOM = "{http://www.w3.org/2005/Atom}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
JING = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"  # it lies within the HTML checker
TYPES = {"string", "number", "integer", "boolean", "date", "datetime"}


def parsed(xml):
    return ElementTree.fromstring(xml)  # noqa: S314  (our own)


@pytest.fixture
def package(visit_as, corrected):  # noqa: F811
    answer = visit_as().get("/en/data/datapackage.json")
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def reader_of(kind):
    """What a value of a type must be readable as."""
    return {
        "number": float,
        "integer": int,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": datetime.fromisoformat,
        "datetime": datetime.fromisoformat,
        "string": str,
    }[kind]


def test_the_package_has_what_its_specification_wants(package):
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert {one["name"] for one in package["licenses"]} == {"CC-BY-4.0", "CC-BY-SA-4.0"}
    names = [one["name"] for one in package["resources"]]
    assert len(names) == len(set(names)) == len(open_data.files()) + 1
    for one in package["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", one["name"])
        assert not one["path"].startswith("/") and ".." not in one["path"]
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", one["hash"])
        fields = one["schema"]["fields"]
        assert {field["type"] for field in fields} <= TYPES
        assert all(field["description"] for field in fields)


def test_every_file_is_as_long_as_the_package_says_and_has_its_checksum(visit_as, package):
    for one in package["resources"]:
        answer = visit_as().get(f"/en/data/{one['path']}")
        assert answer.status_code == 200
        assert len(answer.content) == one["bytes"]
        assert hashlib.sha256(answer.content).hexdigest() == one["hash"].removeprefix("sha256:")


def test_every_cell_is_of_the_kind_the_package_says(visit_as, package):
    for one in package["resources"]:
        columns, *rows = csv.reader(io.StringIO(visit_as().get(f"/en/data/{one['path']}").text))
        fields = one["schema"]["fields"]
        assert columns == [field["name"] for field in fields]
        assert rows
        for row in rows:
            for cell, field in zip(row, fields, strict=True):
                assert not cell or reader_of(field["type"])(cell) is not None, (one["path"], row)


def test_what_may_only_be_shared_alike_says_so(package):
    for one in package["resources"]:
        [licence] = one["licenses"]
        assert (licence["name"] == "CC-BY-SA-4.0") is one["path"].startswith("by_sa/")


def test_the_list_of_reports_has_the_fingerprint_of_each(visit_as, corrected):  # noqa: F811
    browser = visit_as()
    rows = list(csv.DictReader(io.StringIO(browser.get("/en/data/reports.csv").text)))
    assert {(row["about"], row["key"]) for row in rows} == {
        ("all", ""),
        ("programme", "RIVER"),
        ("organisation", "riverside-neighbours"),
    }
    assert len(rows) == 6
    for row in rows:
        query = f"?edition={row['number']}"
        query += f"&{row['about']}={row['key']}" if row["key"] else ""
        told = browser.get(f"/en/reports/{row['period']}.json{query}").json()
        assert told["edition"]["digest"] == row["digest"]
        assert told["edition"]["reason"] == row["reason"]


def test_the_page_lists_every_file_and_the_codebook(visit_as, package):
    page = visit_as().get("/en/data").text
    for one in package["resources"]:
        assert f'href="/en/data/{one["path"]}"' in page
        assert one["hash"].removeprefix("sha256:")[:16] in page
    assert page.count("<h1") == 1
    assert "uncertainty_low" in page


def test_its_specifications_own_validator_finds_no_fault(visit_as, package, tmp_path):
    browser = visit_as()
    for path in ("datapackage.json", *(one["path"] for one in package["resources"])):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(browser.get(f"/en/data/{path}").content)
    found = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert len(found.tasks) == len(package["resources"])
    assert found.flatten(["name", "rowNumber", "fieldName", "message"]) == []


@pytest.mark.parametrize("name", ["secrets.csv", "../db.csv", "unverified.csv", "factors.json"])
def test_there_is_nothing_else_to_take(visit_as, name):
    assert visit_as().get(f"/en/data/{name}").status_code == 404


def test_the_feed_has_an_entry_for_each_edition_that_shows_something(visit_as, corrected):  # noqa: F811
    browser = visit_as()
    answer = browser.get("/en/reports/feed.atom")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    root = parsed(answer.content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert root.find(f"{ATOM}{name}").text
    assert root.find(f"{ATOM}author/{ATOM}name").text
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 6
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == 6
    days = [datetime.fromisoformat(entry.find(f"{ATOM}updated").text) for entry in entries]
    assert days == sorted(days, reverse=True)
    assert root.find(f"{ATOM}updated").text == entries[0].find(f"{ATOM}updated").text
    for entry in entries:
        address = entry.find(f"{ATOM}link").get("href")
        assert browser.get("/" + address.split("/", 3)[3]).status_code == 200


def schema_faults(feed: bytes, file: Path) -> str:
    """Return what the grammar of RFC 4287 finds wrong with a feed, read by jing."""
    if not checker.can_start():
        pytest.skip("needs Java and the HTML checker: `make test` brings both on Debian")
    file.write_bytes(feed)
    command = ["java", "-cp", checker.JAR, JING, "-c", ROOT / "tests/vendor/atom.rnc", file]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_the_feed_is_as_its_standard_wants(visit_as, corrected, tmp_path):  # noqa: F811
    feed = visit_as().get("/zh-hans/reports/feed.atom").content
    assert schema_faults(feed, tmp_path / "feed.atom") == ""
    broken = re.sub(rb"<updated>[^<]*</updated>", b"", feed, count=1)
    assert "missing required" in schema_faults(broken, tmp_path / "broken.atom")


def test_the_feed_calls_everything_by_its_name(visit_as, corrected):  # noqa: F811
    root = parsed(visit_as().get("/zh-hans/reports/feed.atom").content)
    assert ":" not in root.find(f"{ATOM}author/{ATOM}name").text
    titles = [one.text for one in root.findall(f"{ATOM}entry/{ATOM}title")]
    assert len(titles) == 6
    assert not [title for title in titles if "RIVER" in title or "riverside-" in title]


def test_before_any_report_is_closed_the_feed_is_empty_and_sound(visit_as, town):
    root = parsed(visit_as().get("/en/reports/feed.atom").content)
    assert root.findall(f"{ATOM}entry") == []
    assert root.find(f"{ATOM}updated").text == "1970-01-01T00:00:00Z"


def workbook(content: bytes) -> tuple[list[str], list[list[list[str]]]]:
    """Return the names of the sheets, and the cells of each as text."""
    with ZipFile(io.BytesIO(content)) as file:
        book = parsed(file.read("xl/workbook.xml"))
        shared = parsed(file.read("xl/sharedStrings.xml"))
        words = ["".join(it.itertext()) for it in shared]
        names = [it.get("name") for it in book.iter(f"{SHEET}sheet")]
        sheets = []
        for number in range(1, len(names) + 1):
            sheet = parsed(file.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(sheet.iter(f"{SHEET}f"))  # no formula
            rows = sheet.iter(f"{SHEET}row")
            sheets.append([[_cell(cell, words) for cell in row] for row in rows])
    return names, sheets


def _cell(cell, words):
    value = cell.find(f"{SHEET}v").text
    return words[int(value)] if cell.get("t") == "s" else value


def test_the_workbook_says_what_the_data_says(visit_as, busy_may):  # noqa: F811
    browser = visit_as()
    told = browser.get("/en/reports/2026-05.json").json()
    answer = browser.get("/en/reports/2026-05.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report-2026-05.xlsx"'
    names, (facts, sums, lines) = workbook(answer.content)
    assert names == ["Report", "Sums", "Lines"]
    assert ["Checked actions", str(told["claims"]["approved"])] in facts
    assert ["People", str(told["people"])] in facts
    assert float(sums[1][2]) == float(told["impact"]["co2e_kg"]["reported"])
    assert float(sums[1][3]) == float(told["impact"]["co2e_kg"]["counted"]["central"])
    assert [row[7] for row in lines[1:]] == [line["factor_id"] for line in told["lines"]]
    for row, line in zip(lines[1:], told["lines"], strict=True):
        assert float(row[3]) * float(row[4]) == pytest.approx(float(line["reported"]), abs=1e-6)


def test_a_hidden_report_has_an_empty_workbook(visit_as, keep):  # noqa: F811
    keep(*crowd(9))
    _, (facts, _, lines) = workbook(visit_as().get("/en/reports/2026-05.xlsx").content)
    assert ["Checked actions", "–"] in facts
    assert len(lines) == 1


def test_the_workbook_runs_from_right_to_left_where_the_language_does(visit_as, busy_may):  # noqa: F811
    content = visit_as().get("/ar/reports/2026-05.xlsx").content
    with ZipFile(io.BytesIO(content)) as file:
        assert b'rightToLeft="1"' in file.read("xl/worksheets/sheet1.xml")
    assert workbook(content)[0][0] != "Report"


def test_the_same_workbook_is_not_sent_twice(visit_as, busy_may):  # noqa: F811
    browser = visit_as()
    tag = browser.get("/en/reports/2026-05.xlsx").headers["ETag"]
    again = browser.get("/en/reports/2026-05.xlsx", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert json.loads(browser.get("/en/reports/2026-05.json").text)
