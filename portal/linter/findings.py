"""Findings: what the linter says, and what it has to know besides the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from db.columns import Words

__all__ = ["BLOCKING", "Concern", "Finding", "Setting"]


class Concern(StrEnum):
    """What a finding is about; pages/findings.py has a sentence for each."""

    MISSING = "missing"
    LEGAL_EMPTY = "legal_empty"
    SEASON_ORDER = "season_order"
    SEASON_PAST = "season_past"
    SEASON_LONG = "season_long"
    SEASON_OVERLAPS = "season_overlaps"
    WEEK_ORDER = "week_order"
    WEEK_OUTSIDE = "week_outside"
    WEEKS_OVERLAP = "weeks_overlap"
    WEEK_EMPTY = "week_empty"
    WEEK_UNKNOWN = "week_unknown"
    BUDGET_SHORT = "budget_short"
    DAY_LIMIT = "day_limit"
    CEILING_LOW = "ceiling_low"
    UNKNOWN_ACTIVITY = "unknown_activity"
    NEVER_EARNS = "never_earns"
    LIMIT_TOO_SMALL = "limit_too_small"
    LIMITS_DIFFER = "limits_differ"
    PROOF_UNKNOWN = "proof_unknown"
    INSTEAD_UNKNOWN = "instead_unknown"
    WELCOME_LARGE = "welcome_large"
    CHILD_PHOTO = "child_photo"
    CHILD_SINGLED = "child_singled"
    CHILD_ACTIVITY = "child_activity"
    BUYING = "buying"
    ABILITY = "ability"
    INSTEAD_MISSING = "instead_missing"
    INSTEAD_LESS = "instead_less"
    NO_AUDIT = "no_audit"
    TWIN = "twin"
    WORKLOAD = "workload"
    WORDING = "wording"
    LANGUAGE_MISSING = "language_missing"


ADVISORY = frozenset(
    {
        *(Concern.ABILITY, Concern.INSTEAD_MISSING, Concern.INSTEAD_LESS, Concern.NO_AUDIT),
        *(Concern.TWIN, Concern.WORKLOAD, Concern.WORDING, Concern.LANGUAGE_MISSING),
    }
)
BLOCKING = frozenset(Concern) - ADVISORY


@dataclass(frozen=True)
class Finding:
    """One thing to say. `about` is the line: "budget", "activity:walk", "week:1", "text:who"."""

    concern: Concern
    about: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_blocking(self) -> bool:
        """Whether nothing is published before it is mended."""
        return self.concern in BLOCKING

    def kept(self) -> dict[str, Any]:
        """Return it as plain values, to be kept with the rules."""
        return {"concern": self.concern.value, "about": self.about, "facts": dict(self.facts)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Finding":
        """Read back what was kept."""
        return cls(Concern(kept["concern"]), kept["about"], kept["facts"])


@dataclass(frozen=True)
class Setting:
    """What stands around a plan."""

    today: date
    known: frozenset[str]  # kinds of activity in the data set
    registration: str  # of the organisation, in a public register
    languages: tuple[str, ...] = ()  # those this portal speaks
    last_season_ends: date | None = None
    elsewhere: Mapping[str, Sequence[Words]] = field(default_factory=dict)  # activity: programmes
