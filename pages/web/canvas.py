"""Canvas: a drawing that stands by itself, as SVG, with text that is broken into lines here.

No sheet of styles reaches a picture that was taken away, so each shape has its colour with it.
"""

from collections.abc import Iterator, Sequence
from unicodedata import category, east_asian_width
from xml.etree.ElementTree import Element, SubElement

from pages.speech import direction, language

__all__ = [
    "CLAY",
    "COLOURS",
    "INK",
    "LINE",
    "PAPER",
    "RIM",
    "SOFT",
    "TINT",
    "WIDTH",
    "Canvas",
    "lines",
    "short",
]

WIDTH, EDGE = 960, 32
INK, SOFT, LINE, RIM, PAPER = "#17251e", "#3e4d45", "#d9d1be", "#5f6c63", "#ffffff"
CLAY, TINT = "#852d0c", "#fbe9df"  # --clay and --clay-tint
COLOURS = ("#14513f", "#1f86ab", "#8a3f16", "#9a7b12", "#5f2a86")  # --c1 to --c5 of base.css
TEXT = 19  # pixels
SLIM, BROAD = 0.56, 1.0  # of a letter's height: how wide it is
FAMILIES = {
    "zh-hans": "Noto Sans CJK SC",
    "zh-hant": "Noto Sans CJK TC",
    "ar": "DejaVu Sans",
}  # it has Latin signs as well
RIGHT_TO_LEFT, AS_IT_WAS = "\u2067", "\u2069"  # isolates: numbers in Arabic words stay in place
Size = tuple[float, float]
MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))  # fonts draw boxes for them


class Canvas:
    """A drawing that grows downward; across, places are per cent of what lies between the edges."""

    def __init__(self) -> None:
        self.is_mirrored = direction(language()) == "rtl"
        first = FAMILIES.get(language(), "Noto Sans")
        every = ", ".join(dict.fromkeys([first, "Noto Sans", *FAMILIES.values(), "sans-serif"]))
        self.root = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
        self.root.attrib |= {"xml:lang": language(), "font-family": every, "width": str(WIDTH)}
        self.patterns = Element("defs")
        self.room = WIDTH - 2 * EDGE
        self.start, self.end = (100, 0) if self.is_mirrored else (0, 100)
        self.down = float(EDGE)

    def look(self, colour: int, pattern: str) -> dict[str, str]:
        """Return how a shape is filled; a pattern is made when it is first asked for."""
        if not pattern:
            return {"fill": COLOURS[colour]}
        name = f"{pattern}{colour}"
        if not any(one.get("id") == name for one in self.patterns):
            self.patterns.append(_pattern(name, pattern, COLOURS[colour]))
        return {"fill": f"url(#{name})", "stroke": COLOURS[colour], "stroke-width": "1.5"}

    def box(self, x: float, y: float, width: float, height: float, look: dict[str, str]) -> None:
        """Draw a rectangle; none where there is nothing."""
        if width and height:
            size = {"width": short(width * self.room / 100), "height": short(height)}
            SubElement(self.root, "rect", {**self._at("x", "y", x, y), **size, **look})

    def line(self, x: float, y: float, to: float, low: float, ink: str, width: int = 1) -> None:
        """Draw a line from one point to another."""
        ends = {**self._at("x1", "y1", x, y), **self._at("x2", "y2", to, low)}
        SubElement(self.root, "line", {**ends, "stroke": ink, "stroke-width": str(width)})

    def dot(self, x: float, y: float, ink: str) -> None:
        """Draw a dot."""
        look = {"r": "8", "fill": ink, "stroke": PAPER, "stroke-width": "2"}
        SubElement(self.root, "circle", {**self._at("cx", "cy", x, y), **look})

    def field(
        self, x: float, width: float, height: float, size: Size, *, is_mirrored: bool = False
    ) -> Element:
        """Return a part of the sheet for shapes in measures of their own, so wide and so high."""
        wide = width * self.room / 100
        left = EDGE + x * self.room / 100 + wide * is_mirrored
        across, down = wide / size[0] * (-1 if is_mirrored else 1), height / size[1]
        place = f"translate({short(left)} {short(self.down)}) scale({across:.4f} {down:.4f})"
        return SubElement(self.root, "g", transform=place)

    def text(
        self, words: str, x: float, y: float, size: int, ink: str, *, at_end: bool = False
    ) -> Element:
        """Write words that begin, or end, at a place."""
        anchor = "end" if at_end is not self.is_mirrored else "start"
        look = {"font-size": str(size), "fill": ink, "text-anchor": anchor}
        found = SubElement(self.root, "text", {**self._at("x", "y", x, y), **look})
        said = words.translate(MARKS)
        found.text = f"{RIGHT_TO_LEFT}{said}{AS_IT_WAS}" if self.is_mirrored else said
        return found

    def lines(self, words: str, size: int, ink: str, *, is_bold: bool = False) -> None:
        """Write a paragraph."""
        for line in lines(words, self.room / size):
            self.down += size * 1.3
            found = self.text(line, self.start, -0.3 * size, size, ink)
            if is_bold:
                found.set("font-weight", "700")

    def key(self, words: str, colour: int, pattern: str) -> None:
        """Say which colour and pattern means what."""
        width = 100 * 30 / self.room
        x = 100 - width if self.is_mirrored else 0
        self.box(x, 4, width, 20, self.look(colour, pattern))
        beside = 100 - width - 1.5 if self.is_mirrored else width + 1.5
        self.text(words, beside, 20, TEXT, INK)
        self.down += 32

    def _at(self, x_name: str, y_name: str, x: float, y: float) -> dict[str, str]:
        across = EDGE + x * self.room / 100
        return {x_name: short(across), y_name: short(self.down + y)}


def lines(words: str, room: float) -> Iterator[str]:
    """Yield lines that fit into so many letters' heights; a word wider than that is not cut."""
    line, used = "", 0.0
    for piece in _pieces(words):
        wide = sum(map(_width, piece))
        if line and used + wide > room:
            yield line.rstrip()
            line, used = "", 0.0
        line, used = line + piece, used + wide
    if line:
        yield line.rstrip()


def _pieces(words: str) -> Sequence[str]:
    """Return what must stay together: words with the space behind them, and single wide signs."""
    pieces, is_open = [""], True
    for sign in words:
        is_wide = _width(sign) == BROAD
        ends_line = is_wide and category(sign) in {"Po", "Pe", "Pf"}
        if (is_wide and not ends_line and pieces[-1]) or not is_open:
            pieces.append("")
        pieces[-1] += sign
        is_open = not (sign == " " or (ends_line and len(pieces[-1]) > 1))
    return pieces


def _width(sign: str) -> float:
    if category(sign) in {"Mn", "Cf"}:
        return 0
    return BROAD if east_asian_width(sign) in {"W", "F"} else SLIM


def short(value: float) -> str:
    """Return a number as a drawing has it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _pattern(name: str, kind: str, ink: str) -> Element:
    found = Element("pattern", id=name, width="8", height="8", patternUnits="userSpaceOnUse")
    SubElement(found, "rect", width="8", height="8", fill=ink)
    if kind == "hatch":
        found.set("patternTransform", "rotate(45)")
    if kind == "dots":
        SubElement(found, "circle", cx="4", cy="4", r="1.9", fill=PAPER)
        return found
    way = {"hatch": "M0 0V8", "grid": "M0 4H8M4 0V8"}.get(kind, "M0 4q2-4 4 0t4 0")
    SubElement(found, "path", {"d": way, "fill": "none", "stroke": PAPER, "stroke-width": "2.5"})
    return found
