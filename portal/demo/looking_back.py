"""Looking back: what people did before, and whether they still do, as most of them have said."""

from datetime import datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.habits import Habit
from db.tables.programmes import Programme
from portal import habits, logbook, people
from portal.answers import due_until
from portal.demo.season import Stage
from portal.habits import Before, Still
from portal.people import Member

__all__ = ["answer"]

SAID, ANSWERED = 0.7, 0.6  # how many of those who are asked answer the first, the second question
BEFORES = (*[Before.NO] * 5, *[Before.SOMETIMES] * 3, *[Before.ALWAYS] * 2)
STILLS = (*[Still.AS_OFTEN] * 5, *[Still.LESS] * 3, *[Still.NO] * 2)
SOON = timedelta(minutes=1)
FIRSTS = Statement(
    pick(Habit.activity, Habit.began_on, col(Habit.person_id), Programme.code, Claim.code)
    .join(Programme, col(Programme.id) == Habit.programme_id)
    .join(
        Claim,
        (col(Claim.programme_id) == Habit.programme_id)
        & (col(Claim.activity) == Habit.activity)
        & (col(Claim.person_id) == Habit.person_id),
    )
    .where(col(Claim.state) != ClaimState.WITHDRAWN)
    .order_by(col(Claim.submitted_at), col(Claim.code))
)


def answer(session: Session, stage: Stage, chance: Random, *, now: datetime) -> None:
    """Let the job look, and people answer what they are asked; rosa is still asked."""

    @cache
    def who(person_id: UUID) -> Member:
        return people.find_member(session, person_id, now=now)

    for programme in stage.programmes.values():
        habits.note_begun(session, programme.programme_id, now=now)
    session.flush()
    firsts = {(row[3], row[0], row[2]): row for row in reversed(FIRSTS.all(session))}
    for (programme, activity, person_id), (_, began_on, *_, code) in sorted(firsts.items()):
        me = who(person_id)
        it = logbook.find(session, me, code, now=now)
        if habits.is_asked(me, it) and chance.random() < SAID:
            habits.say(session, me, it, chance.choice(BEFORES), now=it.submitted_at + SOON)
        if began_on <= due_until(now.date()) and chance.random() < ANSWERED and me.name != "Rosa":
            still = chance.choice(STILLS)
            habits.answer(session, me, programme, activity, still, now=now)
