"""/audit : is every point accounted for? What was found last, and the ledger for auditors."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from pages.audit.words import PROMISES
from pages.web.gates import anyone, signed_in
from pages.web.visit import Visit, open_to
from portal import audits


@open_to(anyone)
def show(visit: Visit) -> Response:
    """The last run, what each book adds up to, and every promise that was checked."""
    runs = audits.runs(visit.session)
    newest = runs[0] if runs else None
    return visit.page(
        "audit/audit.html",
        runs=runs,
        newest=newest,
        books=audits.books(visit.session, newest) if newest else [],
        promises=_checked(newest.breaches) if newest else [],
        names=PROMISES,
        is_auditor=audits.may_export(visit.session, visit.person, now=visit.now),
    )


@open_to(signed_in)
def export(visit: Visit) -> Response:
    """The whole ledger without names, as one file."""
    pieces = audits.export(visit.session, visit.me, now=visit.now)
    name = f"ledger-{visit.now:%Y-%m-%d}.jsonl.gz"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(pieces, media_type="application/gzip", headers=headers)


def _checked(breaches: Iterable[dict[str, Any]]) -> list[tuple[str, int]]:
    """Return every promise with the number of breaches that were kept, broken ones first."""
    broken = Counter(breach["invariant"] for breach in breaches)
    return sorted(((name, broken[name]) for name in PROMISES), key=lambda one: one[1] == 0)


routes = [
    Route("/audit", show, name="audit"),
    Route("/audit/ledger", export, name="audit_export"),
]
