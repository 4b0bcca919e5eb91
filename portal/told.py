"""What somebody tells: how much was done, when, instead of what; what is wrong with it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from db.tables.claims import EvidenceClass
from db.tables.programmes import Mode
from portal.errors import Refused
from portal.files import Picture
from portal.programmes import local_day

__all__ = [
    "LATE",
    "RECORDED",
    "EvidenceMissing",
    "InTheFuture",
    "NotWhole",
    "OutOfRange",
    "OutsideSeason",
    "PhotoMissing",
    "RecordMissing",
    "Replaced",
    "ReplacedMissing",
    "Told",
    "TooLongAgo",
    "WitnessMissing",
    "class_of",
    "is_recorded",
    "list_faults",
]

LATE = timedelta(days=92)  # so far back paper may come in, with a reason
RECORDED = frozenset({"welcome", "survey", "quiz"})  # what the portal itself can have seen


class Replaced(StrEnum):
    """What a way of travelling stood in for."""

    CAR = "car"
    TAXI = "taxi"
    BUS = "bus"
    TRAIN = "train"
    WALK = "walk"
    NOTHING = "none"


class OutOfRange(Refused):
    """The amount is smaller or larger than the activity takes."""


class NotWhole(Refused):
    """Things are counted, not cut."""


class InTheFuture(Refused):
    """The day has not come yet, where the programme is."""


class TooLongAgo(Refused):
    """The day is further back than may be logged."""


class OutsideSeason(Refused):
    """The day lies before or after the season."""


class ReplacedMissing(Refused):
    """This activity asks what was replaced."""


class EvidenceMissing(Refused):
    """This activity needs a photo or a witness, and neither was given."""


class PhotoMissing(EvidenceMissing):
    """This activity needs a photo."""


class WitnessMissing(EvidenceMissing):
    """This activity needs somebody who saw it."""


class RecordMissing(EvidenceMissing):
    """This is logged by its own page, or by a partner's list, and by nothing somebody tells."""


MISSING = {
    EvidenceClass.METERED.value: RecordMissing,
    EvidenceClass.WITNESSED.value: WitnessMissing,
    EvidenceClass.DOCUMENTED.value: PhotoMissing,
}


@dataclass(frozen=True)
class Told:
    """How much, when, instead of what, and what supports it."""

    amount: Decimal
    done_on: date
    replaced: Replaced | None = None
    witness_id: UUID | None = None
    photo: Picture | None = None
    is_late: bool = False  # on paper, with a reason: it may be longer ago
    is_signed: bool = False  # on paper that the witness signed: a document, as a photo is
    is_recorded: bool = False  # the portal itself saw it

    def facts(self) -> list[object]:
        """Return it as plain values: the same again is the same act."""
        photo = self.photo.digest if self.photo else None
        late = ["late"] if self.is_late else []
        return [f"{self.amount:f}", self.done_on, self.replaced, self.witness_id, photo, *late]


def list_faults(
    what: Any, told: Told, *, has_photo: bool, now: datetime
) -> Iterator[tuple[str, Refused]]:
    """Say what is wrong with it, each with the question it answers; nothing if it may be sent.

    `what` is any row with the activity's, the season's and the programme's columns.
    """
    if what.whole and told.amount != told.amount.to_integral_value():
        yield "amount", NotWhole()
    elif not what.least_amount <= told.amount <= what.most_amount:
        yield "amount", OutOfRange(least=what.least_amount, most=what.most_amount)
    if late := _wrong_day(what, told, local_day(what.time_zone, now)):
        yield "when", late
    if what.asks_replaced and told.replaced is None:
        yield "replaced", ReplacedMissing()
    try:
        class_of(what, told, has_photo=has_photo)
    except EvidenceMissing as fault:
        yield "witness" if isinstance(fault, WitnessMissing) else "photo", fault


def is_recorded(what: Any) -> bool:
    """Whether nothing but a record of the portal's own counts for an activity."""
    return what.code in RECORDED and what.evidence == EvidenceClass.METERED.value


def class_of(what: Any, told: Told, *, has_photo: bool) -> EvidenceClass:
    """Return the best class that was earned and is accepted ("CB"); raises EvidenceMissing.

    A class's teacher was there, and so is its witness.
    """
    earned = {
        EvidenceClass.METERED: told.is_recorded,
        EvidenceClass.WITNESSED: told.witness_id is not None or what.mode is Mode.CLASS,
        EvidenceClass.DOCUMENTED: has_photo or told.is_signed,
        EvidenceClass.DECLARED: True,
    }
    for evidence, is_earned in earned.items():
        if is_earned and evidence in what.evidence:
            return evidence
    raise MISSING.get("".join(kind for kind in earned if kind in what.evidence), EvidenceMissing)


def _wrong_day(what: Any, told: Told, today: date) -> Refused | None:
    done_on, days = told.done_on, LATE.days if told.is_late else what.log_back_days
    if done_on > today:
        return InTheFuture()
    if not what.starts_on <= done_on <= what.ends_on:
        return OutsideSeason(starts_on=what.starts_on, ends_on=what.ends_on)
    if done_on < today - timedelta(days=days):
        return TooLongAgo(days=days)
    return None
