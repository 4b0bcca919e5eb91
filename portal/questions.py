"""Questions: what a survey or a quiz asks, and what may be told of the answers. Pure.

A sum of answers is told like every figure: none about fewer than ten people, nor one that would
follow from the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from db.columns import Lines, Words
from portal.errors import Refused

__all__ = [
    "FEWEST",
    "FEWEST_HIDDEN",
    "LONGEST_TEXT",
    "MOST_CHOICES",
    "MOST_QUESTIONS",
    "SCALE",
    "Answer",
    "BadQuestion",
    "NoQuestion",
    "NotAnswered",
    "Question",
    "QuestionKind",
    "Unsound",
    "add_up",
    "hide_small",
    "read_answer",
    "require_sound",
]

FEWEST = 10  # people behind a number
FEWEST_HIDDEN = 2 * FEWEST  # people behind the numbers that are hidden together
MOST_QUESTIONS = 10
MOST_CHOICES = 8
SCALE = 5  # from not at all to very much
LONGEST_TEXT = 400
Answer = int | str | None  # a choice by its number, words, or none


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    SCALE = "scale"
    TEXT = "text"


class Unsound(StrEnum):
    """What can be wrong with a question."""

    NO_WORDS = "no_words"
    FEW_CHOICES = "few_choices"
    MANY_CHOICES = "many_choices"
    NO_RIGHT = "no_right"
    NO_WHY = "no_why"
    NOT_FOR_QUIZ = "not_for_quiz"


class NoQuestion(Refused):
    """Nothing is asked yet."""


class BadQuestion(Refused):
    """A question cannot be asked like this: its `number`, and `wrong`."""

    def __init__(self, *, number: int, wrong: Unsound) -> None:
        super().__init__(number=number, wrong=wrong)
        self.wrong = wrong


class NotAnswered(Refused):
    """A question has no answer that fits: its `number`."""


@dataclass(frozen=True)
class Question:
    """One question. A quiz has a right choice, by its number from 1, and says why."""

    kind: QuestionKind
    words: Words
    choices: tuple[Words, ...] = ()
    right: int = 0
    why: Words = field(default_factory=dict)

    @classmethod
    def of(cls, line: dict[str, Any]) -> Self:
        """Read it back from how it is kept."""
        kind, choices = QuestionKind(line["kind"]), tuple(line["choices"])
        return cls(kind, line["words"], choices, line["right"], line["why"])

    def plain(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            **{"kind": self.kind.value, "words": self.words, "choices": list(self.choices)},
            **{"right": self.right, "why": self.why},
        }

    @property
    def count(self) -> int:
        """How many answers there are to choose from; none where words are written."""
        return {QuestionKind.SCALE: SCALE, QuestionKind.TEXT: 0}.get(self.kind, len(self.choices))

    @property
    def has_numbers(self) -> bool:
        """Whether it is answered by choosing."""
        return self.kind is not QuestionKind.TEXT


def require_sound(questions: Sequence[Question], *, is_quiz: bool) -> None:
    """Raise NoQuestion, or BadQuestion for the first thing that keeps one from being asked."""
    if not questions:
        raise NoQuestion
    for number, one in enumerate(questions, 1):
        if wrong := _wrong(one, is_quiz=is_quiz):
            raise BadQuestion(number=number, wrong=wrong)


def read_answer(question: Question, number: int, typed: str, *, is_needed: bool) -> Answer:
    """Return what was answered; none where that is allowed. Raises NotAnswered."""
    text = typed.strip()
    if not question.has_numbers:
        if len(text) > LONGEST_TEXT:
            raise NotAnswered(number=number)
        return text or None
    if not text and not is_needed:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= question.count):
        raise NotAnswered(number=number)
    return int(text)


def add_up(
    questions: Sequence[Question], sums: Lines, sheets: Sequence[Sequence[Answer]]
) -> tuple[Lines, list[str]]:
    """Return the sums with these answers in them, and what was written, in the order of letters.

    A line's counts begin with those who left the question out.
    """
    counts = [line["counts"][:] for line in sums] or [[0] * (one.count + 1) for one in questions]
    texts = []
    for sheet in sheets:
        for line, given in zip(counts, sheet, strict=True):
            if isinstance(given, str):
                texts.append(given)
            else:
                line[given or 0] += 1
    return [{"counts": line} for line in counts], sorted(texts)


def hide_small(counts: Sequence[int]) -> list[int | None]:
    """Return the counts that may be told: none of fewer than ten people, nor what tells of them.

    Twenty people at least are hidden together, and which count is hidden beside a small one depends
    on its place alone: so each hidden number could be another one, also for who knows this rule.
    """
    hidden = [place for place, count in enumerate(counts) if 0 < count < FEWEST]
    first = hidden[0] if hidden else len(counts)
    for place in (*range(first, len(counts)), *range(first)):
        if not hidden or sum(counts[one] for one in hidden) >= FEWEST_HIDDEN:
            break
        if counts[place] >= FEWEST:
            hidden.append(place)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _wrong(one: Question, *, is_quiz: bool) -> Unsound | None:
    if not any(one.words.values()):
        return Unsound.NO_WORDS
    if is_quiz and one.kind is not QuestionKind.CHOICE:
        return Unsound.NOT_FOR_QUIZ
    if one.kind is QuestionKind.CHOICE:
        if not 2 <= len(one.choices) <= MOST_CHOICES:  # noqa: PLR2004  (one is no choice)
            return Unsound.FEW_CHOICES if len(one.choices) < 2 else Unsound.MANY_CHOICES  # noqa: PLR2004
        if is_quiz and not 1 <= one.right <= len(one.choices):
            return Unsound.NO_RIGHT
    return Unsound.NO_WHY if is_quiz and not any(one.why.values()) else None
