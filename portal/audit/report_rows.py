"""What reports rest on, column by column: claims without a word, and the totals kept of them."""

from typing import NamedTuple

from portal.audit.looks import Blank, Code, Day, Id, Number, Whole, Word

__all__ = [
    "ActTotal",
    "Claim",
    "Claimant",
    "PeriodTotal",
    "PointTotal",
    "Presence",
    "Rules",
    "Sample",
]


class Rules(NamedTuple):
    """Which season a version of the rules is for."""

    programme_id: Id
    version: Whole
    season: Code


class Claim(NamedTuple):
    """What somebody says they did, without a word of theirs."""

    programme_id: Id
    code: Code
    version: Whole
    activity: Code
    holder_kind: Word
    holder_id: Id
    person_id: Id
    amount: Number
    done_on: Day
    replaced: Code | None
    evidence_class: Code
    state: Word
    award_seq: Whole | None


class Sample(NamedTuple):
    """An approval somebody else was to look at, and what they said."""

    programme_id: Id
    claim_code: Code
    revision: Whole
    version: Whole
    done_on: Day
    finding: Word | None
    ruling: Word | None


class Claimant(NamedTuple):
    """Of an awarded claim, what its approval must agree with."""

    person_id: str
    holder_id: str
    holder_kind: str
    award_seq: int | None


class ActTotal(NamedTuple):
    """Acts of one activity in one period, as they were kept."""

    programme_id: Id
    period: Code
    activity: Code
    replaced: Blank
    year: Whole
    evidence_class: Code
    act_count: Whole
    amount: Whole  # millionths


class PeriodTotal(NamedTuple):
    """How many of one thing, as it was kept."""

    programme_id: Id
    period: Code
    counted: Word
    total: Whole


class Presence(NamedTuple):
    """Who took part, as it was kept."""

    programme_id: Id
    period: Code
    kind: Word
    subject_id: Id
    act_count: Whole


class PointTotal(NamedTuple):
    """What became of a day's points, as it was kept."""

    programme_id: Id
    awarded_on: Day
    move: Word
    points: Whole
