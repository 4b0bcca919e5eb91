"""Surveys: adults say what they think, and nobody can find out who said what.

That somebody answered is a record; what they answered goes into a box that is sealed and shuffled
each time. When twenty lie in it, ten drawn by lot are added to the sums and are gone, so that no
two looks at the database differ by fewer than ten. The sums are told once, when it has closed.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from db.tables.questionnaires import Questionnaire, QuestionnaireKind, QuestionnaireState
from portal import giveaways, history, ids, questionnaires, records
from portal.desks import Desk
from portal.files import Shelf
from portal.people import Member
from portal.questionnaires import questions_of
from portal.questions import FEWEST, Answer, Question, add_up, hide_small
from portal.vault import Unsealed, Vault

__all__ = ["Told", "answer", "close", "results"]

ACTIVITY = "survey"


class Told(NamedTuple):
    """What may be told of one question: who left it out, then each choice; None is hidden."""

    question: Question
    counts: list[int | None]


def answer(
    session: Session,
    me: Member,
    it: Any,
    answers: Sequence[Answer],
    *,
    vault: Vault,
    shelf: Shelf,
    now: datetime,
) -> str | None:
    """Answer once (`it`: a row of questionnaires.find_public); return the action's code, if any.

    Raises OnlyAdults, QuestionnaireClosed, what giveaways.require_none raises, and as
    claims.submit.
    """
    records.require_adult(me)
    box = questionnaires.lock(session, it)
    if earlier := records.find_or_none(session, me, it.programme_id, it.code):
        known: str | None = earlier.claim_code
        return known
    for one in answers:
        if isinstance(one, str):
            giveaways.require_none(one, is_meant=True)
    questionnaires.require_open(box)
    code = records.log(
        *(session, me, it, it.code, ACTIVITY), written_by=[it.made_by], shelf=shelf, now=now
    )
    sheets = [*_open(box, vault, now), list(answers)]
    ids.source().shuffle(sheets)
    if len(sheets) >= 2 * FEWEST:
        _count(box, sheets[:FEWEST])
        sheets = sheets[FEWEST:]
    box.box = vault.seal(_purpose(box), json.dumps(sheets, ensure_ascii=False), now=now)
    session.flush()
    return code


def close(
    session: Session, me: Member, desk: Desk, code: str, *, vault: Vault, now: datetime
) -> None:
    """End a questionnaire; of fewer than ten answers nothing is kept. Harmless when it is closed.

    Raises NotFound.
    """
    row = questionnaires.find(session, desk, code)
    it = session.get_one(Questionnaire, (row.programme_id, row.code), with_for_update=True)
    if it.state is QuestionnaireState.CLOSED:
        return
    sheets = _open(it, vault, now)
    if it.counted + len(sheets) >= FEWEST:
        _count(it, sheets)
    it.state, it.box = QuestionnaireState.CLOSED, None
    session.flush()
    whose: dict[str, Any] = {"programme_id": it.programme_id, "now": now}
    history.record(session, me.id, f"{it.kind}.closed", it.code, **whose)


def results(it: Any) -> list[Told]:
    """Return what may be told of a closed survey, a line for each question that has choices."""
    if it.state != QuestionnaireState.CLOSED or it.kind != QuestionnaireKind.SURVEY:
        return []
    pairs = zip(questions_of(it), it.sums, strict=False)
    return [Told(one, hide_small(line["counts"])) for one, line in pairs if one.has_numbers]


def _count(it: Questionnaire, sheets: Sequence[Sequence[Answer]]) -> None:
    it.sums, written = add_up(questions_of(it), it.sums, sheets)
    it.texts = [{"said": said} for said in sorted([*(one["said"] for one in it.texts), *written])]
    it.counted += len(sheets)


def _open(it: Questionnaire, vault: Vault, now: datetime) -> list[list[Answer]]:
    """Return the answers that wait; none where the installation's key was changed meanwhile."""
    try:
        sheets = json.loads(vault.open(_purpose(it), it.box, now=now)) if it.box else []
    except Unsealed:
        return []
    return [list(sheet) for sheet in sheets]


def _purpose(it: Questionnaire) -> str:
    return f"survey|{it.programme_id}|{it.code}"
