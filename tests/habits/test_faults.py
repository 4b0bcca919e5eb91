"""Known faults of other people's packages are asked for, and silence is not taken for an answer."""

import json
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.habits.tree import ROOT
from tools import faults

TODAY = date(2026, 6, 1)
KNOWN = {
    "/pypi/jinja2/2.10/json": [
        {"id": "PYSEC-1", "fixed_in": ["2.10.1"], "withdrawn": None},
        {"id": "PYSEC-2", "fixed_in": [], "withdrawn": "2024-01-01T00:00:00Z"},
    ],
    "/pypi/wtforms/3.3.0/json": [],
}


class Index(BaseHTTPRequestHandler):
    """An index that knows two packages."""

    def do_GET(self):
        known = KNOWN.get(self.path)
        self.send_response(200 if known is not None else 404)
        self.end_headers()
        if known is not None:
            self.wfile.write(json.dumps({"vulnerabilities": known}).encode())

    def log_message(self, *_told):
        """Keep quiet."""


@pytest.fixture
def index():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_fault_is_named_with_the_version_that_mends_it(index, capsys):
    packages = [("wtforms", "3.3.0"), ("jinja2", "2.10")]
    assert faults.look(index, packages, looked=TODAY, today=TODAY) == 1
    assert capsys.readouterr().out.splitlines() == [
        "jinja2 2.10: PYSEC-1, mended in 2.10.1",
        "2 packages asked about.",
    ]


def test_nothing_known_is_said_only_when_everything_was_asked(index, capsys):
    assert faults.look(index, [("wtforms", "3.3.0")], looked=TODAY, today=TODAY) == 0
    assert faults.look(index, [("unheard-of", "1")], looked=TODAY, today=TODAY) == 2
    assert "nobody answered" in capsys.readouterr().out


@pytest.mark.parametrize(("days", "ended"), [(92, 0), (93, 1)])
def test_a_quarter_without_a_look_is_said(index, days, ended):
    looked = TODAY - timedelta(days=days)
    assert faults.look(index, [("wtforms", "3.3.0")], looked=looked, today=TODAY) == ended


def test_every_package_that_is_served_is_asked_about():
    lines = (ROOT / "requirements/run.txt").read_text(encoding="utf-8").splitlines()
    named = {line.split("==")[0].split("[")[0] for line in lines if "==" in line.split(" ")[0]}
    packages = faults.pinned("\n".join(lines))
    assert len(packages) > 25
    assert {name for name, _ in packages} == named
    assert all(version[0].isdigit() for _, version in packages)


def test_the_paper_says_when_we_last_looked():
    stack = (ROOT / "docs/stack.md").read_text(encoding="utf-8")
    assert faults.last_look(stack) >= date(2026, 11, 22)
    with pytest.raises(AssertionError, match="does not say"):
        faults.last_look("Looked through some day.")
