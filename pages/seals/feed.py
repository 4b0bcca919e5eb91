"""The heads of the log as an Atom feed: programs that keep them need not ask for each one."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from portal.heads import Head

__all__ = ["MEDIA_TYPE", "feed"]

MEDIA_TYPE = "application/atom+xml"
_FIRST_LINE = '<?xml version="1.0" encoding="utf-8"?>\n'
_ATOM = "http://www.w3.org/2005/Atom"


def feed(heads: Sequence[Head], base_url: str) -> str:
    """Write a feed of these heads, newest first; there is at least one."""
    root = Element("feed", xmlns=_ATOM)
    _common(root, f"{base_url}/log/heads.atom", heads[0].origin, heads[0].day)
    SubElement(root, "link", rel="self", href=f"{base_url}/log/heads.atom")
    SubElement(SubElement(root, "author"), "name").text = heads[0].origin
    for head in heads:
        entry = SubElement(root, "entry")
        place = f"{base_url}/log/checkpoint/{head.day}"
        _common(entry, f"{place}#{head.number}", f"{head.day}: {head.size}", head.day)
        SubElement(entry, "link", rel="alternate", type="text/plain", href=place)
        SubElement(entry, "content", type="text").text = str(head.note)
    return _FIRST_LINE + tostring(root, encoding="unicode")


def _common(element: Element, identity: str, title: str, day: str) -> None:
    SubElement(element, "id").text = identity
    SubElement(element, "title").text = title
    SubElement(element, "updated").text = f"{day}T00:00:00Z"
