"""Choices of letters: what is no matter of safety can be refused, with one press and for good.

A link in each such letter carries, sealed, whose it is and of which kind: whoever has the letter
may refuse it without signing in, and so may their mail programme (RFC 8058).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.letters import LetterKind, LetterRefusal
from portal.errors import NotFound
from portal.letters import OPTIONAL
from portal.people import Member
from portal.vault import Unsealed, Vault

__all__ = ["choose", "link_of", "list_refused", "offered", "read_link", "refuse"]

_PURPOSE = "refusal of letters"
_OF_DESKS = {LetterKind.LAPSE_PLANNED, LetterKind.SEAL}  # nobody else ever gets them

REFUSED = Statement(
    pick(LetterRefusal.kind).where(col(LetterRefusal.person_id) == bindparam("person_id"))
)
REFUSE = Statement(insert(LetterRefusal).on_conflict_do_nothing())
TAKE_BACK = Statement(
    delete(LetterRefusal).where(
        col(LetterRefusal.person_id) == bindparam("person_"),
        col(LetterRefusal.kind) == bindparam("kind_"),
    )
)


def offered(me: Member) -> list[LetterKind]:
    """Return the kinds this person could get and may refuse."""
    return [kind for kind in OPTIONAL if me.has_desk or kind not in _OF_DESKS]


def list_refused(session: Session, me: Member) -> set[LetterKind]:
    """Return what I do not want."""
    return {row.kind for row in REFUSED.all(session, person_id=me.id)}


def choose(session: Session, me: Member, wanted: Collection[LetterKind], *, now: datetime) -> None:
    """Get these from now on, and none of the others that may be refused."""
    for kind in offered(me):
        if kind in wanted:
            TAKE_BACK.run(session, {"person_": me.id, "kind_": kind})
        else:
            refuse(session, me.id, kind, now=now)


def refuse(session: Session, person_id: UUID, kind: LetterKind, *, now: datetime) -> None:
    """Get no more letters of this kind. Harmless twice."""
    REFUSE.run(session, {"person_id": person_id, "kind": kind, "said_at": now})


def link_of(vault: Vault, letter: Row[Any]) -> str:
    """Return the path at which a letter's reader refuses its kind, or "" where none may."""
    if letter.kind not in OPTIONAL or letter.person_id is None:
        return ""
    text = f"{letter.person_id} {letter.kind}"
    return f"/letters/off/{vault.seal(_PURPOSE, text, now=letter.written_at)}"


def read_link(vault: Vault, token: str, *, now: datetime) -> tuple[UUID, LetterKind]:
    """Return whose letters of which kind a link refuses; raises NotFound. It never ends."""
    try:
        person_id, _, kind = vault.open(_PURPOSE, token, now=now).partition(" ")
    except Unsealed:
        raise NotFound from None
    return UUID(person_id), LetterKind(kind)
