"""Small enough to read at one sitting, and each with its sentence."""

import ast

from tests.habits.tree import body_lines, code_lines, functions, modules, templates

LONGEST_FUNCTION = 40
LONGEST_HANDLER = 15
LONGEST_FILE = 250
LONGEST_TEMPLATE = 120
LONGEST_STYLES = 1000  # lines of all sheets together
LONGEST_SCRIPT = 60


def test_there_is_something_to_measure():
    assert len(modules()) > 40
    assert len(list(functions())) > 200
    assert len(templates()) > 20


def test_no_function_is_longer_than_a_screen():
    long = {f"{file}:{f.name}": body_lines(f) for file, f in functions()}
    assert {name: size for name, size in long.items() if size > LONGEST_FUNCTION} == {}


def test_no_handler_does_more_than_read_ask_and_answer():
    handlers = [(file, f) for file, f in functions() if _is_handler(f)]
    long = {f"{file}:{f.name}": body_lines(f) for file, f in handlers}
    assert len(long) > 10
    assert {name: size for name, size in long.items() if size > LONGEST_HANDLER} == {}


def _is_handler(function):
    called = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(name, ast.Name) and name.id == "open_to" for name in called)


def test_no_file_holds_more_than_one_subject():
    long = {str(file): code_lines(file) for file in modules()}
    assert {name: size for name, size in long.items() if size > LONGEST_FILE} == {}


def test_no_template_is_longer_than_two_screens():
    long = {name: len(text.splitlines()) for name, text in templates().items()}
    assert {name: size for name, size in long.items() if size > LONGEST_TEMPLATE} == {}


def test_every_module_says_in_its_first_line_what_it_is():
    assert [str(file) for file, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_everything_public_says_what_it_does_in_one_line():
    silent = [
        f"{file}:{node.name}"
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and _is_reachable(tree, node)
        and not (ast.get_docstring(node) or "").partition("\n")[0].endswith((".", "?", ":"))
    ]
    assert silent == []


def _is_reachable(tree, node):
    """What stands at the top of a module or in a class there; inner functions are private."""
    holders = [tree, *(n for n in tree.body if isinstance(n, ast.ClassDef))]
    return any(node in holder.body for holder in holders)


def test_every_function_says_what_it_returns():
    assert [f"{file}:{f.name}" for file, f in functions() if f.returns is None] == []
