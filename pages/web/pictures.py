"""Pictures that count: one for each real thing, in the pattern that thing keeps for ever."""

import random
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

__all__ = ["OUTLINES", "Picture", "Thing", "ThingState", "picture", "strokes"]

COLOURS = (1, 2, 3, 4, 5)
PATTERNS = 4
SIDE, GAP = 34, 3
MOST = 300  # above that one picture stands for ten things
TEN = 10
SEED = 7
QUILTS = ("M0 0l34 34H0z", "M34 0v34H0z", "M0 17L17 0l17 17-17 17z", "M0 0h17v34h17V17H0z")
LABELS = ("M11 8h12v5H11z", "M11 2h3v30h-3z", "M6 20h23v5H6z", "M12 10h10v10H12z")
CROWNS = (
    "M17 1l12 24H5z",
    "M17 1a12 12 0 110 24 12 12 0 010-24z",
    "M17 2c9 4 12 13 9 23H8C5 15 8 6 17 2z",
    "M17 1l9 11h-4l8 13H4l8-13H8z",
)
OUTLINES = {  # of what was not delivered, by shape
    "quilt": "M1 1h32v32H1z",
    "book": "M7 3h19a2 2 0 012 2v26H9a2 2 0 01-2-2z",
    "tree": "M17 3l11 21H6zM16 24h2v8h-2z",
}
TRUNK, GREEN, AUTUMN = 3, 1, 4  # colours


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


def strokes(shape: str, thing: Thing) -> tuple[tuple[int, str], ...]:
    """Return the paths that a delivered thing is drawn with, each with its colour."""
    if shape == "tree":
        crown = AUTUMN if thing.cloth == AUTUMN else GREEN
        return (TRUNK, "M15.5 22h3v11h-3z"), (crown, CROWNS[thing.pattern])
    if shape == "book":
        cover = "M6 2h20a3 3 0 013 3v27H9a3 3 0 01-3-3z"
        return (thing.cloth, cover), (thing.patch, LABELS[thing.pattern])
    return (thing.cloth, "M0 0h34v34H0z"), (thing.patch, QUILTS[thing.pattern])


def _length(count: int) -> int:
    return count * (SIDE + GAP) - GAP
