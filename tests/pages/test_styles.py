"""The sheets: flat, layered, small, and without a class that no page has."""

import gzip
import re

import pytest

from pages.web.templates import environment_for
from portal.places import place
from tests.habits.tree import ROOT

LONGEST = 260  # lines
HEAVIEST = 14 * 1024  # bytes of all sheets together, compressed
SHEETS = {file.name: file.read_text(encoding="utf-8") for file in place("static").glob("*.css")}
LAYERS = "reset, tokens, base, layout, components, sections, print"
MADE = {"htmx-request", "htmx-indicator"}  # classes that scripts and libraries put on


def bare(sheet):
    return re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)


def test_base_links_in_order_every_sheet_that_no_page_links_for_itself():
    frame = (ROOT / "pages/layout/base.html").read_text(encoding="utf-8")
    listed = re.search(r"for sheet in \(([^)]+)\)", frame)
    linked = re.findall(r'"(\w+)"', listed[1] if listed else "")
    templates = (file.read_text(encoding="utf-8") for file in (ROOT / "pages").rglob("*.html"))
    own = {found for page in templates for found in re.findall(r'static\("(\w+\.css)"\)', page)}
    assert {f"{name}.css" for name in (*linked, "print")} | own == set(SHEETS)
    assert linked[:2] == ["base", "layout"] and linked[-1] == "sections"
    assert f"@layer {LAYERS};" in SHEETS["base.css"]


@pytest.mark.parametrize("name", SHEETS)
def test_every_rule_stands_in_a_layer(name):
    outside = re.sub(r"@layer [\w, ]+;", "", bare(SHEETS[name]))
    depth, top = 0, ""
    for sign in outside:
        depth += (sign == "{") - (sign == "}")
        top += sign if depth == 0 and sign != "}" else ""
    assert depth == 0
    assert re.fullmatch(r"(\s*@layer \w+\s*)+", top)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_short_and_has_no_ids_and_no_force(name):
    sheet = bare(SHEETS[name])
    assert len(SHEETS[name].splitlines()) <= LONGEST
    assert "!important" not in sheet
    assert not re.search(r"#[\w-]+\s*[{,:.]", sheet)
    assert not re.search(r"\b(margin|padding|border)-(left|right)\b|[{;]\s*(left|right):", sheet)


def test_all_sheets_together_are_light():
    together = "".join(SHEETS.values()).encode()
    assert len(gzip.compress(together)) < HEAVIEST


def test_every_class_of_the_sheets_is_on_some_page():
    styled = {name for sheet in SHEETS.values() for name in _classes(bare(sheet))}
    templates = [file.read_text(encoding="utf-8") for file in (ROOT / "pages").rglob("*.html")]
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "pages").rglob("*.py")]
    script = (place("static") / "portal.js").read_text(encoding="utf-8")
    words = set(re.findall(r"[\w-]+", "".join([*templates, *code, script])))
    numbered = {f"{letter}{number}" for letter in "bk" for number in range(1, 6)}
    assert styled - words - numbered - MADE == set()


def test_every_value_the_sheets_use_is_set():
    everything = "".join(SHEETS.values())
    used = set(re.findall(r"var\(--([\w-]+)", everything))
    assert used == set(re.findall(r"--([\w-]+):", everything))


def test_every_sheet_is_served_with_its_fingerprint():
    address = environment_for("en").globals["static"]
    assert callable(address)
    for name in SHEETS:
        assert re.fullmatch(rf"/static/{name}\?v=[0-9a-f]{{12}}", address(name))


def _classes(sheet):
    for selector in re.findall(r"([^{};]+)\{", sheet):
        if "@" not in selector:
            yield from re.findall(r"\.([a-zA-Z][\w-]*)", selector)
