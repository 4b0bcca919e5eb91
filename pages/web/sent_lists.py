"""A list that came with a form: tried once, and kept in the page for the press that enters it."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.datastructures import UploadFile

from pages.speech import gettext

__all__ = ["MOST_KILOBYTES", "SentList", "read"]

MOST_KILOBYTES = 200  # of a list on a page; longer ones come from the command line
_LONGEST_NAME = 60


class SentList(NamedTuple):
    """A list and its name: the file that came, or the one that was tried."""

    name: str
    data: bytes

    @property
    def kept(self) -> str:
        """The list as a field of the form holds it."""
        return base64.b64encode(self.data).decode()

    @property
    def mistake(self) -> str:
        """What is wrong with it before it is read; "" if nothing is."""
        if not self.data:
            return gettext("Choose a file with a list.")
        if len(self.data) > MOST_KILOBYTES * 1024:
            return gettext(
                "The list has over %(kilobytes)s kB. Cut it in two, or use the command line."
            ) % {"kilobytes": MOST_KILOBYTES}
        return ""


def read(form: Mapping[str, Any]) -> SentList:
    """Take the list out of a form; it is empty where none came."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return SentList(file.filename[-_LONGEST_NAME:], file.file.read(MOST_KILOBYTES * 1024 + 1))
    try:
        data = base64.b64decode(str(form.get("kept", "")), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    return SentList(str(form.get("name", ""))[-_LONGEST_NAME:], data)
