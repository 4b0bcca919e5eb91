"""Audits that were run: the newest, what it found, and who may take the whole ledger away.

The checking itself is portal/audit, which knows nothing of this.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, or_
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.audits import AuditRun, AuditSource
from db.tables.organisations import Membership, Organisation, OrganisationKind, Role
from db.tables.programmes import Programme
from portal import audit, ids
from portal.people import Member
from portal.permissions import require
from portal.stamps import stamp
from portal.suppression import is_small
from portal.transactions import Sessions, commit

__all__ = [
    "STALE",
    "AuditSource",
    "Book",
    "books",
    "check",
    "export",
    "may_export",
    "newest",
    "runs",
]

STALE = timedelta(days=3)  # a run older than this says little of today
MOST_KEPT = 100  # breaches of one run
SHOWN = 10  # runs on the page
PACKED = 16 + zlib.MAX_WBITS  # as gzip does
CHUNK = 64 * 1024  # bytes sent at a time

RUNS = Statement(
    pick(*(getattr(AuditRun, name) for name in AuditRun.model_fields))
    .order_by(col(AuditRun.began_at).desc())
    .limit(bindparam("most"))
)
NAMES = Statement(pick(Programme.code, Programme.name))
KEEP = Statement(insert(AuditRun))
AUDITORS = Statement(
    pick(Membership.person_id)
    .join(Organisation, col(Organisation.id) == Membership.organisation_id)
    .where(
        col(Membership.person_id) == bindparam("person_id"),
        col(Membership.role) == Role.AUDITOR,
        col(Organisation.kind) == OrganisationKind.DISTRICT,
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
)


@dataclass(frozen=True)
class Book:
    """What a programme's book adds up to, as everybody may see it."""

    name: Words
    facts: dict[str, Any] | None  # None: about so few homes that it would show whose it is


def check(
    sessions: Sessions,
    *,
    url: str = "",
    source: AuditSource = AuditSource.DATABASE,
    against: str = "",
    progress: audit.Progress = audit.in_silence,
    now: datetime,
) -> audit.Result:
    """Run the audit on our own database, or on another one at `url`, and keep what it found.

    The reading is one long look that locks nobody out; raises audit.Unreadable.
    """
    began = monotonic()
    with audit.open_database(url or address(sessions)) as there:
        result = audit.audit(there, against=against, progress=progress)
    seconds = monotonic() - began
    with sessions(True) as session:
        _keep(session, result, source=source, seconds=seconds, now=now)
        commit(session)
    return result


def newest(session: Session) -> Row[Any] | None:
    """Return the newest run, or None when there was never one."""
    return RUNS.first(session, most=1)


def runs(session: Session) -> Sequence[Row[Any]]:
    """Return the last runs, newest first."""
    return RUNS.all(session, most=SHOWN)


def books(session: Session, run: Row[Any]) -> list[Book]:
    """Return what each programme added up to in a run."""
    names = {row.code: row.name for row in NAMES.all(session)}
    return [
        Book(names[line["programme"]], None if is_small(line["households"]) else line)
        for line in run.sums
        if line["programme"] in names
    ]


def may_export(session: Session, person: Member | None, *, now: datetime) -> bool:
    """Tell whether this is an auditor of the district, for whom every book is open.

    An auditor of one organisation is not: the ledger of the others is none of theirs.
    """
    return person is not None and bool(AUDITORS.first(session, person_id=person.id, now=now))


def export(session: Session, person: Member, *, now: datetime) -> Iterator[bytes]:
    """Return the whole ledger without names, packed, piece by piece; raises NotAllowed."""
    require(may_export(session, person, now=now))
    return _packed(_url(session), stamp(now))


def address(sessions: Sessions) -> str:
    """Return where our own database is, for the plain drivers."""
    with sessions(False) as session:
        return _url(session)


def _url(session: Session) -> str:
    return session.get_bind().engine.url.render_as_string(hide_password=False)


def _packed(url: str, made_at: str) -> Iterator[bytes]:
    press, waiting = zlib.compressobj(wbits=PACKED), bytearray()
    with audit.open_database(url) as source:
        for line in audit.written(source, made_at):
            waiting += press.compress(f"{line}\n".encode())
            if len(waiting) >= CHUNK:
                yield bytes(waiting)
                waiting.clear()
    yield bytes(waiting) + press.flush()


def _keep(
    session: Session, result: audit.Result, *, source: AuditSource, seconds: float, now: datetime
) -> UUID:
    run_id = ids.new_id(now)
    KEEP.run(
        session,
        {
            "id": run_id,
            "source": source,
            "began_at": now,
            "milliseconds": round(seconds * 1000),
            "act_count": result.acts,
            "breach_count": result.breach_count,
            "breaches": [breach._asdict() for breach in result.breaches[:MOST_KEPT]],
            "sums": [sums.plain() for sums in result.sums],
            "head_size": result.head.size if result.head else None,
            "head_root": result.head.root if result.head else None,
        },
    )
    return run_id
