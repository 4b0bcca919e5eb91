"""Editions: the first figures of a period that is over stay; counted again, they stand beside.

An edition is a whole report as text, with the data set and the method it was counted by and a
hash of its own. It never changes. `portal/closings.py` says when one is made.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.editions import Edition, EditionOf
from portal import frozen, ids
from portal.figures import EditionReason, Published, Report
from portal.scopes import Scope
from portal.tallies import NOBODY

__all__ = ["EditionOf", "EditionReason", "keep", "read", "read_each", "subject"]

OF_PERIODS = Statement(  # every edition of one period, and the first of each other
    pick(*(getattr(Edition, name) for name in Published._fields), Edition.body, Edition.period)
    .where(
        col(Edition.about) == bindparam("about"),
        col(Edition.about_id) == bindparam("about_id"),
        col(Edition.period).in_(bindparam("periods", expanding=True)),
        or_(col(Edition.number) == 1, col(Edition.period) == bindparam("period")),
    )
    .order_by(col(Edition.number))
    .limit(100)
)
KEEP = Statement(insert(Edition))


def subject(scope: Scope) -> Mapping[str, Any]:
    """Return what editions of a report are found by, besides its period."""
    if scope.programme:
        return {"about": EditionOf.PROGRAMME, "about_id": scope.programme.id}
    if scope.organisation:
        return {"about": EditionOf.ORGANISATION, "about_id": scope.organisation.id}
    return {"about": EditionOf.ALL, "about_id": NOBODY}


def read(session: Session, scope: Scope) -> Sequence[Report]:
    """Return every edition of a report, the first published first; none while it is open."""
    code = scope.period.code
    return read_each(session, scope, [code]).get(code, ())


def read_each(
    session: Session, scope: Scope, periods: Sequence[str]
) -> Mapping[str, Sequence[Report]]:
    """Return what was published of a scope in some periods.

    Of the scope's own period that is every edition, of others the first, which their address shows.
    """
    found: defaultdict[str, list[Report]] = defaultdict(list)
    asked = {**subject(scope), "periods": periods, "period": scope.period.code}
    for row in OF_PERIODS.all(session, **asked):
        published = Published(*row[: len(Published._fields)])
        report = frozen.thaw(row.body)
        found[row.period].append(
            replace(report, organisation=scope.organisation, published=published)
        )
    return found


def keep(
    session: Session,
    scope: Scope,
    report: Report,
    *,
    number: int,
    reason: EditionReason,
    now: datetime,
) -> None:
    """Write the next edition of a report. Whoever else writes it at once is refused by its key."""
    body = frozen.freeze(report)
    about = subject(scope)
    said = Published(number, now, reason, report.method_version, report.method, ids.digest(body))
    facts = {**about, **said._asdict(), "period": scope.period.code, "body": body}
    KEEP.run(session, {**facts, "is_hidden": "claims" in report.suppressed})
