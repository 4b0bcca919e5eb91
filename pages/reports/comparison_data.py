"""What a report is held against, as data: JSON and CSV, in the shapes of docs/contract.md."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from pages.reports import data
from pages.web import sheets
from pages.web.kinds import exact
from portal.comparisons import Comparison, Number, Row
from portal.figures import Report

__all__ = ["as_csv", "as_json"]

COLUMNS = (
    *("basis", "period", "standing", "remarks", "figure", "factor_set"),
    *("now", "before", "difference", "share"),
)


def as_json(report: Report, comparisons: Iterable[Comparison]) -> str:
    """Return which report it is and what it is held against. It tells no time of its making."""
    told = {
        **data.about(report),
        **data.origin(report),
        "comparisons": [_comparison(one) for one in comparisons],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_csv(comparisons: Iterable[Comparison]) -> str:
    """Return a row for each figure; where none is compared, one that says why."""
    return sheets.as_csv(COLUMNS, (row for one in comparisons for row in _lines(one)))


def _comparison(it: Comparison) -> dict[str, Any]:
    period = it.scope.period if it.scope else None
    return {
        "basis": it.basis.value,
        "standing": it.standing.value,
        "period": period and period.code,
        "days": period and [f"{period.first}", f"{period.last}"],
        **(data.origin(it.before) if it.before else {}),
        "days_in_season": {"now": it.ran_now.days, "before": it.ran_before.days},
        "programmes_in_season": {"now": it.ran_now.programmes, "before": it.ran_before.programmes},
        "remarks": [remark.value for remark in it.remarks],
        "rows": [_row(row) for row in it.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    numbers = (_plain(number) for number in row[2:])
    return dict(zip(COLUMNS[4:], (row.what, row.own or None, *numbers), strict=True))


def _lines(it: Comparison) -> Iterator[Iterable[object]]:
    period = it.scope and it.scope.period.code
    about = it.basis.value, period, it.standing.value, ";".join(it.remarks)
    yield from ((*about, *_row(row).values()) for row in it.rows)
    if not it.rows:
        yield *about, *[None] * len(COLUMNS[4:])


def _plain(number: Number) -> int | str | None:
    return exact(number) if isinstance(number, Decimal) else number
