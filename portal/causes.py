"""Causes: register a charity's need for one programme, and find it again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick, tied
from db.tables.giving import Cause, CauseState, UnitShape
from db.tables.households import ChosenCause
from db.tables.organisations import Organisation, OrganisationKind
from db.tables.programmes import Enrolment, Programme
from portal import codes, history, ids, ledger
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.ledger import AccountKind
from portal.people import Member
from portal.permissions import may_plan_round, may_spend, require

__all__ = [
    "Cause",
    "CauseFell",
    "CauseState",
    "NotACharity",
    "Wish",
    "choose",
    "code_in",
    "find",
    "has_choices",
    "list_at_desk",
    "list_choices",
    "list_of_charity",
    "register",
    "require_given_to",
    "reword",
    "slug_of",
]

_CODE_SIGNS = 7  # nobody types it; it only has to differ

CAUSE_COLUMNS: tuple[Any, ...] = (
    Cause.programme_id,
    col(Cause.id).label("cause_id"),
    Cause.code,
    Cause.slug,
    Cause.name,
    Cause.need,
    Cause.is_common,
    col(Cause.unit_shape).label("need_shape"),
    Cause.paper,
    col(Cause.state).label("cause_state"),
    col(Cause.state_on).label("cause_state_on"),
    col(Cause.state_reason).label("cause_reason"),
    Cause.charity_id,
    col(Organisation.name).label("charity_name"),
    col(Organisation.slug).label("charity_slug"),
    col(Organisation.code).label("charity_code"),
    Organisation.registration,
    col(Organisation.proved_on),
    col(Organisation.state).label("charity_state"),
    col(Organisation.state_reason).label("charity_reason"),
    col(Programme.code).label("programme_code"),
    col(Programme.slug).label("programme_slug"),
    col(Programme.name).label("programme_name"),
    Programme.organisation_id,
    Programme.mode,
    Programme.time_zone,
)
_CAUSES = (
    pick(*CAUSE_COLUMNS)
    .join(Organisation, col(Organisation.id) == Cause.charity_id)
    .join(Programme, col(Programme.id) == Cause.programme_id)
)
CAUSE = Statement(_CAUSES.where(col(Cause.code) == bindparam("code")))
OF_CHARITY = Statement(
    _CAUSES.where(col(Cause.charity_id) == bindparam("charity_id")).order_by(Cause.slug).limit(100)
)
AT_DESK = Statement(
    _CAUSES.where(col(Programme.organisation_id) == bindparam("organisation_id"))
    .order_by(Programme.code, Cause.slug)
    .limit(200)
)
CHOICES = Statement(  # of a household, in a programme it takes part in
    _CAUSES.join(Enrolment, col(Enrolment.programme_id) == Programme.id)
    .outerjoin(
        ChosenCause,
        and_(
            tied(ChosenCause, Cause, "programme_id cause_id", "programme_id id"),
            col(ChosenCause.household_id) == bindparam("household_id"),
        ),
    )
    .add_columns(col(ChosenCause.cause_id).is_not(None).label("is_chosen"))
    .where(
        col(Programme.code) == bindparam("programme"),
        col(Enrolment.holder_id) == bindparam("household_id"),
        col(Cause.state) != CauseState.CLOSED,
    )
    .order_by(col(Cause.is_common).desc(), Cause.code)
    .limit(100)
)
_choice = insert(ChosenCause)
CHOOSE = Statement(
    _choice.on_conflict_do_update(
        index_elements=["programme_id", "household_id"],
        set_={name: _choice.excluded[name] for name in ("cause_id", "chosen_at")},
    )
)
OF_ORGANISATION = Statement(
    pick(Programme.organisation_id).where(col(Programme.id) == bindparam("programme_id"))
)
KIND = Statement(pick(Organisation.kind).where(col(Organisation.id) == bindparam("id")))


@dataclass(frozen=True)
class Wish:
    """What a charity says of a need: its words, how one thing is drawn, the paper about it."""

    name: Words
    need: Words
    unit_shape: UnitShape | None = None
    paper: str = ""


class CauseFell(Refused):
    """Nothing is given to this cause now: `reason`."""


class NotACharity(Refused):
    """Points are given to causes of registered charities only."""


def require_given_to(cause: Row[Any]) -> None:
    """Raise CauseFell unless points may be given to this cause."""
    if cause.cause_state is not CauseState.LISTED:
        raise CauseFell(reason=cause.cause_reason)


def code_in(key: str) -> str:
    """Return the code at the end of "{slug}-{code}", however it was typed."""
    return key.rpartition("-")[2].upper()


def find(session: Session, key: str) -> Row[Any]:
    """Return a cause with its charity and programme, by "{slug}-{code}"; raises NotFound."""
    if row := CAUSE.first(session, code=code_in(key)):
        return row
    raise NotFound


def list_of_charity(session: Session, charity_id: UUID) -> Sequence[Row[Any]]:
    """Return a charity's causes."""
    return OF_CHARITY.all(session, charity_id=charity_id)


