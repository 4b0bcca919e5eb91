"""Audited programmes: what an auditor may open, across organisations but where they work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import Membership, Organisation
from db.tables.programmes import Programme, ProgrammeState
from db.tables.remarks import Remark
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_audit, require

__all__ = ["WorksThere", "find_audited", "list_audited"]

_remarks = (
    pick(func.count())
    .where(col(Remark.programme_id) == Programme.id)
    .correlate(Programme)
    .scalar_subquery()
)
AUDITED = Statement(
    pick(
        *(Programme.code, Programme.slug, Programme.name, Programme.state),
        col(Organisation.name).label("organisation_name"),
        _remarks.label("remark_count"),
    )
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .where(col(Programme.state) != ProgrammeState.DRAFT)
    .order_by(col(Programme.code))
    .limit(200)
)
_works_there = (
    pick(Membership.person_id)
    .where(
        col(Membership.organisation_id) == Programme.organisation_id,
        col(Membership.person_id) == bindparam("me_id"),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .correlate(Programme)
    .exists()
)
ONE = Statement(
    pick(
        col(Programme.id).label("programme_id"),
        *(Programme.code, Programme.slug, Programme.name, Programme.time_zone),
        Programme.organisation_id,
        col(Organisation.name).label("organisation_name"),
        _works_there.label("works_there"),
    )
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .where(col(Programme.code) == bindparam("code"), col(Programme.state) != ProgrammeState.DRAFT)
)


class WorksThere(Refused):
    """Whoever works for an organisation does not audit its programmes."""


def list_audited(session: Session) -> Sequence[Row[Any]]:
    """Return every programme that was ever published, with how many remarks it has."""
    return AUDITED.all(session)


def find_audited(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> Row[Any]:
    """Return a programme for somebody who audits it; raises NotAllowed, NotFound, WorksThere."""
    require(may_audit(desk.roles))
    it = ONE.first(session, code=code.upper(), me_id=me.id, now=now)
    if it is None:
        raise NotFound
    if it.works_there:
        raise WorksThere
    return it
