"""Renames: an owner asks that the public register say another name; the operator looks and answers.

Addresses stay, what was settled keeps the name of its day, and who gave to a charity is told.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.giving import Cause
from db.tables.organisations import (
    ApplicationState,
    CheckKind,
    Organisation,
    OrganisationKind,
    OrganisationState,
)
from db.tables.renames import Rename
from portal import givers, history, ids, letters, names, organisations, register_checks
from portal.applications import Decided, tidy_text
from portal.desks import Desk, require_listed
from portal.errors import NotFound, Refused
from portal.givers import Change
from portal.letters import LetterKind
from portal.people import Member
from portal.permissions import may_appoint, require
from portal.register_checks import CAUSES_OF, OWNERS, NotThisOne, require_free_name

__all__ = [
    "NothingNew",
    "OneWaits",
    "OwnRename",
    "accept",
    "ask",
    "find_waiting",
    "former_of",
    "last_of",
    "list_former",
    "refuse",
    "withdraw",
]

_CHANGED = col(Rename.state) == ApplicationState.ACCEPTED
FORMER = Statement(
    pick(col(Rename.former).label("name"), col(Rename.decided_at).label("until"))
    .where(col(Rename.organisation_id) == bindparam("organisation_id"), _CHANGED)
    .order_by(col(Rename.decided_at))
    .limit(100)
)
WAITING = Statement(
    pick(Rename.id, Rename.name, Rename.proof, Rename.state, Rename.asked_at).where(
        col(Rename.organisation_id) == bindparam("organisation_id"),
        col(Rename.state) == ApplicationState.WAITING,
    )
)


class NothingNew(Refused):
    """It is called so already."""


class OneWaits(Refused):
    """Another name waits for the operator; it is taken back first."""


class OwnRename(Refused):
    """Whoever asked does not decide."""


def former_of(organisation_id: Any, since: Any) -> Any:
    """Select what an organisation was called at an instant, where it is called otherwise now."""
    is_later = col(Rename.decided_at) > since
    return _former(organisation_id).where(is_later).order_by(col(Rename.decided_at))


def last_of(organisation_id: Any) -> Any:
    """Select what an organisation was called before its last change of name."""
    return _former(organisation_id).order_by(col(Rename.decided_at).desc())


def find_waiting(session: Session, organisation_id: UUID) -> Row[Any] | None:
    """Return the name that an organisation asked for and that waits."""
    return WAITING.first(session, organisation_id=organisation_id)


def list_former(session: Session, organisation_id: UUID) -> Sequence[Row[Any]]:
    """Return what an organisation was called before, the first name first: `name`, `until`."""
    return FORMER.all(session, organisation_id=organisation_id)


def ask(
    session: Session, me: Member, desk: Desk, name: Words, *, proof: str, now: datetime
) -> None:
    """Ask for another name, as an owner; harmless when just that waits already.

    `proof` says where the public register shows it. Raises NotAllowed, NotThisOne, Suspended,
    Closed, BadName, TooLong, NothingNew, NameTaken, OneWaits.
    """
    require(may_appoint(desk.roles))
    if desk.kind is OrganisationKind.DISTRICT:
        raise NotThisOne
    require_listed(desk.state, desk.state_reason)
    wanted = {language: names.tidy(text) for language, text in name.items() if text.strip()}
    if not wanted:
        raise names.BadName(most=names.LONGEST)
    paper = tidy_text(proof)
    it = _locked(session, desk.organisation_id)
    if wanted == it.name:
        raise NothingNew
    require_free_name(session, wanted, slug=it.slug)
    if waiting := find_waiting(session, it.id):
        if waiting.name != wanted:
            raise OneWaits
        return
    facts: dict[str, Any] = {"name": wanted, "former": it.name, "proof": paper}
    session.add(
        Rename(organisation_id=it.id, id=ids.new_id(now), asked_by=me.id, asked_at=now, **facts)
    )
    session.flush()
    history.record(session, me.id, "organisation.name_asked", it.id, now=now)


def withdraw(session: Session, me: Member, desk: Desk, number: UUID, *, now: datetime) -> None:
    """Take back what an owner asked for. Harmless when it was taken back; raises Decided."""
    require(may_appoint(desk.roles))
    row = _find(session, desk.organisation_id, number)
    if row.state is ApplicationState.WITHDRAWN:
        return
    _decide(session, me, row, ApplicationState.WITHDRAWN, now)


def accept(session: Session, me: Member, key: str, number: UUID, *, now: datetime) -> None:
    """Write the name into the register, as the operator; owners and givers are told.

    Harmless when it was accepted before. Raises NotFound, Decided, OwnRename, NotThisOne,
    NameTaken.
    """
    it, row = _judged(session, me, key, number)
    if row.state is ApplicationState.ACCEPTED:
        return
    if it.state is OrganisationState.CLOSED:
        raise NotThisOne
    require_free_name(session, row.name, slug=it.slug)
    row.former = it.name
    _decide(session, me, row, ApplicationState.ACCEPTED, now)
    it.name = row.name
    register_checks.record(session, me, it, CheckKind.RENAMED, now=now)
    _tell_owners(session, it, row, "renamed", now)
    _tell_givers(session, it, row, now)


def refuse(
    session: Session, me: Member, key: str, number: UUID, *, reason: str, now: datetime
) -> None:
    """Leave the name as it is, and say why; harmless when it was refused before.

    Raises NotFound, Decided, OwnRename, TooLong.
    """
    it, row = _judged(session, me, key, number)
    if row.state is ApplicationState.REFUSED:
        return
    row.reason = tidy_text(reason)
    _decide(session, me, row, ApplicationState.REFUSED, now)
    _tell_owners(session, it, row, "name_refused", now)


def _former(organisation_id: Any) -> Any:
    is_its = col(Rename.organisation_id) == organisation_id
    return pick(Rename.former).where(is_its, _CHANGED).limit(1)


def _judged(session: Session, me: Member, key: str, number: UUID) -> tuple[Organisation, Rename]:
    it = _locked(session, organisations.find(session, key).id)
    row = _find(session, it.id, number)
    if row.asked_by == me.id:
        raise OwnRename
    return it, row


def _decide(
    session: Session, me: Member, row: Rename, state: ApplicationState, now: datetime
) -> None:
    if row.state is not ApplicationState.WAITING:
        raise Decided
    row.state, row.decided_at = state, now
    row.decided_by = None if state is ApplicationState.WITHDRAWN else me.id
    session.flush()
    history.record(session, me.id, f"organisation.name_{state}", row.organisation_id, now=now)


def _locked(session: Session, organisation_id: UUID) -> Organisation:
    return session.get_one(
        Organisation, organisation_id, with_for_update=True, populate_existing=True
    )


def _find(session: Session, organisation_id: UUID, number: UUID) -> Rename:
    key = (organisation_id, number)
    row = session.get(Rename, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _tell_owners(
    session: Session, it: Organisation, row: Rename, state: str, now: datetime
) -> None:
    owners = OWNERS.values(session, organisation_id=it.id)
    link = f"/desk/{it.slug}"
    told = {"organisation": row.former, "called": row.name, "state": state, "link": link}
    letters.write(session, LetterKind.REGISTER, owners, {**told, "reason": row.reason}, now=now)


def _tell_givers(session: Session, it: Organisation, row: Rename, now: datetime) -> None:
    """Write once to everybody who gave to one of its causes and was not told to the end."""
    causes: Sequence[Cause] = session.scalars(CAUSES_OF, {"charity_id": it.id}).all()
    whom = {
        giver
        for cause in causes
        for giver in givers.list_of(session, cause.programme_id, cause_id=cause.id)
    }
    told = {
        **{"name": row.former, "called": row.name, "became": str(Change.NAME), "reason": ""},
        **{"day": now.date().isoformat(), "link": f"/organisations/{it.slug}-{it.code}"},
    }
    givers.tell(session, sorted(whom), told, now=now)
