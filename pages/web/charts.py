"""Where the lines of a chart go. Pure: plain values in, frozen shapes of numbers out.

Across, everything is in per cent of the width, so that text never scales; down, in pixels.
For readers from right to left (`rtl`) the shapes come mirrored. layout/chart.html draws them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pages.web.pictures import OUTLINES, picture, strokes
from pages.web.river import MOUTH, river

__all__ = [
    "MOUTH",
    "OUTLINES",
    "axis",
    "bar",
    "columns",
    "picture",
    "range_row",
    "river",
    "scale",
    "stacked",
    "strokes",
]

Value = float | Decimal

SLOT = 0.76  # the part of its slot that a column fills
LABELS = 7.0  # per cent kept free for the numbers of the grid
ROOM = 15  # percent of the width that a month takes on a phone
INSET = 2.0  # per cent at each end of a range row, so that a dot is never cut
GAP = 0.5  # per cent between two parts of a stacked bar
THINNEST = 1.6  # what is there is seen, however small
ROUND = (1, 2, 5, 10)  # steps a reader can add up


@dataclass(frozen=True)
class Mark:
    """A value beside an axis."""

    at: float
    value: float
    words: str = ""


@dataclass(frozen=True)
class Column:
    """One period: what was checked, and above it what waits."""

    x: float
    width: float
    top: float
    height: float
    waiting_top: float
    waiting_height: float
    is_missing: bool


@dataclass(frozen=True)
class Columns:
    """A column chart."""

    height: float
    base: float
    side: float  # where the numbers of the grid stand
    grid: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Part:
    """A piece of a bar, and which of the values it shows."""

    x: float
    width: float
    place: int = 0


@dataclass(frozen=True)
class Range:
    """An estimate: its ends and its best value."""

    low: float
    best: float
    high: float
    zero: float


def scale(most: Value, steps: int = 4) -> tuple[int, ...]:
    """Return the lines of a grid: at most `steps` round numbers, the last at `most` or above."""
    size = 1
    while True:
        for digit in ROUND:
            step = digit * size
            if step * steps >= most:
                count = max(1, -(-int(most) // step))
                return tuple(step * line for line in range(1, count + 1))
        size *= 10


def columns(
    values: Sequence[int | None],
    waiting: Sequence[int] = (),
    words: Sequence[str] = (),
    *,
    most: Value = 0,
    height: float = 250,
    is_small: bool = False,
    rtl: bool = False,
) -> Columns:
    """Lay out a column for each value; None is a gap. `most` puts several charts on one scale.

    `words` are the marks below: one for each value, empty where there is none. Of those that
    would stand in each other's way on a phone the later is kept.
    """
    held = [*waiting, *[0] * (len(values) - len(waiting))]
    both = list(zip(values, held, strict=True))
    tallest = float(most) or max(((value or 0) + more for value, more in both), default=0) or 1
    lines = () if is_small else scale(tallest)
    top, base = (2.0, height - 2) if is_small else (16.0, height - 28)
    unit = (base - top) / (lines[-1] if lines else tallest)
    free = 0 if is_small else LABELS
    slot = (100 - free) / max(len(values), 1)
    starts = [free + slot * (place + (1 - SLOT) / 2) for place in range(len(values))]
    shapes = (
        _column(x, slot * SLOT, base, unit, pair, rtl=rtl)
        for x, pair in zip(starts, both, strict=True)
    )
    said = [(x, word) for x, word in zip(starts, words, strict=False) if word]
    marks = (Mark(_at(x, rtl), 0, word) for x, word in _with_room(said))
    grid = (Mark(_short(base - line * unit), line) for line in lines)
    return Columns(height, _short(base), _at(0, rtl), tuple(grid), tuple(marks), tuple(shapes))


def _with_room(said: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    kept: list[tuple[float, str]] = []
    for x, word in reversed(said):
        if not kept or kept[0][0] - x >= ROOM:
            kept.insert(0, (x, word))
    return kept


def bar(value: Value, most: Value, *, rtl: bool = False) -> Part:
    """Lay out one bar of a list of bars."""
    width = 100 * float(value) / float(most) if most else 0
    return Part(_across(0, width, rtl=rtl), _short(width))


def stacked(values: Sequence[Value], *, rtl: bool = False) -> tuple[Part, ...]:
    """Lay out the parts of a whole, in order; nothing is drawn for nothing."""
    whole = float(sum(values)) or 1
    ends = [0.0]
    for value in values:
        ends.append(ends[-1] + 100 * float(value) / whole)
    return tuple(
        Part(_across(start, _part(end - start), rtl=rtl), _short(_part(end - start)), place)
        for place, (start, end) in enumerate(pairwise(ends))
        if end > start
    )


def range_row(low: Value, best: Value, high: Value, most: Value, *, rtl: bool = False) -> Range:
    """Lay out an estimate on the scale from 0 to `most`."""
    points = (_on_scale(value, most, rtl=rtl) for value in (low, best, high, 0))
    return Range(*points)


def axis(most: Value, *, rtl: bool = False) -> tuple[Mark, ...]:
    """Lay out the scale that range rows stand on: zero and round numbers up to `most`."""
    lines = [line for line in (0, *scale(most)) if line <= most]
    return tuple(Mark(_on_scale(line, most, rtl=rtl), line) for line in lines)


def _column(
    x: float, width: float, base: float, unit: float, pair: tuple[int | None, int], *, rtl: bool
) -> Column:
    value, more = pair
    high, above = _seen((value or 0) * unit), _seen(more * unit)
    return Column(
        x=_across(x, width, rtl=rtl),
        width=_short(width),
        top=_short(base - high),
        height=_short(high),
        waiting_top=_short(base - high - above),
        waiting_height=_short(above),
        is_missing=value is None,
    )


def _on_scale(value: Value, most: Value, *, rtl: bool) -> float:
    share = float(value) / float(most) if most else 0
    return _at(INSET + share * (100 - 2 * INSET), rtl)


def _seen(length: float) -> float:
    return max(length, THINNEST) if length else 0


def _part(width: float) -> float:
    return max(width - GAP, GAP)


def _across(x: float, width: float, *, rtl: bool) -> float:
    return _short(100 - x - width if rtl else x)


def _at(x: float, rtl: bool) -> float:
    return _short(100 - x if rtl else x)


def _short(value: float) -> float:
    return round(value, 2)
