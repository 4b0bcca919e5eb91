"""Who may open what: a table a person has read, and every address tried by those who may not.

The table is tests/habits/gates.txt; `python -m tests.habits.test_gates` writes it anew, and then
somebody reads the difference.
"""

import re

import pytest

from tests.habits.test_contract import routes
from tests.habits.tree import ROOT

TABLE = ROOT / "tests/habits/gates.txt"
DESKS = {"riverside-neighbours": "olive", "willowford-bridge-school": "grace"}
SOMEBODY = "01234567-89ab-7def-8123-456789abcdef"
SAMPLES = {"number": SOMEBODY, "person": SOMEBODY, "group": SOMEBODY, "place": "1", "till": "1"}
SAMPLES |= {"code": "A-0000-0000-000", "key": "nothing", "slug": "nothing", "period": "2026-05"}
TOKENS = re.compile(r"[0-9a-f]{12,64}")


def table():
    lines = {
        f"{method} {route.path} {route.endpoint.gate.__name__}"
        for route in routes()
        for method in sorted(route.methods - {"HEAD"})
    }
    return sorted(lines, key=lambda line: (line.split()[1:], line))


def addresses(gate):
    """Yield method and address of every route behind a gate, with something in its places."""
    for line in table():
        method, path, name = line.split()
        if name.startswith(gate):
            yield (
                method,
                re.sub(r"{(\w+)(?::\w+)?}", lambda m: SAMPLES.get(m[1], "{" + m[1] + "}"), path),
            )


def test_the_table_of_gates_is_the_one_that_was_read():
    assert TABLE.read_text(encoding="utf-8").splitlines() == table(), (
        "read the difference, then keep it"
    )


def test_only_public_pages_are_open_to_anyone():
    """Whatever lies under these addresses asks who you are."""
    public = "checkpoint|heads|keys|tile"  # of the log that is sealed, not of the one people write
    rooms = r"me|desk|charity|sponsor|till(?!-cards)|audit/\w+|admin"
    closed = re.compile(rf"\w+ /(log(?!/({public})\b)|{rooms})\b")
    assert any(closed.match(line) for line in table())
    assert [line for line in table() if closed.match(line) and line.endswith(" anyone")] == []


def test_strangers_are_asked_who_they_are(visit_as):
    stranger = visit_as()
    for gate in ("signed_in", "at_desk"):
        found = list(addresses(gate))
        assert found
        for method, path in found:
            place = "/en" + path.replace("{org}", "riverside-neighbours").replace("{", "").replace(
                "}", ""
            )
            answer = stranger.request(method, place, follow_redirects=False)
            if method == "GET":
                assert answer.status_code == 303, place
                assert "/en/sign-in?next=" in answer.headers["Location"]
            else:
                assert answer.status_code == 401, place
                assert 'name="password"' in answer.text


def test_a_desk_that_is_not_yours_looks_like_one_that_is_not_there(visit_as):
    rosa = visit_as("rosa")
    for method, path in addresses("at_desk"):
        filled = "/en" + re.sub(r"{(?!org)\w+}", "x", path)
        real, invented = (
            rosa.request(method, filled.replace("{org}", org), follow_redirects=False)
            for org in ("riverside-neighbours", "not-there")
        )
        assert real.status_code == invented.status_code == 404, filled
        told = [
            TOKENS.sub("", a.text).replace("riverside-neighbours", "not-there")
            for a in (real, invented)
        ]
        assert told[0] == told[1], filled


@pytest.mark.parametrize(("org", "insider"), DESKS.items())
def test_a_desk_opens_to_those_who_work_there(visit_as, org, insider):
    assert visit_as(insider).get(f"/en/desk/{org}").status_code == 200
    outsider = next(name for place, name in DESKS.items() if place != org)
    assert visit_as(outsider).get(f"/en/desk/{org}").status_code == 404


def test_every_change_from_another_site_is_refused(visit_as):
    rosa = visit_as("rosa")
    changes = [
        path
        for gate in ("anyone", "signed_in", "at_desk")
        for m, path in addresses(gate)
        if m == "POST"
    ]
    assert changes
    for path in changes:
        place = "/en" + re.sub(r"{\w+}", "x", path)
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
        ):
            answer = rosa.post(place, headers=headers, follow_redirects=False)
            assert answer.status_code == 403, (place, headers)


if __name__ == "__main__":
    TABLE.write_text("\n".join(table()) + "\n", encoding="utf-8")
