"""What the outside relies on is there: commands, addresses, fields; and nothing vanishes."""

import inspect
import re

import pytest
import typer.main
from starlette.routing import Route

from pages.app import SECTIONS
from portal import __main__ as front_door
from portal.settings import Settings
from tests.habits.test_papers import CODE, paper, rows, section
from tests.habits.tree import ROOT

EVERY_ADDRESS = ROOT / "tests/habits/urls.txt"


def routes():
    return [route for part in SECTIONS for route in part.routes if isinstance(route, Route)]


def shape(path):
    """Return an address with its parameters unnamed."""
    return re.sub(r"{[^}]*}", "{}", path)


def paths():
    machines = ("/healthz", "/readyz", "/robots.txt")
    return {shape(route.path) for route in routes()} | set(machines)


def contract(heading):
    return section(paper("docs/contract.md"), f"## {heading}")


def commands(group, above=""):
    """Return every command by its words: those of a group begin with its name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def test_every_command_of_the_contract_is_there_and_no_other():
    lines = re.findall(r"^\| `portal ([a-z- ]*[a-z])([^`]*)`", contract("Commands"), re.MULTILINE)
    there = dict(commands(typer.main.get_group(front_door.main)))
    assert {name for name, _ in lines} == set(there)
    for name, options in lines:
        known = {option for p in there[name].params for option in p.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known, name


def test_every_address_of_the_contract_is_there():
    told = {name for name in CODE.findall(contract("Addresses")) if name.startswith("/")}
    told -= {f"/{name}" for name in Settings.model_fields["languages"].default}
    assert len(told) > 25
    assert {address for address in told if shape(address) not in paths()} == set()


def test_what_is_promised_for_later_is_not_taken():
    later = {name for name in CODE.findall(contract("To come")) if name.startswith("/")}
    assert later
    assert {address for address in later if shape(address) in paths()} == set()


def test_every_setting_of_the_contract_is_there():
    told = set(re.findall(r"`([A-Z][A-Z_]+[A-Z])`", contract("Settings")))
    assert told == {name.upper() for name in Settings.model_fields}


def test_every_field_of_the_contract_is_read_or_shown():
    forms = dict(row for row in rows(contract("Form fields")) if len(row) == 2 and row[0] != "form")
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for file in (ROOT / "pages").rglob("*")
        if file.suffix in {".py", ".html"}
    )
    for form, told in forms.items():
        address = shape(form.strip("`").removeprefix("POST "))
        assert address in {shape(r.path) for r in routes() if "POST" in (r.methods or ())}, form
        for field in re.findall(r"`([a-z]+)(?:-\{code\})?`", told):
            assert re.search(rf"\b{field}_? = |[\"'{{]{field}[-\"'}}]", code), (form, field)


def test_no_address_disappears():
    """Every address that was ever there answers, or is sent on. The list only grows."""
    known = set(EVERY_ADDRESS.read_text(encoding="utf-8").split())
    assert len(known) > 20
    assert known - paths() == set(), "keep the address, or send it on"
    assert paths() - known == set(), "add the new address to tests/habits/urls.txt"


@pytest.mark.parametrize(
    "route", routes(), ids=lambda route: f"{sorted(route.methods)[0]} {route.path}"
)
def test_every_route_says_who_may_open_it(route):
    assert getattr(route.endpoint, "gate", None), f"{route.path} has no gate"
    asked = list(inspect.signature(route.endpoint.handler).parameters)
    assert asked[0].strip("_") == "visit"
    assert set(asked[1:]) <= set(route.param_convertors)
