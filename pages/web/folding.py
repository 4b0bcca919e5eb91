"""One template environment per language, its sentences put in when a template is compiled.

A sentence that needs no look-up while a page is made costs nothing: pages become several times
cheaper. The stock environment stays the judge: a test renders every template with both.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from babel.support import NullTranslations
from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from pages.web.lean import LeanCode

PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
SENTENCE = {"_", "gettext"}
MOST_FORMS = 6  # plural forms a language may have: Arabic has six


class FoldingEnvironment(Environment):
    """An environment for one language: `catalogue` says its sentences."""

    code_generator_class = LeanCode

    def __init__(self, catalogue: NullTranslations, **options: Any) -> None:
        super().__init__(**options)
        self.catalogue = catalogue
        self.globals["plural_form"] = catalogue.plural
        self.globals["english_form"] = english_form

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        folded = Folding(self.catalogue).visit(source)
        folded.set_environment(self)
        return super()._generate(folded, name, filename, defer_init)


class Folding(NodeTransformer):
    """Puts the catalogue's words in the place of calls that would look them up."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self.catalogue = catalogue

    def visit_Output(self, output: nodes.Output) -> list[nodes.Node]:  # noqa: N802
        """Write sentences out as plain template text, between what else is put out."""
        made: list[nodes.Node] = []
        for node in output.nodes:
            if _is_call(node, SENTENCE, 1) and (sentence := self._sentence(node)) is not None:
                made.append(nodes.Output(self._filled(sentence, node), lineno=output.lineno))
            elif _is_call(node, {"ngettext"}, 2) and self._may_branch(node):
                made.append(self._branches(node))
            else:
                made.append(nodes.Output([self.visit(node)], lineno=output.lineno))
        return made

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802
        """A sentence inside an expression, an argument say, becomes a constant."""
        is_sentence = _is_call(call, SENTENCE, 1) and not call.kwargs
        if is_sentence and (sentence := self._sentence(call)) is not None:
            return nodes.Const(Markup(sentence % ()), lineno=call.lineno)  # noqa: S704
        return self.generic_visit(call)

    def _sentence(self, call: nodes.Call) -> str | None:
        text: str = self.catalogue.gettext(_text(call, 0))
        return text if _may_be_filled(text, _given(call)) else None

    def _forms(self, call: nodes.Call) -> tuple[list[str], str]:
        """Return every plural form, in the order of a rule, and the name of that rule.

        A sentence that is not translated follows English, as gettext itself does.
        """
        one, many = _text(call, 0), _text(call, 1)
        known = getattr(self.catalogue, "_catalog", {})
        forms = [known[one, place] for place in range(MOST_FORMS) if (one, place) in known]
        return (forms, "plural_form") if forms else ([one, many], "english_form")

    def _may_branch(self, call: nodes.Call) -> bool:
        return all(_may_be_filled(form, _given(call)) for form in self._forms(call)[0])

    def _branches(self, call: nodes.Call) -> nodes.Node:
        """Return `if` over the plural form of the count; a language with one form has no `if`."""
        forms, rule = self._forms(call)
        outputs = [nodes.Output(self._filled(form, call), lineno=call.lineno) for form in forms]
        made: nodes.Node = outputs.pop()
        for place, form in reversed(list(enumerate(outputs))):
            which = nodes.Call(nodes.Name(rule, "load"), [call.args[2]], [], None, None)
            is_this = nodes.Compare(which, [nodes.Operand("eq", nodes.Const(place))])
            made = nodes.If(is_this, [form], [], [made], lineno=call.lineno)
        return made

    def _filled(self, text: str, call: nodes.Call) -> list[nodes.Expr]:
        """Return the text with the expressions that fill it: each is escaped as any output is."""
        given = _given(call)
        return [
            self.visit(given[name]) if name else nodes.TemplateData(part)
            for part, name in pieces(text)
        ]


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield (plain text, "") and ("", name of a placeholder), in order."""
    start = 0
    for found in PLACEHOLDER.finditer(text):
        plain = text[start : found.start()] + ("" if found[1] else "%")
        if plain:
            yield plain, ""
        if found[1]:
            yield "", found[1]
        start = found.end()
    if text[start:]:
        yield text[start:], ""


def english_form(count: int) -> int:
    """Return which of two forms a count takes in English."""
    return int(count != 1)


def _given(call: nodes.Call) -> dict[str, nodes.Expr]:
    words = {word.key: word.value for word in call.kwargs}
    return {"num": call.args[2], **words} if len(call.args) > 2 else words  # noqa: PLR2004


def _text(call: nodes.Call, place: int) -> str:
    argument = call.args[place]
    assert isinstance(argument, nodes.Const)
    return str(argument.value)


def _is_call(node: nodes.Node, names: set[str], constants: int) -> TypeGuard[nodes.Call]:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in names
        and not (node.dyn_args or node.dyn_kwargs)
        and len(node.args) >= constants
        and all(isinstance(argument, nodes.Const) for argument in node.args[:constants])
    )


def _may_be_filled(text: str, given: dict[str, nodes.Expr]) -> bool:
    is_plain = "%" not in PLACEHOLDER.sub("", text)
    return is_plain and all(not name or name in given for _, name in pieces(text))
