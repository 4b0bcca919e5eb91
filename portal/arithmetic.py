"""Arithmetic as people write it beside a number: + - * / and brackets, in exact decimals. Pure."""

import ast
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException

__all__ = ["PLACES", "BadSum", "work_out"]

PLACES = Decimal("0.00000001")  # as many as a factor has
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_LONGEST = 200  # signs
_SIGNS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: _EXACT.add,
    ast.Sub: _EXACT.subtract,
    ast.Mult: _EXACT.multiply,
    ast.Div: _EXACT.divide,
}


class BadSum(Exception):
    """It is no arithmetic, or has no result."""


def work_out(written: str) -> Decimal:
    """Return what it comes to, rounded half up to eight decimals; raises BadSum."""
    if len(written) > _LONGEST:
        raise BadSum
    try:
        result = _value(ast.parse(written.strip(), mode="eval").body, written.strip())
        return _EXACT.quantize(result, PLACES)
    except (SyntaxError, ValueError, DecimalException, RecursionError):
        raise BadSum from None


def _value(node: ast.expr, written: str) -> Decimal:
    match node:
        case ast.Constant(value=int() | float()):
            return Decimal(ast.get_source_segment(written, node) or "")
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
            return _SIGNS[type(sign)](_value(left, written), _value(right, written))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _EXACT.minus(_value(operand, written))
    raise BadSum
