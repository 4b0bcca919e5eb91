"""Requests for causes: a charity writes what it needs, a programme accepts it or says why not."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.cause_requests import CauseRequest, RequestState
from db.tables.giving import Cause, CauseState, UnitShape
from db.tables.organisations import Organisation, OrganisationState
from db.tables.programmes import Programme, ProgrammeState
from portal import causes, codes, givers, history, ids, letters, organisations, receipts
from portal.causes import NotACharity, Wish
from portal.desks import Desk, OrganisationKind, require_listed
from portal.errors import NotFound, Refused
from portal.givers import Change
from portal.letters import LetterKind
from portal.people import Member
from portal.permissions import may_plan_round, may_tell_delivery, require
from portal.receipts import ActKind
from portal.register_checks import LONGEST_REASON, ReasonMissing

__all__ = [
    "CauseState",
    "NotACharity",
    "NothingAsked",
    "ReasonMissing",
    "RequestState",
    "UnitShape",
    "Wish",
    "accept",
    "ask",
    "find_at_desk",
    "find_own",
    "list_at_desk",
    "list_of_charity",
    "list_programmes",
    "refuse",
    "withdraw",
]

_REQUESTS = (
    pick(
        *(CauseRequest.programme_id, CauseRequest.id, CauseRequest.code, CauseRequest.charity_id),
        *(CauseRequest.cause_id, CauseRequest.is_change, CauseRequest.name, CauseRequest.need),
        *(CauseRequest.unit_shape, CauseRequest.paper, CauseRequest.asked_by),
        *(CauseRequest.asked_at, CauseRequest.state, CauseRequest.decided_at, CauseRequest.reason),
        col(Organisation.name).label("charity_name"),
        col(Organisation.slug).label("charity_slug"),
        col(Organisation.registration).label("registration"),
        col(Organisation.proved_on).label("proved_on"),
        col(Organisation.state).label("charity_state"),
        col(Organisation.state_reason).label("charity_reason"),
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        Programme.organisation_id,
        Programme.time_zone,
    )
    .join(Organisation, col(Organisation.id) == CauseRequest.charity_id)
    .join(Programme, col(Programme.id) == CauseRequest.programme_id)
)
REQUEST = Statement(_REQUESTS.where(col(CauseRequest.code) == bindparam("code")))
OF_CHARITY = Statement(
    _REQUESTS.where(col(CauseRequest.charity_id) == bindparam("charity_id"))
    .order_by(col(CauseRequest.asked_at).desc())
    .limit(50)
)
AT_DESK = Statement(
    _REQUESTS.where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(CauseRequest.state) == RequestState.WAITING,
    )
    .order_by(col(CauseRequest.asked_at))
    .limit(100)
)
PROGRAMMES = Statement(
    pick(Programme.id, Programme.code, Programme.name, Programme.organisation_id)
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .where(
        col(Programme.state) == ProgrammeState.PUBLISHED,
        col(Organisation.state) == OrganisationState.LISTED,
    )
    .order_by(Programme.code)
    .limit(200)
)


class NothingAsked(Refused):
    """This request was decided or taken back before."""


def list_programmes(session: Session) -> Sequence[Row[Any]]:
    """Return the programmes that may be asked."""
    return PROGRAMMES.all(session)


def ask(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    wish: Wish,
    *,
    cause: str = "",
    idem: str,
    now: datetime,
) -> str:
    """Ask a programme for a cause, or for other words for one of ours; returns its code.

    Raises NotAllowed, NotFound, NotACharity.
    """
    require(may_tell_delivery(desk.roles))
    if desk.kind is not OrganisationKind.CHARITY:
        raise NotACharity
    changed = _own_cause(session, desk, cause) if cause else None
    wanted = changed.programme_code if changed else programme.upper()
    asked = next((row for row in list_programmes(session) if row.code == wanted), None)
    if asked is None:
        raise NotFound
    facts = [me.id, asked.id, cause, asdict(wish)]
    if earlier := receipts.find_earlier(session, asked.id, idem, facts):
        return str(earlier.code)
    row = CauseRequest(
        programme_id=asked.id,
        id=ids.new_id(now),
        code=codes.new_code("Q"),
        charity_id=desk.organisation_id,
        cause_id=changed.cause_id if changed else None,
        is_change=changed is not None,
        asked_by=me.id,
        asked_at=now,
        **asdict(wish),
    )
    session.add(row)
    session.flush()
    receipts.issue(session, asked.id, ActKind.CAUSE, idem, facts, code=row.code, now=now)
    history.record(session, me.id, "cause.asked", row.code, programme_id=asked.id, now=now)
    return row.code


def list_of_charity(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return what a charity asked for, newest first."""
    return OF_CHARITY.all(session, charity_id=desk.organisation_id)


