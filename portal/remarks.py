"""Remarks: what an auditor says beside a programme, in public, and what is answered to it.

A remark is public at once and never deleted. Whoever runs the programme answers it once; the
auditor's organisation may withdraw it, with a reason, and it stays readable.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from db.tables.remarks import Remark
from portal import codes, desks, history, receipts
from portal.audited import find_audited
from portal.complaints import LONGEST, Answered, NoWords, tidy_words
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_answer, may_audit, require
from portal.receipts import ActKind

__all__ = [
    "LONGEST",
    "Answered",
    "NoWords",
    "Remark",
    "Withdrawn",
    "answer",
    "find_at_desk",
    "find_own",
    "list_at_desk",
    "list_of",
    "withdraw",
    "write",
]

_REMARKS = (
    pick(
        *(Remark.code, Remark.words, Remark.written_at, Remark.organisation_id),
        *(Remark.answer, Remark.answered_at, Remark.withdrawn_why, Remark.withdrawn_at),
        col(Organisation.name).label("organisation_name"),
        col(Organisation.slug).label("organisation_slug"),
        col(Organisation.code).label("organisation_code"),
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
    )
    .join(Organisation, col(Organisation.id) == Remark.organisation_id)
    .join(Programme, col(Programme.id) == Remark.programme_id)
    .order_by(col(Remark.written_at).desc(), col(Remark.code))
    .limit(100)
)
OF_PROGRAMME = Statement(_REMARKS.where(col(Remark.programme_id) == bindparam("programme_id")))
AT_DESK = Statement(
    _REMARKS.where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Programme.code) == bindparam("code"),
    )
)
OWN = Statement(
    _REMARKS.where(
        col(Remark.organisation_id) == bindparam("organisation_id"),
        col(Remark.code) == bindparam("code"),
    )
)
KEY = Statement(
    pick(Remark.programme_id, Remark.code, Programme.organisation_id)
    .add_columns(col(Programme.code).label("programme_code"))
    .join(Programme, col(Programme.id) == Remark.programme_id)
    .where(col(Remark.code) == bindparam("code"))
)


class Withdrawn(Refused):
    """It was withdrawn, and says nothing any more that could be answered."""


def list_of(session: Session, programme_id: UUID) -> Sequence[Row[Any]]:
    """Return every remark beside a programme, newest first; everybody may read them."""
    return OF_PROGRAMME.all(session, programme_id=programme_id)


def list_at_desk(session: Session, desk: Desk, code: str) -> Sequence[Row[Any]]:
    """Return the remarks on a programme of this desk, newest first."""
    here = {"organisation_id": desk.organisation_id, "code": code.upper()}
    return AT_DESK.all(session, **here)


def find_own(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return a remark of this auditor's organisation; raises NotAllowed, NotFound."""
    require(may_audit(desk.roles))
    if row := OWN.first(session, organisation_id=desk.organisation_id, code=codes.tidy(code)):
        return row
    raise NotFound


def find_at_desk(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return the keys of a remark on a programme of this desk; raises NotFound."""
    key = _find(session, code)
    if key.organisation_id != desk.organisation_id:
        raise NotFound
    return key


def write(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    words: str,
    *,
    idem: str,
    now: datetime,
) -> str:
    """Remark on a programme in public; return its code. Raises as find_audited, and NoWords."""
    it = find_audited(session, me, desk, code, now=now)
    desks.require_listed(desk.state, desk.state_reason)
    facts = [me.id, it.programme_id, tidy_words(words)]
    if earlier := receipts.find_earlier(session, it.programme_id, idem, facts):
        return str(earlier.code)
    remark = codes.new_code("M")
    session.add(
        Remark(
            programme_id=it.programme_id,
            code=remark,
            organisation_id=desk.organisation_id,
            words=tidy_words(words),
            written_by=me.id,
            written_at=now,
        )
    )
    _remember(session, me, it.programme_id, ActKind.REMARK, idem, facts, remark, now)
    return remark


def answer(
    session: Session, me: Member, desk: Desk, code: str, words: str, *, idem: str, now: datetime
) -> None:
    """Answer a remark on a programme of this desk, once.

    Raises NotAllowed, NotFound, NoWords, Answered, Withdrawn.
    """
    require(may_answer(desk.roles, is_appeal=False))
    key = find_at_desk(session, desk, code)
    facts = [me.id, key.code, "answer", tidy_words(words)]
    if receipts.find_earlier(session, key.programme_id, idem, facts):
        return
    remark = _load(session, key)
    require(remark.written_by != me.id)
    if remark.withdrawn_at:
        raise Withdrawn
    if remark.answered_at:
        raise Answered
    remark.answer, remark.answered_by, remark.answered_at = tidy_words(words), me.id, now
    _remember(session, me, key.programme_id, ActKind.REMARK_ANSWERED, idem, facts, key.code, now)


def withdraw(
    session: Session, me: Member, desk: Desk, code: str, why: str, *, idem: str, now: datetime
) -> str:
    """Say that a remark of this auditor's organisation holds no longer, and why; it stays.

    Returns its programme's code. Raises NotAllowed, NotFound, NoWords, Withdrawn.
    """
    require(may_audit(desk.roles))
    key = _find(session, code)
    facts = [me.id, key.code, "withdraw", tidy_words(why)]
    if receipts.find_earlier(session, key.programme_id, idem, facts):
        return str(key.programme_code)
    remark = _load(session, key)
    if remark.organisation_id != desk.organisation_id:
        raise NotFound
    if remark.withdrawn_at:
        raise Withdrawn
    remark.withdrawn_why, remark.withdrawn_by = tidy_words(why), me.id
    remark.withdrawn_at = now
    _remember(session, me, key.programme_id, ActKind.REMARK_WITHDRAWN, idem, facts, key.code, now)
    return str(key.programme_code)


def _find(session: Session, code: str) -> Row[Any]:
    if key := KEY.first(session, code=codes.tidy(code)):
        return key
    raise NotFound


def _load(session: Session, key: Row[Any]) -> Remark:
    return session.get_one(Remark, (key.programme_id, key.code), with_for_update=True)


def _remember(
    session: Session,
    me: Member,
    programme_id: UUID,
    act: ActKind,
    idem: str,
    facts: object,
    code: str,
    now: datetime,
) -> None:
    session.flush()
    receipts.issue(session, programme_id, act, idem, facts, code=code, now=now)
    history.record(session, me.id, act, code, programme_id=programme_id, now=now)
