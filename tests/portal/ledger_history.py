"""Random histories: wishes made by chance, each with what a plain model says of it."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from db.tables.ledger import Holding
from db.tables.ledger import Lot as StoredLot
from portal import ledger
from tests.db.ledger_world import MAY, ROUNDS, World
from tests.portal.ledger_model import Lot, Model

HOLDERS = ("anna", "ben", "class5")
CAUSES = ("oak", "elm")
ACCOUNTS = (
    *("mint", "budget", "reserve", "redeemed", "settled", *HOLDERS, "class4", *CAUSES),
    *("w1", "w2", "w3", "w4", *(f"{cause}/{name}" for cause in CAUSES for name in ROUNDS)),
)
Wish = tuple[str, ledger.Act, Callable[[], bool]]


class History:
    """Wishes made at random, each with what the model says of it."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, random.Random(seed)
        self.model = read(world)
        self.past: dict[str, list[str]] = {"award": [], "give": [], "hold": []}
        self.prices: dict[str, int] = {}
        self.sent: list[ledger.Act] = []
        self.number = self.again_count = 0

    def step(self) -> int:
        """Let a little time pass, then post a few wishes at once; return how many were accepted."""
        self.model.today += timedelta(days=self.random.choice((0, 0, 1, 5)))
        self.world.now = datetime.combine(self.model.today, time(12), MAY.tzinfo)
        wishes = [self.wish() for _ in range(self.random.choice((1, 1, 6, 12)))]
        acts = [act for _, act, _ in wishes]
        outcomes = ledger.post_many(
            self.world.session, self.world.programme, acts, now=self.world.now
        )
        for (name, act, accepts), outcome in zip(wishes, outcomes, strict=True):
            assert (outcome.refusal is None) == accepts(), (name, outcome.refusal)
            if outcome.seq:
                self.world.acts[name] = outcome.seq
                self.sent.append(act)
        for name, _, _ in wishes:
            kind = name.split("-")[0]
            if kind in self.past and name in self.world.acts:
                self.past[kind].append(name)
        assert self.world.held() == self.expected()
        return sum(outcome.seq is not None for outcome in outcomes)

    def expected(self) -> dict[Any, int]:
        state = self.model.state()
        return {(self.world.account(name), lot): qty for (name, lot), qty in state.items()}

    def wish(self) -> Wish:
        """Something somebody might ask for, sensible or not."""
        self.number += 1
        kinds = [self.award, self.award, self.give, self.give, self.hold, self.lapse, self.top_up]
        kinds += [self.settle, self.again] if self.sent else []
        kinds += [self.take_back, self.take_back] if self.past["give"] else []
        kinds += [self.reverse] if self.past["award"] else []
        kinds += [self.release, self.redeem] if self.past["hold"] else []
        return self.random.choice(kinds)()

    def name(self, kind: str) -> str:
        return f"{kind}-{self.number}"

    def points(self) -> int:
        return self.random.choice((1, 5, 20, 60, 400, 1200))

    def top_up(self) -> Wish:
        name, points = self.name("top_up"), self.random.choice((50, 5001))
        return name, self.world.top_up(name, points), lambda: self.model.top_up(name, points)

    def award(self) -> Wish:
        name, holder, points = self.name("award"), self.random.choice(HOLDERS), self.points()
        until = self.model.today + timedelta(days=self.random.choice((0, 4, 30, 200)))
        act = self.world.award(name, holder, points, good_until=until)
        return name, act, lambda: self.model.award(name, holder, points, until)

    def give(self) -> Wish:
        name, giver, points = self.name("give"), self.random.choice(HOLDERS), self.points()
        cause, round_name = self.random.choice(CAUSES), self.random.choice(("r0", "r1", "r1", "r2"))
        vote = self.world.vote(name, giver, cause) if giver == "class5" else None
        act = self.world.give(giver, cause, round_name, points, vote_id=vote)
        return name, act, lambda: self.model.give(name, giver, cause, round_name, points)

    def take_back(self) -> Wish:
        name, gift = self.name("take_back"), self.random.choice(self.past["give"])
        return name, self.world.take_back(gift), lambda: self.model.take_back(name, gift)

    def hold(self) -> Wish:
        name, wallet = self.name("hold"), self.random.choice(HOLDERS[:2])
        points = self.prices[name] = self.random.choice((3, 40))
        act = self.world.hold(name, wallet=wallet, points=points, goodwill=1)
        return name, act, lambda: self.model.hold(name, wallet, points)

    def release(self) -> Wish:
        name, voucher = self.name("release"), self.random.choice(self.past["hold"])
        return name, self.world.release(voucher), lambda: self.model.undo(name, voucher)

    def redeem(self) -> Wish:
        name, voucher = self.name("redeem"), self.random.choice(self.past["hold"])
        price = self.prices[voucher]
        return name, self.world.redeem(voucher), lambda: self.model.redeem(name, voucher, price)

    def reverse(self) -> Wish:
        name, award = self.name("reverse"), self.random.choice(self.past["award"])
        return name, self.world.reverse(award), lambda: self.model.undo(name, award)

    def lapse(self) -> Wish:
        name, holder = self.name("lapse"), self.random.choice(HOLDERS)
        cause = self.random.choice(CAUSES)
        return name, self.world.lapse(holder, cause), lambda: self.model.lapse(name, holder, cause)

    def settle(self) -> Wish:
        name, cause = self.name("settle"), self.random.choice(CAUSES)
        points = max(1, self.model.total(f"{cause}/r1")) + self.random.choice((0, 0, 1))
        act = self.world.statement(name, cause, "r1", points, part=self.number)
        return name, act, lambda: self.model.settle(name, cause, "r1", points)

    def again(self) -> Wish:
        self.again_count += 1
        return "again", self.random.choice(self.sent), lambda: True


def read(world: World) -> Model:
    """A model of what is there before the history begins."""
    days = {name: (opens.date(), closes.date()) for name, (opens, closes) in ROUNDS.items()}
    model = Model(MAY.date(), days)
    for lot in world.session.scalars(select(StoredLot)):
        expires, lapses = date.fromisoformat(lot.expires_on), date.fromisoformat(lot.lapses_from)
        model.lots[lot.id] = Lot(expires, lapses, lot.parent_lot)
    names = {world.account(name): name for name in ACCOUNTS}
    for held in world.session.scalars(select(Holding)):
        model.holds[names[held.account_id]][held.lot_id] = held.qty
    return model
