"""Lines cut at any byte of a request or its answer, over HTTP: sent again, it counts once."""

import re

import pytest
from sqlalchemy import text

from db.engine import connect
from tests.databases import migrated
from tests.drills.judge import breaches
from tests.drills.scale import keep, seeds, sizes, sown
from tests.drills.served import fill, serve, signed_in

A_KILL = 60  # cuts between two kills of the process that answers
COUNTS = (
    "SELECT (SELECT count(*) FROM gift), (SELECT count(*) FROM txn),"
    " (SELECT sum(qty * qty) FROM holding)"
)


class Trial:
    """Rosa gives and takes back, and every line is cut before she may know."""

    def __init__(self, served, engine):
        self.served, self.engine = served, engine
        self.cookie = signed_in(served, "rosa")
        self.cause = self.open_cause()
        self.cuts = self.kills = 0

    def open_cause(self):
        """A cause that takes gifts: the first whose page has the form that gives."""
        listed = re.findall(r'href="(/en/causes/[^"?/]+)"', self.served.ask("/en/causes").page)
        for path in dict.fromkeys(listed):
            if f'action="{path}/gifts"' in self.served.ask(path, self.cookie).page:
                return path
        raise AssertionError(f"none of {listed} takes gifts")

    def counts(self):
        with self.engine.connect() as connection:
            return connection.execute(text(COUNTS)).one()

    def surely(self, path, **form):
        """Send a form whose line is cut, then again until the answer arrives."""
        form["idem"] = f"{self.served.chance.getrandbits(256):064x}"
        if self.cuts % A_KILL == A_KILL // 2:
            self.served.ask_and_be_cut(path, self.cookie, **form)
            self.served.kill_worker()
            self.kills += 1
        self.served.ask_and_be_cut(path, self.cookie, **form)
        self.cuts += 1
        answer = self.served.ask(path, self.cookie, **form)
        assert answer.status == 303, (answer.status, answer.page)
        again = self.served.ask(path, self.cookie, **form)
        assert again.location == answer.location, "the same key, the same receipt"
        return answer.location

    def give_and_take_back(self):
        gifts, acts, held = self.counts()
        gift = {"from": "household", "points": "", "other": "20", "confirm": "yes"}
        receipt = self.surely(f"{self.cause}/gifts", **gift)
        assert self.counts()[:2] == (gifts + 1, acts + 1)
        self.surely(f"{receipt}/return")
        assert self.counts() == (gifts + 1, acts + 2, held)

    def with_another_key(self):
        """The control: whoever makes a new key for the second try gives twice."""
        gifts, _, _ = self.counts()
        gift = {"from": "household", "points": "", "other": "10", "confirm": "yes"}
        for key in ("first", "second"):
            self.served.ask(f"{self.cause}/gifts", self.cookie, **gift, idem=key)
        return self.counts()[0] - gifts


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@sizes(everyday=60, full=20_000)
def test_an_act_whose_line_was_cut_counts_once(request, tmp_path, database, size):
    drill = f"cut-lines-{database}"
    copies = request.getfixturevalue(f"{database}_copies")
    url = copies.copy("bare", migrated)
    engine = connect(url)
    fill(url, tmp_path)
    for seed in seeds(drill)[-1:]:
        with sown(drill, seed) as chance, serve(url, tmp_path, chance) as served:
            trial = Trial(served, engine)
            while trial.cuts < size:
                trial.give_and_take_back()
            assert trial.kills > 0 and trial.with_another_key() == 2
            assert breaches(engine) == []
            keep(drill, cuts=trial.cuts, kills_of_workers=trial.kills, lost=0, twice=0)
    engine.dispose()
    copies.drop(url)
