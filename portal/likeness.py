"""Likeness: what two photos have in common though they are not the same file.

A likeness is a picture made very small: whether each of 16 by 16 places is darker than the one to
its right, and the mean colours of 4 by 4 fields. Nobody can be recognised in it, and it goes with
the photo. Two are near when few places and hardly any colour differ: the same photo made smaller,
brighter or saved again. Cropped or mirrored ones are not found.
"""

import io
from itertools import pairwise

from PIL import Image

from portal.files import Picture

__all__ = ["is_near", "likeness_of"]

_SIDE, _FIELDS = 16, 4
_HASH = _SIDE * _SIDE // 4  # hexadecimal signs
_STEP = 2  # of 256: less is noise
_LEAST = 16  # places that differ in a picture that shows anything
_MOST_PLACES = 8  # of 256
_MOST_COLOUR = 6  # of 256, on the average


def likeness_of(picture: Picture) -> str | None:
    """Return the likeness of a photo; None where it shows next to nothing, like a white wall."""
    with Image.open(io.BytesIO(picture.data)) as image:
        small = image.resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS)
    grey = small.convert("L").tobytes()
    bits = 0
    for row in range(_SIDE):
        line = grey[row * (_SIDE + 1) : (row + 1) * (_SIDE + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (left > right + _STEP)
    if bits.bit_count() < _LEAST:
        return None
    colours = small.resize((_FIELDS, _FIELDS), Image.Resampling.BOX).tobytes()
    return f"{bits:0{_HASH}x}{colours.hex()}"


def is_near(one: str, other: str) -> bool:
    """Tell whether two likenesses are of the same photo, as far as that can be told."""
    places = (int(one[:_HASH], 16) ^ int(other[:_HASH], 16)).bit_count()
    if places > _MOST_PLACES:
        return False
    pairs = zip(bytes.fromhex(one[_HASH:]), bytes.fromhex(other[_HASH:]), strict=True)
    return sum(abs(a - b) for a, b in pairs) <= _MOST_COLOUR * _FIELDS * _FIELDS * 3
