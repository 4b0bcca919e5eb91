"""Questionnaires in tests: written by olive, answered by whoever is named."""

from typing import Any

from sqlmodel import Session, select

from db.tables.questionnaires import Questionnaire
from portal import ids, questionnaires, quizzes, records, surveys
from portal.people import Member
from portal.questionnaires import QuestionnaireKind
from portal.questions import Answer, Question, QuestionKind
from portal.vault import Vault
from tests import claiming
from tests.claiming import SETTINGS, SHELF
from tests.people import NOON, find

VAULT = Vault(SETTINGS.secret_key)
PATHS = Question(
    QuestionKind.CHOICE,
    {"en": "Which path do you take?", "zh-hans": "您走哪条路？"},
    ({"en": "Towpath", "zh-hans": "河边小路"}, {"en": "High Street", "zh-hans": "大街"}),
)
LIKED = Question(QuestionKind.SCALE, {"en": "How much do you like it?"})
WISH = Question(QuestionKind.TEXT, {"en": "What is missing?"})
GLASS = Question(
    QuestionKind.CHOICE,
    {"en": "How often can glass be melted?"},
    ({"en": "Once"}, {"en": "Again and again"}),
    right=2,
    why={"en": "It does not wear out."},
)
SURVEY, QUIZ = QuestionnaireKind.SURVEY, QuestionnaireKind.QUIZ


def draft(session: Session, kind: QuestionnaireKind, *asked: Question, talk: str = "") -> str:
    """Return the code of a questionnaire that is still being written."""
    desk, olive = claiming.desk(session, "olive"), find(session, "olive")
    words = ({"en": "Paths"}, {"en": "A few questions."})
    facts: tuple[Any, ...] = (session, olive, desk, "RIVER", kind, *words)
    code = questionnaires.make(*facts, talk=talk, idem=ids.new_token(), now=NOON)
    for number, one in enumerate(asked, 1):
        questionnaires.put_question(session, desk, code, number, one)
    return code


def opened(session: Session, kind: QuestionnaireKind, *asked: Question, talk: str = "") -> Any:
    """Return one that is open, as its public page finds it."""
    code = draft(session, kind, *asked, talk=talk)
    desk, olive = claiming.desk(session, "olive"), find(session, "olive")
    questionnaires.open_up(session, olive, desk, code, now=NOON)
    return questionnaires.find_public(session, kind, code)


def answer(
    session: Session, it: Any, *answers: Answer, who: str = "rosa", me: Member | None = None
) -> str | None:
    """Answer a survey; return the code of the action it became."""
    me = me or find(session, who)
    return surveys.answer(session, me, it, answers, vault=VAULT, shelf=SHELF, now=NOON)


def take(session: Session, it: Any, *answers: Answer, who: str = "rosa") -> str | None:
    """Take a quiz; return the code of the action it became."""
    return quizzes.take(session, find(session, who), it, answers, shelf=SHELF, now=NOON)


def read(session: Session, who: str = "rosa") -> str | None:
    """Say that somebody has read how the programme works."""
    what = claiming.what(session, "welcome")
    me, welcome = find(session, who), records.WELCOME
    return records.log(session, me, what, welcome, welcome, shelf=SHELF, now=NOON)


def close(session: Session, it: Any) -> None:
    """Close it."""
    desk, olive = claiming.desk(session, "olive"), find(session, "olive")
    surveys.close(session, olive, desk, it.code, vault=VAULT, now=NOON)


def kept(session: Session, it: Any) -> Questionnaire:
    """Return it as the database has it now."""
    session.expire_all()
    return session.exec(select(Questionnaire).where(Questionnaire.code == it.code)).one()
