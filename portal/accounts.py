"""Accounts of the ledger: how they are named, and how they are opened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, insert, select
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.books import Account, Book
from portal import clock, ids
from portal.moves import AccountKind

__all__ = ["cause_account", "open_account", "open_book", "single"]

SINGLES = ("mint", "budget", "reserve", "redeemed", "settled")  # one of each in a book

_NAMES = ("programme_id", "id", "kind", "cause_id", "round_id")
_facts: list[Any] = [bindparam(name, type_=getattr(Account, name).type) for name in _NAMES]
_is_open = exists().where(
    col(Account.programme_id) == bindparam("programme_id"), col(Account.id) == bindparam("id")
)
OPEN = Statement(insert(Account).from_select(_NAMES, select(*_facts).where(~_is_open)))


def single(programme_id: UUID, kind: AccountKind) -> UUID:
    """Return the id of the one account of its kind: mint, budget, reserve, redeemed, settled."""
    return ids.derived(programme_id, kind)


def cause_account(cause_id: UUID, round_id: UUID | None = None) -> UUID:
    """Return the id of a cause's account in a round, or of its standing account."""
    return ids.derived(cause_id, round_id) if round_id else cause_id


def open_book(
    session: Session,
    programme_id: UUID,
    *,
    two_person_over: int,
    award_cap_day: int,
    now: datetime,
) -> None:
    """Open a programme's book with its single accounts; the list of moves is closed from now on.

    The first book of an installation also confirms the day on which it is opened.
    """
    limits = {"two_person_over": two_person_over, "award_cap_day": award_cap_day}
    session.add(Book(programme_id=programme_id, **limits, opened_on=clock.day_of(now)))
    session.flush()
    for kind in map(AccountKind, SINGLES):
        session.add(Account(programme_id=programme_id, id=single(programme_id, kind), kind=kind))
    session.flush()


def open_account(
    session: Session,
    programme_id: UUID,
    account_id: UUID,
    kind: AccountKind,
    *,
    cause_id: UUID | None = None,
    round_id: UUID | None = None,
) -> None:
    """Open an account; harmless when it is open."""
    session.flush()
    OPEN.run(
        session,
        {
            "programme_id": programme_id,
            "id": account_id,
            "kind": kind,
            "cause_id": cause_id,
            "round_id": round_id,
        },
    )
