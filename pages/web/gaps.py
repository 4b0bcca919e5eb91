"""Between two sentences stands what the language puts there: in Chinese nothing.

Templates write a space or a new line, as anybody would. It is known by the sentence that ends there
and by what goes on in the same line: another sentence, a value, a link. In the plain text of a
letter a new line is meant as one.
"""

import re

from jinja2.ext import Extension

from pages.speech import locale

__all__ = ["Gaps", "gap"]

_ENDS = r"(?<=[.!?:])\{% endtrans %\}(?:</(?:a|b|span)>|\{% endif %\}|\{% if [^%]+ %\})*"
_GOES_ON = r"\{\{|\{% (?:trans|if|endif)\b|<(?:a|b|bdi|code|span)\b"
_ON_A_PAGE = re.compile(rf"({_ENDS})(\s+)(?={_GOES_ON})")
_IN_TEXT = re.compile(rf"({_ENDS})( +)(?={_GOES_ON})")


class Gaps(Extension):
    """Puts `gap()` in the place of white space between sentences."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template; every line keeps its number."""
        is_text = name is not None and name.endswith(".txt")
        return (_IN_TEXT if is_text else _ON_A_PAGE).sub(_put, source)


def gap() -> str:
    """Return what stands between two sentences: in Chinese nothing."""
    return "" if locale().language == "zh" else " "


def _put(found: re.Match[str]) -> str:
    lines = "\n" * found[2].count("\n")
    return f"{found[1]}{{{{ gap(){lines} }}}}"
