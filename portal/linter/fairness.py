"""Who is left out: without money, without legs to walk on, as a child, as a newcomer."""

from collections.abc import Iterator

from portal.linter.findings import Concern, Finding, Setting
from portal.linter.needs import for_grown_ups, needs_buying, needs_travelling
from portal.plans import ActivityPlan, Plan
from portal.programmes import Mode
from portal.reach import most_a_claim, reachable
from portal.rules import CapPeriod, CapWho

__all__ = ["list_fairness"]

_WELCOME = "welcome"
_OFTEN = (CapPeriod.DAY, CapPeriod.WEEK)


def list_fairness(plan: Plan, setting: Setting) -> Iterator[Finding]:
    """Yield what is not the same for everybody."""
    yield from _parity(plan)
    yield from _welcome(plan)
    if plan.mode is Mode.CLASS:
        yield from _children(plan)
    for it in plan.activities:
        about = f"activity:{it.code}"
        for concern in _beside(plan, it):
            yield Finding(concern, about)
        for words in setting.elsewhere.get(it.code, ()):
            yield Finding(Concern.TWIN, about, {"programme": dict(words)})


def _parity(plan: Plan) -> Iterator[Finding]:
    """Compare the ceiling with what one person alone can reach without money, without travel."""
    if not (plan.activities and plan.household_ceiling and plan.starts_on and plan.ends_on):
        return
    full = min(plan.household_ceiling, reachable(plan))
    unpaid = reachable(plan, lambda it: not needs_buying(it.code))
    if unpaid < full:
        facts = {"points": unpaid, "ceiling": plan.household_ceiling}
        yield Finding(Concern.BUYING, "activities", facts)
    at_home = reachable(plan, lambda it: not (needs_buying(it.code) or needs_travelling(it.code)))
    if at_home < full:
        facts = {"points": at_home, "ceiling": plan.household_ceiling}
        yield Finding(Concern.ABILITY, "activities", facts)


def _welcome(plan: Plan) -> Iterator[Finding]:
    """Two normal weekly acts are the most that a welcome may be worth."""
    welcome = plan.activity(_WELCOME)
    normal = [
        it.points for it in plan.activities if it.code != _WELCOME and it.cap_period in _OFTEN
    ]
    if welcome and most_a_claim(welcome) > 2 * max(normal, default=0):
        most = {"points": welcome.points, "most": 2 * max(normal, default=0)}
        yield Finding(Concern.WELCOME_LARGE, f"activity:{_WELCOME}", most)


def _children(plan: Plan) -> Iterator[Finding]:
    """A class is counted, never the child: no photo, no single pupil, nothing for adults."""
    for it in plan.activities:
        about = f"activity:{it.code}"
        if "C" in it.evidence:
            yield Finding(Concern.CHILD_PHOTO, about)
        if it.cap_who is CapWho.PERSON:
            yield Finding(Concern.CHILD_SINGLED, about)
        if for_grown_ups(it.code):
            yield Finding(Concern.CHILD_ACTIVITY, about)


def _beside(plan: Plan, it: ActivityPlan) -> Iterator[Concern]:
    if needs_travelling(it.code) and it.instead is None and plan.mode is Mode.HOUSEHOLD:
        yield Concern.INSTEAD_MISSING
    other = plan.activity(it.instead) if it.instead else None
    if other and (most_a_claim(other) < most_a_claim(it) or needs_travelling(other.code)):
        yield Concern.INSTEAD_LESS
    if it.audit_percent == 0:
        yield Concern.NO_AUDIT
