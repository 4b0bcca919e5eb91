"""The daily seal: every new act becomes a leaf of the public log, and the head is signed.

Safe to repeat and to run twice at once: whoever comes second finds nothing new.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, insert, select
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.books import Book
from db.tables.ledger import Txn
from db.tables.seals import Leaf, LogKey, TreeHead
from portal import clock, heads, notes, tiles
from portal.errors import ClockJumped
from portal.heads import Head
from portal.keys import Keys
from portal.merkle import Span
from portal.notes import Signer, Verifier
from portal.stamps import later, stamp

__all__ = ["KeyMissing", "NotLost", "be_alone", "replace_key", "seal"]

_LOCK = 0x7A11B  # the one advisory lock of the log on PostgreSQL
ALONE = Statement(select(func.pg_advisory_xact_lock(_LOCK)))

_last = pick(func.max(Leaf.seq)).where(col(Leaf.programme_id) == Book.programme_id)
_sealed = (
    pick(
        col(Book.programme_id).label("book"),
        func.coalesce(_last.correlate(Book).scalar_subquery(), 0).label("seq"),
    )
    .select_from(Book)
    .subquery("sealed")
)
_new = (  # one look into the key for each book, then what is new in it
    pick(
        *(Txn.programme_id, Txn.seq, Txn.prev_seq, Txn.hash),
        func.row_number().over(order_by=[col(Txn.programme_id), col(Txn.seq)]).label("n"),
    )
    .join(_sealed, (_sealed.c.book == Txn.programme_id) & (col(Txn.seq) > _sealed.c.seq))
    .subquery("new")
)
_size = bindparam("size", type_=Integer)
_place = _size + _new.c.n - 1
APPEND = Statement(
    insert(Leaf).from_select(
        ["place", "prev_place", "programme_id", "seq", "prev_seq", "hash"],
        select(
            _place,
            func.nullif(_place - 1, -1),
            *(_new.c.programme_id, _new.c.seq, _new.c.prev_seq, _new.c.hash),
        ),
    )
)
SIZE = Statement(pick(func.coalesce(func.max(Leaf.place) + 1, 0)))
ADD_HEAD = Statement(insert(TreeHead))
ADD_KEY = Statement(insert(LogKey))


class KeyMissing(Exception):
    """The key that signed the last head is not here, and the new one is not vouched for by it."""


class NotLost(Exception):
    """The log has its key, or has another one in its place that has not signed yet."""


def be_alone(session: Session) -> None:
    """Wait until nobody else seals; writers of SQLite are alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        ALONE.value(session)


def seal(session: Session, *, now: datetime, key: Keys) -> Head | None:
    """Seal everything up to now; return the newest head, or None before the first book.

    The day of a seal confirms the clock. Raises ClockJumped when that day is further past the
    newest confirmed one than a seal may go, and KeyMissing.
    """
    be_alone(session)
    before, known = heads.newest(session), clock.newest(session)
    if known is None:
        return None
    day = _day(before, known, now)
    old = before.size if before else 0
    APPEND.run(session, {"size": old})
    size = SIZE.value(session)
    if before and (before.size, before.day) == (size, day):
        return before
    tiles.complete(session, old, size)
    [root] = tiles.roots(session, [Span(0, size)])
    return _add(session, before, size, root, day, _signers(session, key, now))


def _day(before: Head | None, known: str, now: datetime) -> str:
    """Return the day to seal: the clock's, but never before the last one."""
    day = now.astimezone(UTC).date().isoformat()
    until = later(known, clock.SEAL_SLACK)
    if day > until:
        raise ClockJumped(day=day, until=until)
    return max(day, before.day) if before else day


def _signers(session: Session, key: Keys, now: datetime) -> Sequence[Signer]:
    """Return who signs the next head; a new key is written down, and vouched for by the old one."""
    known, own = heads.keys(session), str(key.log.verifier)
    if known and known[-1].vkey == own:
        return [key.log]
    if known and known[-1].vkey not in {str(one.verifier) for one in key.signers}:
        raise KeyMissing
    _add_key(session, len(known), own, now)
    return key.signers if known else [key.log]


def replace_key(session: Session, key: Keys, by: Sequence[UUID], *, now: datetime) -> None:
    """Put our key in the place of one that is lost: no key vouches for it, two people do.

    Raises NotAllowed unless both answer for something here, and NotLost when the key that signed
    the newest head is here, or one was put in its place already.
    """
    be_alone(session)
    first, second = clock.require_two(session, by, now=now)
    known, newest = heads.keys(session), heads.newest(session)
    ours = {str(one.verifier) for one in key.signers}
    if newest is None or known[-1].vkey in ours or not _has_signed(newest, known[-1].vkey):
        raise NotLost
    own = str(key.log.verifier)
    _add_key(session, len(known), own, now, first_by=first, second_by=second)


def _has_signed(head: Head, vkey: str) -> bool:
    try:
        return bool(notes.verified(head.note, Verifier.read(vkey)))
    except notes.NotSigned:
        return False


def _add_key(session: Session, count: int, vkey: str, now: datetime, **by: UUID) -> None:
    links = {"number": count + 1, "prev_number": count or None}
    facts = {"first_by": None, "second_by": None, **by}
    ADD_KEY.run(session, {**links, "vkey": vkey, "at": stamp(now), **facts})


def _add(
    session: Session,
    before: Head | None,
    size: int,
    root: bytes,
    day: str,
    signers: Sequence[Signer],
) -> Head:
    origin = before.origin if before else signers[0].verifier.name
    last = before.number if before else None
    note = notes.sign(heads.text_of(origin, size, root, day), *signers)
    head = Head((last or 0) + 1, origin, size, root, day, note.signatures)
    ADD_HEAD.run(
        session,
        {
            "number": head.number,
            "prev_number": last,
            "origin": origin,
            "size": size,
            "root": root.hex(),
            "day": day,
            "signatures": head.signatures,
        },
    )
    return head
