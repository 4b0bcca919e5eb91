"""Lean templates: what Jinja does for the rare case at every value, we leave to the rare case.

Jinja asks of each value whether it is safe by making a new object of it, and of each function
whether it wants the context. Ours are text, numbers and plain functions.
"""

import re
from decimal import Decimal
from enum import StrEnum
from keyword import iskeyword
from typing import Any

from babel.support import LazyProxy
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

SPECIAL = re.compile("[&<>\"']")
PLAIN = {int, float, bool, Decimal}  # no number has a special sign
ASK_THE_CONTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext", "loop", "caller", "super"}


def lean(value: object) -> str:
    """Return what `markupsafe.escape` does, as plain text where nothing needs escaping."""
    kind = type(value)
    if kind is str:
        return str(escape(value)) if SPECIAL.search(value) else value  # type: ignore[call-overload,return-value]
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind in PLAIN:
        return str(value)
    if kind is LazyProxy:  # to ask whether it is safe would translate it twice
        return lean(value.value)  # type: ignore[attr-defined]
    return lean(str(value)) if isinstance(value, StrEnum) else str(escape(value))


class LeanCode(CodeGenerator):
    """Writes a template as Python that escapes leanly and calls functions directly."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Bring our escape in before anything else."""
        self.writeline(f"from {__name__} import lean")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("lean(")

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Call it, unless it may want the context."""
        if forward_caller or _may_ask(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in [*node.args, *node.kwargs]:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def _may_ask(call: nodes.Call) -> bool:
    root = call.node
    while isinstance(root, nodes.Getattr | nodes.Getitem):
        root = root.node
    is_ours = isinstance(root, nodes.Name) and root.name not in ASK_THE_CONTEXT
    is_plain = not (call.dyn_args or call.dyn_kwargs or any(iskeyword(k.key) for k in call.kwargs))
    return not (is_ours and is_plain)
