"""Names: what people call themselves, made fit to stand in a page, a letter and a header."""

import unicodedata

from portal.errors import Refused

__all__ = ["LONGEST", "BadName", "tidy"]

LONGEST = 80  # signs
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}  # turn what follows
_BREAKING = {"Cc", "Zl", "Zp", "Zs"}
_SEEN = ("L", "N", "P", "S")


class BadName(Refused):
    """A name has something to read, and at most `most` signs."""


def tidy(typed: str, *, longest: int = LONGEST) -> str:
    """Return a name on one line; raises BadName.

    Emoji, joiners and marks of direction stay: names need them. Line breaks become spaces, and
    what would turn the text around it is left out.
    """
    kept = (sign for sign in typed if sign not in _TURNING)
    spaced = (" " if unicodedata.category(sign) in _BREAKING else sign for sign in kept)
    name = unicodedata.normalize("NFC", " ".join("".join(spaced).split()))
    is_seen = any(unicodedata.category(sign).startswith(_SEEN) for sign in name)
    if not is_seen or len(name) > longest:
        raise BadName(most=longest)
    return name
