"""Plates: a chart that stands by itself, as SVG: title, description, shapes, key and credit.

Where shapes go is known to pages/web/charts.py, as for the charts on pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.etree.ElementTree import Element, tostring

from pages.web import charts
from pages.web.canvas import (
    COLOURS,
    INK,
    LINE,
    PAPER,
    RIM,
    SOFT,
    TEXT,
    WIDTH,
    Canvas,
    lines,
    short,
)
from pages.web.charts import Value
from pages.web.formats import FILTERS

__all__ = ["Bars", "Parts", "Plate", "Ranges", "Small", "drawn"]

TITLE, NOTE = 28, 16  # pixels
MARGIN = 24
NAMES = 0.3  # part of the width for the names of rows


@dataclass(frozen=True)
class Bars:
    """A column for each week; None where it is not shown."""

    values: Sequence[int | None]
    waiting: Sequence[int]
    words: Sequence[str]

    def draw(self, sheet: Canvas) -> None:
        """Draw them on the sheet, down from where it is."""
        height = 300
        it = charts.columns(
            self.values, self.waiting, self.words, height=height, rtl=sheet.is_mirrored
        )
        for line in it.grid:
            sheet.line(0, line.at, 100, line.at, LINE)
        for one in it.columns:
            if one.is_missing:
                look = {"fill": "none", "stroke": RIM, "stroke-dasharray": "2 3"}
                sheet.box(one.x, it.base - 12, one.width, 12, look)
            sheet.box(one.x, one.top, one.width, one.height, {"fill": COLOURS[0]})
            sheet.box(one.x, one.waiting_top, one.width, one.waiting_height, sheet.look(0, "hatch"))
        sheet.line(0, it.base, 100, it.base, RIM, 2)
        for line in it.grid:
            sheet.text(FILTERS["number"](line.value), it.side, line.at - 5, NOTE, SOFT)
        for mark in it.marks:
            sheet.text(mark.words, mark.at, height - 6, NOTE, SOFT)
        sheet.down += height


@dataclass(frozen=True)
class Ranges:
    """Estimates on one scale: name, lowest, best, highest, and the same in words."""

    rows: Sequence[tuple[str, Value, Value, Value, str]]
    most: Value

    def draw(self, sheet: Canvas) -> None:
        """Draw them on the sheet, down from where it is."""
        for place, (name, low, best, high, said) in enumerate(self.rows):
            colour = COLOURS[place % len(COLOURS)]
            it = charts.range_row(low, best, high, self.most, rtl=sheet.is_mirrored)
            for number, line in enumerate(lines(name, sheet.room * NAMES / TEXT)):
                sheet.text(line, sheet.start, 24 + 22 * number, TEXT, INK)
            sheet.text(said, sheet.end, 24, TEXT, INK, at_end=True)
            ends = [_between(one) for one in (it.zero, it.low, it.high, it.best)]
            sheet.line(ends[0], 0, ends[0], 52, LINE)
            sheet.line(ends[1], 18, ends[2], 18, colour, 4)
            sheet.dot(ends[3], 18, colour)
            sheet.down += 52


@dataclass(frozen=True)
class Parts:
    """Parts of a whole: value, colour, pattern, and what it is in words."""

    parts: Sequence[tuple[Value, int, str, str]]

    def draw(self, sheet: Canvas) -> None:
        """Draw them on the sheet, down from where it is."""
        for part in charts.stacked([value for value, *_ in self.parts], rtl=sheet.is_mirrored):
            _, colour, pattern, _ = self.parts[part.place]
            sheet.box(part.x, 4, part.width, 60, sheet.look(colour - 1, pattern))
        sheet.down += 84
        for _, colour, pattern, words in self.parts:
            sheet.key(words, colour - 1, pattern)


@dataclass(frozen=True)
class Small:
    """Small columns on one scale: name, values, and a line below the name."""

    rows: Sequence[tuple[str, Sequence[int | None], str]]
    most: Value

    def draw(self, sheet: Canvas) -> None:
        """Draw them on the sheet, down from where it is."""
        for place, (name, values, line) in enumerate(self.rows):
            sheet.lines(name, TEXT, INK, is_bold=True)
            sheet.lines(line, NOTE, SOFT)
            it = charts.columns(
                values, most=self.most, height=84, is_small=True, rtl=sheet.is_mirrored
            )
            for one in it.columns:
                look = {"fill": COLOURS[place % len(COLOURS)]}
                sheet.box(one.x, one.top, one.width, one.height, look)
            sheet.line(0, it.base, 100, it.base, RIM, 2)
            sheet.down += 104


class Body(Protocol):
    """What a plate shows between its title and its credit."""

    def draw(self, sheet: Canvas) -> None:
        """Draw it on the sheet, down from where it is."""


@dataclass(frozen=True)
class Plate:
    """A chart with all that is said about it."""

    name: str  # in addresses
    title: str
    unit: str
    desc: str
    body: Body
    credit: Sequence[str]


def drawn(plate: Plate, *, is_bare: bool = False) -> str:
    """Return a plate as SVG; `is_bare` leaves out what a page around it says already."""
    sheet = Canvas()
    if not is_bare:
        sheet.lines(plate.title, TITLE, INK, is_bold=True)
        sheet.lines(plate.unit, TEXT, SOFT)
        sheet.down += 16
    plate.body.draw(sheet)
    if not is_bare:
        for line in plate.credit:
            sheet.lines(line, NOTE, SOFT)
    return _finished(sheet, plate)


def _finished(sheet: Canvas, plate: Plate) -> str:
    height = short(sheet.down + MARGIN)
    sheet.root.attrib |= {"height": height, "viewBox": f"0 0 {WIDTH} {height}"}
    title, desc = Element("title"), Element("desc")
    title.text, desc.text = plate.title, plate.desc
    back = Element("rect", {"width": str(WIDTH), "height": height, "fill": PAPER})
    for place, element in enumerate((title, desc, sheet.patterns, back)):
        sheet.root.insert(place, element)
    return tostring(sheet.root, encoding="unicode")


def _between(share: float) -> float:
    """Return where a place of a range lies between the names and the numbers."""
    return 100 * NAMES + share * (100 - 2 * 100 * NAMES) / 100
