"""The catalogue: every kind of activity there is, to choose from when rules are written."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, cast, literal, null, union_all
from sqlmodel import Session

from db.columns import ExactNumber
from db.statement import Statement, pick
from db.tables.impact import ActivityKind, Region
from portal.errors import NotFound
from portal.plans import ActivityPlan
from portal.rules import CapOf, CapPeriod

__all__ = ["Catalogue", "read", "search", "suggest"]

_NOTHING = null()
EVERYTHING = Statement(
    union_all(
        pick(
            literal("kind").label("sort"),
            ActivityKind.code,
            ActivityKind.name,
            ActivityKind.category,
            ActivityKind.unit,
            ActivityKind.evidence_kinds,
            ActivityKind.daily_cap,
            ActivityKind.max_per_claim,
            ActivityKind.metrics,
        ),
        pick(
            *(literal("region"), Region.code, Region.name, Region.note),
            *(_NOTHING, _NOTHING, cast(_NOTHING, ExactNumber), cast(_NOTHING, ExactNumber)),
            _NOTHING,
        ),
    ).order_by("sort", "category", "code")
)
_CLASSES = {  # what the data set calls a proof, and the class of evidence it is
    "partner feed": "A",
    "record": "A",
    "weigh-in": "B",
    "QR check-in": "B",
    "receipt": "C",
    "photo": "C",
    "self-declared": "D",
}
_COUNTED = frozenset({"km", "kg", "litre", "kwh"})  # measured: not only whole amounts
_POINTS = 10


@dataclass(frozen=True)
class Catalogue:
    """Every kind of activity, by category, and every region factors are published for."""

    kinds: tuple[Row[Any], ...]
    regions: tuple[Row[Any], ...]

    def kind(self, code: str) -> Row[Any]:
        """Return one kind; raises NotFound."""
        found = next((row for row in self.kinds if row.code == code), None)
        if found is None:
            raise NotFound
        return found

    @property
    def known(self) -> frozenset[str]:
        """The codes there are."""
        return frozenset(row.code for row in self.kinds)


def read(session: Session) -> Catalogue:
    """Return all of it."""
    rows = EVERYTHING.all(session)
    kinds = tuple(row for row in rows if row.sort == "kind")
    return Catalogue(kinds, tuple(row for row in rows if row.sort == "region"))


def search(kinds: Sequence[Row[Any]], typed: str) -> list[Row[Any]]:
    """Return the kinds in whose name, in any language, or code every typed word stands."""
    words = _plain(typed).split()
    return [row for row in kinds if all(word in _told(row) for word in words)]


def suggest(kind: Row[Any]) -> ActivityPlan:
    """Return a line to begin with: what the data set says is plausible, at ten points."""
    found = [_CLASSES[one] for one in kind.evidence_kinds.split(";") if one in _CLASSES]
    is_measured = kind.unit in _COUNTED
    each = Decimal(1) if is_measured or kind.unit == "item" else None
    return ActivityPlan(
        code=kind.code,
        points=_POINTS,
        cap=1 if each is None else max(int(kind.daily_cap), 1),
        cap_of=CapOf.TIMES if each is None else CapOf.AMOUNT,
        cap_period=CapPeriod.WEEK if each is None else CapPeriod.DAY,
        evidence="".join(dict.fromkeys(found)) or "B",
        per_amount=each,
        most_amount=max(kind.max_per_claim, Decimal(1)),
        whole=not is_measured,
        asks_replaced=kind.category == "transport",
    )


def _told(row: Row[Any]) -> str:
    return _plain(" ".join([row.code, *row.name.values()]))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
