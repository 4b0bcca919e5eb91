"""A claim's particulars: the rules it was made under, whose it is, what was decided on it."""

from typing import Any

from sqlalchemy import Subquery, and_, func, join
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.statement import pick
from db.tables.claims import Claim, Evidence, Verification
from db.tables.groups import Group
from db.tables.households import Household
from db.tables.impact import ActivityKind
from db.tables.people import Person
from db.tables.programmes import Activity, Programme, RuleSet, Season

__all__ = ["PHOTO_NUMBER", "with_claim"]

_witness = aliased(Person)
PHOTO_NUMBER = (
    pick(func.max(Evidence.number))
    .where(
        col(Evidence.programme_id) == Claim.programme_id,
        col(Evidence.claim_code) == Claim.code,
        col(Evidence.file).is_not(None),
    )
    .correlate(Claim)
    .scalar_subquery()
)
CLAIM_COLUMNS: tuple[Any, ...] = (
    Claim.programme_id,
    Claim.code,
    Claim.version,
    Claim.activity,
    Claim.holder_kind,
    Claim.holder_id,
    Claim.person_id,
    Claim.amount,
    Claim.done_on,
    Claim.replaced,
    Claim.evidence_class,
    Claim.witness_id,
    Claim.note,
    Claim.state,
    Claim.revision,
    col(Claim.points).label("worth"),
    Claim.shortfall,
    Claim.why,
    Claim.submitted_at,
    Claim.decided_at,
    PHOTO_NUMBER.label("photo_number"),
    Verification.decision,
    Verification.message,
    Verification.batch,
    Activity.points,
    Activity.per_amount,
    Activity.least_amount,
    Activity.most_amount,
    Activity.whole,
    Activity.evidence,
    Activity.asks_replaced,
    Activity.cap,
    Activity.cap_of,
    Activity.cap_period,
    Activity.cap_who,
    Activity.cap_group,
    Activity.audit_percent,
    col(ActivityKind.name).label("kind_name"),
    ActivityKind.unit,
    col(Programme.code).label("programme_code"),
    col(Programme.name).label("programme_name"),
    col(Programme.slug).label("programme_slug"),
    Programme.time_zone,
    Programme.region,
    Programme.mode,
    col(Programme.state).label("programme_state"),
    Programme.organisation_id,
    RuleSet.season,
    RuleSet.campaigns,
    Season.starts_on,
    Season.ends_on,
    Season.log_back_days,
    Season.check_days,
    Season.household_ceiling,
    Season.expiry_months,
    col(Household.name).label("household_name"),
    col(Group.name).label("group_name"),
    col(Person.name).label("person_name"),
    col(_witness.name).label("witness_name"),
)


def with_claim(*more: Any, among: Subquery | None = None) -> Any:
    """Select a claim with its rules, season, holder, and the decision on it as it now is.

    `among` holds the codes of those that are wanted. It is joined first, because PostgreSQL
    changes the order of no more than eight tables, and would read every claim before it.
    """
    claims = Claim if among is None else join(among, Claim, among.c.code == col(Claim.code))
    rules = and_(
        col(RuleSet.programme_id) == Claim.programme_id, col(RuleSet.version) == Claim.version
    )
    activity = and_(
        col(Activity.programme_id) == Claim.programme_id,
        col(Activity.version) == Claim.version,
        col(Activity.code) == Claim.activity,
    )
    season = and_(
        col(Season.programme_id) == Claim.programme_id, col(Season.code) == RuleSet.season
    )
    decision = and_(
        col(Verification.programme_id) == Claim.programme_id,
        col(Verification.claim_code) == Claim.code,
        col(Verification.revision) == Claim.revision,
    )
    return (
        pick(*CLAIM_COLUMNS, *more)
        .select_from(claims)
        .join(RuleSet, rules)
        .join(Activity, activity)
        .join(ActivityKind, col(ActivityKind.code) == Claim.activity)
        .join(Programme, col(Programme.id) == Claim.programme_id)
        .join(Season, season)
        .join(Person, col(Person.id) == Claim.person_id)
        .outerjoin(_witness, col(_witness.id) == Claim.witness_id)
        .outerjoin(Household, col(Household.id) == Claim.holder_id)
        .outerjoin(Group, col(Group.id) == Claim.holder_id)
        .outerjoin(Verification, decision)
    )
