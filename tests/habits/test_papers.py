"""The papers agree with the house: README, glossary, contract, decisions, stack."""

import ast
import re

from pages.never.routes import RED_LINES
from portal.settings import Settings
from tests.habits.test_house import PEERS, PROJECT, pins
from tests.habits.tree import ROOT, kept_files, modules, templates

ROW = re.compile(r"^\| (.+?) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")


def paper(name):
    return (ROOT / name).read_text(encoding="utf-8")


def rows(text):
    """Return the cells of every table row, without headings and rules."""
    cells = [[cell.strip() for cell in row.split("|")] for row in ROW.findall(text)]
    return [row for row in cells if not set(row[0]) <= set("- ")]


def section(text, heading):
    """Return what stands under a heading, up to the next of its rank or higher."""
    rank = len(heading) - len(heading.lstrip("#"))
    _, _, rest = text.partition(f"{heading}\n")
    assert rest, heading
    return re.split(rf"^#{{1,{rank}}} ", rest, flags=re.MULTILINE)[0]


def test_the_commands_of_the_readme_are_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):.*##", paper("Makefile"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "docs/operating.md", "docs/contract.md"):
        told = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", paper(name), re.MULTILINE))
        assert told <= targets, name
    assert {"demo", "test"} <= set(re.findall(r"^ {4}make ([a-z-]+)", paper("README.md"), re.M))


def test_make_explains_every_target_it_promises():
    promised = section(paper("docs/contract.md"), "## Make")
    explained = set(re.findall(r"^([a-z-]+):.*## \w", paper("Makefile"), re.MULTILINE))
    targets = {name for name in CODE.findall(promised) if re.fullmatch("[a-z-]+", name)}
    assert len(targets) > 10
    assert targets - {"make"} <= explained


def test_every_setting_is_in_the_readme_with_its_default():
    told = {
        row[0].strip("`"): row[1].strip("`")
        for row in rows(section(paper("README.md"), "## Settings"))
    }
    told.pop("variable", None)
    assert set(told) == {f"PORTAL_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default)
        assert told[f"PORTAL_{name.upper()}"] == shown, name


def test_every_term_has_a_chinese_word_and_a_meaning():
    terms = [row for row in rows(paper("GLOSSARY.md")) if len(row) == 5 and row[0] != "term"]
    assert len(terms) > 50
    assert len({row[0] for row in terms}) == len(terms)
    for term, chinese, means, *_ in terms:
        assert re.search(r"[\u4e00-\u9fff]", chinese), term
        assert means, term


def test_every_name_the_glossary_gives_is_in_the_code():
    named = {
        name for row in rows(paper("GLOSSARY.md")) if len(row) == 5 for name in CODE.findall(row[3])
    }
    known = {
        node.name if isinstance(node, ast.ClassDef) else node.targets[0].id
        for tree in modules().values()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        or (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name))
    }
    assert named - known == set()


def test_no_wrong_word_is_used_in_code_or_on_screen():
    wrong = [row[0] for row in rows(section(paper("GLOSSARY.md"), "## Never")) if row[0] != "never"]
    assert len(wrong) > 8
    bad = re.compile(rf"(?:{'|'.join(wrong)})s?", re.IGNORECASE)
    names = {
        f"{file}: {node.id if isinstance(node, ast.Name) else node.name}"
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.FunctionDef | ast.ClassDef)
    }
    assert sorted(name for name in names if bad.search(name.partition(": ")[2])) == []
    allowed = "never/"  # the page about what we will never do must name it
    screens = {name: bad.findall(text) for name, text in templates().items()}
    assert {n: w for n, w in screens.items() if w and not n.startswith(allowed)} == {}


def test_every_package_has_its_reason():
    told = {
        name.lower()
        for row in rows(paper("docs/stack.md"))
        for name in re.split(r"[, ]+", re.sub(r"\[[^]]*\]|\([^)]*\)", "", row[0]))
    }
    files = ("run.in", "dev.in", "bootstrap.in", "node.in", f"{PEERS}.in")
    asked = {package for name in files for package in pins(name)}
    assert asked - told == set()


def test_decisions_are_numbered_and_short():
    found = re.findall(r"^## (\d+)\. .+\n\n((?:.+\n)+)", paper("DECISIONS.md"), re.MULTILINE)
    assert [int(number) for number, _ in found] == list(range(1, len(found) + 1))
    assert len(found) >= 10
    assert [number for number, text in found if len(text.splitlines()) > 10] == []


def test_every_path_the_papers_name_is_there():
    papers = [file for file in kept_files() if file.suffix == ".md" and file.parts[0] != "db"]
    looks_like_ours = re.compile(
        r"^(?:portal|pages|db|tests|docs|tools|static|locale|requirements)/[\w./-]*\w$"
    )
    for file in papers:
        for name in filter(looks_like_ours.match, CODE.findall(paper(file))):
            assert (ROOT / name).exists(), f"{file} names {name}"


def test_the_papers_do_not_lean_on_anything_outside():
    for file in kept_files():
        if file.suffix in {".md", ".py", ".html", ".toml", ".css", ".js", ".sh"}:
            text = (ROOT / file).read_text(encoding="utf-8", errors="ignore")
            assert "../shar" + "ed" not in text, file


def test_the_licence_is_the_one_the_package_names():
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License" in paper("LICENSE") and "Version 2.0" in paper("LICENSE")
    assert (ROOT / "db/reference/README.md").exists()


def test_every_red_line_names_a_test_that_is_there():
    tests = {
        node.name
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert [line.code for line in RED_LINES] == [f"R{number}" for number in range(1, 15)]
    assert [line.test for line in RED_LINES if line.test.rpartition("::")[2] not in tests] == []
