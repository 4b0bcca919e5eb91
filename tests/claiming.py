"""How the cast acts in tests: send an action, check it, with a photo where one is needed."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from PIL import Image
from sqlmodel import Session, select

from db.tables.claims import Claim
from portal import assignments, backlog, claims, desks, files, ids, programmes, verification
from portal.assignments import Turn
from portal.desks import Desk
from portal.files import Picture, Shelf
from portal.settings import Settings
from portal.told import Told
from portal.verification import Decision, Result, Verdict
from tests.people import NOON, find

SETTINGS = Settings(files_url="memory:")  # for the site under test: it shares our shelf
SHELF = files.open_shelf(SETTINGS.files_url, SETTINGS.secret_key)
TODAY = NOON.date()


def sent_photo(colour: str = "green") -> bytes:
    """Return a photo as a browser would send it; the same colour is the same photo."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return made.getvalue()


def picture(colour: str = "green") -> Picture:
    """Return a photo as we keep it."""
    return files.read_picture(sent_photo(colour))


def told(amount: str = "1", **facts: Any) -> Told:
    """Say that so much was done, today unless told otherwise."""
    return Told(Decimal(amount), **{"done_on": TODAY, **facts})


def what(session: Session, code: str, programme: str = "RIVER") -> Any:
    """Return an activity as the form for it is given it."""
    return programmes.find_activity(session, programme, code, now=NOON)


def send(
    session: Session,
    activity: str = "sort-week",
    *,
    who: str = "rosa",
    facts: Told | None = None,
    idem: str | None = None,
    programme: str = "RIVER",
    now: datetime = NOON,
    shelf: Shelf = SHELF,
    class_id: UUID | None = None,
    child_id: UUID | None = None,
) -> str:
    """Send an action for checking; return its code."""
    return claims.submit(
        session,
        find(session, who),
        what(session, activity, programme),
        facts or told(),
        class_id=class_id,
        child_id=child_id,
        shelf=shelf,
        idem=idem or ids.new_token(),
        now=now,
    )


def stored(session: Session, code: str) -> Claim:
    """Return a claim as the database now has it."""
    session.expire_all()
    return session.exec(select(Claim).where(Claim.code == code)).one()


def desk(session: Session, who: str, slug: str = "riverside-neighbours") -> Desk:
    """Return somebody's desk."""
    found = desks.find_or_none(session, find(session, who), slug, now=NOON)
    assert found
    return found


def waiting_for(
    session: Session, who: str = "vera", *, now: datetime = NOON
) -> tuple[Turn, Sequence[Any]]:
    """Return whose turn it is, and what waits for somebody at Riverside."""
    me, place = find(session, who), desk(session, who)
    turn = assignments.turn_of(me, place, now=now)
    return turn, backlog.list_waiting(session, me, place, turn)


def verdict(session: Session, code: str, decision: str = "approve", message: str = "") -> Verdict:
    """Decide on a claim as it now is."""
    return Verdict(code, Decision(decision), stored(session, code).revision, message or None)


def decide(
    session: Session,
    *verdicts: Verdict,
    who: str = "vera",
    slug: str = "riverside-neighbours",
    programme: str = "RIVER",
    idem: str | None = None,
    now: datetime = NOON,
) -> Result:
    """Decide on claims of one programme together."""
    return verification.decide(
        session,
        find(session, who),
        desk(session, who, slug),
        programmes.find(session, programme, now=now).programme_id,
        verdicts,
        idem=idem or ids.new_token(),
        now=now,
    )


def approve(session: Session, *codes: str, now: datetime = NOON) -> Result:
    """Approve claims of RIVER together."""
    return decide(session, *(verdict(session, code) for code in codes), now=now)
