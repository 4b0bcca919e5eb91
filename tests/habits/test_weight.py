"""Light: the first view of a page fits into 30 KiB, everything it loads included."""

import re

import pytest

from tests.pages.test_reports import busy_may, keep  # noqa: F401  (fixtures)

LIMIT = 30 * 1024
LOADED = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def weigh(visit_as):
    """The bytes that travel when somebody opens a page for the first time."""

    def total(name, path):
        client = visit_as(name)
        page = client.get(path)
        assert page.status_code == 200, page.text[:200]
        files = sorted(set(LOADED.findall(page.text)))
        assert len(files) > 4, "styles and scripts belong to the weight"
        weights = {file: _travelled(client, file) for file in [path, *files]}
        return sum(weights.values()), weights

    return total


def _travelled(client, path):
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, path
        return sum(len(part) for part in answer.iter_raw())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (None, "/en/"),
        (None, "/zh-hans/"),
        ("rosa", "/en/log/RIVER/cycle"),
        (None, "/en/reports/2026"),
    ],
)
def test_the_first_view_is_light(weigh, name, path):
    total, weights = weigh(name, path)
    assert total <= LIMIT, "\n".join(map(str, weights.items()))


@pytest.mark.parametrize("path", ["/en/reports/2026", "/ar/reports/2026", "/zh-hans/reports/2026"])
def test_the_first_view_of_a_full_report_is_light(weigh, busy_may, path):  # noqa: F811
    total, weights = weigh(None, path)
    assert total <= LIMIT, "\n".join(map(str, weights.items()))
