"""A form that was interrupted travels inside the page that asks who is there."""

from urllib.parse import urlsplit

from starlette.datastructures import UploadFile

from pages.sign_in.entering import Kept
from pages.web.visit import Visit

__all__ = ["fields_of", "kept_of", "ours"]

KEPT = "kept-"  # begins the name of a field that belongs to the form that was interrupted


def fields_of(visit: Visit) -> Kept:
    """Return what was typed into the form that is interrupted now; never a password."""
    return [
        (name, value)
        for name, value in visit.form.multi_items()
        if not isinstance(value, UploadFile) and "password" not in name
    ]


def kept_of(visit: Visit) -> Kept:
    """Return the fields of the form that was interrupted, as they were typed."""
    return [
        (name.removeprefix(KEPT), str(value))
        for name, value in visit.form.multi_items()
        if name.startswith(KEPT)
    ]


def ours(path: str) -> str:
    """Return `path` if it is a path of this site, else nothing: nobody is sent elsewhere."""
    parts = urlsplit(path)
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe and not parts.scheme and not parts.netloc and "\\" not in path else ""
