"""Guardians: adults who answer for a child. They see, limit, stop; there may be more than one.

Where two have chosen differently, the more protective choice holds. A child with an account does
nothing while nobody answers for it; one without an account acts through the adults at home. Who
answers for a child, or once did, never checks it, nor it them: the database says so once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import HouseholdMember
from db.tables.people import Guardianship, Person
from portal import history, letters
from portal.child_limits import Choices, list_choices
from portal.errors import NotFound, Refused
from portal.letters import LetterKind
from portal.people import Member
from portal.permissions import Standing, may_spend, require

__all__ = [
    "AlreadyGuardian",
    "Child",
    "Choices",
    "agree",
    "begin",
    "choose",
    "end",
    "end_mine",
    "find",
    "list_children",
    "release",
    "resume",
    "start",
    "stop",
]

_LIVE = col(Guardianship.until).is_(None)
CHILDREN = Statement(
    pick(
        *(Person.id, Person.name, Guardianship.since, HouseholdMember.household_id),
        col(Person.email).is_not(None).label("has_account"),
    )
    .join(Guardianship, col(Guardianship.child_id) == Person.id)
    .join(
        HouseholdMember,
        and_(
            col(HouseholdMember.person_id) == Person.id,
            col(HouseholdMember.left_at).is_(None),
            col(HouseholdMember.standing) == Standing.CHILD,
        ),
    )
    .where(col(Guardianship.guardian_id) == bindparam("me_id"), _LIVE)
    .order_by(col(Person.name), col(Person.id))
    .limit(50)
)
STANDING = Statement(
    pick(HouseholdMember.standing).where(
        col(HouseholdMember.household_id) == bindparam("household_id"),
        col(HouseholdMember.person_id) == bindparam("child_id"),
        col(HouseholdMember.left_at).is_(None),
    )
)
_MINE = update(Guardianship).where(
    col(Guardianship.guardian_id) == bindparam("me_"),
    col(Guardianship.child_id) == bindparam("child_"),
    _LIVE,
)
CHOOSE = Statement(
    _MINE.values(
        may_log=bindparam("log_"),
        may_add_photos=bindparam("photos_"),
        may_propose=bindparam("propose_"),
    )
)
STOP = Statement(_MINE.values(stopped_at=bindparam("at_")))
AGREE = Statement(_MINE.values(agreed_at=bindparam("at_")))
END = Statement(_MINE.values(until=bindparam("at_")))
END_MINE = Statement(
    update(Guardianship)
    .where(col(Guardianship.guardian_id) == bindparam("me_"), _LIVE)
    .values(until=bindparam("at_"))
)
END_ALL = Statement(
    update(Guardianship)
    .where(col(Guardianship.child_id) == bindparam("child_"), _LIVE)
    .values(until=bindparam("at_"))
)


class AlreadyGuardian(Refused):
    """This person answers for the child already."""


@dataclass(frozen=True)
class Child:
    """A child somebody answers for."""

    id: UUID
    name: str
    has_account: bool
    household_id: UUID
    since: datetime
    mine: Choices
    held: Choices  # what holds, with the choices of the others
    others: int  # who answer for it, too


def list_children(session: Session, me: Member) -> Sequence[Row[Any]]:
    """Return the children this person answers for, wherever they live."""
    return CHILDREN.all(session, me_id=me.id)


def find(session: Session, me: Member, child_id: UUID) -> Child:
    """Return a child this person answers for; raises NotFound."""
    row = next((one for one in list_children(session, me) if one.id == child_id), None)
    if row is None:
        raise NotFound
    rows = list_choices(session, child_id)
    mine = [one for one in rows if one.guardian_id == me.id]
    facts = {**row._mapping, "mine": Choices.of(mine), "held": Choices.of(rows)}
    return Child(**facts, others=len(rows) - len(mine))


def start(session: Session, me: Member, child_id: UUID, *, now: datetime) -> None:
    """Answer for a child of one's own household from now on; raises NotFound, AlreadyGuardian."""
    require(may_spend(me.standing))
    facts = {"household_id": me.household_id, "child_id": child_id}
    if STANDING.value(session, **facts) is not Standing.CHILD:
        raise NotFound
    begin(session, me.id, child_id, now=now)


