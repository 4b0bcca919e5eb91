"""Screens: the code a poster's screen shows, another one each minute. Pure, but for its key.

It is signed with the installation's key for one poster and one minute: nobody can make one, and a
photo of the screen is worth nothing a little later.
"""

import hashlib
import hmac
from datetime import datetime

from portal import codes

__all__ = ["GOOD_FOR", "STEP", "is_now", "shown_now"]

STEP = 60  # seconds for which a screen shows the same code
GOOD_FOR = 3  # such steps: time to scan it and to press
_SIGNS = 6


def shown_now(secret: str, poster: str, *, now: datetime) -> str:
    """Return the code a screen shows this minute."""
    return _signed(secret, poster, int(now.timestamp()) // STEP)


def is_now(secret: str, poster: str, typed: str, *, now: datetime) -> bool:
    """Tell whether a screen of this poster showed this a short while ago."""
    step, given = int(now.timestamp()) // STEP, codes.tidy_class_code(typed)
    shown = (_signed(secret, poster, step - late) for late in range(GOOD_FOR))
    return any(hmac.compare_digest(given.encode(), one.encode()) for one in shown)


def _signed(secret: str, poster: str, step: int) -> str:
    mac = hmac.new(secret.encode(), f"poster|{poster}|{step}".encode(), hashlib.sha256).digest()
    return "".join(codes.ALPHABET[byte & 31] for byte in mac[:_SIGNS])
