"""Rasters: a drawing as PNG, for where SVG is not taken: letters, slides, word processors."""

import threading
from functools import lru_cache

import resvg_py

__all__ = ["as_png"]

SHARPER = 2  # dots of the picture for each pixel of the drawing
_one_at_a_time = threading.Lock()  # it takes a processor for half a second


@lru_cache(maxsize=32)
def as_png(svg: str) -> bytes:
    """Return a drawing as PNG, with the fonts of this machine; nothing is fetched for it."""
    with _one_at_a_time:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SHARPER, background="#ffffff"))
