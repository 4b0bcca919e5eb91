"""Witnesses (C2SP tlog-witness): other installations that cosign our heads, and we theirs.

A witness remembers the largest head of a log that it signed, and signs the next one only when
that grew out of it. So a log cannot show one past to some people and another one to others.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.seals import Cosignature, KnownLog, TreeHead, Witnessed
from portal import heads, merkle, notes, tiles
from portal.errors import NotFound
from portal.heads import Head
from portal.merkle import EMPTY
from portal.notes import LOG, Checkpoint, Note, NotSigned, Signer, Unreadable, Verifier
from portal.stamps import stamp

__all__ = ["MOST_BYTES", "Answer", "NotCosigned", "Send", "answer", "ask", "keep", "trust"]

MOST_BYTES = 64_000
MOST_HASHES = 63
_ROOT_BYTES = len(EMPTY)
_LOCK = 0x7A11C  # the one advisory lock of the witness on PostgreSQL
_SIZE = "text/x.tlog.size"

ALONE = Statement(select(func.pg_advisory_xact_lock(_LOCK)))
TRUSTED = Statement(pick(KnownLog.vkey).where(col(KnownLog.origin) == bindparam("origin")))
TRUST = Statement(insert(KnownLog))
LAST = Statement(
    pick(Witnessed.size, Witnessed.root)
    .where(col(Witnessed.origin) == bindparam("origin"))
    .order_by(col(Witnessed.size).desc())
    .limit(1)
)
REMEMBER = Statement(insert(Witnessed))
COSIGNED = Statement(  # how much of our log a witness has seen
    pick(func.max(TreeHead.size))
    .join(Cosignature, col(Cosignature.head) == TreeHead.number)
    .where(col(Cosignature.vkey) == bindparam("vkey"))
)
KEPT = Statement(
    pick(Cosignature.line).where(
        col(Cosignature.head) == bindparam("head"), col(Cosignature.vkey) == bindparam("vkey")
    )
)
KEEP = Statement(insert(Cosignature))


class Answer(NamedTuple):
    """What a witness says: a status of the web, and a text."""

    status: int
    text: str = ""
    kind: str = "text/plain"


Send = Callable[[str], Answer]


class NotCosigned(Exception):
    """The witness did not sign: its answer, in words."""


class _Request(NamedTuple):
    old: int
    proof: list[bytes]
    note: Note
    head: Checkpoint


def trust(session: Session, log: Verifier) -> None:
    """Let the log with this key ask us to witness it; harmless when it may."""
    if log.kind != LOG:
        raise Unreadable("this is the key of a witness, not of a log")
    if str(log) not in TRUSTED.values(session, origin=log.name):
        TRUST.run(session, {"vkey": str(log), "origin": log.name})


# What we say as a witness


def answer(session: Session, asked: str, key: Signer, *, now: datetime) -> Answer:
    """Cosign the head of a log we know, when it grew out of the last one we signed."""
    try:
        request = _read(asked)
    except Unreadable as error:
        return Answer(400, f"{error}\n")
    if session.get_bind().dialect.name == "postgresql":
        ALONE.value(session)
    trusted = [Verifier.read(vkey) for vkey in TRUSTED.values(session, origin=request.head.origin)]
    if not trusted:
        return Answer(404, "this log is not known here\n")
    try:
        notes.verified(request.note, *trusted)
    except (NotSigned, Unreadable) as error:
        return Answer(403, f"{error}\n")
    return _judge(session, request) or _cosign(session, request, key, now)


def _read(asked: str) -> _Request:
    top, gap, note = asked.partition("\n\n")
    first, *lines = top.split("\n")
    if not gap or not first.startswith("old ") or len(lines) > MOST_HASHES:
        raise Unreadable("not a request to cosign")
    proof = [notes.decode(line) for line in lines]
    if any(len(one) != _ROOT_BYTES for one in proof):
        raise Unreadable("not a proof")
    read = Note.read(note)
    head = Checkpoint.read(read.text)
    old = notes.number(first.removeprefix("old "))
    if old > head.size:
        raise Unreadable("the old size is larger than the new one")
    return _Request(old, proof, read, head)


def _judge(session: Session, request: _Request) -> Answer | None:
    """Say what speaks against a head, or None."""
    last, head = LAST.first(session, origin=request.head.origin), request.head
    size, root = (last.size, bytes.fromhex(last.root)) if last else (0, EMPTY)
    if request.old != size or (head.size == size and head.root != root):
        return Answer(409, f"{size}\n", _SIZE)
    if not merkle.grown(size, head.size, root, head.root, request.proof):
        return Answer(422, "the log did not only grow\n")
    return None


def _cosign(session: Session, request: _Request, key: Signer, now: datetime) -> Answer:
    head = request.head
    if head.size > request.old:
        facts = {"origin": head.origin, "size": head.size, "prev_size": request.old}
        REMEMBER.run(session, {**facts, "root": head.root.hex(), "at": stamp(now)})
    return Answer(200, notes.cosign(request.note.text, key, now=now))


# What we ask of a witness


def ask(session: Session, send: Send, witness: Verifier) -> tuple[Head, str]:
    """Ask a witness to cosign our newest head; return it, and the line it signed.

    Nothing is written, so that no transaction waits for somebody else's machine. Raises
    NotFound before the first seal, and NotCosigned.
    """
    head = heads.newest(session)
    if not head:
        raise NotFound
    old = COSIGNED.value(session, vkey=str(witness)) or 0
    said = send(_request(session, old, head))
    if said.status == 409 and (seen := _size(said)) is not None and seen <= head.size:  # noqa: PLR2004
        said = send(_request(session, seen, head))  # it has seen more, or less, than we know
    if said.status != 200:  # noqa: PLR2004
        raise NotCosigned(f"{said.status} {said.text.strip()[:200]}")
    try:
        line = notes.verified(Note.read(f"{head.text}\n{said.text}"), witness)[witness]
    except (NotSigned, Unreadable) as error:
        raise NotCosigned(str(error)) from None
    return head, line


def keep(session: Session, head: Head, witness: Verifier, line: str, *, now: datetime) -> None:
    """Publish what a witness signed together with the head; harmless when it is there."""
    if KEPT.value(session, head=head.number, vkey=str(witness)) is None:
        facts = {"head": head.number, "vkey": str(witness), "line": line, "at": stamp(now)}
        KEEP.run(session, facts)


def _request(session: Session, old: int, head: Head) -> str:
    lines = [f"old {old}", *map(notes.encode, _proof(session, old, head.size))]
    return "\n".join(lines) + f"\n\n{head.text}\n{head.signatures}"


def _proof(session: Session, old: int, size: int) -> Sequence[bytes]:
    spans = merkle.steps(old, size)
    return tiles.roots(session, spans) if spans else []


def _size(said: Answer) -> int | None:
    try:
        return notes.number(said.text.removesuffix("\n"))
    except Unreadable:
        return None
