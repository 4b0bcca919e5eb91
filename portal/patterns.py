"""Patterns: what a new plan takes over from a programme that is published."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from portal import programmes
from portal.plans import ActivityPlan, Plan

__all__ = ["copy_of", "next_season"]

_LINE = tuple(ActivityPlan.__dataclass_fields__)
_RULES = (
    *("steps", "theme", "mode", "region", "time_zone"),
    *("log_back_days", "check_days", "expiry_months", "household_ceiling"),
)
_OWN = ("summary", "enrolment_limit")


def copy_of(session: Session, it: Row[Any]) -> Plan:
    """Return the rules of a programme, and its steps in words, as the plan of another.

    Its name, its summary, who may join, its days and its budget are for whoever begins to choose.
    """
    lines = programmes.list_activities(session, it.programme_id, it.version)
    rules = tuple(ActivityPlan(**{name: getattr(row, name) for name in _LINE}) for row in lines)
    return Plan(**{name: getattr(it, name) for name in _RULES}, activities=rules)


def next_season(session: Session, it: Row[Any]) -> Plan:
    """Return what runs now as a plan: same rules, other days, which somebody has to choose."""
    own = {name: getattr(it, name) for name in _OWN}
    plan = replace(copy_of(session, it), code=it.programme_code, name=it.programme_name, **own)
    return replace(plan, who=it.who or None)
