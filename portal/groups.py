"""Groups: classes and clubs of an organisation, what they hold, and the votes they held."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.groups import Group, GroupVote
from db.tables.programmes import Enrolment, Programme
from portal import history, ids, ledger
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_plan_round, may_record_vote, require
from portal.programmes import local_day

__all__ = [
    "Group",
    "GroupVote",
    "NotYetHeld",
    "TooManyVoters",
    "add",
    "find_at_desk",
    "list_at_desk",
    "record_vote",
]

_last_vote = (
    pick(func.max(GroupVote.held_on))
    .where(col(GroupVote.group_id) == Group.id)
    .correlate(Group)
    .scalar_subquery()
)
_GROUPS = (
    pick(
        Group.id,
        Group.organisation_id,
        Group.name,
        Group.slot_count,
        Enrolment.programme_id,
        Programme.time_zone,
        col(Programme.name).label("programme_name"),
        ledger.held_by(col(Group.id)).label("points"),
        _last_vote.label("voted_on"),
    )
    .join(Enrolment, col(Enrolment.holder_id) == Group.id)
    .join(Programme, col(Programme.id) == Enrolment.programme_id)
    .where(col(Group.organisation_id) == bindparam("organisation_id"))
)
AT_DESK = Statement(_GROUPS.order_by(col(Group.id)).limit(200))
GROUP = Statement(_GROUPS.where(col(Group.id) == bindparam("group_id")))


class TooManyVoters(Refused):
    """A class has only so many pupils."""


class NotYetHeld(Refused):
    """A vote is recorded after it was held."""


def add(
    session: Session, me: Member, desk: Desk, *, name: Words, slot_count: int, now: datetime
) -> Group:
    """Add a class or club to this desk's organisation."""
    require(may_plan_round(desk.roles))
    group = Group(
        id=ids.new_id(now), organisation_id=desk.organisation_id, name=name, slot_count=slot_count
    )
    session.add(group)
    session.flush()
    history.record(session, me.id, "group.added", group.id, now=now)
    return group


def list_at_desk(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return the groups of this desk that take part somewhere, with what they hold."""
    return AT_DESK.all(session, organisation_id=desk.organisation_id)


def find_at_desk(session: Session, desk: Desk, group_id: UUID) -> Row[Any]:
    """Return one group of this desk; raises NotFound."""
    if row := GROUP.first(session, organisation_id=desk.organisation_id, group_id=group_id):
        return row
    raise NotFound


def record_vote(
    session: Session,
    me: Member,
    desk: Desk,
    group: Row[Any],
    *,
    cause_id: UUID,
    voter_count: int,
    held_on: date,
    now: datetime,
) -> GroupVote:
    """Write down that a group voted for a cause; raises NotAllowed, TooManyVoters, NotYetHeld."""
    require(may_record_vote(desk.roles) and group.organisation_id == desk.organisation_id)
    if voter_count > group.slot_count:
        raise TooManyVoters(slots=group.slot_count)
    if held_on > local_day(group.time_zone, now):
        raise NotYetHeld
    vote = GroupVote(
        programme_id=group.programme_id,
        id=ids.new_id(now),
        group_id=group.id,
        cause_id=cause_id,
        voter_count=voter_count,
        recorded_by=me.id,
        held_on=held_on,
        recorded_at=now,
    )
    session.add(vote)
    session.flush()
    return vote
