"""Letters: written into the outbox with the act they tell of, put into words and sent by a job.

An act that is rolled back writes nothing. A letter goes out at least once: a process that dies
between the server's yes and our note sends it again, under the same number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, exists, func, insert, update
from sqlmodel import Session, col

from db.columns import Facts
from db.statement import Statement, pick
from db.tables.letters import Letter, LetterKind, LetterRefusal
from db.tables.people import Person
from portal import ids

__all__ = [
    "JOB",
    "OPTIONAL",
    "Facts",
    "LetterKind",
    "Queue",
    "Render",
    "Written",
    "find",
    "forget_old",
    "give_up",
    "is_due",
    "list_newest",
    "look",
    "note_failed",
    "note_sent",
    "take",
    "write",
    "write_to",
]

JOB = "letters"  # the job that sends them
BATCH = 20  # letters a process takes at once
FIRST_PAUSE = timedelta(minutes=1)  # doubled by each failure
LONGEST_PAUSE = timedelta(hours=6)
MOST_TRIES = 20  # about three days
KEPT = timedelta(days=90)  # after it was sent or given up
NO_ADDRESS = "no address"
# These may be refused. All others are about safety, or answer somebody who asked.
OPTIONAL = (LetterKind.LAPSE_NOTICE, LetterKind.LAPSE_PLANNED, LetterKind.SEAL)
# These hold a link that lets somebody in, or an old address: they are not kept once they are sent.
SECRET = (
    *(LetterKind.INVITATION, LetterKind.SIGN_IN_LINK, LetterKind.PASSWORD_LINK),
    *(LetterKind.JOIN_LINK, LetterKind.JOIN_KNOWN, LetterKind.EMAIL_LINK, LetterKind.EMAIL_CHANGED),
)


@dataclass(frozen=True)
class Written:
    """A letter in words."""

    subject: str
    text: str
    html: str


Render = Callable[[LetterKind, str, Facts], Written]  # the pages' part, handed in


@dataclass(frozen=True)
class Queue:
    """How the outbox is: what waits, since when, and what was given up."""

    waiting: int
    oldest_at: datetime | None
    given_up: int


_LETTERS = pick(
    *(Letter.id, Letter.person_id, Letter.kind, Letter.language, Letter.facts, Letter.written_at),
    *(Letter.due_at, Letter.sent_at, Letter.tries, Letter.fault),
    func.coalesce(Person.name, Letter.address).label("name"),
    func.coalesce(Letter.address, Person.email).label("email"),
).outerjoin(Person, col(Person.id) == Letter.person_id)
_ADDRESSES = pick(Person.id, Person.language, Person.email, Person.paused_at).where(
    col(Person.id).in_(bindparam("ids", expanding=True)),
    ~exists().where(
        col(LetterRefusal.person_id) == Person.id, col(LetterRefusal.kind) == bindparam("kind")
    ),
)
READERS = Statement(_ADDRESSES)
WRITE = Statement(insert(Letter))
DUE = Statement(
    _LETTERS.where(col(Letter.due_at) <= bindparam("now"))
    .order_by(col(Letter.due_at), col(Letter.id))
    .limit(BATCH)
)
IS_DUE = Statement(pick(Letter.id).where(col(Letter.due_at) <= bindparam("now")).limit(1))
NEWEST = Statement(_LETTERS.order_by(col(Letter.id).desc()).limit(50))
LETTER = Statement(_LETTERS.where(col(Letter.id) == bindparam("id")))
PUT_OFF = Statement(
    update(Letter)
    .where(col(Letter.id) == bindparam("id_"))
    .values(due_at=bindparam("again_at"), tries=col(Letter.tries) + 1)
)
SENT = Statement(
    update(Letter)
    .where(col(Letter.id) == bindparam("id_"))
    .values(sent_at=bindparam("now"), due_at=None, fault="")
)
FAILED = Statement(
    update(Letter).where(col(Letter.id) == bindparam("id_")).values(fault=bindparam("why"))
)
GIVE_UP = Statement(
    update(Letter)
    .where(col(Letter.id) == bindparam("id_"))
    .values(fault=bindparam("why"), due_at=None)
)
FORGET_SECRET = Statement(
    delete(Letter).where(col(Letter.id) == bindparam("id_"), col(Letter.kind).in_(SECRET))
)
FORGET = Statement(
    delete(Letter).where(
        col(Letter.due_at).is_(None), col(Letter.written_at) < bindparam("written_before")
    )
)
LOOK = Statement(
    pick(
        func.count(col(Letter.due_at)).label("waiting"),
        func.min(Letter.written_at).filter(col(Letter.due_at).is_not(None)).label("oldest_at"),
        func.count()
        .filter(col(Letter.due_at).is_(None), col(Letter.sent_at).is_(None))
        .label("given_up"),
    ).select_from(Letter)
)


def write(
    session: Session,
    kind: LetterKind,
    to: Sequence[UUID],
    facts: Facts,
    *,
    language: str | None = None,
    now: datetime,
) -> None:
    """Write a letter to each of these people, in the caller's transaction.

    Who has no address gets one all the same, to be printed. Who refused this kind gets none, and
    who pauses none that may be refused. `language` is for whoever has chosen none.
    """
    found = READERS.all(session, ids=list(to), kind=kind) if to else []
    readers = [one for one in found if not (one.paused_at and kind in OPTIONAL)]
    rows = [
        {
            **_row(kind, reader.language or language, facts, now),
            "person_id": reader.id,
            "due_at": now if reader.email else None,
            "fault": "" if reader.email else NO_ADDRESS,
        }
        for reader in readers
    ]
    if rows:
        WRITE.run(session, *rows)


def write_to(
    session: Session,
    kind: LetterKind,
    address: str,
    language: str | None,
    facts: Facts,
    *,
    now: datetime,
) -> None:
    """Write to an address, whether anybody here has it or not."""
    WRITE.run(session, {**_row(kind, language, facts, now), "address": address})


def _row(kind: LetterKind, language: str | None, facts: Facts, now: datetime) -> dict[str, Any]:
    return {
        "id": ids.new_id(now),
        "person_id": None,
        "address": None,
        "kind": kind,
        "language": language,
        "facts": facts,
        "written_at": now,
        "due_at": now,
        "sent_at": None,
        "tries": 0,
        "fault": "",
    }


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a letter waits to be sent now."""
    return IS_DUE.first(session, now=now) is not None


