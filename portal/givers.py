"""Givers: who is told by letter that what they gave to is not as it was, and gifts going home.

A gift that goes home by itself is a take-back like the giver's own, so it can only happen before
its round closes; the points keep their dates. Doing it again finds nothing left.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, or_, union, update
from sqlmodel import Session, col

from db.columns import Facts
from db.statement import Statement, pick, tied
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import Cause, Gift, RoundCause, RoundOpening
from portal import history, ledger, letters
from portal.letters import LetterKind

__all__ = ["Change", "bring_home", "list_of", "said_of", "tell"]

AT_ONCE = 500  # acts of one batch, and readers of one look


class Change(StrEnum):
    """What became different for those who gave."""

    WORDS = "words"
    NAME = "name"
    SUSPENDED = "suspended"
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"
    PLEDGE_GONE = "pledge_gone"
    PLEDGE_BACK = "pledge_back"
    LONGER = "longer"
    VOID = "void"
    LEFT_OUT = "left_out"


_STANDS = (
    col(Gift.programme_id) == bindparam("programme_id"),
    or_(
        col(Gift.cause_id) == bindparam("cause_id"),
        col(Gift.round_id) == bindparam("round_id"),
    ),
    col(Gift.txn_seq).is_not(None),
    col(Gift.ended_at).is_(None),
)


def _who(column: Any) -> Any:
    is_done = exists().where(
        tied(Delivery, Gift, "programme_id round_id cause_id"),
        col(Delivery.state) == DeliveryState.ACCEPTED,
    )
    return pick(col(column)).where(*_STANDS, col(column).is_not(None), ~is_done)


GIVERS = Statement(union(*map(_who, (Gift.person_id, Gift.adult_id, Gift.agreed_by))))
OPEN_GIFTS = Statement(
    pick(Gift.code, Gift.txn_seq, Gift.round_id, Gift.cause_id)
    .join(RoundOpening, tied(RoundOpening, Gift, "programme_id round_id"))
    .where(*_STANDS, col(RoundOpening.closes_at) > bindparam("at"))
    .order_by(Gift.code)
    .limit(AT_ONCE)
)
END = Statement(
    update(Gift)
    .where(
        col(Gift.programme_id) == bindparam("in_programme"),
        col(Gift.code) == bindparam("with_code"),
    )
    .values(ended_at=bindparam("now"), is_returned=True)
)
NONE_LEFT = Statement(
    update(RoundCause)
    .where(
        col(RoundCause.programme_id) == bindparam("in_programme"),
        col(RoundCause.round_id) == bindparam("in_round"),
        col(RoundCause.cause_id) == bindparam("of_cause"),
    )
    .values(points=0, giver_count=0)
)


def list_of(
    session: Session,
    programme_id: UUID,
    *,
    cause_id: UUID | None = None,
    round_id: UUID | None = None,
) -> list[UUID]:
    """Return who put their name to gifts of a cause or a round that are not told to the end."""
    where = {"cause_id": cause_id, "round_id": round_id}
    return GIVERS.values(session, programme_id=programme_id, **where)


def said_of(cause: Cause, became: Change, *, reason: str = "", now: datetime) -> Facts:
    """Return what a letter says of a cause that is not as it was."""
    return {
        "name": cause.name,
        "became": str(became),
        "reason": reason,
        "link": f"/causes/{cause.slug}-{cause.code}",
        "day": now.date().isoformat(),
    }


def tell(session: Session, whom: Sequence[UUID], facts: Facts, *, now: datetime) -> None:
    """Write to givers; each gets one letter of an event, however often they gave."""
    for start in range(0, len(whom), AT_ONCE):
        some = whom[start : start + AT_ONCE]
        letters.write(session, LetterKind.RECIPIENT, some, facts, now=now)


def bring_home(
    session: Session,
    programme_id: UUID,
    *,
    cause_id: UUID | None = None,
    round_id: UUID | None = None,
    by: UUID,
    now: datetime,
) -> int:
    """Return every gift of a cause, or of a round, while its round has not closed; say how many.

    Under the programme's lock: nobody gives in between. Safe to repeat.
    """
    ledger.lock(session, programme_id)
    where = {"programme_id": programme_id, "cause_id": cause_id, "round_id": round_id}
    home = 0
    while some := OPEN_GIFTS.all(session, **where, at=ledger.stamp(now)):
        _bring(session, programme_id, some, by, now)
        home += len(some)
    return home


def _bring(
    session: Session, programme_id: UUID, some: Sequence[Row[Any]], by: UUID, now: datetime
) -> None:
    acts = [ledger.take_back(one.txn_seq, actor_id=by, key=f"gift-home:{one.code}") for one in some]
    for outcome in ledger.post_many(session, programme_id, acts, now=now):
        if outcome.refusal:
            raise outcome.refusal
    mine = {"in_programme": programme_id}
    END.run(session, *({**mine, "with_code": one.code, "now": now} for one in some))
    places = {(one.round_id, one.cause_id) for one in some}
    NONE_LEFT.run(session, *({**mine, "in_round": r, "of_cause": c} for r, c in places))
    for one in some:
        history.record(session, by, "gift.returned", one.code, programme_id=programme_id, now=now)
