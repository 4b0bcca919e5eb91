"""Reference data: db/reference/*.csv, brought into the tables of db/tables/impact.py.

Loading is safe to repeat. The digest of the files decides whether there is anything to do; a
number that is already there never changes, because reports name it; rows are only ever added.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, RowMapping, Table, func, insert, select, update
from sqlmodel import SQLModel, col

from db.tables import impact

DATA_SET_VERSION = "2026.11.3"
FOLDER = Path(__file__).parent / "reference"
TAGS = re.compile(
    r"\[class=(?P<impact_class>[a-z-]+)\] \[quality=(?P<grade>[A-D])\]"
    r"(?: \[licence=(?P<licence>[A-Z0-9.-]+)\])? ?(?P<notes>.*)"
)
NUMBERS = {  # tables that never change
    *("factor", "input", "bound", "travelmode", "evidenceweight", "answerweight"),
}
LOCALES = {  # as columns of words end
    "en": "en",
    "zh-hans": "zh_CN",
    "zh-hant": "zh_TW",
    "es": "es",
    "ar": "ar",
}
BATCH = 500  # rows written by one statement
READERS: Mapping[type, Callable[[str], object]] = {object: str, date: date.fromisoformat}

Cells = Mapping[str, str]
Facts = dict[str, Any]


class Changed(Exception):
    """A number that reports may name would change; it needs a row of its own."""


class Part(NamedTuple):
    """A table, the files that fill it, and what they call a column where it is not its name."""

    kind: type[SQLModel]
    files: tuple[str, ...]
    theirs: Mapping[str, str] = {}


# What is referred to comes before what refers. The rows under by_sa/ are CC BY-SA 4.0.
FACTORS = ("factors.csv", "by_sa/factors.csv")
PARTS = (
    Part(impact.Region, ("regions.csv",), {"code": "region"}),
    Part(
        impact.ActivityKind,
        ("activities.csv", "activities_own.csv"),
        {"code": "slug", "evidence_kinds": "evidence_kind"},
    ),
    Part(
        impact.Source,
        ("sources.csv",),
        {
            "id": "source_id",
            "edition": "version",
            "section": "table_or_section",
            "retrieved_on": "retrieved",
        },
    ),
    Part(
        impact.Factor,
        FACTORS,
        {
            "id": "factor_id",
            "value": "value_per_unit",
            "low": "uncertainty_low",
            "high": "uncertainty_high",
        },
    ),
    Part(impact.FactorSource, FACTORS),
    Part(impact.Input, ("inputs.csv", "by_sa/inputs.csv"), {"id": "input_id"}),
    Part(impact.FactorInput, ("factor_inputs.csv", "by_sa/factor_inputs.csv")),
    Part(impact.Bound, ("bounds.csv", "by_sa/bounds.csv"), {"side": "bound"}),
    Part(
        impact.TravelMode,
        ("modes.csv",),
        {"kg_per_km": "kg_co2e_per_km", "expression": "method"},
    ),
    Part(impact.TravelModeSource, ("modes.csv",)),
    Part(impact.EvidenceWeight, ("weights.csv",)),
    Part(impact.AnswerWeight, ("answers.csv",)),
)


def load(connection: Connection) -> None:
    """Bring the tables up to the files, in the caller's transaction."""
    digest = _digest()
    version = col(impact.DataSet.version)
    known = connection.execute(select(version, col(impact.DataSet.digest))).all()
    if (DATA_SET_VERSION, digest) in {tuple(row) for row in known}:
        return
    if DATA_SET_VERSION in {row.version for row in known}:
        raise Changed(f"data set {DATA_SET_VERSION} has changed: give it a new version")
    for part in PARTS:
        _bring(connection, part.kind.__table__, list(_facts(part)))  # type: ignore[attr-defined]
    _retire(connection)
    loaded = {"version": DATA_SET_VERSION, "digest": digest}
    connection.execute(insert(impact.DataSet).values(loaded_at=func.current_timestamp(), **loaded))


def rows(*files: str) -> Iterator[dict[str, str]]:
    """Yield every row of some files, as text."""
    for name in files:
        with (FOLDER / name).open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)


def _digest() -> str:
    together = sha256()
    for name in sorted({name for part in PARTS for name in part.files}):
        together.update(name.encode() + b"\0" + (FOLDER / name).read_bytes() + b"\0")
    return together.hexdigest()


def _facts(part: Part) -> Iterator[Facts]:
    """Yield what each row of a part's table should hold."""
    columns = [c for c in part.kind.__table__.columns if c.name != "retired_in"]  # type: ignore[attr-defined]
    for cells in _tidied(part):
        yield {c.name: _typed(c, part.theirs.get(c.name, c.name), cells) for c in columns}


def _tidied(part: Part) -> Iterator[Cells]:
    """Yield a part's rows: tags taken out of a factor's notes, one row a source where it links."""
    for cells in rows(*part.files):
        if part.kind is impact.Factor:
            yield _untagged(cells)
        elif part.kind in {impact.FactorSource, impact.TravelModeSource}:
            yield from ({**cells, "source_id": one} for one in cells["source_id"].split(";"))
        else:
            yield cells


def _untagged(cells: Cells) -> Cells:
    tags = TAGS.fullmatch(cells["notes"])
    if tags is None:
        raise ValueError(f"{cells['factor_id']}: no class and grade in its notes")
    expression, _, method = cells["method"].partition(" | ")
    return {**cells, "expression": expression, "method": method, **tags.groupdict(default="")}


def _typed(column: Column[Any], name: str, cells: Cells) -> Any:
    """Return a cell as its column wants it; words stand in one cell a language."""
    if name not in cells:
        said = {language: cells.get(f"{name}_{locale}") for language, locale in LOCALES.items()}
        return {language: words for language, words in said.items() if words}
    if column.nullable and not cells[name]:
        return None
    kind = column.type.python_type
    return READERS.get(kind, kind)(cells[name])


def _bring(connection: Connection, table: Table, facts: list[Facts]) -> None:
    """Add what is new; write words anew where they were improved; refuse a changed number."""
    key = itemgetter(*(column.name for column in table.primary_key))
    there = {key(row): row for row in connection.execute(select(table)).mappings()}
    new = [row for row in facts if key(row) not in there]
    for start in range(0, len(new), BATCH):
        connection.execute(insert(table), new[start : start + BATCH])
    changed = [row for row in facts if key(row) in there and _differs(row, there[key(row)])]
    for row in changed:
        if table.name in NUMBERS and _differs(_without_words(row), there[key(row)]):
            raise Changed(f"{table.name} {key(row)} says something else now")
        same = [column == row[column.name] for column in table.primary_key]
        connection.execute(update(table).where(*same).values(row))


def _differs(row: Facts, there: RowMapping) -> bool:
    return any(there[name] != value for name, value in row.items())


def _without_words(row: Facts) -> Facts:
    return {name: value for name, value in row.items() if not isinstance(value, dict)}


def _retire(connection: Connection) -> None:
    """Mark factors that the files no longer hold; they stay for the reports that name them."""
    held = {cells["factor_id"] for cells in rows(*FACTORS)}
    factor = col(impact.Factor.id)
    unmarked = select(factor).where(col(impact.Factor.retired_in).is_(None))
    gone = [one for one in connection.execute(unmarked).scalars() if one not in held]
    if gone:
        marked = update(impact.Factor).where(factor.in_(gone))
        connection.execute(marked.values(retired_in=DATA_SET_VERSION))
