"""Recovery codes: ten on paper, each good once in place of the second step. Kept as hashes.

Eighty random bits need no slow hash: nobody can try them all.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.ways import CodePurpose, RecoveryCode
from portal import codes, ids, ways
from portal.people import Member
from portal.ways import WayChange

__all__ = ["AT_ONCE", "count_left", "make", "use"]

AT_ONCE = 10
_OF_SECOND = col(RecoveryCode.purpose) == CodePurpose.SECOND
LEFT = Statement(
    pick(func.count()).where(
        col(RecoveryCode.person_id) == bindparam("person_id"),
        col(RecoveryCode.used_at).is_(None),
        _OF_SECOND,
    )
)
ADD = Statement(insert(RecoveryCode))
USE = Statement(
    update(RecoveryCode)
    .where(
        col(RecoveryCode.code_hash) == bindparam("hash_"),
        col(RecoveryCode.person_id) == bindparam("person_"),
        col(RecoveryCode.used_at).is_(None),
        _OF_SECOND,
    )
    .values(used_at=bindparam("now_"))
)
FORGET = Statement(
    delete(RecoveryCode).where(col(RecoveryCode.person_id) == bindparam("person_"), _OF_SECOND)
)


def make(session: Session, me: Member, *, now: datetime) -> list[str]:
    """Return ten new codes, to be shown once; those of before are good no longer."""
    FORGET.run(session, {"person_": me.id})
    made = [codes.new_secret() for _ in range(AT_ONCE)]
    same = {"person_id": me.id, "purpose": CodePurpose.SECOND, "made_at": now}
    none = {"made_by": None, "ends_at": None, "used_at": None}
    ADD.run(session, *({"code_hash": ids.digest(code), **same, **none} for code in made))
    ways.tell(session, me.id, WayChange.RECOVERY_CODES, now=now)
    return made


def count_left(session: Session, person_id: UUID) -> int:
    """Return how many have not been used."""
    return int(LEFT.value(session, person_id=person_id))


def use(session: Session, person_id: UUID, typed: str, *, now: datetime) -> bool:
    """Use one up; whether it was one."""
    code = codes.tidy_secret(typed)
    facts = {"hash_": ids.digest(code), "person_": person_id, "now_": now}
    if not code or not USE.run(session, facts):
        return False
    ways.tell(session, person_id, WayChange.RECOVERY_USED, now=now)
    return True