def list_at_desk(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return the causes of every programme of this desk."""
    return AT_DESK.all(session, organisation_id=desk.organisation_id)


def list_choices(session: Session, me: Member, programme: str) -> Sequence[Row[Any]]:
    """Return where my household's points may go when they lapse: the common cause comes first.

    Raises NotFound for a programme the household takes no part in.
    """
    rows = CHOICES.all(session, household_id=me.household_id, programme=programme.upper())
    if not rows:
        raise NotFound
    return rows


def has_choices(session: Session, me: Member, programme: str) -> bool:
    """Tell whether a programme my household takes part in has causes yet."""
    return bool(CHOICES.first(session, household_id=me.household_id, programme=programme.upper()))


def choose(session: Session, me: Member, programme: str, code: str, *, now: datetime) -> None:
    """Say where the household's points of a programme go when they lapse; an adult's choice."""
    require(may_spend(me.standing))
    chosen = next((row for row in list_choices(session, me, programme) if row.code == code), None)
    if chosen is None:
        raise NotFound
    facts = {"programme_id": chosen.programme_id, "household_id": me.household_id}
    CHOOSE.run(session, {**facts, "cause_id": chosen.cause_id, "chosen_at": now})
    place = {"programme_id": chosen.programme_id, "now": now}
    history.record(session, me.id, "household.cause_chosen", chosen.code, **place)


def register(
    session: Session,
    me: Member,
    desk: Desk,
    programme_id: UUID,
    *,
    charity_id: UUID,
    slug: str,
    name: Words,
    need: Words,
    unit_shape: UnitShape | None = None,
    paper: str = "",
    is_common: bool = False,
    now: datetime,
) -> Cause:
    """Accept a need of a charity as a cause of a programme of this desk's organisation."""
    require(may_plan_round(desk.roles))
    if OF_ORGANISATION.value(session, programme_id=programme_id) != desk.organisation_id:
        raise NotFound
    if KIND.value(session, id=charity_id) != OrganisationKind.CHARITY:
        raise NotACharity
    cause = Cause(
        programme_id=programme_id,
        id=ids.new_id(now),
        code=codes.new_code("C").replace("-", "")[:_CODE_SIGNS],
        slug=slug,
        charity_id=charity_id,
        name=name,
        need=need,
        unit_shape=unit_shape,
        paper=paper,
        is_common=is_common,
    )
    session.add(cause)
    session.flush()
    standing = ledger.cause_account(cause.id)
    ledger.open_account(session, programme_id, standing, AccountKind.CAUSE, cause_id=cause.id)
    history.record(
        session, me.id, "cause.registered", cause.code, programme_id=programme_id, now=now
    )
    return cause


def reword(session: Session, me: Member, cause: Cause, wish: Wish, *, now: datetime) -> None:
    """Let a cause say something else; its address stays."""
    cause.name, cause.need = wish.name, wish.need
    cause.unit_shape, cause.paper = wish.unit_shape, wish.paper
    session.flush()
    here = cause.programme_id
    history.record(session, me.id, "cause.reworded", cause.code, programme_id=here, now=now)


def slug_of(name: Words, code: str) -> str:
    """Return how the address of a cause begins: its English name, where it has one."""
    words = re.findall(r"[a-z0-9]+", name.get("en", "").lower())
    return "-".join(words)[:60].strip("-") or f"cause-{code.replace('-', '').lower()}"
