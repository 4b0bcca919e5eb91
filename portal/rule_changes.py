"""Rule changes: every version of a programme's rules, and what each changed. Only reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.impact import ActivityKind
from db.tables.programmes import Activity, Programme, ProgrammeState, RuleSet, Season
from portal.errors import NotFound
from portal.programmes import ACTIVITY_COLUMNS

__all__ = ["FACTS", "Version", "list_versions"]

FACTS = (  # of a season, that can differ from one version to the next
    *("household_ceiling", "enrolment_limit", "log_back_days", "check_days", "expiry_months"),
)
_OF_A_RULE = (  # of an activity: what it earns, how it is supported, how often it counts
    *("points", "per_amount", "least_amount", "most_amount", "whole", "evidence"),
    *("asks_replaced", "cap", "cap_of", "cap_period", "cap_who", "cap_group", "audit_percent"),
)

VERSIONS = Statement(
    pick(
        col(Programme.code).label("programme_code"),
        col(Programme.slug).label("programme_slug"),
        col(Programme.name).label("programme_name"),
        *(RuleSet.version, RuleSet.published_at, RuleSet.begins_at, Programme.time_zone),
        col(Season.name).label("season_name"),
        *(Season.starts_on, Season.ends_on),
        *(getattr(Season, name) for name in FACTS),
        *ACTIVITY_COLUMNS,
    )
    .select_from(RuleSet)
    .join(Programme, col(Programme.id) == RuleSet.programme_id)
    .join(Season, tied(Season, RuleSet, "programme_id code", "programme_id season"))
    .join(Activity, tied(Activity, RuleSet, "programme_id version"))
    .join(ActivityKind, col(ActivityKind.code) == Activity.code)
    .where(col(Programme.code) == bindparam("code"), col(Programme.state) != ProgrammeState.DRAFT)
    .order_by(col(RuleSet.version), col(Activity.place))
    .limit(5000)
)


@dataclass(frozen=True)
class Version:
    """One version of the rules beside the one before; the first has nothing before it."""

    rules: Row[Any]  # the season and the version; any line of it
    before: Row[Any] | None
    activities: Mapping[str, Row[Any]]
    added: Sequence[Row[Any]]
    removed: Sequence[Row[Any]]
    changed: Sequence[tuple[Row[Any], Row[Any]]]  # before, after

    @property
    def facts(self) -> list[tuple[str, int, int]]:
        """Return each fact of the season that is another now: its name, before, after."""
        if self.before is None:
            return []
        pairs = ((name, getattr(self.before, name), getattr(self.rules, name)) for name in FACTS)
        return [(name, old, new) for name, old, new in pairs if old != new]

    @property
    def is_same(self) -> bool:
        """Whether nothing of the rules is another than before."""
        return not (self.facts or self.added or self.removed or self.changed)


def list_versions(session: Session, code: str) -> list[Version]:
    """Return every version of a programme's rules, newest first; raises NotFound."""
    rows = VERSIONS.all(session, code=code.upper())
    if not rows:
        raise NotFound
    versions: list[Version] = []
    for _number, lines in groupby(rows, key=lambda row: row.version):
        versions.append(_beside(list(lines), versions[-1] if versions else None))
    return versions[::-1]


def _beside(lines: Sequence[Row[Any]], last: Version | None) -> Version:
    now = {row.code: row for row in lines}
    then = last.activities if last else now
    return Version(
        rules=lines[0],
        before=last.rules if last else None,
        activities=now,
        added=[row for code, row in now.items() if code not in then],
        removed=[row for code, row in then.items() if code not in now],
        changed=[(then[at], now[at]) for at in now if at in then and _differ(then[at], now[at])],
    )


def _differ(one: Row[Any], other: Row[Any]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in _OF_A_RULE)
