"""Deliveries: what a charity bought, brought and reported for a settled share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import Cause, Settlement
from portal import giving, history, ledger, receipts
from portal.causes import code_in
from portal.delivery_photos import FacesShown, Photo
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_accept_delivery, may_tell_delivery, require
from portal.programmes import local_day
from portal.receipts import ActKind

__all__ = [
    "DeliveryState",
    "HowMany",
    "MoreThanBought",
    "NotYet",
    "NothingToTell",
    "PapersMissing",
    "Told",
    "accept",
    "add",
    "find_due",
    "list_of_charity",
    "steps_after",
    "tell",
    "told_of",
]

NOT_THE_CHARITYS = {DeliveryState.ACCEPTED, DeliveryState.SEALED}
WITH_PAPERS = {DeliveryState.BOUGHT, DeliveryState.DELIVERED}
OF_CHARITY = Statement(
    giving.SHOWN.where(col(Cause.charity_id) == bindparam("charity_id"))
    .order_by(Cause.slug, Cause.id, col(Settlement.signed_at))
    .limit(200)
)
SETTLED = Statement(
    giving.SHOWN.where(col(Cause.code) == bindparam("code"), col(Settlement.signed_at).is_not(None))
    .order_by(col(Settlement.signed_at))
    .limit(50)
)
LAST_NUMBER = Statement(
    pick(func.coalesce(func.max(Delivery.number), 0)).where(
        col(Delivery.programme_id) == bindparam("programme_id"),
        col(Delivery.round_id) == bindparam("round_id"),
        col(Delivery.cause_id) == bindparam("cause_id"),
    )
)


class NothingToTell(Refused):
    """This step does not come next."""


class HowMany(Refused):
    """Things are counted where a thing was pledged."""


class MoreThanBought(Refused):
    """More cannot arrive than was bought, nor be bought than was settled."""


class PapersMissing(Refused):
    """What was bought or brought has a paper with a number."""


class NotYet(Refused):
    """A step is told after the day it happened."""


@dataclass(frozen=True)
class Told:
    """What has been told of one settled share. `units` is None for a part of a pot."""

    units: int | None
    bought: int = 0
    delivered: int = 0
    last: DeliveryState | None = None

    def most(self, state: DeliveryState) -> int | None:
        """Return how many things this step may still tell of; None where none are counted."""
        if self.units is None or state not in WITH_PAPERS:
            return None
        is_bought = state is DeliveryState.BOUGHT
        return self.units - self.bought if is_bought else self.bought - self.delivered


def steps_after(told: Told) -> list[DeliveryState]:
    """Return the steps that may be told next, in the order of a delivery's life."""
    received, bought, delivered, reported, accepted, sealed = DeliveryState
    is_done = told.last in {accepted, sealed}
    if told.units is None:
        may = {
            bought: not is_done,
            delivered: told.last in {bought, delivered},
            reported: told.last in {delivered, reported},
        }
    else:
        may = {
            bought: told.bought < told.units,
            delivered: told.delivered < told.bought,
            reported: told.delivered > 0 and not is_done,
        }
    may[received] = told.last is None and told.units != 0
    may[accepted] = told.last is reported
    may[sealed] = told.last is accepted
    return [state for state in DeliveryState if may[state]]


def told_of(row: Row[Any]) -> Told:
    """Read what was told of a settled share off its row."""
    return Told(row.share_units, row.bought, row.delivered, row.last_step)


