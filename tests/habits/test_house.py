"""The house stands: rooms, packages, locks, files of other people."""

import re
import tomllib
from pathlib import Path

from importlinter.cli import lint_imports
from packaging.requirements import Requirement

from tests.habits.tree import ROOT, kept_files
from tools import vendor

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
PEERS = "../bench/peers/requirements"  # what is only compared with, in its own environment
LOCKS = ("run", "dev", "bootstrap", "node", PEERS)


def pins(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {_plain(found[1]): found[2] for found in PIN.finditer(text)}


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_import_contracts_hold():
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_every_exception_to_a_contract_has_a_decision():
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    ignored = {line for contract in contracts for line in contract.get("ignore_imports", [])}
    decisions = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    assert ignored
    named = re.findall(r"`([^`]+)`", decisions)
    assert [line for line in ignored if not {line, line.partition(" ->")[0]} & set(named)] == []


def test_the_locale_folder_does_not_hide_the_standard_library():
    assert [
        file for file in kept_files() if file.parts[0] == "locale" and file.suffix == ".py"
    ] == []


def test_every_dependency_is_pinned_within_its_range():
    wanted = map(Requirement, PROJECT["project"]["dependencies"])
    extras = PROJECT["project"]["optional-dependencies"].values()
    locked = pins("run.txt")
    for requirement in [*wanted, *(Requirement(r) for group in extras for r in group)]:
        found = locked.get(_plain(requirement.name))
        assert found and requirement.specifier.contains(found), requirement.name


def test_what_is_locked_is_what_was_asked_for():
    for name in LOCKS:
        asked, locked = pins(f"{name}.in"), pins(f"{name}.txt")
        assert asked
        assert {package: locked.get(package) for package in asked} == asked


def test_the_locks_agree_with_each_other():
    everything = pins("dev.txt")
    for name in ("run.txt", "bootstrap.txt"):
        assert everything.items() >= pins(name).items()
    assert pins(f"{PEERS}.txt").items() >= pins("run.txt").items()


def test_nothing_that_is_only_compared_with_is_in_the_product():
    peers = set(pins(f"{PEERS}.in"))
    assert "django" in peers
    assert peers & set(pins("dev.txt")) == set()


def test_every_locked_package_has_hashes_and_no_address():
    for name in LOCKS:
        text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
        entries = [entry for entry in re.split(r"\n(?=[a-z0-9])", text) if PIN.match(entry)]
        assert len(entries) == len(pins(f"{name}.txt")) > 0
        assert all("--hash=sha256:" in entry for entry in entries)
        assert "http" + "s://" not in text and "\n--" not in text


def test_files_of_other_people_are_the_ones_we_read():
    ours = [file for file in vendor.listed() if not file.file.startswith("var/")]
    assert len(ours) >= 2
    assert [file.file for file in ours if not file.is_whole()] == []


def test_every_minified_file_is_on_a_list():
    listed = {file.file for file in vendor.listed()}
    assert {str(f) for f in kept_files() if ".min." in f.name} <= listed


def test_nothing_that_is_made_is_kept():
    made = {".mo", ".pyc", ".db", ".jar", ".whl"}
    assert [file for file in kept_files() if Path(file).suffix in made] == []


def test_no_file_names_a_package_index():
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry." + "npmjs", "deb.debian" + ".org")
    told = [
        f for f in kept_files() if f.suffix in {".toml", ".txt", ".md", ".sh", ".py", ".in", ""}
    ]
    for file in told:
        text = (ROOT / file).read_text(encoding="utf-8", errors="ignore")
        assert not [host for host in hosts if host in text], file


def test_there_are_no_leftovers():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    for file in kept_files():
        if file.suffix in {".py", ".html", ".css", ".sh"} and file.name != Path(__file__).name:
            assert not marks.search((ROOT / file).read_text(encoding="utf-8")), file
