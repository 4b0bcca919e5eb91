"""Keepers: whoever holds old heads of the log, so that nobody can rewrite what they cover.

A head that only we have proves nothing. Each one that covers new acts is written to the
treasurers of all programmes, in the transaction of its seal; /log/heads.atom has the same texts.
"""

from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import Membership, Role
from db.tables.programmes import Programme
from portal import heads, letters, seals
from portal.heads import Head
from portal.keys import Keys
from portal.letters import LetterKind

__all__ = ["seal"]

TREASURERS = Statement(
    pick(Membership.person_id)
    .join(Programme, col(Programme.organisation_id) == Membership.organisation_id)
    .where(
        col(Membership.role) == Role.TREASURER,
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .distinct()
)


def seal(session: Session, *, now: datetime, key: Keys) -> Head | None:
    """Seal everything up to now, and give the head away; raises what seals.seal raises."""
    seals.be_alone(session)
    before = heads.newest(session)
    head = seals.seal(session, now=now, key=key)
    if head and head.size > (before.size if before else 0):
        facts = {"day": head.day, "size": head.size, "checkpoint": str(head.note)}
        keepers = TREASURERS.values(session, now=now)
        letters.write(session, LetterKind.SEAL, keepers, facts, now=now)
    return head
