"""Days that do not fit: of the season, of theme weeks."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from portal.linter.findings import Concern, Finding, Setting
from portal.plans import CampaignPlan, Plan

__all__ = ["LONGEST", "list_dates"]

LONGEST = timedelta(days=371)  # 53 weeks


def list_dates(plan: Plan, setting: Setting) -> Iterator[Finding]:
    """Yield what is wrong with the days of a plan."""
    if plan.starts_on is None or plan.ends_on is None:
        return
    if plan.ends_on <= plan.starts_on:
        yield Finding(Concern.SEASON_ORDER, "season")
    if plan.ends_on - plan.starts_on > LONGEST:
        yield Finding(Concern.SEASON_LONG, "season", {"weeks": LONGEST.days // 7})
    if plan.starts_on <= setting.today:
        yield Finding(Concern.SEASON_PAST, "season", {"day": plan.starts_on.isoformat()})
    if setting.last_season_ends and plan.starts_on <= setting.last_season_ends:
        until = {"day": setting.last_season_ends.isoformat()}
        yield Finding(Concern.SEASON_OVERLAPS, "season", until)
    yield from _weeks(plan)


def _weeks(plan: Plan) -> Iterator[Finding]:
    for number, week in enumerate(plan.campaigns, start=1):
        for concern in _wrong_with(plan, week):
            yield Finding(concern, f"week:{number}")
        for code in week.activities:
            if plan.activity(code) is None:
                yield Finding(Concern.WEEK_UNKNOWN, f"week:{number}", {"activity": code})
    for (one, first), (other, second) in combinations(enumerate(plan.campaigns, start=1), 2):
        if first.starts_on <= second.ends_on and second.starts_on <= first.ends_on:
            yield Finding(Concern.WEEKS_OVERLAP, f"week:{other}", {"other": one})


def _wrong_with(plan: Plan, week: CampaignPlan) -> Iterator[Concern]:
    assert plan.starts_on
    assert plan.ends_on
    if week.ends_on < week.starts_on:
        yield Concern.WEEK_ORDER
    elif week.starts_on < plan.starts_on or week.ends_on > plan.ends_on:
        yield Concern.WEEK_OUTSIDE
    if not week.activities:
        yield Concern.WEEK_EMPTY
