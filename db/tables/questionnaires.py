"""Questionnaires: surveys and quizzes of a programme; and facts the portal itself has recorded.

The answers to a survey lead to nobody. Until there are enough they wait in one sealed, shuffled
text; then only sums and shuffled words are left. Who answered is a row of its own, without what.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import (
    Lines,
    LinesColumn,
    UtcDateTime,
    Words,
    WordsColumn,
    choice,
    within_programme,
)


class QuestionnaireKind(StrEnum):
    """What is asked for: an opinion, or what somebody has learnt."""

    SURVEY = "survey"
    QUIZ = "quiz"


class QuestionnaireState(StrEnum):
    """Where a questionnaire is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Questionnaire(SQLModel, table=True):
    """A few questions of a programme. Once it is open, they stay as they are."""

    __table_args__ = (
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint(
            "kind = 'survey' OR (counted = 0 AND box IS NULL)", name="only_surveys_keep_answers"
        ),
        CheckConstraint("poster_code IS NULL OR kind = 'quiz'", name="only_quizzes_of_a_talk"),
        within_programme("fk_questionnaire_poster", "poster_code", "poster", "code"),
        Index("ix_questionnaire_code", "code"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)
    kind: QuestionnaireKind = Field(sa_type=choice(QuestionnaireKind))
    state: QuestionnaireState = Field(sa_type=choice(QuestionnaireState))
    name: Words = Field(sa_type=WordsColumn)
    intro: Words = Field(sa_type=WordsColumn)
    poster_code: str | None = None  # of a talk: only who signed in there answers
    questions: Lines = Field(sa_type=LinesColumn)
    counted: int = 0  # answers that are in the sums
    sums: Lines = Field(sa_type=LinesColumn)  # how often what was chosen, a line a question
    texts: Lines = Field(sa_type=LinesColumn)  # what was written, in no order
    box: str | None = None  # answers that wait until there are enough, sealed
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)


class RecordCheck(SQLModel, table=True):
    """That somebody did what the portal itself saw: read, answered, passed. Once; never what."""

    __table_args__ = (within_programme("fk_recordcheck_claim", "claim_code", "claim", "code"),)

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    subject: str = Field(primary_key=True)  # "welcome", or a questionnaire's code
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    claim_code: str | None = None  # none where the programme gives nothing for it
