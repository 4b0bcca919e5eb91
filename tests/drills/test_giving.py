"""Everybody gives to one cause at the same moment, over HTTP, to two workers at once.

Each form is sent three times, twice of them at the same moment; every tenth household has it open
in two tabs, though its points are enough for one.
"""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from sqlalchemy import text

from db.engine import connect, open_session
from portal import ledger, progress
from portal.giving import list_in_round
from tests.conftest import settled
from tests.databases import as_owner
from tests.drills.donors import Crowd, Donor, gather
from tests.drills.judge import breaches
from tests.drills.scale import keep, seeds, sizes, sown
from tests.drills.served import Answer, serve

LINES = 24  # that are asked at once
TABS = 10  # one household in so many has two
FACTS = text(
    "SELECT count(*), count(DISTINCT giver_id), sum(points) FROM gift WHERE txn_seq IS NOT NULL"
)


class Form(NamedTuple):
    """A form that lies open in a browser."""

    donor: Donor
    key: str


def forms_of(donors: list[Donor]) -> list[Form]:
    """Return every form there is: one of each household, two of those with two tabs."""
    second = [Form(one, f"{one.token}-other") for one in donors[::TABS]]
    return [*(Form(one, f"{one.token}-first") for one in donors), *second]


def send_all(served, crowd: Crowd, forms: list[Form]) -> dict[Form, list[Answer]]:
    """Send each form twice at the same moment and once more at another, in an order by chance."""
    pairs = served.chance.sample(forms, len(forms))
    order = [form for form in pairs for _ in range(2)] + served.chance.sample(forms, len(forms))

    def send(form: Form) -> Answer:
        asked = {"from": "household", "points": "", "other": str(form.donor.points)}
        cookie = f"sid={form.donor.token}"
        path = f"{crowd.cause}/gifts"
        return served.ask(path, cookie, **asked, confirm="yes", idem=form.key)

    with ThreadPoolExecutor(LINES) as lines:
        answers = list(lines.map(send, order))
    found = defaultdict(list)
    for form, answer in zip(order, answers, strict=True):
        found[form].append(answer)
    return found


def judge(engine, crowd: Crowd, found: dict[Form, list[Answer]]) -> None:
    """Hold the answers against the books: each household gave what it meant to, once."""
    said = {form: {(one.status, one.location) for one in three} for form, three in found.items()}
    assert {len(three) for three in found.values()} == {3}
    assert {len(one) for one in said.values()} == {1}, "one form, one answer"
    taken = [form for form, one in said.items() if next(iter(one))[0] == 303]
    assert {status for one in said.values() for status, _ in one} == {303, 422}
    assert sorted(form.donor.token for form in taken) == sorted(d.token for d in crowd.donors)
    assert len({next(iter(said[form]))[1] for form in taken}) == len(crowd.donors), "own receipts"
    total = sum(one.points for one in crowd.donors)
    with engine.connect() as connection:
        assert connection.execute(FACTS).one() == (len(crowd.donors), len(crowd.donors), total)
    with open_session(engine, writes=False) as session:
        now = datetime.now(UTC)
        [row] = list_in_round(session, crowd.programme_id, crowd.round_id, now=now)
        assert (row.points, row.giver_count) == (total, len(crowd.donors))
        assert progress.of(row).high_cents == row.amount_cents, "the only cause gets all of it"
        account = ledger.cause_account(row.cause_id, row.round_id)
        assert ledger.balance(session, crowd.programme_id, account) == total
        for one in crowd.donors[::97]:
            left = ledger.balance(session, crowd.programme_id, one.household_id)
            assert left == one.held - one.points


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@sizes(everyday=1_000, full=10_000)
def test_everybody_gives_to_one_cause_and_every_point_is_counted_once(
    request, tmp_path, database, size
):
    drill = f"giving-{database}"
    copies = request.getfixturevalue(f"{database}_copies")
    for seed in seeds(drill)[-1:]:
        url = copies.copy("town", settled)
        engine = connect(as_owner(url))
        crowd = gather(engine, size, now=datetime.now(UTC))
        with sown(drill, seed) as chance:
            with serve(url, tmp_path, chance, workers=2) as served:
                began = time.monotonic()
                found = send_all(served, crowd, forms_of(crowd.donors))
                seconds = time.monotonic() - began
            judge(engine, crowd, found)
            assert breaches(engine) == []
            sent = sum(map(len, found.values()))
            keep(drill, gifts=size, sent=sent, a_second=round(sent / seconds), lost=0, twice=0)
        engine.dispose()
        copies.drop(url)
