"""Child limits: what those who answer for a child allow it. The most protective choice holds.

A child with an account does nothing while nobody answers for it; one without an account acts
through the adults at home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import HouseholdMember
from db.tables.people import Guardianship, Person
from portal import giveaways
from portal.errors import Refused
from portal.people import Member, require_active
from portal.permissions import Standing, may_spend

__all__ = [
    "Choices",
    "LoggingOff",
    "NoGuardian",
    "NoPhotos",
    "ProposingOff",
    "Stopped",
    "list_choices",
    "require_guarded",
    "require_may_log",
    "require_may_propose",
]

GUARDIANS = Statement(
    pick(
        *(Guardianship.guardian_id, Guardianship.may_log, Guardianship.may_add_photos),
        *(Guardianship.may_propose, Guardianship.stopped_at),
    ).where(col(Guardianship.child_id) == bindparam("child_id"), col(Guardianship.until).is_(None))
)
CHILD_WITH_ACCOUNT = Statement(
    pick(Person.id)
    .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
    .where(
        col(Person.id) == bindparam("child_id"),
        col(Person.email).is_not(None),
        col(HouseholdMember.left_at).is_(None),
        col(HouseholdMember.standing) == Standing.CHILD,
    )
)


class NoGuardian(Refused):
    """Nobody answers for this child, so nothing is taken."""


class Stopped(Refused):
    """Somebody who answers for the child has stopped everything."""


class LoggingOff(Refused):
    """Somebody who answers for the child wants it to log nothing."""


class NoPhotos(Refused):
    """Somebody who answers for the child wants no photo of it here."""


class ProposingOff(Refused):
    """Somebody who answers for the child wants it to propose nothing."""


@dataclass(frozen=True)
class Choices:
    """What a child may do."""

    may_log: bool = True
    may_add_photos: bool = True
    may_propose: bool = True
    is_stopped: bool = False

    @classmethod
    def of(cls, rows: Sequence[Row[Any]]) -> "Choices":
        """Return what everybody who answers for the child allows: the most protective of each."""
        return cls(
            all(row.may_log for row in rows),
            all(row.may_add_photos for row in rows),
            all(row.may_propose for row in rows),
            any(row.stopped_at for row in rows),
        )


def list_choices(session: Session, child_id: UUID) -> Sequence[Row[Any]]:
    """Return who answers for a child now, and what each has chosen."""
    return GUARDIANS.all(session, child_id=child_id)


def require_may_log(session: Session, me: Member, doer_id: UUID, *, has_photo: bool) -> None:
    """Let those who answer for a child say no to what it did, whoever tells it.

    Raises NoGuardian, Stopped, LoggingOff, NoPhotos; Paused of whoever takes a break.
    """
    require_active(me)
    if doer_id == me.id and may_spend(me.standing):
        return
    held = _held(session, doer_id)
    if not held.may_log:
        raise LoggingOff
    if has_photo and not held.may_add_photos:
        raise NoPhotos


def require_guarded(me: Member, words: str, *, is_meant: bool) -> None:
    """Let a child with an account write nothing that leads to it; raises what giveaways does.

    `is_meant`: what looks like a name is none, the child says.
    """
    if not may_spend(me.standing):
        giveaways.require_none(words, is_meant=is_meant)


def require_may_propose(session: Session, child_id: UUID) -> None:
    """Raise NoGuardian, Stopped or ProposingOff where a child may propose nothing."""
    if not _held(session, child_id).may_propose:
        raise ProposingOff


def _held(session: Session, child_id: UUID) -> Choices:
    """Return what holds for a child now; raises NoGuardian, Stopped."""
    rows = list_choices(session, child_id)
    if not rows and CHILD_WITH_ACCOUNT.first(session, child_id=child_id):
        raise NoGuardian
    held = Choices.of(rows)
    if held.is_stopped:
        raise Stopped
    return held
