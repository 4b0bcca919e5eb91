"""Records: what the portal itself saw somebody do becomes a checked action in the same moment.

Whoever wrote the questions, or signed the rules, answers for it by name; they never lived with the
claimant. Where all of them did, the action waits for a check like any other. It counts once for
each person and subject, and nothing of it is looked at a second time: there is nothing to see.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, Decision
from db.tables.programmes import RuleSet
from db.tables.questionnaires import RecordCheck
from portal import claims, earners, ids, ledger, programmes, totals
from portal.awards import award_queued
from portal.decisions import CASES, Case, Verdict, carry_out, keep
from portal.errors import NotFound, Refused
from portal.files import Shelf
from portal.people import Member
from portal.permissions import Standing
from portal.programmes import local_day
from portal.told import Told

__all__ = ["WELCOME", "OnlyAdults", "find_or_none", "log", "require_adult"]

WELCOME = "welcome"  # the subject of who has read how a programme works
MINE = Statement(
    pick(RecordCheck.subject, RecordCheck.claim_code).where(
        col(RecordCheck.programme_id) == bindparam("programme_id"),
        col(RecordCheck.subject) == bindparam("subject"),
        col(RecordCheck.person_id) == bindparam("person_id"),
    )
)
SIGNERS = Statement(
    pick(RuleSet.approved_by, RuleSet.written_by).where(
        col(RuleSet.programme_id) == bindparam("programme_id"),
        col(RuleSet.version) == bindparam("version"),
    )
)


class OnlyAdults(Refused):
    """This is for adults: nothing is missing to a child who leaves it out."""


def require_adult(me: Member) -> None:
    """Raise OnlyAdults for a child."""
    if me.standing is not Standing.ADULT:
        raise OnlyAdults


def find_or_none(session: Session, me: Member, programme_id: UUID, subject: str) -> Row[Any] | None:
    """Return what is recorded of me, if it is: with the code of the action, if it became one."""
    facts = {"programme_id": programme_id, "subject": subject, "person_id": me.id}
    return MINE.first(session, **facts)


def log(
    session: Session,
    me: Member,
    programme: Any,
    subject: str,
    activity: str,
    *,
    written_by: Iterable[UUID] = (),
    shelf: Shelf,
    now: datetime,
) -> str | None:
    """Record it once, as an action where the rules give something for it; return its code.

    `programme` is any row with the programme's columns. Raises as claims.submit.
    """
    programme_id = programme.programme_id
    ledger.lock(session, programme_id)
    if earlier := find_or_none(session, me, programme_id, subject):
        known: str | None = earlier.claim_code
        return known
    what = _worth_or_none(session, programme, activity, now)
    code = None
    if what:
        day = local_day(what.time_zone, now)
        told = Told(Decimal(what.least_amount), day, is_recorded=True)
        idem = ids.digest(f"record|{programme_id}|{subject}|{me.id}")
        code = claims.submit(session, me, what, told, shelf=shelf, idem=idem, now=now)
        _approve(session, me, what, code, written_by, now)
    row = {"programme_id": programme_id, "subject": subject, "person_id": me.id}
    session.add(RecordCheck(**row, claim_code=code))
    session.flush()
    return code


def _worth_or_none(session: Session, programme: Any, activity: str, now: datetime) -> Any:
    """Return the activity as the rules have it, if a record is enough for it there."""
    try:
        what = programmes.find_activity(session, programme.programme_code, activity, now=now)
    except NotFound:
        return None
    return what if "A" in what.evidence else None


def _approve(
    session: Session, me: Member, what: Any, code: str, written_by: Iterable[UUID], now: datetime
) -> None:
    signed = SIGNERS.one(session, programme_id=what.programme_id, version=what.version)
    near = earners.near(session, me.id) | {me.id}
    far = [one for one in (*written_by, *signed) if one not in near]
    if not far:
        return
    row = CASES.one(session, me_id=far[0], programme_id=what.programme_id, codes=[code])
    claim = session.get_one(Claim, (what.programme_id, code), with_for_update=True)
    case = Case(claim, row, Verdict(code, Decision.APPROVE, claim.revision))
    before = [totals.facts(claim)]
    carry_out(session, what.programme_id, [case])
    keep(session, what.programme_id, [case], far[0], code, now)
    totals.count(session, what.programme_id, before=before, after=[totals.facts(claim)])
    award_queued(session, what.programme_id, now=now)
