"""Every colour of the stylesheet against every ground it may stand on, by day and by night."""

import itertools
import re

import pytest

from pages.web import canvas
from portal.places import place

TEXT, MARK = 7.0, 3.0  # WCAG 2.2: AAA for text, 1.4.11 for what is not text
GROUNDS = ("paper", "surface", "sunk", "tint")
WORDS = ("ink", "ink2", "link", "river", "clay", "ochre", "berry")
STRANDS = ("c1", "c2", "c3", "c4", "c5")
PAIRS = [
    *((word, ground, TEXT) for word in WORDS for ground in GROUNDS),
    *((name, f"{name}-tint", TEXT) for name in ("clay", "ochre", "berry")),
    *(("ink", f"{name}-tint", TEXT) for name in ("clay", "ochre", "berry")),
    ("on-pine", "pine", TEXT),
    ("on-pine", "pine-deep", TEXT),
    ("on-sun", "sun", TEXT),
    *((edge, ground, MARK) for edge in ("edge", "pine", "ink") for ground in GROUNDS),
    *((strand, ground, MARK) for strand in STRANDS for ground in ("paper", "surface", "tint")),
]
SIGHTS = {  # Machado, Oliveira, Fernandes 2009, severity 1
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 20  # smallest CIE76 difference between two chart colours


def palettes():
    """Read the colours of base.css: those of the day, and the night's on top of them."""
    sheet = (place("static") / "base.css").read_text(encoding="utf-8")
    day, night = sheet.split("@media (prefers-color-scheme: dark)", 1)
    colours = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
    light = dict(colours.findall(day))
    dark = dict(colours.findall(night.split(":lang(", 1)[0]))
    return {"day": light, "night": {**light, **dark}}


def linear(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(colour, sight):
    """Return a colour as L*a*b*, for somebody who sees in this way."""
    rgb = [sum(a * b for a, b in zip(row, linear(colour), strict=True)) for row in sight]
    red, green, blue = (min(max(part, 0), 1) for part in rgb)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    x, y, z = (p ** (1 / 3) if p > 0.008856 else 7.787 * p + 16 / 116 for p in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_everybody_can_read_it(time, front, ground, least):
    colours = palettes()[time]
    assert contrast(colours[front], colours[ground]) >= least


@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_chart_colours_stay_apart_for_every_eye(time, sight):
    colours = palettes()[time]
    points = [seen(colours[name], SIGHTS[sight]) for name in STRANDS]
    for one, other in itertools.combinations(points, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= APART


def test_the_night_says_every_colour_again_but_the_sun():
    day, night = palettes().values()
    same = {name for name in day if day[name] == night[name]}
    assert same == {"sun", "on-sun"}


def test_colours_live_in_one_place():
    for sheet in place("static").glob("*.css"):
        if sheet.name in {"base.css", "print.css", "paper.css"}:  # paper is white in every theme
            continue
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text(encoding="utf-8")), sheet.name


def test_a_drawing_that_is_taken_along_has_the_colours_of_the_day():
    day = palettes()["day"]
    names = ("ink", "ink2", "line", "edge", "surface", "clay", "clay-tint")
    said = (
        canvas.INK,
        canvas.SOFT,
        canvas.LINE,
        canvas.RIM,
        canvas.PAPER,
        canvas.CLAY,
        canvas.TINT,
    )
    assert dict(zip(names, said, strict=True)) == {name: day[name] for name in names}
    assert tuple(day[name] for name in STRANDS) == canvas.COLOURS