def take(session: Session, *, now: datetime) -> Sequence[Row[Any]]:
    """Take some letters that are due. Each is put off at once, in case we die on the way."""
    due = DUE.all(session, now=now)
    if due:
        PUT_OFF.run(session, *({"id_": one.id, "again_at": _again(one.tries, now)} for one in due))
    return due


def note_sent(session: Session, letter: UUID, *, now: datetime) -> None:
    """Remember that the server took it; what holds a secret is forgotten."""
    SENT.run(session, {"id_": letter, "now": now})
    FORGET_SECRET.run(session, {"id_": letter})


def note_failed(session: Session, letter: Row[Any], why: str) -> None:
    """Remember why it was not taken; the last of many tries gives it up."""
    is_last = letter.tries + 1 >= MOST_TRIES
    (GIVE_UP if is_last else FAILED).run(session, {"id_": letter.id, "why": why})


def give_up(session: Session, letter: UUID, why: str) -> None:
    """Stop trying: there is no such address."""
    GIVE_UP.run(session, {"id_": letter, "why": why})
    FORGET_SECRET.run(session, {"id_": letter})


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what was sent or given up long ago; return how many."""
    return FORGET.run(session, {"written_before": now - KEPT})


def list_newest(session: Session) -> Sequence[Row[Any]]:
    """Return the newest letters, for whoever tries the portal out."""
    return NEWEST.all(session)


def find(session: Session, letter: UUID) -> Row[Any] | None:
    """Return one letter."""
    return LETTER.first(session, id=letter)


def look(session: Session) -> Queue:
    """Return how the outbox is."""
    return Queue(**LOOK.one(session)._mapping)


def _again(tries: int, now: datetime) -> datetime:
    pause: timedelta = FIRST_PAUSE * 2 ** min(tries, MOST_TRIES)
    return now + min(pause, LONGEST_PAUSE)
