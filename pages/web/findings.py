"""What the linter says, in sentences; which line it is about, and which question mends it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pages.speech import OWN_NAMES, gettext, lazy, ngettext, said
from pages.web.formats import FILTERS
from portal.linter import Concern, Finding

__all__ = ["TEXTS", "grouped", "line_of", "question_of", "sentence"]

SENTENCES = {
    Concern.MISSING: lazy("This has no answer yet."),
    Concern.LEGAL_EMPTY: lazy(
        "Say under which licence points are issued, or why none is needed. The organisation’s"
        " entry in a register must be known too."
    ),
    Concern.SEASON_ORDER: lazy("The season ends before it begins."),
    Concern.SEASON_PAST: lazy("The first day, %(day)s, is not in the future."),
    Concern.SEASON_LONG: lazy("A season lasts %(weeks)s weeks at most."),
    Concern.SEASON_OVERLAPS: lazy("The season before lasts until %(day)s."),
    Concern.WEEK_ORDER: lazy("This theme week ends before it begins."),
    Concern.WEEK_OUTSIDE: lazy("This theme week is not within the season."),
    Concern.WEEKS_OVERLAP: lazy("It overlaps theme week %(other)s. Two never count at once."),
    Concern.WEEK_EMPTY: lazy("Choose which activities this theme week raises."),
    Concern.WEEK_UNKNOWN: lazy("“%(activity)s” is not among the activities of this programme."),
    Concern.BUDGET_SHORT: lazy(
        "If everybody reaches the ceiling, %(need)s points are needed; the budget is %(budget)s."
        " Lower the ceiling or the number who may join, or raise the budget."
    ),
    Concern.DAY_LIMIT: lazy(
        "One entry can earn %(points)s points, but a household can be awarded only %(limit)s a day."
    ),
    Concern.CEILING_LOW: lazy(
        "One entry earns %(points)s points, more than the season’s ceiling of %(limit)s."
    ),
    Concern.UNKNOWN_ACTIVITY: lazy("This activity is not in the data set. Choose another one."),
    Concern.NEVER_EARNS: lazy(
        "The largest amount allowed earns nothing. Look at smallest, largest and step."
    ),
    Concern.LIMIT_TOO_SMALL: lazy("The limit is smaller than what a single entry earns."),
    Concern.LIMITS_DIFFER: lazy(
        "It shares a limit with “%(other)s”, but theirs is another number, period or person."
    ),
    Concern.PROOF_UNKNOWN: lazy("Choose which proof is accepted."),
    Concern.INSTEAD_UNKNOWN: lazy("What counts instead has to be another activity of this list."),
    Concern.WELCOME_LARGE: lazy(
        "A welcome is worth at most two normal weekly acts: %(most)s points, not %(points)s."
    ),
    Concern.CHILD_PHOTO: lazy("Classes are not asked for photos. Accept a witness."),
    Concern.CHILD_SINGLED: lazy("A class is counted, never the child: the limit is for the class."),
    Concern.CHILD_ACTIVITY: lazy("This activity is for adults, not for a class."),
    Concern.BUYING: lazy(
        "Without buying anything a household can reach %(points)s points of %(ceiling)s. Everybody"
        " must be able to reach the ceiling without buying."
    ),
    Concern.ABILITY: lazy(
        "Without walking or travelling a household can reach %(points)s points of %(ceiling)s."
    ),
    Concern.INSTEAD_MISSING: lazy(
        "Name what counts instead for somebody who cannot walk, travel or carry."
    ),
    Concern.INSTEAD_LESS: lazy(
        "What counts instead earns less, or asks for walking or travelling too."
    ),
    Concern.NO_AUDIT: lazy("Nobody checks any of it a second time."),
    Concern.TWIN: lazy("It counts in %(programme)s too. The same act must not count twice."),
    Concern.WORKLOAD: lazy(
        "Checking may take %(need)s minutes a week; those who check have %(have)s."
    ),
    Concern.WORDING: lazy(
        "“%(word)s” sounds like money, luck, haste or advertising. Say it in another way, if you"
        " can."
    ),
}
TEXTS = {
    "name": lazy("Name"),
    "summary": lazy("In one sentence"),
    "steps": lazy("How to take part"),
    "who": lazy("Who may join"),
    "season_name": lazy("Name of the season"),
}
LINES = {
    "code": lazy("Short code"),
    "licence": lazy("Licence"),
    "season": lazy("Season"),
    "starts_on": lazy("First day"),
    "ends_on": lazy("Last day"),
    "household_ceiling": lazy("Ceiling"),
    "enrolment_limit": lazy("How many may join"),
    "budget": lazy("Budget"),
    "two_person_over": lazy("Third signature above"),
    "award_cap_day": lazy("Most points in a day"),
    "expected_holders": lazy("How many you expect"),
    "expected_acts": lazy("Actions a week"),
    "work": lazy("Work of checking"),
    "activities": lazy("Activities"),
}
_QUESTIONS = {
    "code": "about",
    "licence": "place",
    "season": "season",
    "starts_on": "season",
    "ends_on": "season",
    "household_ceiling": "limits",
    "enrolment_limit": "limits",
    "budget": "budget",
    "two_person_over": "budget",
    "award_cap_day": "budget",
    "expected_holders": "work",
    "expected_acts": "work",
    "work": "work",
}
_DAYS = frozenset({"day"})
_NUMBERS = frozenset({"need", "budget", "points", "limit", "most", "ceiling", "have", "weeks"})


def grouped(findings: Iterable[Finding]) -> list[tuple[bool, str, list[Finding]]]:
    """Put together what is said of several lines: whether it blocks, the sentence, the lines."""
    groups: dict[tuple[bool, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.is_blocking, sentence(one)), []).append(one)
    return [(blocks, words, lines) for (blocks, words), lines in groups.items()]


def sentence(finding: Finding) -> str:
    """Say what is wrong, in the reader's language."""
    facts = {name: _shown(name, fact) for name, fact in finding.facts.items()}
    if finding.concern is Concern.LANGUAGE_MISSING:
        count = finding.facts["count"]
        return ngettext("%(count)s text is missing.", "%(count)s texts are missing.", count) % facts
    return str(SENTENCES[finding.concern]) % facts


def line_of(finding: Finding, names: Mapping[str, str]) -> str:
    """Say which line it is about; `names` are those of activities, by code."""
    kind, _, which = finding.about.partition(":")
    match kind:
        case "activity":
            return names.get(which, which)
        case "week":
            return gettext("Theme week %(number)s") % {"number": which}
        case "text":
            return str(TEXTS[which])
        case "language":
            return OWN_NAMES[which]
        case _:
            return str(LINES[kind])


def question_of(finding: Finding, language: str) -> str:
    """Return the last part of the address where it is mended: "season", "activities/walk"."""
    kind, _, which = finding.about.partition(":")
    match kind:
        case "activity":
            return f"activities/{which}"
        case "week":
            return f"weeks/{which}"
        case "text":
            return f"texts-{finding.facts.get('language', language)}"
        case "language":
            return f"texts-{which}"
        case _:
            return _QUESTIONS.get(kind, "activities")


def _shown(name: str, fact: Any) -> str:
    if name in _DAYS:
        return FILTERS["day"](fact)
    if name in _NUMBERS:
        return FILTERS["number"](fact)
    return said(fact) if isinstance(fact, Mapping) else str(fact)
