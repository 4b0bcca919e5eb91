"""Complaints: anybody may object, somebody else answers within a fortnight, and all is counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.complaints import Complaint, ComplaintKind, Outcome
from portal import codes, hearings, history, letters, receipts
from portal.child_limits import require_guarded
from portal.desks import Desk
from portal.errors import Refused
from portal.letters import LetterKind
from portal.people import Member
from portal.permissions import may_answer, require
from portal.receipts import ActKind

__all__ = [
    "ANSWERED_WITHIN",
    "LONGEST",
    "Answered",
    "Complaint",
    "ComplaintKind",
    "NoWords",
    "Objection",
    "Outcome",
    "OwnComplaint",
    "TooManyComplaints",
    "answer",
    "close",
    "find_again",
    "record",
    "tidy_words",
]

ANSWERED_WITHIN = timedelta(days=14)
LONGEST = 1000  # signs
MOST_OPEN = 5  # of one person in one programme

OPEN = Statement(
    pick(func.count()).where(
        col(Complaint.made_by) == bindparam("me_id"),
        col(Complaint.programme_id) == bindparam("programme_id"),
        col(Complaint.answered_at).is_(None),
    )
)


class NoWords(Refused):
    """An objection, and an answer to it, are made in words; at most `most` signs."""


class TooManyComplaints(Refused):
    """`most` of one person's are open in this programme already."""


class Answered(Refused):
    """Somebody has answered it."""


class OwnComplaint(Refused):
    """Nobody answers their own."""


@dataclass(frozen=True)
class Objection:
    """What somebody objects to, in their words; it may name its claim, or a reward."""

    programme_id: UUID
    kind: ComplaintKind
    words: str
    claim_code: str | None = None
    reward_id: UUID | None = None
    is_meant: bool = False  # what looks like a name in a child's words is none

    def facts(self, me: Member) -> list[object]:
        """Return what the same form says when it is sent again."""
        about = [self.kind, self.claim_code, *([self.reward_id] if self.reward_id else [])]
        return [me.id, *about, tidy_words(self.words)]


def find_again(session: Session, me: Member, what: Objection, idem: str) -> str | None:
    """Return the code of the same form sent before; raises AlreadyUsed, NoWords."""
    earlier = receipts.find_earlier(session, what.programme_id, idem, what.facts(me))
    return str(earlier.code) if earlier else None


def record(session: Session, me: Member, what: Objection, *, idem: str, now: datetime) -> str:
    """Write it down with the day by which it is answered; return its code.

    An appeal comes through `appeals.appeal`. Raises NoWords, TooManyComplaints; of a child's
    words also what `require_guarded` raises.
    """
    if again := find_again(session, me, what, idem):
        return again
    require_guarded(me, what.words, is_meant=what.is_meant)
    here = {"me_id": me.id, "programme_id": what.programme_id}
    if OPEN.value(session, **here) >= MOST_OPEN:
        raise TooManyComplaints(most=MOST_OPEN)
    code = codes.new_code("B")
    session.add(
        Complaint(
            programme_id=what.programme_id,
            code=code,
            kind=what.kind,
            claim_code=what.claim_code,
            reward_id=what.reward_id,
            made_by=me.id,
            words=tidy_words(what.words),
            made_at=now,
            answer_by=now + ANSWERED_WITHIN,
        )
    )
    session.flush()
    act, facts = ActKind.COMPLAINT, what.facts(me)
    receipts.issue(session, what.programme_id, act, idem, facts, code=code, now=now)
    history.record(session, me.id, act, code, programme_id=what.programme_id, now=now)
    return code


def answer(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    outcome: Outcome,
    words: str,
    *,
    idem: str,
    now: datetime,
) -> None:
    """Answer what is about a programme. Raises Answered, NoWords, OwnComplaint, NotAllowed."""
    row = hearings.find_at_desk(session, desk, code)
    require(may_answer(desk.roles, is_appeal=False) and row.kind is not ComplaintKind.DECISION)
    close(session, me, row, outcome, words, idem=idem, now=now)


def close(
    session: Session,
    me: Member,
    row: Row[Any],
    outcome: Outcome,
    words: str,
    *,
    idem: str,
    now: datetime,
) -> bool:
    """Answer once, and tell whoever asked; False when this very answer was given before.

    Raises Answered, NoWords, OwnComplaint.
    """
    said = tidy_words(words)
    facts = [me.id, row.code, outcome, said]
    if receipts.find_earlier(session, row.programme_id, idem, facts):
        return False
    if row.made_by == me.id:
        raise OwnComplaint
    complaint = session.get_one(Complaint, (row.programme_id, row.code), with_for_update=True)
    if complaint.outcome:
        raise Answered
    complaint.outcome, complaint.answer = outcome, said
    complaint.answered_by, complaint.answered_at = me.id, now
    session.flush()
    told = {"code": row.code, "outcome": outcome, "link": f"/me/complaints/{row.code}"}
    letters.write(session, LetterKind.ANSWER, [row.made_by], told, now=now)
    act, programme_id = ActKind.COMPLAINT_ANSWERED, row.programme_id
    receipts.issue(session, programme_id, act, idem, facts, code=row.code, now=now)
    history.record(session, me.id, act, row.code, programme_id=programme_id, now=now)
    return True


def tidy_words(typed: str) -> str:
    """Return what somebody wrote, without spaces around it; raises NoWords."""
    said = typed.strip()
    if not said or len(said) > LONGEST:
        raise NoWords(most=LONGEST)
    return said
