"""The second step: who has an app for time codes is asked for its digits after the first proof.

So is who works where it matters and has a passkey. A recovery code stands in for either.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, literal, or_, select
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.organisations import Membership, Role
from db.tables.ways import CodePurpose, Passkey, RecoveryCode, TimeCode
from portal import recovery_codes, sign_ins, throttle, time_codes, ways
from portal.errors import Refused
from portal.throttle import Subject, TooSoon
from portal.time_codes import WrongCode
from portal.vault import Unsealed, Vault
from portal.ways import WayChange

__all__ = ["STRONG", "Asked", "AskedTooLate", "NoProof", "ask", "begin", "drop", "prove", "whose"]

STRONG = frozenset({Role.OWNER, Role.TREASURER, Role.VERIFIER, Role.OPERATOR})
PATIENCE = timedelta(minutes=10)
_HALF = "first step"
HAS = Statement(
    select(
        exists().where(col(TimeCode.person_id) == bindparam("id")).label("time_codes"),
        exists().where(col(Passkey.person_id) == bindparam("id")).label("passkeys"),
        exists()
        .where(
            col(Membership.person_id) == bindparam("id"),
            col(Membership.role).in_(sorted(STRONG)),
            or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
        )
        .label("is_strong"),
    ).select_from(select(literal(1)).subquery())
)
FORGET_TIME_CODE = Statement(
    delete(TimeCode).where(col(TimeCode.person_id) == bindparam("person_"))
)
FORGET_PASSKEYS = Statement(delete(Passkey).where(col(Passkey.person_id) == bindparam("person_")))
FORGET_CODES = Statement(
    delete(RecoveryCode).where(
        col(RecoveryCode.person_id) == bindparam("person_"),
        col(RecoveryCode.purpose) == CodePurpose.SECOND,
    )
)


@dataclass(frozen=True)
class Asked:
    """What somebody can show, and whether they have to."""

    time_codes: bool
    passkeys: bool
    is_strong: bool

    @property
    def is_needed(self) -> bool:
        """Whether one proof is too little for them."""
        return self.time_codes or (self.passkeys and self.is_strong)


class AskedTooLate(Refused):
    """The first step was too long ago."""


class NoProof(Refused):
    """Nothing was shown that could be believed."""


def ask(session: Session, person_id: UUID, *, now: datetime) -> Asked:
    """Return what this person is asked for after the first proof."""
    return Asked(**HAS.one(session, id=person_id, now=now)._mapping)


def drop(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Take the second step away from somebody whose phone and paper are gone, and tell them.

    Only for whoever has the server, after making sure who asks. Every sign-in ends.
    """
    for gone in (FORGET_TIME_CODE, FORGET_PASSKEYS, FORGET_CODES):
        gone.run(session, {"person_": person_id})
    ways.require_one_left(session, person_id)
    sign_ins.end_all(session, person_id)
    ways.tell(session, person_id, WayChange.SECOND_DROPPED, now=now)


def begin(vault: Vault, person_id: UUID, *, now: datetime) -> str:
    """Return what says that this person made the first step; it is no sign-in."""
    return vault.seal(_HALF, str(person_id), now=now)


def whose(vault: Vault, half: str, *, now: datetime) -> UUID:
    """Return who made the first step; raises AskedTooLate."""
    try:
        return UUID(vault.open(_HALF, half, within=PATIENCE, now=now))
    except Unsealed:
        raise AskedTooLate from None


def prove(
    session: Session, vault: Vault, person_id: UUID, code: str, *, network: str, now: datetime
) -> None:
    """Believe digits of now or a recovery code, each once.

    Raises WrongCode, TooSoon; commit after them too.
    """
    subjects = _guesses(person_id, network)
    if seconds := throttle.seconds_left(session, subjects, now=now):
        raise TooSoon(seconds=seconds)
    if time_codes.fits(session, vault, person_id, code, now=now) or recovery_codes.use(
        session, person_id, code, now=now
    ):
        throttle.clear(session, subjects[:-1])
        return
    throttle.count(session, subjects, now=now)
    raise WrongCode


def _guesses(person_id: UUID, network: str) -> tuple[Subject, ...]:
    return throttle.guesses(f"second|{person_id}", network)
