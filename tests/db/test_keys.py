"""Keys are found by their own index, also in a table that PostgreSQL has not measured yet.

Without statistics every index that begins with the programme seems as good as the key's. Through
one of them each row that points there would read a whole programme: after a trial of ten thousand
rows a list of a hundred thousand did not come to an end.
"""

from collections.abc import Iterator

from sqlalchemy import Index, Table
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (so that every table is known)


def keys_of(table: Table) -> set[frozenset[str]]:
    """Return the columns by which rows of other tables point into this one."""
    return {
        frozenset(element.column.name for element in key.elements)
        for other in SQLModel.metadata.tables.values()
        for key in other.foreign_key_constraints
        if key.referred_table is table
    }


def mistaken(index: Index, key: frozenset[str]) -> bool:
    """Tell whether an index begins with a key's programme, and does not hold the rest of it."""
    columns = [column.name for column in index.columns]
    return columns[0] == "programme_id" in key and not key <= set(columns)


def lures() -> Iterator[str]:
    for table in SQLModel.metadata.tables.values():
        for index in table.indexes:
            is_partial = index.dialect_options["postgresql"]["where"] is not None
            if not is_partial and any(mistaken(index, key) for key in keys_of(table)):
                yield str(index.name)


def test_no_index_can_be_taken_for_a_key_that_it_does_not_hold():
    assert list(lures()) == []


def test_the_rule_would_find_what_misled_postgresql():
    claim = SQLModel.metadata.tables["claim"]
    bait = Index(None, claim.c.programme_id, claim.c.submitted_at, _table=claim)
    try:
        assert len(list(lures())) == 1
    finally:
        claim.indexes.discard(bait)
