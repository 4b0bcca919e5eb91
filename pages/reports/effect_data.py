"""The effect page as data: JSON and CSV, in the shapes of docs/contract.md. Hidden is null."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pages.web import sheets
from pages.web.kinds import exact
from portal.answers import Share, Told
from portal.effects import Effect
from portal.impact import Range

__all__ = ["as_csv", "as_json"]

COLUMNS = ("about", "name", "number", "people")
SILENCE = "silent"
ENDS = ("low", "central", "high")
WHO = ("people", "households", "groups", "returning", "newcomers")


def as_json(it: Effect) -> str:
    """Return everything the page says."""
    who = {name: getattr(it.taking, name) for name in WHO}
    told = {
        "programme": it.programme and it.programme.key,
        "organisation": it.organisation and it.organisation.key,
        "period": it.period.code,
        "generated_at": f"{it.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "method_version": it.data_set,
        "programmes": dict(zip(("all", "told_before", "told_still"), it.answered_of, strict=True)),
        "before": _told(it.before, it.additional),
        "still": _told(it.still, it.lasting),
        "co2e_kg": {"counted": _range(it.avoided), "additional": _range(it.caused)},
        "taking_part": {
            **who,
            "homes": [vars(one) for one in it.taking.homes],
            "programmes": [vars(one) for one in it.taking.sizes],
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_csv(it: Effect) -> str:
    """Return it in rows: what a row is about, its name, how many, and how many people those are."""
    return sheets.as_csv(COLUMNS, _rows(it))


def _told(it: Told, share: Share | None) -> dict[str, Any]:
    return {
        "asked": None if it.is_hidden else it.asked,
        "answered": None if it.is_hidden else it.answered,
        "answers": {name or SILENCE: count for name, count in it.counts.items()},
        "share": share and {name: _plain(part) for name, part in share._asdict().items()},
    }


def _rows(it: Effect) -> Iterator[tuple[str, str, object, object]]:
    for told in (it.before, it.still):
        for name, count in told.counts.items():
            yield told.question, name or SILENCE, count, None
    for name in WHO:
        yield "taking_part", name, getattr(it.taking, name), None
    for about, bands in (("home", it.taking.homes), ("programmes", it.taking.sizes)):
        for band in bands:
            yield about, band.name, band.number, band.people
    for about, amount in (("counted_co2e_kg", it.avoided), ("additional_co2e_kg", it.caused)):
        for name in ENDS:
            yield about, name, amount and _plain(getattr(amount, name)), None


def _range(amount: Range | None) -> dict[str, str | None] | None:
    return {name: _plain(getattr(amount, name)) for name in ENDS} if amount else None


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else exact(number)
