"""Drafts: write a programme or its next season, answer by answer; every version stays.

An organiser writes; an owner who wrote none of it approves (portal/publishing.py). Two who write at
once are told of each other: an answer names the version it was read from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.drafts import Draft, DraftState, DraftVersion
from db.tables.organisations import Organisation
from db.tables.people import Person
from db.tables.programmes import Programme, Season
from portal import codes, history, ids, patterns, plans, programmes
from portal.desks import Desk, require_listed
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_draft, require
from portal.plans import Plan

__all__ = [
    "Change",
    "DraftChanged",
    "DraftState",
    "Found",
    "NotEditing",
    "answer",
    "begin",
    "find",
    "list_at_desk",
    "list_versions",
    "load",
    "save_state",
    "withdraw",
]

Change = Callable[[Plan], Plan]

_HEAD = (
    pick(
        Draft.id,
        Draft.code,
        Draft.organisation_id,
        Draft.programme_id,
        Draft.state,
        Draft.version,
        Draft.begun_at,
        Draft.changed_at,
        Draft.asked_by,
        Draft.reason,
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        DraftVersion.plan,
        Organisation.registration,
        pick(func.max(Season.ends_on))
        .where(col(Season.programme_id) == Draft.programme_id)
        .correlate(Draft)
        .scalar_subquery()
        .label("last_season_ends"),
    )
    .join(Organisation, col(Organisation.id) == Draft.organisation_id)
    .join(
        DraftVersion,
        (col(DraftVersion.draft_id) == Draft.id) & (col(DraftVersion.number) == Draft.version),
    )
    .outerjoin(Programme, col(Programme.id) == Draft.programme_id)
    .where(col(Draft.organisation_id) == bindparam("organisation_id"))
)
DRAFTS = Statement(_HEAD.order_by(col(Draft.changed_at).desc()).limit(100))
DRAFT = Statement(_HEAD.where(col(Draft.code) == bindparam("code")))
VERSIONS = Statement(
    pick(DraftVersion.number, DraftVersion.written_by, DraftVersion.written_at, Person.name)
    .join(Person, col(Person.id) == DraftVersion.written_by)
    .where(col(DraftVersion.draft_id) == bindparam("draft_id"))
    .order_by(col(DraftVersion.number).desc())
    .limit(500)
)


class NotEditing(Refused):
    """This draft waits for approval, is published or was withdrawn."""


class DraftChanged(Refused):
    """Somebody else changed this draft while the page was open."""


@dataclass(frozen=True)
class Found:
    """A draft, and what it says now."""

    row: Row[Any]
    plan: Plan

    @property
    def name(self) -> Words:
        """What it is called so far."""
        return self.plan.name or {}

    @property
    def is_open(self) -> bool:
        """Whether answers can still be changed."""
        return self.row.state is DraftState.EDITING


def list_at_desk(session: Session, desk: Desk) -> list[Found]:
    """Return an organisation's drafts, the newest change first."""
    rows = DRAFTS.all(session, organisation_id=desk.organisation_id)
    return [Found(row, plans.read(row.plan)) for row in rows]


def find(session: Session, desk: Desk, code: str) -> Found:
    """Return a draft of this desk; raises NotFound."""
    named = {"organisation_id": desk.organisation_id, "code": codes.tidy(code)}
    if row := DRAFT.first(session, **named):
        return Found(row, plans.read(row.plan))
    raise NotFound


def list_versions(session: Session, draft_id: UUID) -> Sequence[Row[Any]]:
    """Return who wrote each version, and when, newest first."""
    return VERSIONS.all(session, draft_id=draft_id)


def begin(
    session: Session,
    me: Member,
    desk: Desk,
    *,
    plan: Plan | None = None,
    of: str = "",
    like: str = "",
    idem: str,
    now: datetime,
) -> str:
    """Begin a draft, and return its code: a new programme, or the next season `of` one.

    A new one may begin with the rules of any published programme, which it is `like`.
    The same form again is the same draft. Raises NotAllowed, Suspended, Closed, NotFound.
    """
    require(may_draft(desk.roles))
    require_listed(desk.state, desk.state_reason)
    draft_id = ids.derived(desk.organisation_id, f"draft {idem}")
    if earlier := session.get(Draft, draft_id):
        return earlier.code
    it = programmes.find(session, of, now=now) if of else None
    if it and it.organisation_id != desk.organisation_id:
        raise NotFound
    plan = plan or _first_plan(session, it, like, now)
    plans.require_sound(plan)
    draft = Draft(
        id=draft_id,
        code=codes.new_code("N"),
        organisation_id=desk.organisation_id,
        programme_id=it.programme_id if it else None,
        begun_at=now,
        changed_at=now,
    )
    session.add(draft)
    session.flush()
    _keep(session, me, draft, plan, now)
    history.record(session, me.id, "draft.begun", draft.code, now=now)
    return draft.code


def answer(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    change: Change,
    *,
    version: int,
    now: datetime,
) -> int:
    """Change what a draft says; return its version. What it says already changes nothing.

    Raises NotEditing, DraftChanged when `version` is not the newest, and what plans.require_sound
    raises.
    """
    require(may_draft(desk.roles))
    draft, found = load(session, desk, code)
    if draft.state is not DraftState.EDITING:
        raise NotEditing
    changed = change(found.plan)
    if changed == found.plan:
        return draft.version
    if draft.version != version:
        raise DraftChanged
    plans.require_sound(changed)
    draft.version += 1
    draft.changed_at = now
    _keep(session, me, draft, changed, now)
    return draft.version


def withdraw(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Put a draft away. Its versions stay; the same again changes nothing. Raises NotEditing."""
    require(may_draft(desk.roles))
    draft, _found = load(session, desk, code)
    if draft.state is DraftState.WITHDRAWN:
        return
    if draft.state is not DraftState.EDITING:
        raise NotEditing
    save_state(session, me, draft, DraftState.WITHDRAWN, now=now)


def load(session: Session, desk: Desk, code: str) -> tuple[Draft, Found]:
    """Return a draft to be changed, nobody else meanwhile, with what it says; raises NotFound."""
    found = find(session, desk, code)
    draft = session.get_one(Draft, found.row.id, with_for_update=True, populate_existing=True)
    newest = session.get_one(DraftVersion, (draft.id, draft.version))
    return draft, Found(found.row, plans.read(newest.plan))


def save_state(
    session: Session,
    me: Member,
    draft: Draft,
    state: DraftState,
    *,
    asked_by: UUID | None = None,
    reason: str = "",
    now: datetime,
) -> None:
    """Bring a draft into another state, and write down who did."""
    draft.state, draft.asked_by, draft.reason, draft.changed_at = state, asked_by, reason, now
    session.flush()
    history.record(session, me.id, f"draft.{state.value}", draft.code, now=now)


def _first_plan(session: Session, it: Row[Any] | None, like: str, now: datetime) -> Plan:
    """Return what a draft says at first: what runs now, the rules of another one, or nothing."""
    if it:
        return patterns.next_season(session, it)
    if like:
        return patterns.copy_of(session, programmes.find(session, like, now=now))
    return Plan()


def _keep(session: Session, me: Member, draft: Draft, plan: Plan, now: datetime) -> None:
    facts: dict[str, Any] = {"plan": plans.plain(plan), "written_by": me.id, "written_at": now}
    session.add(DraftVersion(draft_id=draft.id, number=draft.version, **facts))
    session.flush()
