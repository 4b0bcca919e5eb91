"""Receipts: an act happens once, and the same form sent again finds the same receipt."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, union_all
from sqlmodel import Session, col

from db.columns import Words
from db.many import Many
from db.statement import Statement, pick
from db.tables.claims import Claim
from db.tables.giving import Gift
from db.tables.programmes import Programme
from db.tables.receipts import ActKind, Receipt
from db.tables.rewards import Redemption
from portal import codes, ids
from portal.errors import AlreadyUsed, NotFound

__all__ = [
    "ActKind",
    "Receipt",
    "check",
    "find_earlier",
    "find_outcome_or_none",
    "issue",
    "list_latest",
]

ONES_OWN = (
    ActKind.CLAIM,
    ActKind.CLAIM_CHANGED,
    ActKind.CLAIM_WITHDRAWN,
    ActKind.GIFT,
    ActKind.REDEMPTION,
)
EARLIER = Statement(
    pick(Receipt.code, Receipt.digest).where(
        col(Receipt.programme_id) == bindparam("programme_id"),
        col(Receipt.idem) == bindparam("idem"),
    )
)
BY_CODE = Statement(
    pick(Receipt.act, Receipt.made_at, Programme.name, Programme.time_zone)
    .join(Programme, col(Programme.id) == Receipt.programme_id)
    .where(col(Receipt.code) == bindparam("code"))
    .order_by(col(Receipt.made_at))
)
BY_KEY = Statement(
    pick(Receipt.act, Receipt.code, Receipt.made_at, Programme.name, Programme.time_zone)
    .join(Programme, col(Programme.id) == Receipt.programme_id)
    .where(col(Receipt.idem) == bindparam("idem"))
)
_MINE = union_all(
    pick(Claim.code, Claim.programme_id).where(
        col(Claim.holder_id) == bindparam("household_id"),
        col(Claim.person_id) == bindparam("person_id"),
    ),
    pick(Gift.code, Gift.programme_id).where(
        col(Gift.giver_id) == bindparam("household_id"),
        col(Gift.person_id) == bindparam("person_id"),
    ),
    pick(Redemption.code, Redemption.programme_id).where(
        col(Redemption.household_id) == bindparam("household_id"),
        col(Redemption.person_id) == bindparam("person_id"),
    ),
).subquery()
LATEST = Statement(
    pick(Receipt.act, Receipt.code, Receipt.made_at, Programme.name, Programme.time_zone)
    .join(
        _MINE,
        and_(_MINE.c.programme_id == Receipt.programme_id, _MINE.c.code == Receipt.code),
    )
    .join(Programme, col(Programme.id) == Receipt.programme_id)
    .where(col(Receipt.act).in_(ONES_OWN))
    .order_by(col(Receipt.made_at).desc(), col(Receipt.id))
    .limit(5)
)

WRITE = Many(Receipt)


def list_latest(session: Session, person_id: UUID, household_id: UUID) -> Sequence[Row[Any]]:
    """Return the last five acts of a person for a household that arrived, newest first."""
    return LATEST.all(session, person_id=person_id, household_id=household_id)


def find_outcome_or_none(session: Session, idem: str) -> Row[Any] | None:
    """Return the receipt of the act a form's key stands for, if there was one."""
    return BY_KEY.first(session, idem=idem)


def find_earlier(session: Session, programme_id: UUID, idem: str, facts: object) -> Row[Any] | None:
    """Return the same form sent before (its `code`); raises AlreadyUsed if it said otherwise."""
    earlier = EARLIER.first(session, programme_id=programme_id, idem=idem)
    if earlier and earlier.digest != _digest(facts):
        raise AlreadyUsed
    return earlier


def issue(
    session: Session,
    programme_id: UUID,
    act: ActKind,
    idem: str,
    facts: object,
    *,
    code: str,
    now: datetime,
) -> None:
    """Keep the receipt of an act about `code`, in the same transaction as the act."""
    session.flush()
    receipt = {
        "programme_id": programme_id,
        "id": ids.new_id(now),
        "act": act,
        "code": code,
        "idem": idem,
        "digest": _digest(facts),
        "made_at": now,
    }
    WRITE.write(session, [receipt])


def check(session: Session, typed: str) -> tuple[str, list[Row[tuple[ActKind, datetime, Words]]]]:
    """Return the code as we write it and what happened under it, without a name.

    Raises NotFound when there is no such receipt.
    """
    code = codes.tidy(typed)
    found = BY_CODE.all(session, code=code)
    if not found:
        raise NotFound
    return code, list(found)


def _digest(facts: object) -> str:
    return ids.digest(json.dumps(facts, sort_keys=True, default=str))
