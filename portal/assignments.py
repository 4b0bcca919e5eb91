"""Assignments: where two or more people check, whose turn an action is; its code says so.

Nobody chooses what they look at or who looks at theirs: a code is drawn by chance. What has waited
for a day is everybody's, so that nothing waits for one person's holiday.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim
from portal import codes
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member

__all__ = [
    "IS_MY_TURN",
    "SHARED_AFTER",
    "NotYourTurn",
    "Turn",
    "others_among",
    "signs_of",
    "turn_of",
]

SHARED_AFTER = timedelta(days=1)
_PLACE = 2  # where a code's first drawn sign stands, as in A-7K3F-22QX-M4C

IS_MY_TURN = or_(  # binds the facts of a turn
    func.substr(Claim.code, _PLACE + 1, 1).in_(bindparam("signs", expanding=True)),
    col(Claim.submitted_at) <= bindparam("shared_before"),
)
OTHERS = Statement(
    pick(Claim.code).where(
        col(Claim.programme_id) == bindparam("programme_id"),
        col(Claim.code).in_(bindparam("codes", expanding=True)),
        ~IS_MY_TURN,
    )
)


class NotYourTurn(Refused):
    """Somebody else checks this one, until it has waited for a day."""


@dataclass(frozen=True)
class Turn:
    """What is one person's to check: codes that begin with `signs`, and what waits since then."""

    signs: Sequence[str]
    shared_before: datetime
    checkers: int  # who share the work, this person among them

    def takes(self, code: str, submitted_at: datetime) -> bool:
        """Tell whether an action is this person's to check."""
        return code[_PLACE] in self.signs or submitted_at <= self.shared_before

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return what IS_MY_TURN binds."""
        return {"signs": list(self.signs), "shared_before": self.shared_before}


def turn_of(me: Member, desk: Desk, *, now: datetime) -> Turn:
    """Return what is mine to check at a desk; everything for who checks alone or only organises."""
    signs = signs_of(me.id, desk.verifiers)
    checkers = len(desk.verifiers) if me.id in desk.verifiers else 1
    return Turn(signs, now - SHARED_AFTER, checkers)


def others_among(
    session: Session, programme_id: UUID, asked: Collection[str], turn: Turn
) -> set[str]:
    """Return the codes among these that are somebody else's to check."""
    if turn.checkers == 1:
        return set()
    return set(OTHERS.values(session, programme_id=programme_id, codes=list(asked), **turn.facts))


def signs_of(me_id: UUID, verifiers: Sequence[UUID]) -> str:
    """Deal the signs out in turn; whoever is none of the verifiers has them all."""
    if me_id not in verifiers:
        return codes.ALPHABET
    return codes.ALPHABET[verifiers.index(me_id) :: len(verifiers)]
