"""Reward waits: a piece that is free is kept for whoever asked first, whatever else happens.

Random histories of a few households against a model that is a plain list: they ask, give up, ask
again, come in time or too late, two at the same instant; pieces come back, and the job runs or is
late. At every step everybody who may not take one is refused, and everybody else is served.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from db.tables.books import AccountKind
from db.tables.rewards import RewardWait
from portal import ledger, offer_changes, redeeming, reward_waits, rewards
from portal.people import Member
from portal.redeeming import Gone
from portal.reward_waits import NothingToWaitFor
from tests import giving, people, rewarding
from tests.giving import SHELTER, desk
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
NAMES = ("rosa", "theo", "hana", "petra", "sol")  # each in a household of their own
STEPS, PRICE = 60, 1
KEPT = timedelta(days=3)


@dataclass
class Model:
    """What should be so: how many there are, who waits in which order, for whom one is kept."""

    stock: int = 0
    waiting: list[tuple[datetime, UUID]] = field(default_factory=list)
    told: dict[UUID, datetime] = field(default_factory=dict)

    def may_take(self, who: UUID, now: datetime) -> bool:
        """Whether there is one beyond those that others have a right to before."""
        kept = [one for one, at in self.told.items() if now < at + KEPT]
        if who in kept:
            return self.stock >= len(kept)
        mine = next((ask for ask in self.waiting if ask[1] == who), None)
        before = [ask for ask in self.waiting if ask[1] != who and (mine is None or ask < mine)]
        return self.stock > len(kept) + len(before)

    def ask(self, who: UUID, now: datetime) -> None:
        """Wait, at the end: the same instant is ordered by the household's number."""
        if who not in self.told and all(who != one for _, one in self.waiting):
            self.waiting = sorted([*self.waiting, (now, who)])

    def forget(self, who: UUID) -> None:
        """Wait no more."""
        self.waiting = [ask for ask in self.waiting if ask[1] != who]
        self.told.pop(who, None)

    def tell(self, now: datetime) -> None:
        """Keep what is free for those who asked first; who did not come in time is off the list."""
        self.told = {who: at for who, at in self.told.items() if now < at + KEPT}
        while self.waiting and self.stock > len(self.told):
            self.told[self.waiting.pop(0)[1]] = now


@dataclass
class History:
    """One reward, what happens to it, and what should."""

    session: object
    key: str
    dice: random.Random
    model: Model = field(default_factory=Model)
    now: datetime = NOON
    served: int = 0
    refused: int = 0

    def step(self, who: Member) -> None:
        """Let one thing happen."""
        comes = (self.come,) * 4
        act = self.dice.choice((self.ask, self.ask, *comes, self.leave, self.more, self.work))
        act(who)
        self.now += self.dice.choice((0, 0, 1, 30)) * timedelta(hours=1)

    def ask(self, who: Member) -> None:
        offered = rewards.find(self.session, self.key, household_id=who.household_id, now=self.now)
        is_listed = who.household_id in dict(self.listed())
        assert (offered.left > 0) is self.model.may_take(who.household_id, self.now)
        if offered.left and not is_listed:
            with pytest.raises(NothingToWaitFor):
                reward_waits.join(self.session, who, offered, now=self.now)
            return
        reward_waits.join(self.session, who, offered, now=self.now)
        self.model.ask(who.household_id, self.now)

    def leave(self, who: Member) -> None:
        reward_waits.leave(self.session, who, rewarding.seen(self.session, self.key, self.now))
        self.model.forget(who.household_id)

    def come(self, who: Member) -> None:
        """Take one, where none is kept for somebody before."""
        idem = f"{self.now} {self.dice.random()}"
        facts = {"points": PRICE, "idem": idem, "now": self.now}
        if not self.model.may_take(who.household_id, self.now):
            with pytest.raises(Gone):
                redeeming.redeem(self.session, who, self.key, **facts)
            self.refused += 1
            return
        redeeming.redeem(self.session, who, self.key, **facts)
        self.model.stock -= 1
        self.model.forget(who.household_id)
        self.served += 1

    def more(self, _who: Member) -> None:
        """Find one more on the shelf."""
        chen, at = people.find(self.session, "chen"), desk(self.session, "chen", SHELTER)
        self.model.stock += 1
        facts = {"reason": "One was found.", "now": self.now}
        code = self.key.rpartition("-")[2]
        offer_changes.correct_stock(self.session, chen, at, code, self.model.stock, **facts)

    def work(self, _who: Member) -> None:
        """Let the job run."""
        reward_waits.tell_some(self.session, rewarding.river(self.session), now=self.now)
        self.model.tell(self.now)

    def listed(self) -> list[tuple[UUID, datetime | None]]:
        """Who is on the list as it is kept, and since when one is kept for them."""
        self.session.expire_all()
        rows = self.session.exec(select(RewardWait).order_by(RewardWait.since)).all()
        return [(row.household_id, row.told_at) for row in rows]


@pytest.fixture
def crowd(session):
    """People with points, each of a household of their own."""
    found = [people.find(session, name) for name in NAMES]
    for who in found[1:]:
        ledger.open_account(session, rewarding.river(session), who.household_id, AccountKind.WALLET)
    for who in found:
        giving.award(session, who.household_id, 100)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_piece_goes_to_whoever_asked_first_in_any_history(session, crowd, seed):
    end = (NOON + timedelta(days=365)).date()
    key = rewarding.offered(session, points=PRICE, stock=1, each_household=99, offered_until=end)
    history = History(session, key, random.Random(seed), Model(stock=1))
    for _ in range(STEPS):
        history.step(history.dice.choice(crowd))
        kept = {who: at for who, at in history.listed() if at}
        waiting = {who for who, at in history.listed() if at is None}
        assert kept == history.model.told
        assert waiting == {who for _, who in history.model.waiting}
    assert history.served and history.refused


@pytest.fixture
def run_out(session, crowd):
    """A history whose only piece was just taken by petra."""
    key = rewarding.offered(session, points=PRICE, stock=1, each_household=9)
    history = History(session, key, random.Random(0), Model(stock=1))
    history.come(crowd[3])
    return history


def test_who_comes_before_the_job_does_not_pass_those_who_wait(run_out, crowd):
    first, second, stranger, taker, _ = crowd
    for who in (second, first):
        run_out.ask(who)
        run_out.now += timedelta(minutes=1)
    run_out.more(taker)  # found on the shelf; nobody was told yet
    run_out.come(stranger)
    run_out.come(first)
    run_out.come(second)
    assert (run_out.served, run_out.refused) == (2, 2)


def test_a_turn_that_was_missed_is_the_next_ones_before_anybody_is_told(run_out, crowd):
    first, second, stranger, taker, _ = crowd
    for who in (first, second):
        run_out.ask(who)
        run_out.now += timedelta(minutes=1)
    run_out.more(taker)
    run_out.work(taker)
    run_out.now += KEPT
    for who in (stranger, first, second):
        run_out.come(who)
    assert (run_out.served, run_out.refused) == (2, 2)
