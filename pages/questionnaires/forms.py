"""The forms of questionnaires: begin one, name it, write a question, answer it."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from pages.labels import LABELS
from pages.speech import gettext, language, lazy, said
from pages.web.forms import BaseForm, WholeNumberField, chosen
from portal.questionnaires import QuestionnaireKind
from portal.questions import (
    LONGEST_TEXT,
    SCALE,
    Answer,
    NotAnswered,
    Question,
    QuestionKind,
    read_answer,
)

__all__ = ["NameForm", "NewForm", "QuestionForm", "answers_form", "read_answers"]

LONGEST_NAME = 80
LONGEST = 600
_TOO_LONG = lazy("This text is too long.")


class NameForm(BaseForm):
    """What it is called and what it is about, in the language of the page."""

    name = StringField(
        lazy("What is it called?"),
        [DataRequired(lazy("Write a name.")), Length(max=LONGEST_NAME, message=_TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    intro = TextAreaField(
        lazy("What is it about?"),
        [Optional(), Length(max=LONGEST, message=_TOO_LONG)],
        description=lazy("Everybody can read this, before the first question."),
        render_kw={"rows": 3},
    )

    def within(self, name: dict[str, str], intro: dict[str, str]) -> tuple[Any, Any]:
        """Return both with what is said in this language; other languages keep their words."""
        return _with(name, self.name.data), _with(intro, self.intro.data)


class NewForm(NameForm):
    """For which programme, and of which kind."""

    programme = SelectField(lazy("For which programme?"), validate_choice=False)
    kind = RadioField(lazy("What do you want to ask?"), default=QuestionnaireKind.SURVEY.value)
    talk = SelectField(
        lazy("Does it belong to a talk?"),
        description=lazy("Then only who signed in there can take the quiz, right afterwards."),
        validate_choice=False,
    )

    def offer(self, programmes: Sequence[Any], talks: Sequence[Any]) -> "NewForm":
        """Offer the programmes of this desk, and its posters that have not ended."""
        open_ones = [(row.code, f"{row.place} ({row.code})") for row in talks if not row.ended_at]
        self.talk.choices = chosen(("", gettext("No, it is for everybody.")), *open_ones)
        pairs = {row.programme_code: said(row.programme_name) for row in programmes}
        self.programme.choices = chosen(*pairs.items())
        words = ((one.value, gettext(LABELS[QuestionnaireKind][one])) for one in QuestionnaireKind)
        self.kind.choices = chosen(*words)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the programme is still offered."""
        is_good = super().validate(extra_validators)
        if not self.is_switching and self.programme.data not in {
            one.data for one in self.programme
        }:
            self.programme.errors, is_good = [gettext("Choose one from the list.")], False
        return is_good


class QuestionForm(BaseForm):
    """One question, in the language of the page."""

    kind = RadioField(lazy("How is it answered?"), default=QuestionKind.CHOICE.value)
    words = StringField(
        lazy("The question"),
        [DataRequired(lazy("Write the question.")), Length(max=200, message=_TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    choices = TextAreaField(
        lazy("The answers to choose from"),
        [Optional(), Length(max=LONGEST, message=_TOO_LONG)],
        description=lazy("One on each line, from two to eight."),
        render_kw={"rows": 4},
    )
    right = WholeNumberField(
        lazy("Which one is right?"),
        [Optional()],
        description=lazy("Its line: 1 for the first."),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "w4"},
    )
    why = TextAreaField(
        lazy("Why is it right?"),
        [Optional(), Length(max=LONGEST, message=_TOO_LONG)],
        description=lazy("Shown with the answer, so that everybody learns something."),
        render_kw={"rows": 3},
    )

    def offer(self, *, is_quiz: bool) -> "QuestionForm":
        """A quiz is answered by choosing; a survey has no right answers."""
        self.kind.choices = chosen(
            *((one.value, gettext(LABELS[QuestionKind][one])) for one in QuestionKind)
        )
        for name in ("kind",) if is_quiz else ("right", "why"):
            del self[name]
        return self

    @classmethod
    def of(cls, question: Question | None, *, is_quiz: bool) -> "QuestionForm":
        """Return the form with what a question says in this language now."""
        if question is None:
            return cls().offer(is_quiz=is_quiz)
        facts = {
            **{"kind": question.kind.value, "words": said(question.words)},
            **{"choices": "\n".join(said(one) for one in question.choices)},
            **{"right": question.right or None, "why": said(question.why)},
        }
        return cls(data=facts).offer(is_quiz=is_quiz)

    def question(self, was: Question | None) -> Question:
        """Return the question as it now is; other languages keep their words, line by line."""
        kind = QuestionKind(self.kind.data) if "kind" in self else QuestionKind.CHOICE
        lines = [line.strip() for line in (self.choices.data or "").splitlines() if line.strip()]
        old = was.choices if was and len(was.choices) == len(lines) else [{}] * len(lines)
        choices = [_with(words, line) for words, line in zip(old, lines, strict=True)]
        return Question(
            kind,
            _with(was.words if was else {}, self.words.data),
            tuple(choices) if kind is QuestionKind.CHOICE else (),
            right=(self.right.data or 0) if "right" in self else 0,
            why=_with(was.why if was else {}, self.why.data) if "why" in self else {},
        )


def answers_form(questions: Sequence[Question]) -> type[BaseForm]:
    """Return a form with a field for each question: q1, q2 and so on."""
    fields = {f"q{number}": _field(one) for number, one in enumerate(questions, 1)}
    return type("AnswersForm", (BaseForm,), fields)


def read_answers(
    form: BaseForm, questions: Sequence[Question], *, is_quiz: bool
) -> list[Answer] | None:
    """Return what was answered, or say at each question what is wrong, and return nothing."""
    answers: list[Answer] = []
    is_good = form.validate()
    for number, one in enumerate(questions, 1):
        field = form[f"q{number}"]
        try:
            answers.append(read_answer(one, number, str(field.data or ""), is_needed=is_quiz))
        except NotAnswered:
            field.errors, is_good = [gettext("Choose an answer.")], False
    return answers if is_good else None


def _field(question: Question) -> Any:
    words = said(question.words)
    if question.kind is QuestionKind.TEXT:
        length = Length(max=LONGEST_TEXT, message=_TOO_LONG)
        hint = lazy("Write no names, please.")
        return TextAreaField(words, [Optional(), length], description=hint, render_kw={"rows": 3})
    if question.kind is QuestionKind.SCALE:
        marks = {1: gettext("1: not at all"), SCALE: gettext("5: very much")}
        pairs = [(str(one), marks.get(one, str(one))) for one in range(1, SCALE + 1)]
    else:
        pairs = [(str(number), said(one)) for number, one in enumerate(question.choices, 1)]
    return RadioField(words, choices=chosen(*pairs), validate_choice=False)


def _with(words: dict[str, str], typed: str | None) -> dict[str, str]:
    """Return words with what is said in this language; nothing typed takes it away."""
    text = " ".join((typed or "").split())
    rest = {key: one for key, one in words.items() if key != language()}
    return {**rest, language(): text} if text else rest
