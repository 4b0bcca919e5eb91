"""Tickets: something begun here comes back once, within minutes, with a proof from elsewhere."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col

from db.columns import Facts
from db.statement import Statement
from db.tables.ways import Ticket, TicketKind
from portal import ids

__all__ = ["STANDS", "TicketKind", "forget_old", "issue", "take"]

STANDS = timedelta(minutes=10)

TAKE = Statement(
    delete(Ticket)
    .where(
        col(Ticket.token_hash) == bindparam("hash_"),
        col(Ticket.kind) == bindparam("kind_"),
        col(Ticket.ends_at) > bindparam("now_"),
    )
    .returning(col(Ticket.facts))
)
FORGET = Statement(delete(Ticket).where(col(Ticket.ends_at) <= bindparam("now_")))


def issue(session: Session, token: str, kind: TicketKind, facts: Facts, *, now: datetime) -> None:
    """Remember what was begun; only the hash of the token is kept."""
    key = ids.digest(token)
    session.add(Ticket(token_hash=key, kind=kind, facts=facts, ends_at=now + STANDS))
    session.flush()


def take(session: Session, token: str, kind: TicketKind, *, now: datetime) -> Facts | None:
    """Return what was begun with this token and forget it; None when there is no such thing."""
    rows = TAKE.run_all(session, {"hash_": ids.digest(token), "kind_": kind, "now_": now})
    return dict(rows[0].facts) if rows else None


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what nobody came back with; return how many rows."""
    return FORGET.run(session, {"now_": now})
