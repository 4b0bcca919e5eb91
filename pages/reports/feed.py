"""Closed reports as an Atom feed: who follows them need not come and look."""

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["MEDIA_TYPE", "Entry", "feed"]

MEDIA_TYPE = "application/atom+xml"
_FIRST_LINE = '<?xml version="1.0" encoding="utf-8"?>\n'
_ATOM = "http://www.w3.org/2005/Atom"


class Entry(NamedTuple):
    """One edition: where it is, what it is called, when it was made, what it says in a line."""

    address: str
    title: str
    made_at: str
    summary: str


def feed(entries: Iterable[Entry], *, address: str, home: str, title: str, author: str) -> str:
    """Write a feed, newest first; an empty one was never changed."""
    listed = list(entries)
    root = Element("feed", xmlns=_ATOM)
    updated = listed[0].made_at if listed else "1970-01-01T00:00:00Z"
    _common(root, address, title, updated)
    SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=address)
    SubElement(root, "link", rel="alternate", type="text/html", href=home)
    SubElement(SubElement(root, "author"), "name").text = author
    for one in listed:
        entry = SubElement(root, "entry")
        _common(entry, one.address, one.title, one.made_at)
        SubElement(entry, "link", rel="alternate", type="text/html", href=one.address)
        SubElement(entry, "summary", type="text").text = one.summary
    return _FIRST_LINE + tostring(root, encoding="unicode")


def _common(element: Element, identity: str, title: str, updated: str) -> None:
    SubElement(element, "id").text = identity
    SubElement(element, "title").text = title
    SubElement(element, "updated").text = updated
