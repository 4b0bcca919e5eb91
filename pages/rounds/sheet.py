"""A settled round as CSV: a line for each cause, and columns that let a stranger divide again."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from pages.web.formats import in_money

__all__ = ["COLUMNS", "as_csv"]

FEWEST = 10  # givers that are shown as a number
COLUMNS = (
    *("programme", "round", "opened_at", "closed_at", "settled_at", "sponsor", "document"),
    *("pledge", "pot", "currency", "points_per_unit", "unit_limit"),
    *("cause", "cause_id", "cause_name", "charity", "points", "givers"),
    *("points_lapsed", "points_carried", "share", "units", "points_left"),
    *("ledger_entry", "left_out"),
)


def as_csv(found: Any, rows: Iterable[Any]) -> str:
    """Return the statement; names in English, numbers for machines, few givers left out."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    sheet.writerows([_plain(cell) for cell in _line(found, row)] for row in rows)
    return out.getvalue()


def _line(found: Any, row: Any) -> list[Any]:
    return [
        *(found.programme_code, found.round_code),
        *(_instant(found.opens_at), _instant(found.closes_at), _instant(found.signed_at)),
        *(_english(found.sponsor_name), found.document, found.kind),
        *(_money(found.amount_cents, found.currency), found.currency),
        *(found.points_per_unit, found.unit_limit, row.code, row.cause_id),
        *(_english(row.cause_name or row.name), _english(row.charity_then or row.charity_name)),
        *(row.points, row.giver_count if row.giver_count >= FEWEST else f"<{FEWEST}"),
        *(row.points_lapsed, row.points_carried),
        *(_money(row.share_cents, found.currency), row.share_units),
        *(row.points_left, row.txn_seq, "yes" if row.is_left_out else "no"),
    ]


def _plain(cell: Any) -> Any:
    """Keep a spreadsheet from reading somebody's words as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" and cell else cell


def _english(words: dict[str, str]) -> str:
    return words.get("en") or next(iter(words.values()), "")


def _money(cents: int | None, currency: str | None) -> str | None:
    return None if cents is None or currency is None else f"{in_money(cents, currency):f}"


def _instant(instant: Any) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
