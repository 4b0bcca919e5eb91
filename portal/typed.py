"""What was typed off a sheet, twice: rows as they mean, and where two people disagree. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal import codes

__all__ = ["Difference", "Row", "compare", "number_of"]


@dataclass(frozen=True)
class Row:
    """A line of a sheet as it was typed."""

    number: int
    member: str
    activity: str
    quantity: str
    done_at: str

    def plain(self) -> dict[str, Any]:
        """Return it as it is kept; two that mean the same are the same."""
        tidy = codes.tidy(self.member)
        return {
            "number": self.number,
            "member": tidy if codes.is_sound(tidy) else self.member.strip(),
            "activity": self.activity.strip(),
            "quantity": _plain(self.quantity),
            "done_at": self.done_at.strip(),
        }


@dataclass(frozen=True)
class Difference:
    """Where the two disagree: a line, a column, and what each of them typed."""

    number: int
    name: str
    first: str
    second: str


def compare(first: Sequence[dict[str, Any]], second: Sequence[dict[str, Any]]) -> list[Difference]:
    """Say where the rows of two people differ, line by line, column by column."""
    one, two = ({row["number"]: row for row in rows} for rows in (first, second))
    return [
        Difference(number, name, str(a.get(name, "")), str(b.get(name, "")))
        for number in sorted(one.keys() | two.keys())
        for a, b in [(one.get(number, {}), two.get(number, {}))]
        for name in ("member", "activity", "quantity", "done_at")
        if a.get(name, "") != b.get(name, "")
    ]


def _plain(quantity: str) -> str:
    number = number_of(quantity)
    return format(number.normalize(), "f") if number else quantity.strip()


def number_of(quantity: str) -> Decimal:
    """Return an amount as it was typed; nought for what is no number."""
    text = quantity.strip().replace(",", ".")
    is_number = text.replace(".", "", 1).isdecimal() and text.isascii()
    return Decimal(text) if is_number else Decimal()
