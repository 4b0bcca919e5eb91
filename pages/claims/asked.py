"""A question that is answered by one press: which button was it?"""

from enum import StrEnum
from typing import TypeVar

from pages.web.visit import Visit

__all__ = ["answer_or_none"]

Answer = TypeVar("Answer", bound=StrEnum)


def answer_or_none(visit: Visit, name: str, answers: type[Answer]) -> Answer | None:
    """Return which of the answers was pressed; None where it is none of them."""
    given = str(visit.form.get(name, "")) if visit.form else ""
    return answers(given) if given in {one.value for one in answers} else None
