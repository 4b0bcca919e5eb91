"""Questionnaires: an organiser writes a survey or a quiz, opens it, and closes it for good."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick, tied
from db.tables.organisations import Organisation
from db.tables.posters import Poster
from db.tables.programmes import Programme
from db.tables.questionnaires import Questionnaire, QuestionnaireKind, QuestionnaireState
from portal import codes, history, ids, programmes, talks
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_draft, require
from portal.questions import MOST_QUESTIONS, Question, require_sound

__all__ = [
    "AlreadyOpen",
    "QuestionnaireClosed",
    "QuestionnaireKind",
    "QuestionnaireState",
    "change",
    "find",
    "find_public",
    "find_to_change",
    "list_all",
    "list_public",
    "list_to_answer",
    "lock",
    "make",
    "open_up",
    "put_question",
    "questions_of",
    "require_open",
]

COLUMNS: tuple[Any, ...] = (
    *(Questionnaire.programme_id, Questionnaire.code, Questionnaire.kind, Questionnaire.state),
    *(Questionnaire.name, Questionnaire.intro, Questionnaire.questions, Questionnaire.counted),
    *(Questionnaire.sums, Questionnaire.texts, Questionnaire.made_by, Questionnaire.made_at),
    *(Questionnaire.poster_code, col(Poster.place).label("talk")),
    *(Programme.time_zone, Programme.organisation_id),
    col(Programme.code).label("programme_code"),
    col(Programme.slug).label("programme_slug"),
    col(Programme.name).label("programme_name"),
    col(Organisation.name).label("organisation_name"),
)
_ALL = (
    pick(*COLUMNS)
    .join(Programme, col(Programme.id) == Questionnaire.programme_id)
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .outerjoin(Poster, tied(Poster, Questionnaire, "programme_id code", "programme_id poster_code"))
)
_AT_DESK = _ALL.where(col(Programme.organisation_id) == bindparam("organisation_id"))
AT_DESK = Statement(
    _AT_DESK.order_by(col(Questionnaire.made_at).desc(), col(Questionnaire.code)).limit(100)
)
ONE = Statement(_AT_DESK.where(col(Questionnaire.code) == bindparam("code")))
PUBLIC = Statement(
    _ALL.where(
        col(Questionnaire.code) == bindparam("code"),
        col(Questionnaire.kind) == bindparam("kind"),
        col(Questionnaire.state) != QuestionnaireState.DRAFT,
    )
)
OF_PROGRAMME = Statement(
    pick(Questionnaire.code, Questionnaire.kind, Questionnaire.state, Questionnaire.name)
    .where(
        col(Questionnaire.programme_id) == bindparam("programme_id"),
        col(Questionnaire.state) != QuestionnaireState.DRAFT,
        col(Questionnaire.poster_code).is_(None),  # a talk's own is offered there
    )
    .order_by(col(Questionnaire.made_at).desc(), col(Questionnaire.code))
    .limit(50)
)


class AlreadyOpen(Refused):
    """People answer it already: what is asked stays."""


class QuestionnaireClosed(Refused):
    """Nobody can answer it any more."""


def questions_of(it: Any) -> list[Question]:
    """Return what a questionnaire asks."""
    return [Question.of(line) for line in it.questions]


def list_all(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return what this desk asks and asked, newest first."""
    require(may_draft(desk.roles))
    return AT_DESK.all(session, organisation_id=desk.organisation_id)


def list_public(session: Session, programme_id: UUID) -> Sequence[Row[Any]]:
    """Return what anybody can read of a programme's questionnaires, newest first."""
    return OF_PROGRAMME.all(session, programme_id=programme_id)


def list_to_answer(session: Session, programme_id: UUID, kind: str) -> list[Row[Any]]:
    """Return those of a kind that can be answered now, newest first."""
    every = list_public(session, programme_id)
    return [one for one in every if one.kind == kind and one.state == QuestionnaireState.OPEN]


