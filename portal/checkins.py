"""Check-ins: somebody is at a poster's place and says so; whoever is there ticks whom they saw."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, ClaimState
from db.tables.people import Person
from db.tables.posters import CheckIn, Poster, Proof
from portal import claims, evidence, programmes, screens, verification
from portal.desks import Desk
from portal.errors import Refused
from portal.files import Shelf
from portal.people import Member
from portal.permissions import may_host, require
from portal.posters import PosterState, state_of
from portal.programmes import local_day
from portal.told import Replaced, Told
from portal.verification import Decision, Ready, Result, Verdict

__all__ = [
    "HostAtHome",
    "NotOnScreen",
    "PosterShut",
    "check_in",
    "find_or_none",
    "list_of_day",
    "tick",
    "was_at",
]

MINE = Statement(
    pick(CheckIn.claim_code, CheckIn.day, Claim.state, Claim.amount)
    .join(Claim, tied(Claim, CheckIn, "programme_id code", "programme_id claim_code"))
    .where(
        col(CheckIn.programme_id) == bindparam("programme_id"),
        col(CheckIn.poster_code) == bindparam("code"),
        col(CheckIn.person_id) == bindparam("person_id"),
    )
    .order_by(col(CheckIn.day).desc())
    .limit(200)  # a talk that is held again and again
)
OF_DAY = Statement(
    pick(
        *(Claim.code, Claim.state, Claim.amount, Claim.revision, Claim.submitted_at),
        *(Claim.person_id, Claim.holder_id, col(Person.name).label("person_name")),
    )
    .join(CheckIn, tied(CheckIn, Claim, "programme_id claim_code", "programme_id code"))
    .join(Person, col(Person.id) == Claim.person_id)
    .where(
        col(CheckIn.programme_id) == bindparam("programme_id"),
        col(CheckIn.poster_code) == bindparam("code"),
        col(CheckIn.day) == bindparam("day"),
        col(Claim.state) != ClaimState.WITHDRAWN,
    )
    .order_by(col(Claim.submitted_at), col(Claim.code))
    .limit(500)
)
TAKEN_BACK = Statement(
    delete(CheckIn).where(
        col(CheckIn.programme_id) == bindparam("programme_"),
        col(CheckIn.poster_code) == bindparam("code_"),
        col(CheckIn.person_id) == bindparam("person_"),
        col(CheckIn.day) == bindparam("day_"),
    )
)


_NOT_THERE = {ClaimState.WITHDRAWN, ClaimState.DECLINED, ClaimState.REVERSED}


class PosterShut(Refused):
    """Nobody can check in at this poster now: `state`."""


class NotOnScreen(Refused):
    """This is not what the screen shows, or it was some minutes ago."""


class HostAtHome(Refused):
    """Whoever is there lives with the person, and so cannot say that they saw them."""


def find_or_none(session: Session, me: Member, poster: Any) -> Row[Any] | None:
    """Return my last check-in at this poster, if there was one."""
    facts = {"programme_id": poster.programme_id, "code": poster.code, "person_id": me.id}
    return MINE.first(session, **facts)


def was_at(session: Session, me: Member, programme_id: UUID, poster_code: str) -> bool:
    """Tell whether I signed in there, on any day, and nobody said that I was not."""
    facts = {"programme_id": programme_id, "code": poster_code, "person_id": me.id}
    return any(row.state not in _NOT_THERE for row in MINE.all(session, **facts))


def check_in(
    session: Session,
    me: Member,
    poster: Any,
    amount: Decimal,
    *,
    replaced: Replaced | None = None,
    on_screen: str = "",
    secret: str,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str:
    """Say that I am here (`poster`: a row of posters.find_public); return the action's code.

    Once a day: later the first one's code comes back. Raises PosterShut, NotOnScreen, HostAtHome,
    and as claims.submit.
    """
    state, today = state_of(poster, now), local_day(poster.time_zone, now)
    session.get_one(Poster, (poster.programme_id, poster.code), with_for_update=True)
    earlier = find_or_none(session, me, poster)
    this = {"programme_": poster.programme_id, "code_": poster.code, "person_": me.id}
    if earlier and earlier.day == today:
        if earlier.state is not ClaimState.WITHDRAWN:
            return str(earlier.claim_code)
        TAKEN_BACK.run(session, {**this, "day_": today})
    if state is not PosterState.OPEN:
        raise PosterShut(state=state)
    is_seen = screens.is_now(secret, poster.code, on_screen, now=now)
    if poster.proof is Proof.SCREEN and not is_seen:
        raise NotOnScreen
    told = Told(amount, today, replaced=replaced, witness_id=_host(session, me, poster, now))
    what = programmes.find_activity(session, poster.programme_code, poster.activity, now=now)
    code = claims.submit(session, me, what, told, shelf=shelf, idem=idem, now=now)
    _remember(session, me, poster, today, code)
    return code


def list_of_day(session: Session, poster: Any, *, now: datetime) -> Sequence[Row[Any]]:
    """Return who checked in at this poster today, the first one first."""
    today = local_day(poster.time_zone, now)
    facts = {"programme_id": poster.programme_id, "code": poster.code}
    return OF_DAY.all(session, **facts, day=today)


def tick(
    session: Session,
    me: Member,
    desk: Desk,
    poster: Any,
    seen: Collection[str],
    not_seen: Collection[str] = (),
    *,
    idem: str,
    now: datetime,
) -> Result:
    """Say whom I saw there today: that is their check. Whom nobody saw is declined, with a reason.

    What waits on is neither. Raises NotAllowed; an own household's is not decided.
    """
    require(may_host(desk.roles))
    verdicts = [
        _verdict(row, is_seen=row.code in seen)
        for row in list_of_day(session, poster, now=now)
        if row.state is ClaimState.SUBMITTED and row.code in {*seen, *not_seen}
    ]
    if not verdicts:
        return Result(None, {})
    facts: dict[str, Any] = {"idem": idem, "now": now}
    return verification.settle(session, me, desk, poster.programme_id, verdicts, **facts)


def _verdict(row: Any, *, is_seen: bool) -> Verdict:
    if is_seen:
        return Verdict(row.code, Decision.APPROVE, row.revision)
    return Verdict(row.code, Decision.DECLINE, row.revision, Ready.NOT_SEEN)


def _host(session: Session, me: Member, poster: Any, now: datetime) -> Any:
    able = evidence.list_witnesses(session, poster.organisation_id, me.household_id, now=now)
    if poster.host_id not in {row.id for row in able}:
        raise HostAtHome
    return poster.host_id


def _remember(session: Session, me: Member, poster: Any, today: Any, code: str) -> None:
    session.add(
        CheckIn(
            programme_id=poster.programme_id,
            poster_code=poster.code,
            person_id=me.id,
            day=today,
            claim_code=code,
        )
    )
    session.flush()
