"""Own factors: a programme's set is entered by an organiser, reviewed by an owner, and ended.

A list is taken whole or not at all. What is reviewed is frozen; a better number is another set,
and of two that hold the same activity in the same year the newer one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import Row
from sqlmodel import Session

from db.many import Many
from db.tables.factor_sets import FactorSet, OwnFactor
from portal import factor_rows, factor_sets, factors, history, ledger, lists, steps
from portal.desks import Desk, require_listed
from portal.errors import Refused
from portal.factor_rows import YEARS, OwnRow
from portal.factor_sets import Contents
from portal.people import Member
from portal.permissions import may_approve_rules, may_draft, require
from portal.seasons import SamePerson

__all__ = ["About", "Ended", "SetIncomplete", "Tried", "end", "enter", "find_at_desk", "review"]

ADD_ROWS = Many(OwnFactor)
LONGEST = 200  # signs of a name, a source, an office


class SetIncomplete(Refused):
    """A set has a name, a source and years, a review an office; each of at most `most` signs."""


class Ended(Refused):
    """This set is not used any more."""


@dataclass(frozen=True)
class About:
    """What is said of a set as a whole: it counts from January of the first year on."""

    name: str
    source: str
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Tried:
    """What became of a list: its rows, or what is wrong with which line."""

    rows: Sequence[OwnRow]
    faults: Sequence[tuple[int, Refused]]


def enter(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    about: About,
    file: BinaryIO,
    *,
    is_trial: bool = False,
    now: datetime,
) -> tuple[str | None, Tried]:
    """Keep a set that waits for a review; return its code, if it was kept, and what was read.

    A trial keeps nothing. The same again is the same set. Raises NotAllowed, Suspended, Closed,
    NotFound, BadList, SetIncomplete.
    """
    require(may_draft(desk.roles))
    require_listed(desk.state, desk.state_reason)
    found = steps.find_at_desk(session, desk, programme, now=now)
    _require_told(about)
    numbers = factors.read(session)
    tried = Tried(*factor_rows.read(lists.read(file, factor_rows.SHAPE), numbers, found.region))
    if is_trial or tried.faults or not tried.rows:
        return None, tried
    said = Contents(found.programme_code, **vars(about), rows=tried.rows)
    ledger.lock(session, found.programme_id)
    return _keep(session, me, found, said, now), tried


def review(
    session: Session, me: Member, desk: Desk, code: str, *, office: str, now: datetime
) -> None:
    """Let a set count from now on, in the name of an office; the same again changes nothing.

    Raises NotAllowed, NotFound, SamePerson, Ended, SetIncomplete.
    """
    require(may_approve_rules(desk.roles))
    one = _load(session, desk, code, now=now)
    if one.ended_at:
        raise Ended
    if one.reviewed_at:
        return
    if one.entered_by == me.id:
        raise SamePerson
    one.reviewer = _told(office)
    one.reviewed_by, one.reviewed_at = me.id, now
    session.flush()
    history.record(session, me.id, "factors.reviewed", code, programme_id=one.programme_id, now=now)


def end(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Use a set no longer: what is open counts by the data set again. Closed reports stay.

    The same again changes nothing. Raises NotAllowed, NotFound.
    """
    one = _load(session, desk, code, now=now)
    require((may_approve_rules if one.reviewed_at else may_draft)(desk.roles))
    if one.ended_at:
        return
    one.ended_by, one.ended_at = me.id, now
    session.flush()
    history.record(session, me.id, "factors.ended", code, programme_id=one.programme_id, now=now)


def find_at_desk(session: Session, desk: Desk, code: str, *, now: datetime) -> Row[Any]:
    """Return a set of a programme of this desk, reviewed or not; raises NotFound."""
    one = factor_sets.find(session, code)
    steps.find_at_desk(session, desk, one.programme_code, now=now)
    return one


def _load(session: Session, desk: Desk, code: str, *, now: datetime) -> FactorSet:
    """Return a set to be changed, nobody else meanwhile."""
    one = find_at_desk(session, desk, code, now=now)
    key = (one.programme_id, one.number)
    return session.get_one(FactorSet, key, with_for_update=True, populate_existing=True)


def _keep(session: Session, me: Member, found: Any, said: Contents, now: datetime) -> str:
    there = factor_sets.list_of(session, found.programme_id)
    digest = factor_sets.digest_of(said)
    for one in there:
        if one.digest == digest and one.ended_at is None:
            return factor_sets.code_of(said.programme, one.number)
    number = 1 + max((one.number for one in there), default=0)
    key: dict[str, Any] = {"programme_id": found.programme_id, "number": number}
    facts = {**said._asdict(), "digest": digest, "entered_by": me.id, "entered_at": now}
    of_set = {name: facts[name] for name in facts if name in FactorSet.model_fields}
    session.add(FactorSet(**key, **of_set))
    session.flush()
    ADD_ROWS.write(session, [{**key, **vars(row)} for row in said.rows])
    code = factor_sets.code_of(said.programme, number)
    where: dict[str, Any] = {"programme_id": found.programme_id}
    history.record(session, me.id, "factors.entered", code, **where, now=now)
    return code


def _require_told(about: About) -> None:
    _told(about.name)
    _told(about.source)
    if not (about.first_year in YEARS and about.first_year <= about.last_year in YEARS):
        raise SetIncomplete(most=LONGEST)


def _told(words: str) -> str:
    if not 0 < len(words.strip()) <= LONGEST:
        raise SetIncomplete(most=LONGEST)
    return words.strip()
