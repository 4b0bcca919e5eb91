"""The identity of every report: issued = held + given + redeemed + lapsed + reversed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from portal.audit.state import State

__all__ = ["Sums", "sums_of"]

HOLDS = ("wallet", "group", "held")


@dataclass(frozen=True)
class Sums:
    """A book in figures. `flow` is what acts moved, by kind; `lies` what is where, by account."""

    programme: str
    acts: int
    newest_hash: str
    newest_at: str
    flow: dict[str, int]
    lies: dict[str, int]
    reversed: int  # awards and goodwill taken back; a top-up that shrinks is not among them
    households: int  # that ever had points here

    @property
    def issued(self) -> int:
        """Awards and thank-yous."""
        return self.flow["award"] + self.flow["goodwill"]

    @property
    def held(self) -> int:
        """What households and groups still have, vouchers that wait to be used among it."""
        return sum(self.lies[kind] for kind in HOLDS)

    @property
    def given(self) -> int:
        """Gifts, less those taken back."""
        return self.flow["give"] - self.flow["take_back"]

    @property
    def wrong(self) -> list[str]:
        """Which sums do not agree."""
        gone = self.given + self.flow["redeem"] + self.flow["lapse"] + self.reversed
        checks = {
            "zero": sum(self.lies.values()) == 0,
            "issued": self.issued == self.held + gone,
            "causes": self.lies["cause"] + self.lies["settled"] == self.given + self.flow["lapse"],
            "settled": self.lies["settled"] == self.flow["settle"],
            "redeemed": self.lies["redeemed"] == self.flow["redeem"],
        }
        return [name for name, holds in checks.items() if not holds]

    @property
    def agree(self) -> bool:
        """Whether all do."""
        return not self.wrong

    def plain(self) -> dict[str, Any]:
        """Return it as values that can be kept and shown."""
        return {
            "programme": self.programme,
            "acts": self.acts,
            "newest_hash": self.newest_hash,
            "newest_at": self.newest_at,
            "households": self.households,
            "issued": self.issued,
            "held": self.held,
            "given": self.given,
            "redeemed": self.flow["redeem"],
            "lapsed": self.flow["lapse"],
            "reversed": self.reversed,
            "flow": dict(sorted(self.flow.items())),
            "lies": dict(sorted(self.lies.items())),
        }


def sums_of(state: State, acts: int) -> Sums:
    """Add up a book that was walked through."""
    lies: Counter[str] = Counter()
    for place in state.places.values():
        lies[place.kind] += sum(place.lots.values())
    flow: Counter[str] = Counter()
    undone = 0
    for (kind, source, _), points in state.flow.items():
        flow[kind] += points
        undone += points if kind == "reverse" and source in HOLDS else 0
    homes = sum(place.kind == "wallet" and place.was_used for place in state.places.values())
    return Sums(state.code, acts, state.hash, state.at, flow, lies, undone, homes)
