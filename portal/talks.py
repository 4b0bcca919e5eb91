"""Talks: a poster where people sign in may have quizzes of its own, for those who were there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.questionnaires import (
    Questionnaire,
    QuestionnaireKind,
    QuestionnaireState,
    RecordCheck,
)
from portal import checkins, posters
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member

__all__ = ["NotThere", "OnlyQuizzes", "OtherProgramme", "code_of", "list_quizzes", "may_take"]

_passed = (
    pick(func.count())
    .where(
        col(RecordCheck.programme_id) == Questionnaire.programme_id,
        col(RecordCheck.subject) == Questionnaire.code,
    )
    .correlate(Questionnaire)
    .scalar_subquery()
)
QUIZZES = Statement(
    pick(Questionnaire.code, Questionnaire.state, Questionnaire.name, _passed.label("passed"))
    .where(
        col(Questionnaire.programme_id) == bindparam("programme_id"),
        col(Questionnaire.poster_code) == bindparam("poster_code"),
        col(Questionnaire.state) != QuestionnaireState.DRAFT,
    )
    .order_by(col(Questionnaire.made_at), col(Questionnaire.code))
    .limit(20)
)


class OnlyQuizzes(Refused):
    """A survey is asked of everybody and leads to nobody: it belongs to no talk."""


class OtherProgramme(Refused):
    """This talk belongs to another programme."""


class NotThere(Refused):
    """This quiz belongs to a talk, and is for who signed in there."""


def code_of(
    session: Session, desk: Desk, programme_id: UUID, kind: QuestionnaireKind, talk: str
) -> str:
    """Return the code of a poster of this programme.

    Raises NotFound, OnlyQuizzes, OtherProgramme.
    """
    if kind is not QuestionnaireKind.QUIZ:
        raise OnlyQuizzes
    poster = posters.find(session, desk, talk)
    if poster.programme_id != programme_id:
        raise OtherProgramme
    return str(poster.code)


def list_quizzes(session: Session, poster: Any) -> Sequence[Row[Any]]:
    """Return the quizzes of a poster that are or were open, and how many passed each."""
    facts = {"programme_id": poster.programme_id, "poster_code": poster.code}
    return QUIZZES.all(session, **facts)


def may_take(session: Session, me: Member, it: Any) -> bool:
    """Tell whether a quiz is for me: everybody's, or of a talk where I have signed in."""
    return it.poster_code is None or checkins.was_at(session, me, it.programme_id, it.poster_code)
