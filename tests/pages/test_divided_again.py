"""A stranger divides rounds again with the short program of the page, from what they downloaded."""

import csv
import random
import subprocess
import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from db.tables.giving import PledgeKind
from db.tables.organisations import OrganisationState
from pages.rounds.sheet import as_csv
from portal.causes import CauseState
from portal.division import divide
from tests.habits.tree import ROOT

ROUNDS = 1000
PROGRAM = ROOT / "static/divide.py"
NOW = datetime(2026, 6, 21, 12, tzinfo=UTC)


def pledge(chance: random.Random) -> dict:
    """A pot of any size and currency, or things."""
    if chance.random() < 0.5:
        cents = chance.choice((1, 7, 100, chance.randint(1, 10**6), chance.randint(1, 10**12)))
        currency = chance.choice(("GBP", "EUR", "JPY", "BHD"))
        return {"kind": PledgeKind.POT, "amount_cents": cents, "currency": currency}
    each, limit = chance.randint(1, 500), chance.randint(1, 400)
    return {"kind": PledgeKind.UNIT, "points_per_unit": each, "unit_limit": limit}


def settled(chance: random.Random, number: int) -> tuple[SimpleNamespace, list[SimpleNamespace]]:
    """A round with its causes, as they were divided."""
    nothing = dict.fromkeys(("amount_cents", "currency", "points_per_unit", "unit_limit"))
    promised = {**nothing, **pledge(chance)}
    found = SimpleNamespace(
        **promised,
        programme_code="RIVER",
        round_code=f"G-{number}",
        opens_at=NOW,
        closes_at=NOW,
        signed_at=NOW,
        sponsor_name={"en": "Co-op"},
        document="X-1",
    )
    rows = [cause(chance, promised) for _ in range(chance.randint(1, 12))]
    rows[0].points, rows[0].cause_state = chance.randint(1, 5000), CauseState.LISTED
    shares = {share.cause_id: share for share in divide(rows)}
    return found, [said(row, shares[row.cause_id]) for row in rows]


def cause(chance: random.Random, promised: dict) -> SimpleNamespace:
    """A cause as its round closed; now and then one that fell away, and many with equal points."""
    is_unit = promised["kind"] is PledgeKind.UNIT
    state = chance.choice((*[CauseState.LISTED] * 9, CauseState.SUSPENDED))
    return SimpleNamespace(
        **promised,
        programme_id=UUID(int=1),
        round_id=UUID(int=2),
        cause_id=UUID(int=chance.getrandbits(128)),
        code="C1",
        name={"en": "=Orchard, with a comma"},
        charity_name={"en": "Shelter"},
        charity_state=OrganisationState.LISTED,
        cause_state=state,
        points=chance.choice((0, 1, 100, 100, chance.randint(0, 9000))),
        points_lapsed=chance.choice((0, 0, 100, chance.randint(0, 9000))) * (state == "listed"),
        points_carried=chance.randint(0, 80) if is_unit else 0,
        giver_count=chance.randint(0, 40),
    )


def said(row: SimpleNamespace, share) -> SimpleNamespace:
    """The line of a statement."""
    return SimpleNamespace(
        code=row.code,
        cause_id=row.cause_id,
        cause_name=row.name,
        charity_then=row.charity_name,
        points=share.points,
        giver_count=share.giver_count,
        points_lapsed=share.points_lapsed,
        points_carried=share.points_carried,
        share_cents=share.amount_cents,
        share_units=share.units,
        points_left=share.points_left,
        txn_seq=1,
        is_left_out=bool(share.is_left_out),
    )


@pytest.fixture
def statements(tmp_path):
    """A thousand random rounds in one file, as the page gives them away one by one."""
    chance = random.Random(20261122)
    sheets = [as_csv(*settled(chance, number)) for number in range(ROUNDS)]
    head = sheets[0].partition("\r\n")[0]
    file = tmp_path / "statement.csv"
    file.write_text("\r\n".join([head, *(one.split("\r\n", 1)[1].strip() for one in sheets)]))
    return file


def run(file) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(PROGRAM), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_thousand_rounds_agree_to_the_smallest_coin(statements):
    answer = run(statements)
    assert answer.returncode == 0, answer.stdout[-500:] + answer.stderr[-500:]
    assert answer.stdout.count("agrees") == ROUNDS


def test_a_changed_share_is_found(statements):
    lines = list(csv.reader(statements.read_text().splitlines()))
    column = lines[0].index("share" if lines[1][lines[0].index("share")] else "units")
    lines[1][column] = str(int(lines[1][column].replace(".", "")) + 1)
    with statements.open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    answer = run(statements)
    assert answer.returncode == 1 and "DIFFERS" in answer.stdout


def test_the_program_is_short_enough_to_be_read():
    assert len(PROGRAM.read_text().splitlines()) <= 50
