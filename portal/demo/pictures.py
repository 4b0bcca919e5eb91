"""Pictures: drawn evidence, each a little different, with no place, person or thing behind it."""

import io
import random

from PIL import Image, ImageDraw

from portal import files
from portal.files import Picture

__all__ = ["draw"]

SIZE = (480, 360)
TABLE = 250  # where the table's edge is
WALLS = ("#d8e2dc", "#e6ddcf", "#d5dde6", "#e4d9dd")
WOODS = ("#b08d62", "#9b7a55", "#bd9a73")
INKS = ("#14513f", "#1f86ab", "#8a3f16", "#9a7b12", "#5f2a86")


def draw(activity: str, chance: random.Random) -> Picture:
    """Return a photo-like picture of what an activity is about."""
    sheet = Image.new("RGB", SIZE, chance.choice(WALLS))
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, TABLE, *SIZE), fill=chance.choice(WOODS))
    shape = _things if activity.startswith(("led", "return", "recycle")) else _paper
    if activity.startswith(("second-hand", "repair")):
        shape = _cloth
    shape(pen, chance)
    _grain(pen, chance)
    kept = io.BytesIO()
    sheet.save(kept, "JPEG", quality=80)
    return files.read_picture(kept.getvalue())


def _things(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Draw bottles, lamps, boxes in a row."""
    x = chance.randrange(30, 70)
    for _ in range(chance.randrange(2, 6)):
        wide, high = chance.randrange(34, 60), chance.randrange(70, 150)
        pen.rounded_rectangle((x, TABLE + 20 - high, x + wide, TABLE + 20), 10, fill=_ink(chance))
        neck = x + wide // 2
        pen.rectangle((neck - 6, TABLE - high, neck + 6, TABLE + 24 - high), fill=_ink(chance))
        x += wide + chance.randrange(10, 26)


def _cloth(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Draw something folded, with seams."""
    x, y = chance.randrange(90, 150), chance.randrange(110, 150)
    wide, high, ink = chance.randrange(170, 240), chance.randrange(110, 150), _ink(chance)
    pen.rounded_rectangle((x, y, x + wide, y + high), 22, fill=ink)
    pen.polygon(
        [(x + wide // 3, y), (x + wide // 2, y + high // 3), (x + 2 * wide // 3, y)], fill="#f6f2e8"
    )
    for seam in range(x + 14, x + wide - 10, chance.randrange(14, 22)):
        pen.line((seam, y + high - 16, seam + 7, y + high - 16), fill="#f6f2e8", width=3)


def _paper(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Draw a receipt or a reading, without a word that could be read."""
    x, y = chance.randrange(130, 190), chance.randrange(40, 70)
    pen.rectangle((x, y, x + 170, y + 260), fill="#fbfaf5")
    for line in range(y + 24, y + 240, 20):
        pen.line((x + 16, line, x + chance.randrange(60, 150), line), fill="#7d827f", width=5)


def _grain(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Sprinkle it, so that no two are the same."""
    for _ in range(90):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        pen.ellipse((x, y, x + 3, y + 3), fill=chance.choice((*WALLS, *WOODS)))


def _ink(chance: random.Random) -> str:
    return chance.choice(INKS)
