"""The ledger once more, in plain Python: what should be accepted, and what should then lie where.

It shares nothing with the ledger but the names of things.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

FOREVER = date(9999, 12, 30)
CAP = 1000  # a day and account


@dataclass
class Lot:
    """How long points are good, and from when they lapse."""

    expires: date
    lapses: date
    parent: int | None = None


@dataclass
class Line:
    """Points that went from one place to another, and how many of them came back."""

    source: str
    source_lot: int
    target: str
    target_lot: int
    points: int
    undone: int = 0


@dataclass
class Model:
    """Points by account and lot; each verb returns whether it should be accepted."""

    today: date
    rounds: dict[str, tuple[date, date]]
    lots: dict[int, Lot] = field(default_factory=dict)
    holds: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    acts: dict[str, list[Line]] = field(default_factory=dict)
    awarded: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))

    def state(self) -> dict[tuple[str, int], int]:
        """Everything that is not zero."""
        return {
            (name, lot): qty
            for name, lots in self.holds.items()
            for lot, qty in lots.items()
            if qty
        }

    def total(self, account: str) -> int:
        return sum(self.holds[account].values())

    def top_up(self, name: str, points: int) -> bool:
        if points > 5000:
            return False
        lot = self._new_lot(FOREVER, FOREVER + timedelta(1), None)
        self._put(name, Line("mint", lot, "budget", lot, points))
        return True

    def award(self, name: str, holder: str, points: int, good_until: date) -> bool:
        awarded = self.awarded[holder, self.today] + points
        if points > self.total("budget") or awarded > CAP:
            return False
        self.awarded[holder, self.today] = awarded
        for parent, part in self._oldest("budget", points):
            lot = self._new_lot(good_until, good_until + timedelta(7), parent)
            self._put(name, Line("budget", parent, holder, lot, part))
        return True

    def give(self, name: str, giver: str, cause: str, round_name: str, points: int) -> bool:
        opens, closes = self.rounds[round_name]
        if not opens <= self.today < closes:
            return False
        return self._spend(name, giver, f"{cause}/{round_name}", points)

    def hold(self, name: str, wallet: str, points: int) -> bool:
        return self._spend(name, wallet, name, points)

    def redeem(self, name: str, voucher: str, points: int) -> bool:
        if self.total(voucher) < points:
            return False
        self._carry(name, voucher, "redeemed", self._oldest(voucher, points))
        return True

    def take_back(self, name: str, gift: str) -> bool:
        round_name = self.acts[gift][0].target.split("/")[1]
        return self.today < self.rounds[round_name][1] and self.undo(name, gift)

    def lapse(self, name: str, holder: str, cause: str) -> bool:
        due = [
            (lot, qty) for lot, qty in self._in_order(holder) if self.lots[lot].lapses <= self.today
        ]
        self._carry(name, holder, cause, due)
        return bool(due)

    def settle(self, name: str, cause: str, round_name: str, points: int) -> bool:
        account = f"{cause}/{round_name}"
        closed = self.today >= self.rounds[round_name][1]
        if not closed or not 0 < points <= self.total(account) + self.total(cause):
            return False
        first = min(points, self.total(account))
        self._carry(name, account, "settled", self._oldest(account, first))
        self._carry(name, cause, "settled", self._oldest(cause, points - first))
        return True

    def undo(self, name: str, original: str) -> bool:
        """Mirror an act as far as its points are still where it put them."""
        undone = False
        for line in self.acts[original]:
            there = self.holds[line.target].get(line.target_lot, 0)
            part = min(line.points - line.undone, there)
            if part > 0:
                line.undone += part
                back = (line.target, line.target_lot, line.source, line.source_lot)
                self._put(name, Line(*back, part))
                undone = True
        return undone

    def _spend(self, name: str, source: str, target: str, points: int) -> bool:
        good = [(lot, qty) for lot, qty in self._in_order(source) if self._is_good(lot)]
        if not 0 < points <= sum(qty for _, qty in good):
            return False
        self._carry(name, source, target, _first(good, points))
        return True

    def _is_good(self, lot: int) -> bool:
        return self.lots[lot].expires >= self.today

    def _carry(self, name: str, source: str, target: str, parts: list[tuple[int, int]]) -> None:
        for lot, part in parts:
            self._put(name, Line(source, lot, target, lot, part))

    def _oldest(self, account: str, points: int) -> list[tuple[int, int]]:
        return _first(self._in_order(account), points)

    def _in_order(self, account: str) -> list[tuple[int, int]]:
        held = ((lot, qty) for lot, qty in self.holds[account].items() if qty > 0)
        return sorted(held, key=lambda one: (self.lots[one[0]].expires, one[0]))

    def _new_lot(self, expires: date, lapses: date, parent: int | None) -> int:
        number = max(self.lots, default=0) + 1
        self.lots[number] = Lot(expires, lapses, parent)
        return number

    def _put(self, name: str, line: Line) -> None:
        source, target = self.holds[line.source], self.holds[line.target]
        source[line.source_lot] = source.get(line.source_lot, 0) - line.points
        target[line.target_lot] = target.get(line.target_lot, 0) + line.points
        self.acts.setdefault(name, []).append(line)


def _first(parts: list[tuple[int, int]], points: int) -> list[tuple[int, int]]:
    """Cut the first parts that make up the points."""
    taken = []
    for lot, qty in parts:
        if points > 0:
            taken.append((lot, min(qty, points)))
            points -= qty
    return taken
