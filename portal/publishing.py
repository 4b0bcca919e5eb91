"""Publishing: look a draft over, ask for approval, approve it. Two people, and no blocking finding.

Whoever wrote any version of a draft does not approve it. What the linter said is frozen with the
rules and public.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.drafts import Draft, DraftState
from db.tables.impact import ActivityKind
from db.tables.programmes import Activity, Programme, RuleSet
from portal import drafts, seasons
from portal.desks import Desk, require_listed
from portal.drafts import DraftChanged, Found, NotEditing
from portal.errors import Refused
from portal.linter import Finding, Setting, lint
from portal.people import Member
from portal.permissions import may_approve_rules, may_draft, require
from portal.plans import Plan, ProgrammePlan, SeasonPlan
from portal.programmes import IN_FORCE, local_day
from portal.register_checks import ReasonMissing
from portal.seasons import Rules, SamePerson
from portal.simulator import Forecast, simulate

__all__ = ["Blocked", "Review", "approve", "ask", "look", "send_back", "slug_of"]

KINDS = Statement(pick(ActivityKind.code))
ELSEWHERE = Statement(  # what other programmes award now, or will
    pick(col(Activity.code).label("activity"), col(Programme.name).label("name"), Programme.code)
    .join(Programme, col(Programme.id) == Activity.programme_id)
    .join(
        RuleSet,
        (col(RuleSet.programme_id) == Programme.id) & (col(RuleSet.version) == Activity.version),
    )
    .where(
        col(Activity.code).in_(bindparam("codes", expanding=True)),
        col(RuleSet.version) >= IN_FORCE,
        col(Programme.id) != bindparam("programme_id"),
        col(Programme.state) != "closed",
    )
    .distinct()
    .order_by(Activity.code, Programme.code)
)
NOWHERE = UUID(int=0)
LONGEST_REASON = 300


class Blocked(Refused):
    """The linter found something that has to be mended first: `count` things."""


@dataclass(frozen=True)
class Review:
    """What the linter says of a draft, and how its season may go."""

    findings: list[Finding]
    forecast: Forecast

    @property
    def blocking(self) -> list[Finding]:
        """What has to be mended first."""
        return [one for one in self.findings if one.is_blocking]


def look(
    session: Session,
    found: Found,
    languages: tuple[str, ...] = (),
    *,
    known: frozenset[str] | None = None,
    now: datetime,
) -> Review:
    """Return what the linter and the simulator say of a draft as it stands.

    `known` are the codes of the data set, where somebody has read them already.
    """
    setting = _setting(session, found, languages, known, now)
    return Review(lint(found.plan, setting), simulate(found.plan))


def ask(
    session: Session, me: Member, desk: Desk, code: str, *, version: int, now: datetime
) -> None:
    """Ask that a draft be approved. The same again changes nothing.

    Raises Blocked, NotEditing, DraftChanged.
    """
    require(may_draft(desk.roles))
    require_listed(desk.state, desk.state_reason)
    draft, found = drafts.load(session, desk, code)
    if draft.state is DraftState.REVIEW:
        return
    if draft.state is not DraftState.EDITING:
        raise NotEditing
    if draft.version != version:
        raise DraftChanged
    _require_sound(session, found, now)
    drafts.save_state(session, me, draft, DraftState.REVIEW, asked_by=me.id, now=now)


def send_back(
    session: Session, me: Member, desk: Desk, code: str, *, reason: str, now: datetime
) -> None:
    """Let it be written on, with a reason; whoever asked may take it back without one.

    Raises NotEditing, ReasonMissing.
    """
    draft, _found = drafts.load(session, desk, code)
    is_own = draft.asked_by == me.id and may_draft(desk.roles)
    require(is_own or may_approve_rules(desk.roles))
    if draft.state is DraftState.EDITING:
        return
    if draft.state is not DraftState.REVIEW:
        raise NotEditing
    if len(reason) > LONGEST_REASON or not (reason.strip() or is_own):
        raise ReasonMissing(most=LONGEST_REASON)
    drafts.save_state(session, me, draft, DraftState.EDITING, reason=reason.strip(), now=now)


def approve(
    session: Session,
    me: Member,
    desk: Desk,
    code: str,
    *,
    version: int,
    languages: tuple[str, ...] = (),
    now: datetime,
) -> UUID:
    """Publish a draft, and return the programme's id. The same again changes nothing.

    Raises SamePerson for whoever wrote any of it, Blocked, NotEditing, DraftChanged, and what
    seasons.publish and seasons.renew raise.
    """
    require(may_approve_rules(desk.roles))
    draft, found = drafts.load(session, desk, code)
    if draft.state is DraftState.PUBLISHED and draft.programme_id:
        return draft.programme_id
    if draft.state is not DraftState.REVIEW or draft.asked_by is None:
        raise NotEditing
    if draft.version != version:
        raise DraftChanged
    if me.id in {row.written_by for row in drafts.list_versions(session, draft.id)}:
        raise SamePerson
    findings, plan = _require_sound(session, found, now, languages), found.plan
    rules = Rules(plan.activities, plan.campaigns, [one.kept() for one in findings])
    draft.programme_id = _published(session, draft, plan, rules, me, now)
    asked_by = draft.asked_by
    drafts.save_state(session, me, draft, DraftState.PUBLISHED, asked_by=asked_by, now=now)
    return draft.programme_id


def _published(
    session: Session, draft: Draft, plan: Plan, rules: Rules, me: Member, now: datetime
) -> UUID:
    assert draft.asked_by
    season = _season_of(plan)
    by: dict[str, Any] = {"season": season, "rules": rules, "approved_by": me.id, "now": now}
    if draft.programme_id:
        seasons.renew(session, draft.asked_by, draft.programme_id, **by)
        return draft.programme_id
    programme = _programme_of(plan)
    return seasons.publish(session, draft.asked_by, draft.organisation_id, programme, **by)


def _require_sound(
    session: Session, found: Found, now: datetime, languages: tuple[str, ...] = ()
) -> list[Finding]:
    findings = lint(found.plan, _setting(session, found, languages, None, now))
    if blocking := [one for one in findings if one.is_blocking]:
        raise Blocked(count=len(blocking))
    return findings


def _setting(
    session: Session,
    found: Found,
    languages: tuple[str, ...],
    known: frozenset[str] | None,
    now: datetime,
) -> Setting:
    plan, programme_id = found.plan, found.row.programme_id or NOWHERE
    elsewhere: dict[str, list[Words]] = defaultdict(list)
    its = [it.code for it in plan.activities]
    for row in ELSEWHERE.all(session, codes=its, programme_id=programme_id, now=now) if its else ():
        elsewhere[row.activity].append(row.name)
    return Setting(
        today=local_day(plan.time_zone, now),
        known=frozenset(KINDS.values(session)) if known is None else known,
        registration=found.row.registration,
        languages=languages,
        last_season_ends=found.row.last_season_ends,
        elsewhere=elsewhere,
    )


def _programme_of(plan: Plan) -> ProgrammePlan:
    names = ("code", "theme", "mode", "region", "time_zone", "two_person_over", "award_cap_day")
    facts: dict[str, Any] = {name: getattr(plan, name) for name in names}
    facts |= {name: plan.text(name) for name in ("name", "summary", "steps", "who")}
    return ProgrammePlan(**facts, slug=slug_of(plan))


def _season_of(plan: Plan) -> SeasonPlan:
    """Name a season by the month in which it begins: that stands in the addresses of reports."""
    assert plan.starts_on
    assert plan.ends_on
    names = ("log_back_days", "check_days", "expiry_months", "household_ceiling", "enrolment_limit")
    return SeasonPlan(
        code=f"season-{plan.starts_on:%Y-%m-%d}",
        name=plan.text("season_name"),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        **{name: getattr(plan, name) for name in names},
    )


def slug_of(plan: Plan) -> str:
    """Return how its address begins: its English name, where it has one, else its code."""
    words = re.findall(r"[a-z0-9]+", plan.text("name").get("en", "").lower())
    return "-".join(words)[:60] or plan.code.lower()
