"""Sources: how each reference number came about, down to the sheet and row it was read in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.impact import (
    AnswerWeight,
    Bound,
    DataSet,
    EvidenceWeight,
    Factor,
    FactorInput,
    FactorSource,
    Input,
    Region,
    Source,
    TravelMode,
    TravelModeSource,
)

__all__ = ["Explained", "explain", "find_data_set", "list_answers", "list_modes", "list_weights"]

_of_activity = col(Factor.activity) == bindparam("activity")
FACTORS = Statement(
    pick(
        Factor.id,
        Factor.region,
        col(Region.name).label("region_name"),
        Factor.year,
        Factor.metric,
        Factor.impact_class,
        Factor.value,
        Factor.unit,
        Factor.baseline,
        Factor.expression,
        Factor.method,
        Factor.low,
        Factor.high,
        Factor.grade,
        Factor.licence,
        Factor.notes,
        Factor.retired_in,
    )
    .join(Region, col(Region.code) == Factor.region)
    .where(_of_activity)
    .order_by(col(Factor.metric), col(Factor.region), col(Factor.year).desc())
    .limit(200)
)
INPUTS = Statement(
    pick(
        FactorInput.factor_id,
        Input.id,
        Input.label,
        Input.value,
        Input.unit,
        Input.source_id,
        Input.locator,
    )
    .join(Factor, col(Factor.id) == FactorInput.factor_id)
    .join(Input, col(Input.id) == FactorInput.input_id)
    .where(_of_activity)
    .order_by(col(FactorInput.factor_id), col(Input.id))
    .limit(2000)
)
BOUNDS = Statement(
    pick(Bound.factor_id, Bound.side, Bound.expression, Bound.value)
    .join(Factor, col(Factor.id) == Bound.factor_id)
    .where(_of_activity)
    .order_by(col(Bound.factor_id), col(Bound.side).desc())
    .limit(400)
)
_WHERE_READ: tuple[Any, ...] = (
    Source.id,
    Source.publisher,
    Source.title,
    Source.year,
    Source.edition,
    Source.section,
    Source.address,
    Source.licence,
    Source.retrieved_on,
    Source.how_seen,
)
SOURCES = Statement(
    pick(FactorSource.factor_id, *_WHERE_READ)
    .join(Factor, col(Factor.id) == FactorSource.factor_id)
    .join(Source, col(Source.id) == FactorSource.source_id)
    .where(_of_activity)
    .order_by(col(Source.id))
    .limit(1000)
)
MODES = Statement(
    pick(
        TravelMode.region,
        col(Region.name).label("region_name"),
        TravelMode.year,
        TravelMode.mode,
        TravelMode.kg_per_km,
        TravelMode.basis,
        TravelMode.boundary,
        TravelMode.expression,
    )
    .join(Region, col(Region.code) == TravelMode.region)
    .order_by(col(TravelMode.region), col(TravelMode.year).desc(), col(TravelMode.mode))
    .limit(1000)
)
MODE_SOURCES = Statement(
    pick(TravelModeSource.region, TravelModeSource.year, *_WHERE_READ)
    .join(Source, col(Source.id) == TravelModeSource.source_id)
    .distinct()
    .order_by(col(Source.id))
    .limit(200)
)
WEIGHTS = Statement(
    pick(
        EvidenceWeight.evidence_class,
        EvidenceWeight.weight,
        EvidenceWeight.expression,
        EvidenceWeight.sentence,
        *_WHERE_READ,
    )
    .join(Source, col(Source.id) == EvidenceWeight.source_id)
    .order_by(col(EvidenceWeight.evidence_class), col(EvidenceWeight.year).desc())
    .limit(50)
)
ANSWERS = Statement(
    pick(
        AnswerWeight.question,
        AnswerWeight.answer,
        AnswerWeight.year,
        AnswerWeight.weight,
        AnswerWeight.expression,
    )
    .order_by(
        col(AnswerWeight.question),
        col(AnswerWeight.year).desc(),
        col(AnswerWeight.weight).desc(),
    )
    .limit(50)
)
DATA_SET = Statement(
    pick(DataSet.version, DataSet.digest, DataSet.loaded_at)
    .order_by(col(DataSet.loaded_at).desc())
    .limit(1)
)
Rows = Sequence[Row[Any]]


@dataclass(frozen=True)
class Explained:
    """A factor with everything it rests on."""

    factor: Row[Any]
    inputs: Rows
    bounds: Rows
    sources: Rows


def explain(session: Session, activity: str) -> list[Explained]:
    """Return every factor there ever was for an activity, the newest first in each place."""
    inputs, bounds, sources = (
        _by_factor(statement.all(session, activity=activity))
        for statement in (INPUTS, BOUNDS, SOURCES)
    )
    return [
        Explained(one, inputs[one.id], bounds[one.id], sources[one.id])
        for one in FACTORS.all(session, activity=activity)
    ]


def list_modes(session: Session) -> tuple[Rows, Rows]:
    """Return what a kilometre by each mode emits, and the sources by region and year."""
    return MODES.all(session), MODE_SOURCES.all(session)


def list_answers(session: Session) -> Rows:
    """Return how much each answer about a habit counts for, by question."""
    return ANSWERS.all(session)


def list_weights(session: Session) -> Rows:
    """Return how much each class of evidence counts, and why."""
    return WEIGHTS.all(session)


def find_data_set(session: Session) -> Row[Any]:
    """Return which data set was loaded last."""
    return DATA_SET.one(session)


def _by_factor(rows: Rows) -> defaultdict[str, list[Row[Any]]]:
    grouped: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        grouped[row.factor_id].append(row)
    return grouped
