"""Every requirement of ASVS 5.0.0, levels 1 and 2, has a test or a paper, and both are there."""

import ast
import csv
import re

from tests.habits.tree import ROOT

OF_LEVELS = 253  # requirements of levels 1 and 2: 70 and 183


def lines():
    with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_there(evidence):
    """Tell whether a test or the heading of a paper is where a line says."""
    place, _, name = evidence.partition("::" if "::" in evidence else "#")
    file = ROOT / place
    if not file.is_file():
        return False
    text = file.read_text(encoding="utf-8")
    if place.endswith(".md"):
        return re.search(rf"^#+ {re.escape(name)}$", text, re.MULTILINE) is not None
    nodes = ast.walk(ast.parse(text))
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    return name in functions if name else any(one.startswith("test_") for one in functions)


def test_every_requirement_has_one_line():
    ids = [line["id"] for line in lines()]
    assert len(ids) == len(set(ids)) == OF_LEVELS
    assert [one for one in ids if not re.fullmatch(r"V(1[0-7]|[1-9])\.\d+\.\d+", one)] == []


def test_every_line_says_whether_it_applies_and_how():
    for line in lines():
        assert line["applies"] in {"yes", "no"} and line["how"], line["id"]
        assert line["applies"] == "yes" or not line["test"], line["id"]


def test_the_evidence_is_there():
    named = [(line["id"], line["test"]) for line in lines() if line["test"]]
    assert len(named) > 150
    assert [one for one in named if not is_there(one[1])] == []


def test_evidence_that_is_not_there_would_be_found():
    assert is_there("docs/security.md#Data")
    for invented in ("docs/security.md#Nothing", "tests/none.py", f"{__name__}::test_nothing"):
        assert not is_there(invented)


def test_whatever_applies_has_its_evidence():
    owed = [line["id"] for line in lines() if line["applies"] == "yes" and not line["test"]]
    assert owed == []
