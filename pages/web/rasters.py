"""Rasters: a drawing as PNG, for where SVG is not taken: letters, slides, word processors."""

import threading
from functools import cache, lru_cache
from pathlib import Path

import resvg_py

__all__ = ["as_png"]

FONTS = Path("/usr/share/fonts")  # Debian's fonts-noto-core, fonts-noto-cjk, fonts-dejavu-core
FACES = (
    *("*/noto/NotoSans-Regular.ttf", "*/dejavu/DejaVuSans.ttf", "*/noto/NotoSansCJK-Regular.ttc"),
    *("*/noto/NotoSans-Bold.ttf", "*/dejavu/DejaVuSans-Bold.ttf", "*/noto/NotoSansCJK-Bold.ttc"),
)
SHARPER = 2  # dots of the picture for each pixel of the drawing
_one_at_a_time = threading.Lock()  # it takes a processor for half a second


@lru_cache(maxsize=32)
def as_png(svg: str) -> bytes:
    """Return a drawing as PNG, with the fonts of this machine; nothing is fetched for it."""
    with _one_at_a_time:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=SHARPER,
                background="#ffffff",
                font_files=_faces(),
                skip_system_fonts=bool(_faces()),
            )
        )


@cache
def _faces() -> list[str]:
    """Return the fonts to choose from: of all there are, a strange one would be taken for a sign.

    Arabic is drawn in DejaVu, which has Latin signs as well: where a line needs two fonts, joined
    letters may get lost. On a machine without these, all its fonts are looked at.
    """
    return [str(file) for pattern in FACES for file in sorted(FONTS.glob(pattern))]
