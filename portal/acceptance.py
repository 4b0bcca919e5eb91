"""Acceptance: the operator lists an organisation that applied, or refuses it with a reason."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from db.tables.organisations import ApplicationState, CheckKind
from portal import letters, organisations, register_checks
from portal.applications import decide, find, list_papers, require_waiting, tidy_text
from portal.errors import Refused
from portal.files import Shelf
from portal.letters import LetterKind
from portal.organisations import Role
from portal.people import Member
from portal.register_checks import require_free_name, require_recheck

__all__ = ["NoPapers", "OwnApplication", "accept", "refuse"]


class NoPapers(Refused):
    """Nothing was sent that proves it."""


class OwnApplication(Refused):
    """Whoever applied does not decide."""


def accept(
    session: Session, me: Member, code: str, *, recheck_on: date, shelf: Shelf, now: datetime
) -> str:
    """List the organisation; who applied owns it, and invites a second owner. Returns its slug.

    Raises Decided, NoPapers, OwnApplication, BadRecheck, NameTaken.
    """
    row = _judged(session, me, code)
    if not list_papers(session, row.id):
        raise NoPapers
    require_recheck(recheck_on, now=now)
    require_free_name(session, {row.language: row.name})
    made = organisations.register(
        session,
        kind=row.kind,
        slug=_slug(session, row),
        name={row.language: row.name},
        about={row.language: row.about},
        registration=row.registration,
        proved_on=now.date(),
        recheck_on=recheck_on,
        now=now,
    )
    register_checks.record(session, me, made, CheckKind.ADMITTED, now=now)
    organisations.appoint(session, made.id, row.applicant_id, Role.OWNER, by=me.id, now=now)
    accepted = ApplicationState.ACCEPTED
    decide(session, me, row, accepted, organisation_id=made.id, shelf=shelf, now=now)
    _tell(session, row, f"/desk/{made.slug}/people", now=now)
    return made.slug


def refuse(
    session: Session, me: Member, code: str, *, reason: str, shelf: Shelf, now: datetime
) -> None:
    """Say no, and why. Raises Decided, OwnApplication, TooLong."""
    row = _judged(session, me, code)
    why = tidy_text(reason)
    decide(session, me, row, ApplicationState.REFUSED, reason=why, shelf=shelf, now=now)
    _tell(session, row, f"/me/applications/{row.code}", reason=why, now=now)


def _judged(session: Session, me: Member, code: str) -> Row[Any]:
    row = require_waiting(find(session, code))
    if row.applicant_id == me.id:
        raise OwnApplication
    return row


def _tell(session: Session, row: Row[Any], link: str, *, reason: str = "", now: datetime) -> None:
    told = {"name": row.name, "reason": reason, "link": link}
    letters.write(session, LetterKind.APPLICATION, [row.applicant_id], told, now=now)


def _slug(session: Session, row: Row[Any]) -> str:
    """Return an address made of the name's Latin letters; where it is taken or empty, the code."""
    plain = unicodedata.normalize("NFKD", row.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    own = row.code.replace("-", "").lower()
    is_free = slug and not organisations.is_taken(session, slug)
    return slug if is_free else f"{slug or row.kind}-{own}"
