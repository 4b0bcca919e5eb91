"""The reference numbers: every one founded, every sum right, loaded once and never rewritten."""

import ast
import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from db import reference
from db.tables import impact

CATEGORIES = {
    *("recycling", "transport", "second-hand", "energy", "water", "food", "nature", "learning"),
    *("community", "school"),
}
EVIDENCE = {"photo", "receipt", "QR check-in", "partner feed", "weigh-in", "self-declared"}
OWN_EVIDENCE = {"record"}  # the portal itself saw it: a quiz, a survey
PLAIN = {"0", "1", "10", "12", "44", "52", "365", "1000"}  # constants of arithmetic, not data
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CANONICAL = re.compile(r"-?(0|[1-9]\d*)(\.\d{0,7}[1-9])?")
ALLOWED_CLASSES = {
    "co2e_kg": {"avoided", "removal-exante", "offset"},
    "waste_kg": {"diverted"},
    "water_l": {"resource", "embodied-water"},
    "energy_kwh": {"resource", "embodied-water"},
}
OPERATIONS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
FACTORS = [
    {**cells, **reference.TAGS.fullmatch(cells["notes"]).groupdict()}
    for cells in reference.rows(*reference.FACTORS)
]
INPUTS = {c["input_id"]: c for c in reference.rows("inputs.csv", "by_sa/inputs.csv")}
SOURCES = {cells["source_id"]: cells for cells in reference.rows("sources.csv")}
KINDS = {c["slug"]: c for c in reference.rows("activities.csv", "activities_own.csv")}
BOUNDS = {
    (cells["factor_id"], cells["bound"]): cells
    for cells in reference.rows("bounds.csv", "by_sa/bounds.csv")
}
PARENTS = {cells["region"]: cells["parent"] for cells in reference.rows("regions.csv")}
USED = defaultdict(set)  # inputs by factor
for link in reference.rows("factor_inputs.csv", "by_sa/factor_inputs.csv"):
    USED[link["factor_id"]].add(link["input_id"])


def work_out(expression: str) -> str:
    """Return what an expression comes to, as the files write numbers: eight decimals, no more."""

    def value(node):
        match node:
            case ast.Expression(body=body):
                return value(body)
            case ast.Constant():
                return Decimal(ast.get_source_segment(expression, node))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.Call(func=ast.Name(id=("min" | "max") as name), args=args, keywords=[]):
                return {"min": min, "max": max}[name](value(arg) for arg in args)
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATIONS[type(op)](value(left), value(right))
        raise ValueError(expression)

    with localcontext(prec=40):
        exact = value(ast.parse(expression, mode="eval"))
        return f"{exact.quantize(Decimal('1e-8'), ROUND_HALF_UP):f}".rstrip("0").rstrip(".")


def unfounded(expression: str, factor_id: str) -> set[str]:
    """Return the numbers of an expression that no published input stands behind."""
    known = {INPUTS[name]["value"].lstrip("-") for name in USED[factor_id]}
    return set(NUMBER.findall(expression)) - known - PLAIN


@pytest.mark.parametrize("factor", FACTORS, ids=[cells["factor_id"] for cells in FACTORS])
def test_a_factor_follows_from_published_numbers(factor):
    name, (expression, _, sentence) = factor["factor_id"], factor["method"].partition(" | ")
    parts = (factor["activity"], factor["region"], factor["year"], factor["metric"])
    assert name == ".".join(parts)
    assert work_out(expression) == factor["value_per_unit"]
    assert CANONICAL.fullmatch(factor["value_per_unit"])
    assert unfounded(expression, name) == set()
    assert sentence
    assert factor["baseline"]
    assert factor["unit"] == KINDS[factor["activity"]]["unit"]
    assert factor["region"] in PARENTS
    assert factor["impact_class"] in ALLOWED_CLASSES[factor["metric"]]
    assert Decimal(factor["value_per_unit"]) >= 0 or "egative" in factor["notes"]


@pytest.mark.parametrize("factor", FACTORS, ids=[cells["factor_id"] for cells in FACTORS])
def test_a_factor_names_its_sources(factor):
    named = factor["source_id"].split(";")
    assert len(named) == len(set(named))
    assert set(named) <= SOURCES.keys()
    needed = {INPUTS[name]["source_id"] for name in USED[factor["factor_id"]]} - {"DEF"}
    assert needed <= set(named)
    assert ("EMBER-CO2JS" in named) == (factor["licence"] == "CC-BY-SA-4.0")


