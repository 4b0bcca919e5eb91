"""Draws: an auditor takes approved claims by a seed of their own and says whether they agree.

The seed and the days are kept, so anybody with the list draws the same claims again: those whose
SHA-256 of "seed:number of the action" is smallest. What the auditor says is written down and moves
no points: if it should, they remark in public, and the programme's own people act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim
from db.tables.draws import Draw, Opinion
from db.tables.programmes import Programme
from db.tables.samples import Finding
from portal import codes, desks, history, ids, receipts
from portal.audited import find_audited
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_audit, require
from portal.receipts import ActKind
from portal.ties import IS_OWN
from portal.twins import APPROVED

__all__ = [
    "LONGEST_SEED",
    "MOST",
    "BadDraw",
    "NothingToDraw",
    "Wanted",
    "choose",
    "draw",
    "find",
    "list_of",
]

MOST = 50  # claims of one draw: somebody looks at each
LONGEST_SEED = 80  # signs
_SPAN = 400  # days

_CODES = pick(Claim.code).where(
    col(Claim.programme_id) == bindparam("programme_id"),
    col(Claim.done_on).between(bindparam("begins_on"), bindparam("ends_on")),
    col(Claim.state).in_(sorted(APPROVED)),
    ~IS_OWN,
)
APPROVED_THEN = Statement(_CODES.order_by(col(Claim.code)))
_of_draw = and_(col(Opinion.programme_id) == Draw.programme_id, col(Opinion.draw_code) == Draw.code)
_DRAWS = (
    pick(
        *(Draw.programme_id, Draw.code, Draw.seed, Draw.begins_on, Draw.ends_on, Draw.wanted),
        *(Draw.found, Draw.drawn_at, Draw.organisation_id, Programme.time_zone),
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        func.count(col(Opinion.finding)).label("said"),
        func.count().filter(col(Opinion.finding) == Finding.DIFFERS).label("differ"),
        func.count(col(Opinion.claim_code)).label("drawn"),
    )
    .join(Programme, col(Programme.id) == Draw.programme_id)
    .outerjoin(Opinion, _of_draw)
    .group_by(col(Draw.programme_id), col(Draw.code), col(Programme.id))
)
OF_PROGRAMME = Statement(
    _DRAWS.where(
        col(Draw.programme_id) == bindparam("programme_id"),
        col(Draw.organisation_id) == bindparam("organisation_id"),
    )
    .order_by(col(Draw.drawn_at).desc(), col(Draw.code))
    .limit(100)
)
ONE = Statement(
    _DRAWS.where(
        col(Draw.code) == bindparam("code"),
        col(Draw.organisation_id) == bindparam("organisation_id"),
    )
)


class BadDraw(Refused):
    """A draw has a seed, a first and a last day, and asks for 1 to `most` actions."""


class NothingToDraw(Refused):
    """Nothing that was done on these days is approved."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to look at: by which seed, of which days, how many."""

    seed: str
    begins_on: date
    ends_on: date
    count: int

    def require_sound(self) -> None:
        """Raise BadDraw unless it can be drawn."""
        is_seed = 0 < len(self.seed.strip()) <= LONGEST_SEED
        days = (self.ends_on - self.begins_on).days
        if not (is_seed and 0 <= days <= _SPAN and 1 <= self.count <= MOST):
            raise BadDraw(most=MOST)


def choose(seed: str, claims: Sequence[str], count: int) -> list[str]:
    """Return so many of the claims, those the seed puts first."""
    return sorted(claims, key=lambda code: ids.digest(f"{seed}:{code}"))[:count]


def draw(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    wanted: Wanted,
    *,
    idem: str,
    now: datetime,
) -> str:
    """Draw approved claims of a programme, none of the auditor's own home; return the draw's code.

    Raises as find_audited does, BadDraw, NothingToDraw.
    """
    it = find_audited(session, me, desk, programme, now=now)
    desks.require_listed(desk.state, desk.state_reason)
    wanted.require_sound()
    seed, here = wanted.seed.strip(), {"programme_id": it.programme_id}
    days = {"begins_on": wanted.begins_on, "ends_on": wanted.ends_on}
    facts = [me.id, it.programme_id, seed, *days.values(), wanted.count]
    if earlier := receipts.find_earlier(session, it.programme_id, idem, facts):
        return str(earlier.code)
    found = [str(one) for one in APPROVED_THEN.values(session, **here, **days, me_id=me.id)]
    if not found:
        raise NothingToDraw
    code = _keep(session, me, desk, it.programme_id, wanted, found, now)
    receipts.issue(session, it.programme_id, ActKind.DRAW, idem, facts, code=code, now=now)
    history.record(session, me.id, ActKind.DRAW, code, programme_id=it.programme_id, now=now)
    return code


def list_of(session: Session, desk: Desk, programme_id: UUID) -> Sequence[Row[Any]]:
    """Return what this auditor's organisation drew of a programme, newest first."""
    return OF_PROGRAMME.all(
        session, programme_id=programme_id, organisation_id=desk.organisation_id
    )


def find(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return a draw of this auditor's organisation; raises NotAllowed, NotFound."""
    require(may_audit(desk.roles))
    here = {"organisation_id": desk.organisation_id}
    if row := ONE.first(session, **here, code=codes.tidy(code)):
        return row
    raise NotFound


def _keep(
    session: Session,
    me: Member,
    desk: Desk,
    programme_id: UUID,
    wanted: Wanted,
    found: Sequence[str],
    now: datetime,
) -> str:
    """Write the draw down, and the claims its seed puts first."""
    code, seed = codes.new_code("V"), wanted.seed.strip()
    session.add(
        Draw(
            programme_id=programme_id,
            code=code,
            organisation_id=desk.organisation_id,
            seed=seed,
            begins_on=wanted.begins_on,
            ends_on=wanted.ends_on,
            wanted=wanted.count,
            found=len(found),
            drawn_by=me.id,
            drawn_at=now,
        )
    )
    session.flush()
    chosen = enumerate(choose(seed, found, wanted.count), 1)
    session.add_all(
        Opinion(programme_id=programme_id, draw_code=code, claim_code=claim, place=place)
        for place, claim in chosen
    )
    session.flush()
    return code