def find(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return a questionnaire of this desk; raises NotFound."""
    require(may_draft(desk.roles))
    if row := ONE.first(session, organisation_id=desk.organisation_id, code=codes.tidy(code)):
        return row
    raise NotFound


def find_public(session: Session, kind: QuestionnaireKind, code: str) -> Row[Any]:
    """Return one that is or was open; raises NotFound."""
    if row := PUBLIC.first(session, kind=kind, code=codes.tidy(code)):
        return row
    raise NotFound


def make(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    kind: QuestionnaireKind,
    name: Words,
    intro: Words,
    *,
    talk: str = "",
    idem: str,
    now: datetime,
) -> str:
    """Begin one, for everybody or for a `talk` (a poster's code); return its code.

    It follows from `idem`: sent twice it is one. Raises NotFound, OnlyQuizzes, OtherProgramme.
    """
    require(may_draft(desk.roles))
    found = programmes.find(session, programme, now=now)
    if found.organisation_id != desk.organisation_id:
        raise NotFound
    poster_code = talks.code_of(session, desk, found.programme_id, kind, talk) if talk else None
    code = codes.code_of("W", ids.derived(found.programme_id, idem))
    if session.get(Questionnaire, (found.programme_id, code)):
        return code
    empty: dict[str, Any] = {"questions": [], "sums": [], "texts": []}
    state = QuestionnaireState.DRAFT
    facts: dict[str, Any] = {"kind": kind, "state": state, "name": name, "intro": intro, **empty}
    whose: dict[str, Any] = {"programme_id": found.programme_id, "code": code}
    whose["poster_code"] = poster_code
    session.add(Questionnaire(**whose, **facts, made_by=me.id, made_at=now))
    session.flush()
    history.record(session, me.id, f"{kind}.made", code, programme_id=found.programme_id, now=now)
    return code


def change(session: Session, desk: Desk, code: str, name: Words, intro: Words) -> None:
    """Say otherwise what it is about; raises AlreadyOpen, NotFound."""
    it = find_to_change(session, desk, code)
    it.name, it.intro = name, intro
    session.flush()


def put_question(
    session: Session, desk: Desk, code: str, number: int, question: Question | None
) -> None:
    """Write a question, the next one too, or take it away; raises AlreadyOpen, NotFound."""
    it = find_to_change(session, desk, code)
    if not 1 <= number <= min(len(it.questions) + 1, MOST_QUESTIONS):
        raise NotFound
    asked = [question.plain()] if question else []
    it.questions = [*it.questions[: number - 1], *asked, *it.questions[number:]]
    session.flush()


def open_up(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Let people answer; from now on the questions stay. Harmless when it is open.

    Raises BadQuestion, QuestionnaireClosed, NotFound.
    """
    row = find(session, desk, code)
    it = session.get_one(Questionnaire, (row.programme_id, row.code), with_for_update=True)
    if it.state is QuestionnaireState.OPEN:
        return
    if it.state is QuestionnaireState.CLOSED:
        raise QuestionnaireClosed
    require_sound(questions_of(it), is_quiz=it.kind is QuestionnaireKind.QUIZ)
    it.state = QuestionnaireState.OPEN
    session.flush()
    history.record(
        session, me.id, f"{it.kind}.opened", it.code, programme_id=it.programme_id, now=now
    )


def lock(session: Session, it: Any) -> Questionnaire:
    """Lock one (`it`: a row of find_public): who answers it twice at once does so in turn."""
    return session.get_one(Questionnaire, (it.programme_id, it.code), with_for_update=True)


def require_open(it: Questionnaire) -> None:
    """Raise QuestionnaireClosed where nobody can answer any more."""
    if it.state is not QuestionnaireState.OPEN:
        raise QuestionnaireClosed


def find_to_change(session: Session, desk: Desk, code: str) -> Questionnaire:
    """Lock one that is still a draft; raises AlreadyOpen, NotFound."""
    row = find(session, desk, code)
    it = session.get_one(Questionnaire, (row.programme_id, row.code), with_for_update=True)
    if it.state is not QuestionnaireState.DRAFT:
        raise AlreadyOpen
    return it
