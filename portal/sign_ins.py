"""Sign-ins: the browsers in which a person is signed in, how long each lasts, how one is ended.

Who works somewhere is asked sooner than who only has points to lose; a shared computer is locked
after five quiet minutes. That is decided when a token arrives, not when it was given: whoever is
appointed today is asked today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, exists, or_, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Person, SignIn
from db.tables.ways import Passkey, TimeCode
from portal import ids
from portal.people import MEMBERS, Member

__all__ = [
    "RESIDENT",
    "Here",
    "end",
    "end_all",
    "end_one",
    "find_or_none",
    "forget_old",
    "list_mine",
    "note_proof",
    "start",
    "touch",
]


@dataclass(frozen=True)
class Span:
    """How long a sign-in lasts: unused, and at most. Its last use is written down this often."""

    idle: timedelta
    most: timedelta
    step: timedelta


RESIDENT = Span(timedelta(days=30), timedelta(days=90), timedelta(hours=1))
STAFF = Span(timedelta(hours=8), timedelta(days=7), timedelta(minutes=5))
SHARED = Span(timedelta(minutes=5), timedelta(hours=8), timedelta(seconds=10))
PROOF = timedelta(minutes=10)  # after that, money-like acts ask again

_FACTS = ("sign_in_id", "is_shared", "began_at", "seen_at", "proved_at", "has_second")
_HAS_SECOND = or_(
    *(exists().where(col(one.person_id) == Person.id) for one in (TimeCode, Passkey))
).label("has_second")
SIGNED_IN = Statement(
    MEMBERS.join(SignIn, col(SignIn.person_id) == Person.id)
    .add_columns(
        col(SignIn.id).label("sign_in_id"),
        *map(col, (SignIn.is_shared, SignIn.began_at, SignIn.seen_at, SignIn.proved_at)),
        _HAS_SECOND,
    )
    .where(
        col(SignIn.token_hash) == bindparam("token_hash"), col(SignIn.ends_at) > bindparam("now")
    )
)
MINE = Statement(
    pick(SignIn.id, SignIn.device, SignIn.is_shared, SignIn.began_at, SignIn.seen_at)
    .where(col(SignIn.person_id) == bindparam("person_id"), col(SignIn.ends_at) > bindparam("now"))
    .order_by(col(SignIn.seen_at).desc(), col(SignIn.id))
    .limit(100)
)
END = Statement(delete(SignIn).where(col(SignIn.token_hash) == bindparam("token_hash_")))
END_ONE = Statement(
    delete(SignIn).where(
        col(SignIn.id) == bindparam("id_"), col(SignIn.person_id) == bindparam("person_id_")
    )
)
END_ALL = Statement(
    delete(SignIn).where(
        col(SignIn.person_id) == bindparam("person_id_"), col(SignIn.id) != bindparam("but_")
    )
)
TOUCH = Statement(
    update(SignIn)
    .where(col(SignIn.id) == bindparam("id_"), col(SignIn.seen_at) < bindparam("now_"))
    .values(seen_at=bindparam("now_"))
)
PROVED = Statement(
    update(SignIn).where(col(SignIn.id) == bindparam("id_")).values(proved_at=bindparam("now_"))
)
SEEN = Statement(
    update(Person)
    .where(
        col(Person.id) == bindparam("id_"),
        or_(col(Person.seen_on).is_(None), col(Person.seen_on) < bindparam("today")),
    )
    .values(seen_on=bindparam("today"), asked_on=None)
)
FORGET = Statement(delete(SignIn).where(col(SignIn.ends_at) <= bindparam("now_")))
NONE = UUID(int=0)
OF_NOBODY = "-"  # in a token: it is a class card's or a till's


@dataclass(frozen=True)
class Here:
    """The sign-in of the browser that asks, and whose it is."""

    member: Member
    id: UUID
    is_shared: bool
    began_at: datetime
    seen_at: datetime
    proved_at: datetime
    has_second: bool  # an app for time codes, or a passkey

    @property
    def span(self) -> Span:
        """How long it lasts."""
        return _span(self.is_shared, self.member.has_desk)

    def is_live(self, now: datetime) -> bool:
        """Whether it still counts."""
        return _is_within(self.span, self.began_at, self.seen_at, now)

    def is_proved(self, now: datetime) -> bool:
        """Whether it was asked who it is a short while ago."""
        return now - self.proved_at < PROOF

    def is_stale(self, now: datetime) -> bool:
        """Whether its last use should be written down."""
        return now - self.seen_at >= self.span.step


def find_or_none(session: Session, token: str, *, now: datetime) -> Here | None:
    """Return the sign-in a token belongs to; ask it whether it is still live."""
    if not token or OF_NOBODY in token:
        return None
    row = SIGNED_IN.first(session, token_hash=ids.digest(token), now=now)
    if row is None:
        return None
    facts = dict(row._mapping)
    own = {name: facts.pop(name) for name in _FACTS}
    return Here(Member(**facts), own.pop("sign_in_id"), **own)


def start(
    session: Session,
    person_id: UUID,
    *,
    device: str,
    is_shared: bool = False,
    now: datetime,
) -> str:
    """Sign a person in; return the fresh token."""
    token = ids.new_token()
    session.add(
        SignIn(
            token_hash=ids.digest(token),
            id=ids.new_id(now),
            person_id=person_id,
            device=device,
            is_shared=is_shared,
            began_at=now,
            seen_at=now,
            proved_at=now,
            ends_at=now + (SHARED if is_shared else RESIDENT).most,
        )
    )
    session.flush()
    SEEN.run(session, {"id_": person_id, "today": now.date()})
    return token


def end(session: Session, token: str) -> None:
    """Forget the browser that has this token."""
    END.run(session, {"token_hash_": ids.digest(token)})


def end_one(session: Session, me: Member, sign_in_id: UUID) -> None:
    """End one of my sign-ins. Harmless when it has ended, or is not mine."""
    END_ONE.run(session, {"id_": sign_in_id, "person_id_": me.id})


def end_all(session: Session, person_id: UUID, *, but: UUID = NONE) -> int:
    """End every sign-in of a person, except one; return how many."""
    return END_ALL.run(session, {"person_id_": person_id, "but_": but})


def list_mine(session: Session, here: Here, *, now: datetime) -> Sequence[Row[Any]]:
    """Return where I am signed in, last used first; what ran out is not among them."""
    has_desk = here.member.has_desk
    found = MINE.all(session, person_id=here.member.id, now=now)
    return [
        row
        for row in found
        if _is_within(_span(row.is_shared, has_desk), row.began_at, row.seen_at, now)
    ]


def touch(session: Session, here: Here, *, now: datetime) -> None:
    """Write down that it was used."""
    TOUCH.run(session, {"id_": here.id, "now_": now})


def note_proof(session: Session, here: Here, *, now: datetime) -> None:
    """Write down that it was asked who it is, and knew."""
    PROVED.run(session, {"id_": here.id, "now_": now})


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what has ended; return how many rows."""
    return FORGET.run(session, {"now_": now})


def _span(is_shared: bool, has_desk: bool) -> Span:
    return SHARED if is_shared else STAFF if has_desk else RESIDENT


def _is_within(span: Span, began_at: datetime, seen_at: datetime, now: datetime) -> bool:
    return now - seen_at < span.idle and now - began_at < span.most
