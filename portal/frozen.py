"""Frozen: a whole report as text and back, so that what was once published can be shown for ever.

The text holds every figure, every factor and every name that a page or a file says of a report;
nothing of it is looked up again.
"""

from dataclasses import replace
from functools import lru_cache

from pydantic import TypeAdapter

from portal.figures import Report

__all__ = ["freeze", "thaw"]

_REPORT = TypeAdapter(Report)


def freeze(report: Report) -> str:
    """Return a report as JSON; which edition it is, is told beside it."""
    return _REPORT.dump_json(replace(report, published=None, editions=())).decode()


@lru_cache(maxsize=100)
def thaw(body: str) -> Report:
    """Return the report a text holds; the same text gives the very same, so that parts are kept."""
    return _REPORT.validate_json(body)
