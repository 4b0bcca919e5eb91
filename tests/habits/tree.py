"""What the habits look at: our files, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("db", "portal", "pages")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[Path, ast.Module]:
    """Return every Python file of the three rooms; migrations are written by a tool."""
    files = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    return {
        file.relative_to(ROOT): ast.parse(file.read_text(encoding="utf-8"))
        for file in files
        if "versions" not in file.parts
    }


def functions() -> Iterator[tuple[Path, Function]]:
    """Yield every function of the three rooms with its file."""
    for file, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield file, node


def body_lines(function: Function) -> int:
    """Count the lines of a function without its docstring."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    told = ast.get_docstring(function, clean=False)
    return length - (told.count("\n") + 1 if told else 0)


def code_lines(file: Path) -> int:
    """Count lines that are neither blank nor only a comment."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))


@cache
def templates() -> dict[str, str]:
    """Return every template by the name it is rendered under."""
    pages = ROOT / "pages"
    found = sorted(pages.rglob("*.html"))
    return {str(file.relative_to(pages)): file.read_text(encoding="utf-8") for file in found}


@cache
def kept_files() -> list[Path]:
    """Return what git keeps, or would keep."""
    asked = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [Path(name) for name in said.split("\0") if name and (ROOT / name).is_file()]
