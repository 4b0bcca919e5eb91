"""E-mail addresses: made fit to be compared, kept and written to, or refused."""

import re

from portal.errors import Refused

__all__ = ["BadAddress", "tidy"]

LONGEST = 254
_SHAPE = re.compile(r"[!-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_BREAKS = set('<>()[]\\,;:"')


class BadAddress(Refused):
    """That is no e-mail address."""


def tidy(typed: str) -> str:
    """Return an address without capitals and spaces around it; raises BadAddress.

    What could end a header or begin a second reader is no address, whatever standards allow.
    """
    address = typed.strip().lower()
    if len(address) > LONGEST or not _SHAPE.fullmatch(address) or set(address) & _BREAKS:
        raise BadAddress
    return address