def list_of_charity(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the charity's causes in all their rounds: totals, never givers."""
    return OF_CHARITY.all(session, charity_id=desk.organisation_id, now=now)


def find_due(session: Session, desk: Desk, key: str, *, now: datetime) -> Row[Any]:
    """Return the oldest settled share of this charity's cause with a step left to tell.

    Raises NotFound when the cause is not this charity's, NothingToTell when all is told.
    """
    rows = SETTLED.all(session, code=code_in(key), now=now)
    if not rows or rows[0].charity_id != desk.organisation_id:
        raise NotFound
    for row in rows:
        if set(steps_after(told_of(row))) - NOT_THE_CHARITYS:
            return row
    raise NothingToTell


def tell(
    session: Session,
    me: Member,
    desk: Desk,
    key: str,
    *,
    state: DeliveryState,
    count: int | None,
    told: Words,
    document: str | None,
    happened_on: date,
    photo: Photo | None = None,
    idem: str,
    now: datetime,
) -> None:
    """Add a step of what became of a settled share, as the charity's steward.

    Raises NotAllowed, NotFound, NothingToTell, HowMany, MoreThanBought, PapersMissing, FacesShown,
    NotYet.
    """
    require(may_tell_delivery(desk.roles) and state not in NOT_THE_CHARITYS)
    rows = SETTLED.all(session, code=code_in(key), now=now)
    if not rows or rows[0].charity_id != desk.organisation_id:
        raise NotFound
    facts = [me.id, rows[0].cause_id, state, count, told, document, happened_on]
    facts += [photo.picture.digest] if photo else []
    ledger.lock(session, rows[0].programme_id)
    if receipts.find_earlier(session, rows[0].programme_id, idem, facts):
        return
    row = find_due(session, desk, key, now=now)
    _require_next(row, state, count)
    _require_proved(state, document, photo)
    if happened_on > local_day(row.time_zone, now):
        raise NotYet
    step: dict[str, Any] = {
        "count": count,
        "told": told,
        "document": document,
        "happened_on": happened_on,
    }
    step["photo"] = photo.shelf.keep(photo.picture) if photo else None
    add(session, me, row, state, step, now)
    receipts.issue(
        session, row.programme_id, ActKind.DELIVERY, idem, facts, code=row.round_code, now=now
    )


def accept(session: Session, me: Member, desk: Desk, key: str, *, idem: str, now: datetime) -> None:
    """Accept a use report, as an organiser of the programme; raises NothingToTell."""
    require(may_accept_delivery(desk.roles))
    rows = SETTLED.all(session, code=code_in(key), now=now)
    if not rows or rows[0].organisation_id != desk.organisation_id:
        raise NotFound
    facts = [me.id, rows[0].cause_id, DeliveryState.ACCEPTED]
    ledger.lock(session, rows[0].programme_id)
    if receipts.find_earlier(session, rows[0].programme_id, idem, facts):
        return
    again = SETTLED.all(session, code=rows[0].code, now=now)
    row = next((row for row in again if row.last_step is DeliveryState.REPORTED), None)
    if row is None:
        raise NothingToTell
    step = {"told": {}, "happened_on": local_day(row.time_zone, now)}
    add(session, me, row, DeliveryState.ACCEPTED, step, now)
    receipts.issue(
        session, row.programme_id, ActKind.DELIVERY, idem, facts, code=row.round_code, now=now
    )


def _require_next(row: Row[Any], state: DeliveryState, count: int | None) -> None:
    """Refuse a step that does not follow, or that tells of more than there was."""
    told = told_of(row)
    most = told.most(state)
    if most is not None and count is None:
        raise HowMany(most=most)
    if most is not None and count is not None and count > most:
        raise MoreThanBought(most=most, count=count)
    if state not in steps_after(told) or (most is None and count is not None):
        raise NothingToTell


def _require_proved(state: DeliveryState, document: str | None, photo: Photo | None) -> None:
    if state in WITH_PAPERS and not document:
        raise PapersMissing
    if photo and not photo.is_without_faces:
        raise FacesShown


def add(
    session: Session,
    me: Member,
    row: Row[Any],
    state: DeliveryState,
    step: dict[str, Any],
    now: datetime,
) -> None:
    """Write a step down, as a verb that looked whether it follows; steps are never changed."""
    key = {"programme_id": row.programme_id, "round_id": row.round_id, "cause_id": row.cause_id}
    number = LAST_NUMBER.value(session, **key) + 1
    session.add(Delivery(**key, **step, number=number, state=state, told_by=me.id, told_at=now))
    session.flush()
    history.record(
        session, me.id, f"delivery.{state}", row.code, programme_id=row.programme_id, now=now
    )
