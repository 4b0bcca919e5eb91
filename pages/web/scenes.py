"""Scenes: the river, and the pictures that count things, as drawings that stand by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import SubElement

from pages.speech import gettext
from pages.web import charts
from pages.web.canvas import CLAY, COLOURS, INK, LINE, RIM, SOFT, TINT, Canvas, lines
from pages.web.formats import FILTERS
from pages.web.pictures import OUTLINES, ThingState, picture, strokes
from pages.web.river import Strand

__all__ = ["Flow", "Things"]

HEIGHT = 440  # of the river, with its months
NAME, ROW = 16, 20  # pixels
MOST_LINES = 2
LARGEST = 1.4  # times as large as on pages
BED = (1000.0, 300.0)
LOOKS = {
    ThingState.BOUGHT: {"fill": TINT, "stroke": CLAY, "stroke-width": "1.5"},
    ThingState.NEEDED: {"fill": "none", "stroke": RIM, "stroke-dasharray": "2 3"},
}


@dataclass(frozen=True)
class Flow:
    """The river: name, colour, and what had been checked by the end of each week; words below."""

    strands: Sequence[tuple[str, int, Sequence[int]]]
    marks: Sequence[tuple[int, str]]

    def draw(self, sheet: Canvas) -> None:
        """Draw it on the sheet, down from where it is."""
        totals = [totals for _, _, totals in self.strands]
        bed = charts.river(totals, [at for at, _ in self.marks], rtl=sheet.is_mirrored)
        water = sheet.field(bed.start, charts.MOUTH, 0.9 * HEIGHT, BED, is_mirrored=bed.is_mirrored)
        for strand, (name, colour, sums) in zip(bed.strands, self.strands, strict=True):
            if strand.outline:
                SubElement(water, "path", d=strand.outline, fill=COLOURS[colour - 1])
                _name(sheet, bed.lead, strand, name, sums[-1])
        for x, (_, words) in zip(bed.marks, self.marks, strict=True):
            sheet.text(words, x, HEIGHT - 6, NAME, SOFT).set("text-anchor", "middle")
        sheet.down += HEIGHT + NAME


@dataclass(frozen=True)
class Things:
    """One picture for each thing that was delivered, is covered by points, is still needed."""

    shape: str
    delivered: int
    bought: int
    needed: int

    def draw(self, sheet: Canvas) -> None:
        """Draw them on the sheet, down from where it is."""
        it = picture(self.delivered, self.bought, self.needed, rtl=sheet.is_mirrored)
        size = (float(it.width), float(it.height))
        width = min(100.0, 100 * LARGEST * it.width / sheet.room)
        height = width * sheet.room / 100 * it.height / it.width
        shelf = sheet.field(100 - width if sheet.is_mirrored else 0, width, height, size)
        for thing in it.things:
            place = SubElement(shelf, "g", transform=f"translate({thing.x} {thing.y})")
            if look := LOOKS.get(thing.state):
                SubElement(place, "path", {"d": OUTLINES[self.shape], **look})
                continue
            for colour, path in strokes(self.shape, thing):
                SubElement(place, "path", d=path, fill=COLOURS[colour - 1])
        sheet.down += height + NAME
        sheet.lines(_legend(it.worth), NAME, SOFT)


def _legend(worth: int) -> str:
    if worth > 1:
        return gettext("One picture stands for %(count)s things.") % {"count": worth}
    return gettext(
        "One picture is one thing. Coloured: delivered. Outline: covered by points. Dotted: still needed."  # noqa: E501
    )


def _name(
    sheet: Canvas, lead: tuple[float, float, float], strand: Strand, name: str, total: int
) -> None:
    """Write what a strand is called, in two lines at most, and how much it carries."""
    near, far, beside = lead
    mouth, at = strand.mouth * HEIGHT / 100, strand.name * HEIGHT / 100
    sheet.line(near, mouth, far, at, LINE)
    first, *more = lines(name, (100 - charts.MOUTH) * sheet.room / 100 / NAME - 1)
    shown = [first, *more[:1]] if len(more) < MOST_LINES else [first, f"{more[0]}…"]
    for above, line in enumerate(reversed(shown)):
        sheet.text(line, beside, at - above * ROW, NAME, INK)
    sheet.text(FILTERS["number"](total), beside, at + ROW, NAME, SOFT)
