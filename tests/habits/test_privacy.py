"""docs/privacy.md and the tables agree: every field about a person says why, how long, for whom."""

import re

import pytest
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (so that every table is known)
from pages.person_labels import PERSON_LABELS
from portal import purposes
from portal.jobs import CLOCKS, JOBS
from portal.purposes import Clock
from tests.habits.tree import ROOT

PAGE = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
ABOUT, ACTED, NOTHING, _AFTER, CLOCKED = PAGE.split("\n## ")[1:]
NAMED = re.compile(r"`(\w+)`")
# What a person, or the household that stands for them, is called in a row.
SOMEBODY = re.compile(
    r"_by$|^(actor|adult|applicant|child|claimant|giver|guardian|head|holder|household|person)_id$"
    r"|^(second|subject|verifier|wallet|whom|witness|account)_id$|^(from|to)_account$"
    r"|^(email|address|password_hash)$"
)
WITHOUT = {Clock.DECISION: "the decision itself", Clock.NUMBERS: "none: they stay"}
NOT_PEOPLE = {"source.address", "lot.lapses_from"}  # where a paper is published


def rows(part: str) -> dict[str, list[str]]:
    """Return the cells of each table's line."""
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| `")]
    found = {NAMED.findall(cells[0])[0]: [cell.strip() for cell in cells[1:]] for cells in lines}
    assert len(found) == len(lines), "a table has two lines"
    return found


def about_somebody(table: str) -> set[str]:
    """Return the columns that name somebody, by their name or by what they refer to."""
    columns = SQLModel.metadata.tables[table].columns
    return {
        column.name
        for column in columns
        if (SOMEBODY.search(column.name) or refers_to_people(column))
        and f"{table}.{column.name}" not in NOT_PEOPLE
    }


def refers_to_people(column) -> bool:
    return any(
        key.column.table.name in {"person", "household", "signin"} for key in column.foreign_keys
    )


def test_every_table_stands_in_one_part():
    parts = [*rows(ABOUT), *rows(ACTED), *NAMED.findall(NOTHING)]
    assert sorted(parts) == sorted(SQLModel.metadata.tables)


@pytest.mark.parametrize("table", rows(ABOUT))
def test_every_column_about_people_is_named_with_its_reason(table):
    columns, why, how_long, who = rows(ABOUT)[table]
    assert set(NAMED.findall(columns)) == set(SQLModel.metadata.tables[table].columns.keys())
    assert why and how_long and who


@pytest.mark.parametrize("table", rows(ACTED))
def test_every_id_of_who_acted_is_named(table):
    named = set(NAMED.findall(rows(ACTED)[table][0]))
    assert named >= about_somebody(table)
    assert named <= set(SQLModel.metadata.tables[table].columns.keys())


@pytest.mark.parametrize("table", NAMED.findall(NOTHING))
def test_what_is_about_nobody_names_nobody(table):
    assert about_somebody(table) == set()


def said(one) -> str:
    return PERSON_LABELS[type(one)][one]


def test_the_register_and_the_page_name_the_same_tables():
    assert [one.table for one in purposes.REGISTER] == list(
        dict.fromkeys(one.table for one in purposes.REGISTER)
    )
    assert {one.table for one in purposes.REGISTER} == set(rows(ABOUT))


@pytest.mark.parametrize("kept", purposes.REGISTER, ids=lambda kept: kept.table)
def test_the_page_says_how_long_and_for_whom_as_the_register_does(kept):
    _, _, how_long, who = rows(ABOUT)[kept.table]
    assert how_long == "; ".join(map(said, kept.clocks))
    assert who == ", ".join(map(said, kept.seen_by))


def test_every_clock_has_a_job_that_runs_by_itself_or_needs_none():
    """What stays as numbers has no end, and the decision itself takes its papers away."""
    assert set(Clock) - set(CLOCKS) == {Clock.NUMBERS, Clock.DECISION}
    assert set(CLOCKS.values()) <= {job.name for job in JOBS}
    listed = dict(
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in CLOCKED.splitlines()
        if line.startswith("| ") and not line.startswith("| how long")
    )
    assert listed == {
        said(clock): f"`{CLOCKS[clock].value}`" if clock in CLOCKS else WITHOUT[clock]
        for clock in Clock
    }