@pytest.mark.parametrize("bound", BOUNDS.values(), ids=[".".join(key) for key in BOUNDS])
def test_a_bound_follows_from_published_numbers(bound):
    factor = next(f for f in FACTORS if f["factor_id"] == bound["factor_id"])
    assert work_out(bound["expression"]) == bound["value"]
    assert factor[f"uncertainty_{bound['bound']}"] == bound["value"]
    assert unfounded(bound["expression"], bound["factor_id"]) == set()


def test_every_end_of_a_range_has_its_arithmetic_and_encloses_the_value():
    for factor in FACTORS:
        for side in ("low", "high"):
            assert bool(factor[f"uncertainty_{side}"]) == ((factor["factor_id"], side) in BOUNDS)
        value = Decimal(factor["value_per_unit"])
        assert Decimal(factor["uncertainty_low"] or value) <= value
        assert Decimal(factor["uncertainty_high"] or value) >= value


def test_every_number_has_a_unit_a_year_and_a_source():
    for factor in FACTORS:
        assert factor["unit"]
        assert re.fullmatch(r"20\d\d", factor["year"])
        assert factor["source_id"]
    for given in INPUTS.values():
        assert given["unit"]
        assert given["locator"]
        assert given["label"]
        assert Decimal(given["value"]).is_finite()
        assert re.fullmatch(r"(19|20)\d\d", SOURCES[given["source_id"]]["year"])
    for mode in reference.rows("modes.csv"):
        assert re.fullmatch(r"20\d\d", mode["year"])
        assert set(mode["source_id"].split(";")) <= SOURCES.keys()
    for weight in reference.rows("weights.csv"):
        assert weight["unit"] == "share"
        assert weight["source_id"] in SOURCES


def test_every_source_says_where_it_is_how_it_was_seen_and_what_it_allows():
    for source in SOURCES.values():
        for cell in ("publisher", "title", "address", "licence", "how_seen", "retrieved"):
            assert source[cell], (source["source_id"], cell)


def test_travel_values_and_weights_follow_from_their_arithmetic():
    for mode in reference.rows("modes.csv"):
        assert work_out(mode["method"]) == mode["kg_co2e_per_km"]
        assert mode["region"] in PARENTS
    for weight in reference.rows("weights.csv"):
        assert work_out(weight["expression"]) == weight["weight"]
        assert 0 <= Decimal(weight["weight"]) <= 1


def assert_said(cells, name):
    """Require words in each language, in its own letters."""
    said = {locale: cells[f"{name}_{locale}"] for locale in reference.LOCALES.values()}
    assert all(re.search("[\u4e00-\u9fff]", said[one]) for one in ("zh_CN", "zh_TW"))
    assert re.search("[\u0600-\u06ff]", said["ar"])
    assert said["en"][0].isupper() and said["es"][0].isupper()


def test_every_kind_of_act_is_named_in_each_language_with_a_plausible_most():
    metrics = defaultdict(set)
    for factor in FACTORS:
        metrics[factor["activity"]].add(factor["metric"])
    for code, kind in KINDS.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert_said(kind, "name")
        assert kind["category"] in CATEGORIES
        assert set(kind["evidence_kind"].split(";")) <= EVIDENCE | OWN_EVIDENCE
        assert 0 < Decimal(kind["daily_cap"]) <= Decimal(kind["max_per_claim"])
        assert kind["metrics"] == ";".join(sorted(metrics[code]))


def test_regions_and_weights_are_told_in_each_language():
    for region in reference.rows("regions.csv"):
        assert_said(region, "name")
    for weight in reference.rows("weights.csv"):
        assert_said(weight, "sentence")


def test_regions_are_a_tree_under_the_world():
    for region in PARENTS:
        seen = [region]
        while PARENTS[seen[-1]]:
            seen.append(PARENTS[seen[-1]])
            assert len(seen) < 10
        assert seen[-1] == "GLOBAL"


def test_what_nobody_could_verify_stays_out():
    assert all(item["status"] == "UNVERIFIED" for item in reference.rows("unverified.csv"))
    assert "unverified.csv" not in {name for part in reference.PARTS for name in part.files}


def test_published_totals_are_compared_with_our_factors():
    values = {factor["factor_id"]: factor["value_per_unit"] for factor in FACTORS}
    for check in reference.rows("checks.csv"):
        assert set(check["source_id"].split(";")) <= SOURCES.keys()
        amount, total = Decimal(check["reported_quantity"]), Decimal(check["reported_kg"])
        assert work_out(f"{total} / {amount}") == check["implied_per_unit"]
        if check["our_factor_id"]:
            assert check["our_per_unit"] == values[check["our_factor_id"]]


