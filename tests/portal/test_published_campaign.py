"""A published campaign comes in as two lists, and its totals come out.

STADTRADELN 2023, Steinfeld in Lower Saxony, as the town published it (steinfeld.de, "Heiße Speiche
radelt an die Spitze"; STADTRADELN-DE in db/reference/sources.csv): the best team rode 39,640.2 km
and avoided 6,421.7 kg, the primary school 18,922 km and 3,065.4 kg. The campaign counts every
kilometre as one by car, with one factor, which both results give: 0.162 kg for one km.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from portal import households, people, reports
from portal.__main__ import main
from portal.factors import Metric
from portal.people import Standing
from tests import importing
from tests.owning import RIDE, review, text
from tests.people import NOON
from tests.portal.test_import_commands import stopped_clock  # noqa: F401  (a fixture)

PUBLISHED = (  # riders, who stand for their team; km and kg of all of them, and how finely told
    (12, "39640.2", "6421.7", "0.1"),
    (10, "18922", "3065.4", "0.1"),
)
FACTOR = {
    **RIDE,
    **{"region": "DE", "year": "2023", "central": "0.162", "arithmetic": "0.162"},
    **{"low": "", "high": "", "bounds": "0"},
}
RODE = {"activity": "cycle", "unit": "km"}
FIRST = date(2026, 5, 11)
LONGEST = Decimal(60)  # km that RIVER takes at once


@pytest.fixture
def command(engine, session, town, alter, monkeypatch, tmp_path):
    """Type a command about a file with this text; the programme lies in Germany."""
    alter("UPDATE programme SET region = 'DE' WHERE code = 'RIVER'")
    alter("UPDATE season SET enrolment_limit = 60")

    def command(*words, written):
        file = tmp_path / "list.csv"
        file.write_text(written, encoding="utf-8")
        url = engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv("PORTAL_DATABASE_URL", url)
        session.commit()
        ended = CliRunner().invoke(main, ["import", words[0], str(file), *words[1:]])
        assert ended.exit_code == 0, ended.output
        session.expire_all()
        return ended.output

    return command


def rides(km):
    """Cut what somebody rode into rides that RIVER takes."""
    while km > 0:
        yield min(km, LONGEST)
        km -= LONGEST


def riders(session, team, count):
    """Found a household for each rider; return the codes."""
    for number in range(count):
        name = f"{team}-{number}"
        facts = {"email": f"{name}@demo.test", "password": "x", "now": NOON}
        person = people.register(session, name=name, **facts)
        home = households.found(session, name=name, now=NOON)
        households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
        yield importing.code_of(session, name)


@pytest.mark.parametrize("wanted", PUBLISHED)
def test_a_campaign_with_its_own_factors_gives_its_published_total(session, command, wanted):
    count, km, kg, fineness = wanted
    told = ("--name", "STADTRADELN 2023", "--source", "steinfeld.de, STADTRADELN 2023")
    years = ("--from", "2023", "--to", "2026")
    said = command("factors", "--programme", "RIVER", *told, *years, written=text(FACTOR))
    review(session, re.search(r"RIVER\.\d+", said)[0])
    rows = [
        {
            "external_id": f"{code}-{n}",
            "member": code,
            "quantity": f"{ride}",
            **RODE,
            "done_at": day,
        }
        for code in riders(session, "team", count)
        for n, ride in enumerate(rides(Decimal(km) / count))
        for day in [f"{FIRST + timedelta(days=n // 4)}"]
    ]
    reason = ("--reason", "The table of the campaign.")
    command("actions", "--programme", "RIVER", *reason, written=importing.text(*rows))
    report, _ = reports.read(session, "2026-05", programme="RIVER", now=NOON + timedelta(hours=1))
    [line] = report.lines
    assert (line.quantity, line.factor.own) == (Decimal(km), "RIVER.1")
    [carbon] = [it for it in report.impacts if it.metric is Metric.CO2E_KG and it.is_main]
    assert abs(carbon.reported - Decimal(kg)) <= Decimal(fineness) / 2
