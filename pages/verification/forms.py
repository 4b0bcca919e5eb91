"""The queue's form: a decision, a message and a version for each claim on the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from pages.speech import gettext
from pages.words import label
from portal.verification import LONGEST_MESSAGE, Decision, Ready, Verdict

__all__ = ["QueueForm"]

DECISION = "decision-"


@dataclass
class QueueForm:
    """What was chosen and typed for each claim, by its code; `errors` by code too."""

    typed: Mapping[str, Verdict] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: FormData) -> "QueueForm":
        """Read the form that was sent; a claim without a choice stays in the list."""
        return cls({verdict.code: verdict for verdict in _verdicts(form)})

    def validate(self) -> bool:
        """Check that whoever is asked or declined is told why."""
        for code, verdict in self.typed.items():
            if verdict.decision is not Decision.APPROVE and not verdict.message:
                self.errors[code] = gettext("Choose a message for %(code)s, so that they know why.")
            elif len(verdict.message or "") > LONGEST_MESSAGE:
                self.errors[code] = gettext("The message for %(code)s is too long.")
        self.errors = {code: words % {"code": code} for code, words in self.errors.items()}
        return not self.errors

    def decision(self, code: str) -> str:
        """Return what is chosen for a claim."""
        return self.typed[code].decision if code in self.typed else ""

    def message(self, code: str) -> str:
        """Return what is said to a claim's people: a ready sentence's name, or own words."""
        return (self.typed[code].message or "") if code in self.typed else ""

    def own_words(self, code: str) -> str:
        """Return what was typed, if it is no ready sentence."""
        words = self.message(code)
        return "" if words in set(Ready) else words

    @staticmethod
    def ready() -> list[tuple[str, str]]:
        """Return the ready sentences, in the reader's language."""
        return [(sentence.value, label(sentence)) for sentence in Ready]


def _verdicts(form: FormData) -> Iterator[Verdict]:
    for name, value in form.multi_items():
        code = name.removeprefix(DECISION)
        if name == code or value not in set(Decision):
            continue
        said = [str(text).strip() for text in form.getlist(f"message-{code}")]
        version = str(form.get(f"version-{code}", ""))
        yield Verdict(
            code=code,
            decision=Decision(str(value)),
            revision=int(version) if version.isdecimal() and len(version) < 10 else 0,  # noqa: PLR2004
            message=next(filter(None, reversed(said)), None),
        )
