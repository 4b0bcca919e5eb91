"""Opinions: what an auditor says of the claims they drew. Written down; no points move by it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, Evidence
from db.tables.draws import Opinion
from db.tables.samples import Finding
from portal import codes, history
from portal.draws import MOST
from portal.errors import NotFound
from portal.particulars import with_claim
from portal.people import Member
from portal.rechecks import LONGEST_REASON, AlreadyLooked, ReasonMissing

__all__ = ["Finding", "find_photo", "list_claims", "say"]

log = structlog.get_logger("evidence")

_of_claim = tied(Opinion, Claim, "programme_id claim_code", "programme_id code")
_IN_DRAW = (
    col(Opinion.programme_id) == bindparam("programme_id"),
    col(Opinion.draw_code) == bindparam("draw_code"),
)
CLAIMS = Statement(
    with_claim(col(Opinion.finding), col(Opinion.reason), col(Opinion.place))
    .join(Opinion, _of_claim)
    .where(*_IN_DRAW)
    .order_by(col(Opinion.place))
    .limit(MOST)
)
PHOTO = Statement(
    pick(col(Evidence.file))
    .join(Opinion, tied(Opinion, Evidence, "programme_id claim_code"))
    .where(
        *_IN_DRAW,
        col(Evidence.claim_code) == bindparam("claim_code"),
        col(Evidence.file).is_not(None),
    )
    .order_by(col(Evidence.number).desc())
    .limit(1)
)


def list_claims(session: Session, it: Row[Any]) -> Sequence[Row[Any]]:
    """Return the claims of a draw in its order, with what was said of each."""
    return CLAIMS.all(session, programme_id=it.programme_id, draw_code=it.code)


def find_photo(session: Session, me: Member, it: Row[Any], code: str) -> str:
    """Return where the photo of a drawn claim lies, and log who asks; raises NotFound."""
    here = {"programme_id": it.programme_id, "draw_code": it.code}
    if name := PHOTO.value(session, **here, claim_code=codes.tidy(code)):
        log.info("photo opened", person=str(me.id), claim=codes.tidy(code))
        return str(name)
    raise NotFound


def say(
    session: Session,
    me: Member,
    it: Row[Any],
    code: str,
    finding: Finding,
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Agree with an approval, or differ with a reason; no points move. The same again is harmless.

    Raises NotFound, ReasonMissing, AlreadyLooked.
    """
    words = reason.strip()[:LONGEST_REASON] if finding is Finding.DIFFERS else ""
    if finding is Finding.DIFFERS and not words:
        raise ReasonMissing
    key = (it.programme_id, it.code, codes.tidy(code))
    opinion = session.get(Opinion, key, with_for_update=True)
    if opinion is None:
        raise NotFound
    if opinion.finding:
        if (opinion.finding, opinion.reason or "") != (finding, words):
            raise AlreadyLooked
        return
    opinion.finding, opinion.reason = finding, words or None
    opinion.said_by, opinion.said_at = me.id, now
    session.flush()
    verb = f"opinion.{finding}"
    history.record(session, me.id, verb, key[2], programme_id=it.programme_id, now=now)
