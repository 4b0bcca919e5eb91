"""Forms as nobody fills them in: whatever is sent to a page of posters and paper, it answers."""

import random
from uuid import uuid4

import pytest

from tests import importing, posting
from tests.drills.scale import seeds, sizes, sown
from tests.importing import row, text
from tests.odd import ODD
from tests.pages.giving import done

DESK = "/en/desk/riverside-neighbours"
NAMES = (
    *("idem", "amount", "shown", "activity", "place", "proof", "host", "starts_on", "ends_on"),
    *("opens_at", "closes_at", "act", "programme", "reason", "kept", "name", "file", "what", "day"),
    *("sheet", "witness", "row_count", "control", "switch", "seen-A-1", "member-1", "quantity-1"),
    *("member-20", "quantity-20", "member-99"),
)


@pytest.fixture
def addresses(session, town):
    """Every address of posters and paper that takes a form, as somebody who may use it."""
    poster = done(session, posting.make).code
    code, _ = done(session, lambda it: importing.bring(it, text(row(it))))
    desk = (
        *("posters", f"posters/{poster}/here", f"posters/{poster}/end", "imports", "sheets/new"),
        *(f"imports/{code}/again", f"imports/{code}/undo", f"imports/{code}/discard"),
    )
    return [("rosa", f"/en/c/{poster}"), *(("olive", f"{DESK}/{one}") for one in desk)]


@sizes(everyday=60, full=2_000)
def test_no_form_breaks_a_page(visit_as, addresses, size):
    clients = {name: visit_as(name) for name in ("rosa", "olive")}
    for seed in seeds("malformed"):
        with sown("malformed", seed) as chance:
            for _ in range(size):
                who, path = chance.choice(addresses)
                answer = clients[who].post(path, **bent(chance), follow_redirects=False)
                assert answer.status_code < 500, (path, answer.status_code)


def bent(chance: random.Random) -> dict:
    """Fill a form in like nobody does: odd words, fields that are missing, or there twice."""
    names = chance.sample(NAMES, chance.randint(0, len(NAMES)))
    fields = {name: chance.choice(ODD) for name in names}
    if chance.random() < 0.2:
        fields = {name: [value, chance.choice(ODD)] for name, value in fields.items()}
    if chance.random() < 0.2:
        data = bytes(chance.getrandbits(8) for _ in range(chance.randint(0, 400)))
        return {"data": fields, "files": {"file": ("list.csv", data, "text/csv")}}
    return {"data": {"idem": uuid4().hex, **fields}}
