"""What nobody has answered yet."""

from collections.abc import Iterator

from portal.linter.findings import Concern, Finding, Setting
from portal.plans import Plan

__all__ = ["list_missing"]

_NUMBERS = (
    *("household_ceiling", "enrolment_limit", "budget", "two_person_over", "award_cap_day"),
    *("expected_holders", "expected_acts"),
)
_TEXTS = ("name", "summary", "steps", "who", "season_name")


def list_missing(plan: Plan, setting: Setting) -> Iterator[Finding]:
    """Yield each question without an answer, by the name of its field."""
    if not plan.code:
        yield Finding(Concern.MISSING, "code")
    for name in _TEXTS:
        if not any(text.strip() for text in plan.text(name).values()):
            yield Finding(Concern.MISSING, f"text:{name}")
    for name in ("starts_on", "ends_on"):
        if getattr(plan, name) is None:
            yield Finding(Concern.MISSING, name)
    for name in _NUMBERS:
        if not getattr(plan, name):
            yield Finding(Concern.MISSING, name)
    if not plan.activities:
        yield Finding(Concern.MISSING, "activities")
    if not (setting.registration.strip() and plan.licence.strip()):
        yield Finding(Concern.LEGAL_EMPTY, "licence")
