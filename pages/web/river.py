"""The river: a strand for each programme, as wide as what was checked, joining from its source.

The bed is 1000 wide and 300 high; the drawing stretches it. Sources stand in the order in which
the strands end, and each step pushes neighbours apart, so that no strand ever crosses another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["MOUTH", "River", "Strand", "river"]

WIDTH, HEIGHT = 1000.0, 300.0
FILLED = 0.74  # of the height, at the mouth
GAP = 2.0  # between two strands
THINNEST = 1.6
MOUTH = 76.0  # per cent of the drawing; beyond it stand the names
EDGE = 3.0  # per cent that half a word below needs
LEAD = (MOUTH + 0.3, MOUTH + 1.8, MOUTH + 2.2)
SHOWN = 0.9  # of the drawing's height is bed; below it stand the months
NAME = 16.5  # per cent of the height that two lines of a name need
TOP, BOTTOM = 6.0, 84.0  # where names may stand
MEETING = 0.78  # of a strand's time has passed when it has reached its place

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Strand:
    """One strand: its banks from source to mouth, its outline as a path, where its name stands."""

    upper: Points
    lower: Points
    outline: str
    mouth: float  # per cent of the height
    name: float


@dataclass(frozen=True)
class River:
    """All strands, and where the marks of time stand below them."""

    strands: tuple[Strand, ...]
    marks: tuple[float, ...]
    start: float
    lead: tuple[float, float, float]  # across: a line from, to, and where the name begins
    is_mirrored: bool


def river(
    totals: Sequence[Sequence[int]], marks: Sequence[int] = (), *, rtl: bool = False
) -> River:
    """Lay out strands by what had been checked at the end of each period, in programme order.

    `totals` never shrink along a strand and all have the same length, at least two;
    `marks` are the periods that get a word below.
    """
    return _laid_out(tuple(map(tuple, totals)), tuple(marks), rtl)


@lru_cache(maxsize=100)
def _laid_out(totals: Sequence[Sequence[int]], marks: Sequence[int], rtl: bool) -> River:
    steps = len(totals[0])
    most = sum(row[-1] for row in totals) or 1
    unit = FILLED * HEIGHT / most
    begins = [next((at for at, sum_ in enumerate(row) if sum_), steps) for row in totals]
    banks: list[list[tuple[float, float, float]]] = [[] for _ in totals]
    for half in range(2 * (steps - 1) + 1):
        for place, middle, width in _cut(totals, begins, half / 2, unit):
            banks[place].append((half / 2 / (steps - 1) * WIDTH, middle, width))
    mouths = [SHOWN * 100 * (bank[-1][1] if bank else HEIGHT / 2) / HEIGHT for bank in banks]
    beside = iter(_apart([mouth for mouth, bank in zip(mouths, banks, strict=True) if bank]))
    names = [next(beside) if bank else 0 for bank in banks]
    strands = map(_strand, banks, mouths, names)
    across = [min(max(MOUTH * at / (steps - 1), EDGE), MOUTH - EDGE) for at in marks]
    line, end, name = (100 - x if rtl else x for x in LEAD)
    return River(
        strands=tuple(strands),
        marks=tuple(round(100 - x if rtl else x, 2) for x in across),
        start=100 - MOUTH if rtl else 0,
        lead=(line, end, name),
        is_mirrored=rtl,
    )


def _cut(
    totals: Sequence[Sequence[int]], begins: list[int], time: float, unit: float
) -> list[tuple[int, float, float]]:
    """Return place, middle and width of each strand that flows at `time`, from the top."""
    flows = [time >= begin - 1 for begin in begins]
    widths = [
        max(_between(row, time) * unit, THINNEST) if is_flowing else 0
        for row, is_flowing in zip(totals, flows, strict=True)
    ]
    upper = (HEIGHT - sum(widths) - GAP * (len(widths) - 1)) / 2
    middles = []
    for place, width in enumerate(widths):
        begin, length = max(begins[place] - 1, 0), len(totals[place]) - 1
        source = HEIGHT * (place + 0.5) / len(totals)
        joined = _smooth((time - begin) / max((length - begin) * MEETING, 1))
        middles.append(source * (1 - joined) + (upper + width / 2) * joined)
        upper += width + GAP
    places = [place for place, is_flowing in enumerate(flows) if is_flowing]
    seen = [widths[place] for place in places]
    return list(zip(places, _pushed([middles[place] for place in places], seen), seen, strict=True))


def _pushed(middles: list[float], widths: list[float]) -> list[float]:
    """Return the middles moved just so far that no two strands touch, within the bed."""
    free = 0.0
    for place, width in enumerate(widths):
        middles[place] = max(middles[place], free + width / 2)
        free = middles[place] + width / 2 + GAP
    floor = HEIGHT
    for place in reversed(range(len(widths))):
        middles[place] = min(middles[place], floor - widths[place] / 2)
        floor = middles[place] - widths[place] / 2 - GAP
    return middles


def _between(row: Sequence[int], time: float) -> float:
    whole = int(time)
    after = row[min(whole + 1, len(row) - 1)]
    return row[whole] + (after - row[whole]) * (time - whole)


def _smooth(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def _strand(bank: list[tuple[float, float, float]], mouth: float, name: float) -> Strand:
    upper = tuple((x, middle - width / 2) for x, middle, width in bank)
    lower = tuple((x, middle + width / 2) for x, middle, width in bank)
    outline = f"M{_curve(upper)}L{_curve(lower[::-1])}Z" if len(bank) > 1 else ""
    return Strand(upper, lower, outline, round(mouth, 2), round(name, 2))


def _curve(points: Points) -> str:
    """Return a smooth path through the points (Catmull-Rom, as Bézier curves)."""
    path = f"{points[0][0]:.0f} {points[0][1]:.1f}"
    for at in range(len(points) - 1):
        before, here = points[max(at - 1, 0)], points[at]
        there, after = points[at + 1], points[min(at + 2, len(points) - 1)]
        out = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        into = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        path += "C" + " ".join(f"{x:.0f} {y:.1f}" for x, y in (out, into, there))
    return path


def _apart(mouths: list[float]) -> list[float]:
    """Return where names stand: beside their strand, but never on another name."""
    names = list(mouths)
    for at in range(1, len(names)):
        names[at] = max(names[at], names[at - 1] + NAME)
    too_low = max(names[-1] - BOTTOM, 0) if names else 0
    names = [max(name - too_low, TOP) for name in names]
    for at in range(1, len(names)):
        names[at] = max(names[at], names[at - 1] + min(NAME, (BOTTOM - TOP) / (len(names) - 1)))
    return names
