"""Memberships: who works for an organisation; roles given, lent for a while, and ended.

Two owners stay, always: whoever would be missed cannot go. Who owns is decided by two of them.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, or_, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import Membership, Organisation, Role
from db.tables.people import Person
from portal import desks, history, letters, organisations
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.letters import LetterKind
from portal.people import Member
from portal.permissions import may_appoint, require

__all__ = [
    "LONGEST_LOAN",
    "OWNERS",
    "Colleague",
    "LastOwners",
    "NotThatLong",
    "NotYours",
    "change",
    "chosen_at",
    "end",
    "end_role",
    "find",
    "keep_two",
    "lend",
    "list_of",
    "lock",
    "may_lend",
    "tell",
]

OWNERS = 2  # at least
LONGEST_LOAN = timedelta(days=92)
_NOT_LENT = {Role.OWNER, Role.VIEWER, Role.OPERATOR}

PEOPLE = Statement(
    pick(Person.id, Person.name, Membership.role, Membership.since, Membership.until)
    .join(Membership, col(Membership.person_id) == Person.id)
    .where(
        col(Membership.organisation_id) == bindparam("organisation_id"),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .order_by(col(Person.name), col(Person.id), col(Membership.role))
    .limit(500)
)
LOCK = Statement(
    pick(Organisation.id).where(col(Organisation.id) == bindparam("id")).with_for_update()
)
END = Statement(
    update(Membership)
    .where(
        col(Membership.organisation_id) == bindparam("organisation_id_"),
        col(Membership.person_id) == bindparam("person_id_"),
        col(Membership.role) == bindparam("role_"),
    )
    .values(until=bindparam("now_"))
)


class LastOwners(Refused):
    """Without this person fewer than `least` owners would be left."""


class NotYours(Refused):
    """Only a role one holds oneself, for good, can be lent, and to a colleague."""


class NotThatLong(Refused):
    """A role is lent for a day at least, and at most for `days`."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here: each role with its first and its last instant, if it has one."""

    id: UUID
    name: str
    roles: dict[Role, tuple[datetime, datetime | None]]

    def holds_for_good(self, role: Role) -> bool:
        """Whether they have a role, and not only for a while."""
        return role in self.roles and self.roles[role][1] is None


def list_of(session: Session, desk: Desk, *, now: datetime) -> list[Colleague]:
    """Return who works at an organisation now, by name."""
    people: dict[UUID, Colleague] = {}
    for row in PEOPLE.all(session, organisation_id=desk.organisation_id, now=now):
        known = people.setdefault(row.id, Colleague(row.id, row.name, {}))
        known.roles[row.role] = (row.since, row.until)
    return list(people.values())


def find(session: Session, desk: Desk, person_id: UUID, *, now: datetime) -> Colleague:
    """Return somebody who works here; raises NotFound."""
    for colleague in list_of(session, desk, now=now):
        if colleague.id == person_id:
            return colleague
    raise NotFound


def may_lend(colleague: Colleague) -> list[Role]:
    """Return the roles somebody may lend: those they hold for good, but who owns."""
    return sorted(role for role in set(Role) - _NOT_LENT if colleague.holds_for_good(role))


def chosen_at(desk: Desk) -> tuple[Role, ...]:
    """Return the roles one owner alone gives here, in the order in which forms show them."""
    given = organisations.given_at(desk.kind)
    return tuple(role for role in given if role is not Role.OWNER)