def begin(session: Session, guardian_id: UUID, child_id: UUID, *, now: datetime) -> None:
    """Write down that somebody answers for a child from now on; raises AlreadyGuardian.

    Only for verbs that know of the child's household's consent.
    """
    others = [row.guardian_id for row in list_choices(session, child_id)]
    if guardian_id in others:
        raise AlreadyGuardian
    session.add(Guardianship(guardian_id=guardian_id, child_id=child_id, since=now))
    session.flush()
    history.record(session, guardian_id, "guardian.began", child_id, now=now)
    _tell(session, others, child_id, now)


def agree(session: Session, me: Member, child_id: UUID, *, now: datetime) -> None:
    """Write down that this adult and the child agreed together, and answer for it from now on.

    Only for a verb that has the child's own sign of it.
    """
    if me.id not in {row.guardian_id for row in list_choices(session, child_id)}:
        begin(session, me.id, child_id, now=now)
    AGREE.run(session, {"me_": me.id, "child_": child_id, "at_": now})
    history.record(session, me.id, "child.agreed_with_card", child_id, now=now)


def choose(
    session: Session, me: Member, child_id: UUID, choices: Choices, *, now: datetime
) -> None:
    """Say what the child may do; raises NotFound. Only the careful side of two choices holds."""
    facts = {
        "log_": choices.may_log,
        "photos_": choices.may_add_photos,
        "propose_": choices.may_propose,
    }
    if find(session, me, child_id).mine != choices:
        CHOOSE.run(session, {"me_": me.id, "child_": child_id, **facts})
        _note(session, me, "guardian.chose", child_id, now)


def stop(session: Session, me: Member, child_id: UUID, *, now: datetime) -> None:
    """Take nothing of the child from this moment; what waits is still checked. Raises NotFound."""
    if not find(session, me, child_id).mine.is_stopped:
        STOP.run(session, {"me_": me.id, "child_": child_id, "at_": now})
        _note(session, me, "guardian.stopped", child_id, now)


def resume(session: Session, me: Member, child_id: UUID, *, now: datetime) -> None:
    """Take back one's own stop; another's stays. Raises NotFound."""
    if find(session, me, child_id).mine.is_stopped:
        STOP.run(session, {"me_": me.id, "child_": child_id, "at_": None})
        _note(session, me, "guardian.resumed", child_id, now)


def end(session: Session, me: Member, child_id: UUID, *, now: datetime) -> None:
    """Answer for the child no longer; raises NotFound.

    A child with an account can do nothing here until somebody else answers for it.
    """
    find(session, me, child_id)
    END.run(session, {"me_": me.id, "child_": child_id, "at_": now})
    _note(session, me, "guardian.ended", child_id, now)


def end_mine(session: Session, me: Member, *, now: datetime) -> None:
    """Answer for nobody any longer: this person is being erased. Others who do are told."""
    for child in list_children(session, me):
        end(session, me, child.id, now=now)
    END_MINE.run(session, {"me_": me.id, "at_": now})  # those whose child lives nowhere now


def release(session: Session, child_id: UUID, *, now: datetime) -> None:
    """End every guardianship of a person who has come of age, or is being erased."""
    END_ALL.run(session, {"child_": child_id, "at_": now})


def _note(session: Session, me: Member, verb: str, child_id: UUID, now: datetime) -> None:
    history.record(session, me.id, verb, child_id, now=now)
    rows = list_choices(session, child_id)
    _tell(session, [row.guardian_id for row in rows if row.guardian_id != me.id], child_id, now)


def _tell(session: Session, others: Sequence[UUID], child_id: UUID, now: datetime) -> None:
    """Write to the others who answer for the child. The letter names nobody."""
    facts = {"link": f"/me/children/{child_id}"}
    letters.write(session, LetterKind.GUARDIANS, others, facts, now=now)