def list_at_desk(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return what waits for an answer of this desk, oldest first."""
    return AT_DESK.all(session, organisation_id=desk.organisation_id)


def find_at_desk(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return a request to a programme of this desk; raises NotFound."""
    row = REQUEST.first(session, code=codes.tidy(code))
    if row is None or row.organisation_id != desk.organisation_id:
        raise NotFound
    return row


def find_own(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return a request of this charity; raises NotFound."""
    row = REQUEST.first(session, code=codes.tidy(code))
    if row is None or row.charity_id != desk.organisation_id:
        raise NotFound
    return row


def withdraw(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Take a request back before it is decided; harmless when it was taken back before."""
    require(may_tell_delivery(desk.roles))
    row = _locked(session, find_own(session, desk, code))
    if row.state is RequestState.WITHDRAWN:
        return
    if row.state is not RequestState.WAITING:
        raise NothingAsked
    row.state = RequestState.WITHDRAWN
    row.decided_at = now
    session.flush()
    history.record(
        session, me.id, "cause.request_withdrawn", row.code, programme_id=row.programme_id, now=now
    )


def accept(
    session: Session, me: Member, desk: Desk, code: str, *, is_common: bool = False, now: datetime
) -> str:
    """Let a need be given to, as the programme's organiser; returns the cause's code.

    Givers of a cause whose words change are told. Harmless when it was accepted before.
    Raises NotAllowed, NotFound, NothingAsked, Suspended, Closed.
    """
    require(may_plan_round(desk.roles))
    found = find_at_desk(session, desk, code)
    row = _locked(session, found)
    if row.state is RequestState.ACCEPTED:
        assert row.cause_id
        return session.get_one(Cause, (row.programme_id, row.cause_id)).code
    _require_open(row)
    require_listed(found.charity_state, found.charity_reason)
    cause = _accepted(session, me, desk, row, is_common, now)
    row.cause_id, row.state = cause.id, RequestState.ACCEPTED
    row.decided_by, row.decided_at = me.id, now
    session.flush()
    _tell(session, row, f"/causes/{cause.slug}-{cause.code}", now)
    return cause.code


def refuse(
    session: Session, me: Member, desk: Desk, code: str, *, reason: str, now: datetime
) -> None:
    """Say no, and why; harmless when it was refused before.

    Raises NotAllowed, NotFound, NothingAsked, ReasonMissing.
    """
    require(may_plan_round(desk.roles))
    row = _locked(session, find_at_desk(session, desk, code))
    why = " ".join(reason.split())
    if row.state is RequestState.REFUSED:
        return
    _require_open(row)
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    row.state, row.reason = RequestState.REFUSED, why
    row.decided_by, row.decided_at = me.id, now
    session.flush()
    history.record(
        session, me.id, "cause.refused", row.code, programme_id=row.programme_id, now=now
    )
    charity = organisations.find_by_id(session, row.charity_id)
    _tell(session, row, f"/charity/{charity.slug}", now)


def _accepted(
    session: Session, me: Member, desk: Desk, row: CauseRequest, is_common: bool, now: datetime
) -> Cause:
    wish = Wish(row.name, row.need, row.unit_shape, row.paper)
    if row.is_change:
        assert row.cause_id
        cause = session.get_one(Cause, (row.programme_id, row.cause_id), with_for_update=True)
        causes.reword(session, me, cause, wish, now=now)
        whom = givers.list_of(session, cause.programme_id, cause_id=cause.id)
        givers.tell(session, whom, givers.said_of(cause, Change.WORDS, now=now), now=now)
        return cause
    return causes.register(
        session,
        me,
        desk,
        row.programme_id,
        charity_id=row.charity_id,
        slug=causes.slug_of(row.name, row.code),
        name=wish.name,
        need=wish.need,
        unit_shape=wish.unit_shape,
        paper=wish.paper,
        is_common=is_common,
        now=now,
    )


def _own_cause(session: Session, desk: Desk, key: str) -> Row[Any]:
    found = causes.find(session, key)
    if found.charity_id != desk.organisation_id:
        raise NotFound
    return found


def _locked(session: Session, found: Row[Any]) -> CauseRequest:
    return session.get_one(
        CauseRequest, (found.programme_id, found.id), with_for_update=True, populate_existing=True
    )


def _require_open(row: CauseRequest) -> None:
    if row.state is not RequestState.WAITING:
        raise NothingAsked


def _tell(session: Session, row: CauseRequest, link: str, now: datetime) -> None:
    told = {"name": row.name, "reason": row.reason, "link": link, "code": row.code}
    letters.write(session, LetterKind.CAUSE_ANSWER, [row.asked_by], told, now=now)
