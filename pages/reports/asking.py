"""What a reader of reports asks for: which report, and whether they have it already."""

import json
import re
from urllib.parse import urlencode

from pages.reports import data
from pages.speech import language
from pages.web.visit import Visit
from portal import comparisons, ids, reports
from portal.comparisons import Comparison
from portal.errors import NotFound
from portal.release import release
from portal.reports import Report, Scope

__all__ = ["Comparisons", "compare", "query", "read", "scope_of", "tag"]

Comparisons = tuple[Comparison, ...]
DIGITS = re.compile(r"[0-9]{1,3}")


def read(visit: Visit, period: str) -> tuple[Report, Scope]:
    """Return the report that was asked for; raises NotFound."""
    edition = _edition(visit)
    return reports.read(visit.session, period, **scope_of(visit), edition=edition, now=visit.now)


def compare(visit: Visit, period: str) -> tuple[Report, Scope, Comparisons]:
    """Return it with what it is held against; raises NotFound."""
    edition = _edition(visit)
    return comparisons.read(
        visit.session, period, **scope_of(visit), edition=edition, now=visit.now
    )


def _edition(visit: Visit) -> int:
    edition = visit.query.get("edition", "0")
    if not DIGITS.fullmatch(edition):
        raise NotFound
    return int(edition)


def scope_of(visit: Visit) -> dict[str, str]:
    """Return which programme and organisation were asked for."""
    asked = {name: visit.query.get(name, "").strip() for name in ("programme", "organisation")}
    return {name: value for name, value in asked.items() if value}


def query(visit: Visit, edition: int) -> str:
    """Return what stands behind the address of an edition; the first one needs no number."""
    later = {"edition": str(edition)} if edition > 1 else {}
    asked = urlencode({**scope_of(visit), **later})
    return f"?{asked}" if asked else ""


def tag(visit: Visit, report: Report, form: str, *more: object) -> str:
    """Return the tag of a report in a form: another one when anything in it would be other.

    A closed report is the same to the byte. An open one tells when it was made, and its tag says
    by `W/` that it leaves this out.
    """
    said = data.without_clock(data.as_json(report))
    about = [visit.settings.instance_name, release(), language(), form, *map(str, more)]
    weeks = [[f"{week}", *week.by_programme] for week in report.weeks]
    digest = ids.digest(json.dumps([said, weeks, *about]))[:32]
    return f'"{digest}"' if report.published else f'W/"{digest}"'
