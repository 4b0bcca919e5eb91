"""School accounts: linked by their owner, once signed in here; found by the school's own name.

Never by an e-mail address: a school may give an address to somebody else next year.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.ways import SchoolAccount
from portal import ids, ways
from portal.errors import NotFound, Refused
from portal.oidc import Subject
from portal.people import Member
from portal.ways import WayChange

__all__ = ["NotLinked", "Taken", "find", "link", "list_mine", "unlink"]

WHOSE = Statement(
    pick(SchoolAccount.person_id).where(col(SchoolAccount.subject_hash) == bindparam("hash"))
)
USED = Statement(
    update(SchoolAccount)
    .where(col(SchoolAccount.subject_hash) == bindparam("hash_"))
    .values(used_at=bindparam("now_"))
)
MINE = Statement(
    pick(
        *(SchoolAccount.subject_hash, SchoolAccount.school),
        *(SchoolAccount.made_at, SchoolAccount.used_at),
    )
    .where(col(SchoolAccount.person_id) == bindparam("person_id"))
    .order_by(col(SchoolAccount.made_at), col(SchoolAccount.subject_hash))
)
UNLINK = Statement(
    delete(SchoolAccount).where(
        col(SchoolAccount.subject_hash) == bindparam("hash_"),
        col(SchoolAccount.person_id) == bindparam("person_"),
    )
)


class NotLinked(Refused):
    """The school says who it is, and nobody here is linked to them."""


class Taken(Refused):
    """This school account is linked to somebody else here."""


def find(session: Session, subject: Subject, *, now: datetime) -> UUID:
    """Return who is linked to this account; raises NotLinked."""
    person_id: UUID | None = WHOSE.value(session, hash=_named(subject))
    if person_id is None:
        raise NotLinked
    USED.run(session, {"hash_": _named(subject), "now_": now})
    return person_id


def link(session: Session, me: Member, subject: Subject, *, now: datetime) -> None:
    """Let this account sign me in. Harmless when it does; raises Taken."""
    person_id: UUID | None = WHOSE.value(session, hash=_named(subject))
    if person_id == me.id:
        return
    if person_id is not None:
        raise Taken
    key, school = _named(subject), subject.school
    session.add(SchoolAccount(subject_hash=key, person_id=me.id, school=school, made_at=now))
    session.flush()
    ways.tell(session, me.id, WayChange.SCHOOL_ADDED, now=now)


def list_mine(session: Session, me: Member) -> Sequence[Row[Any]]:
    """Return the school accounts that sign me in."""
    return MINE.all(session, person_id=me.id)


def unlink(session: Session, me: Member, key: str, *, now: datetime) -> None:
    """Let an account sign me in no longer; raises LastWay, NotFound."""
    if not UNLINK.run(session, {"hash_": key, "person_": me.id}):
        raise NotFound
    ways.require_one_left(session, me.id)
    ways.tell(session, me.id, WayChange.SCHOOL_REMOVED, now=now)


def _named(subject: Subject) -> str:
    return ids.digest(f"{subject.issuer}|{subject.name}")