def change(
    session: Session,
    me: Member,
    desk: Desk,
    person_id: UUID,
    roles: Set[Role],
    *,
    until: datetime | None = None,
    now: datetime,
) -> None:
    """Let somebody hold just these roles; new ones may end. Who owns is not changed here.

    Raises RolesClash, LastOwners, NotThatLong. The same again changes nothing.
    """
    choice = set(chosen_at(desk))
    require(may_appoint(desk.roles) and roles <= choice)
    desks.require_listed(desk.state, desk.state_reason)
    if until is not None and until <= now:
        raise NotThatLong(days=LONGEST_LOAN.days)
    colleague = lock(session, desk, person_id, now=now)
    kept = set(colleague.roles) - choice
    organisations.require_fits(roles | kept)
    gone, new = set(colleague.roles) - kept - roles, roles - set(colleague.roles)
    for role in sorted(gone):
        end_role(session, me, desk, person_id, role, now=now)
    for role in sorted(new):
        who = (desk.organisation_id, person_id)
        organisations.appoint(session, *who, role, until=until, by=me.id, now=now)
    if (gone or new) and person_id != me.id:
        tell(session, desk, person_id, now=now)


def end(session: Session, me: Member, desk: Desk, person_id: UUID, *, now: datetime) -> None:
    """End everything somebody does here: everybody their own, an owner that of who does not own.

    Raises LastOwners. May be done for a suspended organisation too.
    """
    colleague = lock(session, desk, person_id, now=now)
    is_mine = person_id == me.id
    require(is_mine or (may_appoint(desk.roles) and Role.OWNER not in colleague.roles))
    for role in sorted(colleague.roles):
        end_role(session, me, desk, person_id, role, now=now)
    if colleague.holds_for_good(Role.OWNER):
        keep_two(session, desk, now=now)
    if not is_mine:
        tell(session, desk, person_id, now=now)


def lend(
    session: Session,
    me: Member,
    desk: Desk,
    role: Role,
    to: UUID,
    *,
    until: datetime,
    now: datetime,
) -> None:
    """Let a colleague do what I do here until an instant; then it ends by itself. I keep mine.

    Raises NotYours, NotThatLong, RolesClash.
    """
    desks.require_listed(desk.state, desk.state_reason)
    mine = lock(session, desk, me.id, now=now)
    if role not in may_lend(mine) or to == me.id:
        raise NotYours
    if not now < until <= now + LONGEST_LOAN:
        raise NotThatLong(days=LONGEST_LOAN.days)
    if role in find(session, desk, to, now=now).roles:
        return
    who = (desk.organisation_id, to)
    organisations.appoint(session, *who, role, until=until, by=me.id, now=now)
    tell(session, desk, to, now=now)


def lock(session: Session, desk: Desk, person_id: UUID, *, now: datetime) -> Colleague:
    """Find somebody when nobody else changes who works here: two owners may leave at once."""
    LOCK.one(session, id=desk.organisation_id)
    return find(session, desk, person_id, now=now)


def end_role(
    session: Session, me: Member, desk: Desk, person_id: UUID, role: Role, *, now: datetime
) -> None:
    """End one role, and say so in the history."""
    where = {"organisation_id_": desk.organisation_id, "person_id_": person_id, "role_": role}
    END.run(session, {**where, "now_": now})
    verb, place = f"role.{role}.ended", desk.organisation_id
    history.record(session, me.id, verb, place, whom_id=person_id, now=now)


def keep_two(session: Session, desk: Desk, *, now: datetime) -> None:
    """Raise LastOwners where fewer than two own for good."""
    if _owners(list_of(session, desk, now=now)) < OWNERS:
        raise LastOwners(least=OWNERS)


def tell(session: Session, desk: Desk, person_id: UUID, *, now: datetime) -> None:
    """Write to somebody whose roles another person changed: what they are now."""
    held = organisations.list_roles(session, desk.organisation_id, now=now)
    told = {
        "organisation": desk.name,
        "day": now.date().isoformat(),
        "roles": sorted(held.get(person_id, ())),
        "link": f"/desk/{desk.slug}" if person_id in held else "/desk",
    }
    letters.write(session, LetterKind.ROLES, [person_id], told, now=now)


def _owners(colleagues: Sequence[Colleague]) -> int:
    return sum(one.holds_for_good(Role.OWNER) for one in colleagues)