def everything(engine) -> dict[str, list[tuple]]:
    with engine.connect() as connection:
        tables = [part.kind.__table__ for part in reference.PARTS]
        tables.append(impact.DataSet.__table__)
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in tables
        }


def load(engine):
    with engine.begin() as connection:
        reference.load(connection)


def test_every_row_of_every_file_is_in_its_table(engine):
    there = everything(engine)
    assert len(there["factor"]) == len(FACTORS) == 321
    assert len(there["input"]) == len(INPUTS) == 382
    assert len(there["bound"]) == len(BOUNDS)
    assert len(there["activitykind"]) == len(KINDS)
    assert len(there["region"]) == len(PARENTS)
    assert len(there["source"]) == len(SOURCES)
    assert len(there["travelmode"]) == 63
    assert [row.version for row in there["dataset"]] == [reference.DATA_SET_VERSION]


def test_a_number_comes_out_of_the_table_exactly_as_the_file_has_it(session):
    row = session.get(impact.Factor, "led-bulb.GLOBAL.2025.co2e_kg")
    cells = next(cells for cells in FACTORS if cells["factor_id"] == row.id)
    assert f"{row.value:f}" == cells["value_per_unit"]
    assert row.licence == "CC-BY-SA-4.0"
    assert row.impact_class is impact.ImpactClass.AVOIDED
    assert session.get(impact.ActivityKind, "cycle").name == {
        "en": "Cycling",
        "zh-hans": "骑自行车",
        "zh-hant": "騎自行車",
        "es": "Ir en bicicleta",
        "ar": "ركوب الدراجة",
    }


def test_loading_twice_changes_nothing(engine):
    before = everything(engine)
    load(engine)
    assert everything(engine) == before


def test_the_same_version_with_other_content_is_refused(engine, monkeypatch):
    monkeypatch.setattr(reference, "_digest", lambda: "0" * 64)
    with pytest.raises(reference.Changed, match="give it a new version"):
        load(engine)


def next_version(monkeypatch, change):
    """Pretend that the next data set's files differ by `change(file, rows)`."""
    original = reference.rows
    monkeypatch.setattr(reference, "DATA_SET_VERSION", "2027.7.0")
    monkeypatch.setattr(reference, "_digest", lambda: "1" * 64)
    monkeypatch.setattr(
        reference,
        "rows",
        lambda *names: (row for name in names for row in change(name, list(original(name)))),
    )


def test_a_loaded_number_never_changes(engine, monkeypatch):
    def dearer(name, rows):
        return [{**row, "value": "9"} for row in rows] if name == "inputs.csv" else rows

    before = everything(engine)
    next_version(monkeypatch, dearer)
    with pytest.raises(reference.Changed, match=r"input gb24\.car says something else"):
        load(engine)
    assert everything(engine) == before


def test_a_new_data_set_improves_words_and_keeps_old_factors(owner, session, monkeypatch):
    gone = "cycle.GB.2024.co2e_kg"

    def revised(name, rows):
        if name == "regions.csv":
            return [{**row, "name_en": row["name_en"].upper()} for row in rows]
        if name == "weights.csv":
            return [{**row, "sentence_en": row["sentence_en"].upper()} for row in rows]
        return [row for row in rows if name != "factors.csv" or row["factor_id"] != gone]

    next_version(monkeypatch, revised)
    session.rollback()
    load(owner)
    assert session.get(impact.Region, "GB").name["en"] == "UNITED KINGDOM"
    assert session.get(impact.EvidenceWeight, ("B", 2000)).sentence["en"].startswith("SEEN BY")
    assert session.get(impact.Factor, gone).retired_in == "2027.7.0"
    held = select(func.count()).where(col(impact.Factor.retired_in).is_(None))
    assert session.execute(held).scalar_one() == 320
    assert session.get(impact.DataSet, "2026.11.3")
    assert session.get(impact.DataSet, "2027.7.0").loaded_at.tzinfo


def test_a_factor_without_class_and_grade_is_refused():
    with pytest.raises(ValueError, match="no class and grade"):
        reference._untagged({"factor_id": "x", "notes": "", "method": "1 | one"})


def test_every_table_of_reference_numbers_belongs_to_no_programme():
    for part in reference.PARTS:
        assert issubclass(part.kind, SQLModel)
        assert "programme_id" not in part.kind.__table__.columns
