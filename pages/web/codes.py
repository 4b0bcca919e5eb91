"""Addresses as QR codes, black on white: what a cheap printer can do."""

import segno

__all__ = ["picture_of"]


def picture_of(address: str) -> str:
    """Return an address as a picture to print; an eighth of it may get lost."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=4, border=2, light="#ffffff", dark="#000000")
