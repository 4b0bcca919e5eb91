"""Quizzes: a few questions with right answers, as often as one likes. All right, it counts once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from portal import questionnaires, records, talks
from portal.errors import Refused
from portal.files import Shelf
from portal.people import Member
from portal.questionnaires import questions_of
from portal.questions import Answer, Question
from portal.talks import NotThere

__all__ = ["NotRight", "take", "wrong_of"]

ACTIVITY = "quiz"


class NotRight(Refused):
    """Some answers are not right: `numbers`. Nothing is written down of that."""

    def __init__(self, *, numbers: list[int]) -> None:
        super().__init__(numbers=numbers)
        self.numbers = numbers


def wrong_of(questions: Sequence[Question], answers: Sequence[Answer]) -> list[int]:
    """Return the numbers of the questions whose answer is not right. Pure."""
    pairs = zip(questions, answers, strict=True)
    return [number for number, (one, given) in enumerate(pairs, 1) if given != one.right]


def take(
    session: Session,
    me: Member,
    it: Any,
    answers: Sequence[Answer],
    *,
    shelf: Shelf,
    now: datetime,
) -> str | None:
    """Answer all of it; return the action's code, if it became one. Later tries change nothing.

    Raises NotThere, NotRight, QuestionnaireClosed, and as claims.submit.
    """
    if not talks.may_take(session, me, it):
        raise NotThere
    if wrong := wrong_of(questions_of(it), answers):
        raise NotRight(numbers=wrong)
    questionnaires.require_open(questionnaires.lock(session, it))
    facts: dict[str, Any] = {"written_by": [it.made_by], "shelf": shelf, "now": now}
    return records.log(session, me, it, it.code, ACTIVITY, **facts)
