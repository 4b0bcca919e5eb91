"""Asking: a survey and a quiz of Riverside's, open since today, and a quiz still being written."""

from datetime import datetime

from sqlmodel import Session

from portal import ids, questionnaires
from portal.demo.cast import Cast
from portal.demo.sheets import sheet
from portal.organisations import Role
from portal.questionnaires import QuestionnaireKind
from portal.questions import Question

__all__ = ["begin"]

_WHERE = "riverside-neighbours"


def begin(session: Session, cast: Cast, *, now: datetime) -> None:
    """Write them, and open what is finished."""
    me, desk = cast.desk(session, _WHERE, Role.ORGANISER, now=now)
    for it in sheet("questionnaire"):
        facts = (session, me, desk, "RIVER", QuestionnaireKind(it["kind"]), it["name"], it["intro"])
        code = questionnaires.make(*facts, idem=ids.new_token(), now=now)
        for number, one in enumerate(it["question"], 1):
            questionnaires.put_question(session, desk, code, number, _question(one))
        if it["is_open"]:
            questionnaires.open_up(session, me, desk, code, now=now)


def _question(one: dict[str, object]) -> Question:
    return Question.of({"choices": (), "right": 0, "why": {}, **one})
