"""Budget requests: one asks that a budget be filled, others agree; over a limit it takes three.

The limit is the book's own. When enough have agreed the points are there; until then nothing is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.budgets import BudgetRequest, TopUp, TopUpTarget
from db.tables.organisations import Organisation, OrganisationKind, OrganisationState
from db.tables.people import Person
from portal import budgets, history, ids, ledger, people
from portal.budgets import SameSigner
from portal.desks import Desk, require_listed
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_agree_budget, may_ask_budget, require

__all__ = [
    "LONGEST_PAPER",
    "PaperMissing",
    "RequestEnded",
    "agree",
    "ask",
    "list_all",
    "list_funders",
    "refuse",
]

LONGEST_PAPER = 60

REQUESTS = Statement(
    pick(
        BudgetRequest.id,
        BudgetRequest.target,
        BudgetRequest.points,
        BudgetRequest.document,
        BudgetRequest.asked_by,
        BudgetRequest.asked_at,
        BudgetRequest.approved_by,
        BudgetRequest.ended_at,
        col(Organisation.name).label("funder_name"),
        col(Person.name).label("asked_by_name"),
        col(TopUp.id).is_not(None).label("is_filled"),
    )
    .join(Organisation, col(Organisation.id) == BudgetRequest.funder_id)
    .join(Person, col(Person.id) == BudgetRequest.asked_by)
    .outerjoin(
        TopUp,
        (col(TopUp.programme_id) == BudgetRequest.programme_id)
        & (col(TopUp.id) == BudgetRequest.id),
    )
    .where(col(BudgetRequest.programme_id) == bindparam("programme_id"))
    .order_by(col(BudgetRequest.asked_at).desc())
    .limit(100)
)
FUNDERS = Statement(
    pick(Organisation.id, Organisation.slug, Organisation.name)
    .where(
        (col(Organisation.kind) == OrganisationKind.SPONSOR)
        | (col(Organisation.id) == bindparam("organisation_id")),
        col(Organisation.state) == OrganisationState.LISTED,
    )
    .order_by(Organisation.slug)
    .limit(300)
)


class PaperMissing(Refused):
    """Points are set aside on a paper: its number is needed, of at most `most` signs."""


class RequestEnded(Refused):
    """Somebody refused it, or its points are there already."""


def list_all(session: Session, programme_id: UUID) -> Sequence[Row[Any]]:
    """Return what was asked for a programme, newest first, with what became of it."""
    return REQUESTS.all(session, programme_id=programme_id)


def list_funders(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return whose letter may stand behind points: sponsors, and the organisation itself."""
    return FUNDERS.all(session, organisation_id=desk.organisation_id)


def ask(
    session: Session,
    me: Member,
    desk: Desk,
    it: Row[Any],
    *,
    points: int,
    target: TopUpTarget,
    funder: str,
    document: str,
    idem: str,
    now: datetime,
) -> UUID:
    """Ask that a budget be filled; return the request's id. The same form again asks once.

    `funder` is a slug of `list_funders`. Raises PaperMissing, NotFound.
    """
    require(may_ask_budget(desk.roles))
    require_listed(desk.state, desk.state_reason)
    request_id = ids.derived(it.programme_id, f"top-up {idem}")
    if session.get(BudgetRequest, (it.programme_id, request_id)):
        return request_id
    if not 0 < len(document.strip()) <= LONGEST_PAPER:
        raise PaperMissing(most=LONGEST_PAPER)
    who = next((row for row in list_funders(session, desk) if row.slug == funder), None)
    if who is None or it.organisation_id != desk.organisation_id:
        raise NotFound
    facts: dict[str, Any] = {"points": points, "target": target, "document": document.strip()}
    session.add(
        BudgetRequest(
            programme_id=it.programme_id,
            id=request_id,
            funder_id=who.id,
            asked_by=me.id,
            asked_at=now,
            **facts,
        )
    )
    session.flush()
    _note(session, me, it, "asked", request_id, now)
    return request_id


def agree(
    session: Session, me: Member, desk: Desk, it: Row[Any], request_id: UUID, *, now: datetime
) -> bool:
    """Agree to it; return whether its points are there now, or a third person is still needed.

    The same person again changes nothing. Raises SameSigner, RequestEnded, NotFound.
    """
    row = _open(session, me, desk, it, request_id)
    if row.asked_by == me.id:
        raise SameSigner
    if row.ended_at is not None:
        if session.get(TopUp, (it.programme_id, row.id)):
            return True
        raise RequestEnded
    if row.approved_by == me.id:
        return False
    if row.approved_by is None:
        row.approved_by = me.id
    else:
        row.second_by = me.id
    _note(session, me, it, "agreed", request_id, now)
    return _fill(session, it, row, now)


def refuse(
    session: Session, me: Member, desk: Desk, it: Row[Any], request_id: UUID, *, now: datetime
) -> None:
    """End a request without points. The same again changes nothing. Raises RequestEnded."""
    row = _open(session, me, desk, it, request_id)
    if session.get(TopUp, (it.programme_id, row.id)):
        raise RequestEnded
    if row.ended_at is None:
        row.ended_at = now
        session.flush()
        _note(session, me, it, "refused", request_id, now)


def _open(
    session: Session, me: Member, desk: Desk, it: Row[Any], request_id: UUID
) -> BudgetRequest:
    require(may_agree_budget(desk.roles))
    found = session.get(BudgetRequest, (it.programme_id, request_id), with_for_update=True)
    if found is None or it.organisation_id != desk.organisation_id:
        raise NotFound
    return found


def _fill(session: Session, it: Row[Any], row: BudgetRequest, now: datetime) -> bool:
    """Add the points, if those who signed are enough."""
    assert row.approved_by
    try:
        with session.begin_nested():
            budgets.top_up(
                session,
                people.find_member(session, row.asked_by, now=now),
                it,
                points=row.points,
                target=row.target,
                funder_id=row.funder_id,
                approved_by=row.approved_by,
                second_by=row.second_by,
                paper_id=row.id,
                now=now,
            )
    except ledger.ThirdPersonNeeded:
        session.flush()
        return False
    row.ended_at = now
    session.flush()
    return True


def _note(
    session: Session, me: Member, it: Row[Any], verb: str, request_id: UUID, now: datetime
) -> None:
    history.record(
        session, me.id, f"budget.{verb}", request_id, programme_id=it.programme_id, now=now
    )
