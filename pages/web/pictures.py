"""Pictures that count: one for each real thing, in the pattern that thing keeps for ever."""

import random
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

__all__ = ["Picture", "Thing", "ThingState", "picture"]

COLOURS = (1, 2, 3, 4, 5)
PATTERNS = 4
SIDE, GAP = 34, 3
MOST = 300  # above that one picture stands for ten things
TEN = 10
SEED = 7


class ThingState(StrEnum):
    """Where a thing is."""

    DELIVERED = "delivered"
    BOUGHT = "bought"
    NEEDED = "needed"


@dataclass(frozen=True)
class Thing:
    """One picture: where it stands and how it looks."""

    x: int
    y: int
    state: ThingState
    cloth: int
    patch: int
    pattern: int


@dataclass(frozen=True)
class Picture:
    """All things in rows; `worth` is how many one picture stands for."""

    width: int
    height: int
    worth: int
    things: tuple[Thing, ...]


@lru_cache(maxsize=1_000)
def picture(
    delivered: int, bought: int = 0, needed: int = 0, *, across: int = 14, rtl: bool = False
) -> Picture:
    """Lay out the things that were delivered, are bought, are still needed, in reading order.

    Where one picture stands for ten, only a full ten is drawn as delivered or bought.
    """
    everything = delivered + bought + needed
    worth = TEN if everything > MOST else 1
    ends = [delivered // worth, (delivered + bought) // worth]
    count = -(-everything // worth)
    across = min(across, max(count, 1))
    looks = random.Random(SEED)  # noqa: S311  (a pattern, not a secret)
    things = []
    for place in range(count):
        row, column = divmod(place, across)
        column = across - 1 - column if rtl else column
        cloth, patch = looks.sample(COLOURS, 2)
        state = list(ThingState)[sum(place >= end for end in ends)]
        things.append(
            Thing(
                x=column * (SIDE + GAP),
                y=row * (SIDE + GAP),
                state=state,
                cloth=cloth,
                patch=patch,
                pattern=looks.randrange(PATTERNS),
            )
        )
    rows = -(-count // across)
    return Picture(_length(across), _length(max(rows, 1)), worth, tuple(things))


def _length(count: int) -> int:
    return count * (SIDE + GAP) - GAP
