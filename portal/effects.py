"""Effects: what lasted of a programme, what would have been done anyway, and who takes part.

Answers are told of each programme by itself, and what several add up to is made of what is told:
so nothing can be worked out by taking one sum from another. Reads kept totals and one row for each
person and kind of act; the cost does not grow with the number of acts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, case, cast, func, union_all
from sqlalchemy import literal as word
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.habits import Before, Habit
from portal import answers, factors, participation, reports, scopes, tallies
from portal.answers import BEFORE, SILENT, STILL, Share, Told
from portal.factors import Metric
from portal.figures import Place
from portal.impact import Range
from portal.participation import WHO, Taking
from portal.periods import Period
from portal.scopes import Scope
from portal.tallies import Tallies

__all__ = ["Effect", "read"]

_SIX = Decimal("0.000001")

_ids: Any = bindparam("ids", expanding=True)


def _answers(question: str, answer: Any, *asked: Any) -> Any:
    """Say how often each answer was given in each programme, by how many people."""
    return (
        pick(
            Habit.programme_id,
            word(question).label("what"),
            answer.label("name"),
            func.count().label("number"),
            func.count(col(Habit.person_id).distinct()).label("people"),
        )
        .where(col(Habit.programme_id).in_(_ids), *asked)
        .group_by(col(Habit.programme_id), "name")
    )


_said: Any = case(
    (col(Habit.before).is_(None), SILENT),
    (col(Habit.before) == Before.UNSAID, SILENT),
    else_=cast(col(Habit.before), Text),
)
_kept_up: Any = func.coalesce(cast(col(Habit.still), Text), SILENT)
SUMS = Statement(
    union_all(
        _answers(BEFORE, _said, col(Habit.began_on).is_not(None)),
        _answers(STILL, _kept_up, col(Habit.began_on) <= bindparam("last")),
        *WHO,
    )
)


@dataclass(frozen=True)
class Effect:
    """What is known of the effect of a programme, or of several, as of a moment."""

    period: Period  # of who takes part, and of what was avoided
    season_name: Words | None
    programme: Place | None
    organisation: Place | None
    made_at: datetime
    data_set: str  # whose weights count
    before: Told
    still: Told
    answered_of: tuple[int, int, int]  # programmes: all, told of the first question, of the second
    additional: Share | None
    lasting: Share | None
    avoided: Range | None  # kilograms of CO2e counted; None: hidden, or by factors of its own
    taking: Taking

    @property
    def caused(self) -> Range | None:
        """Return the part of what was avoided that is additional; among those who answered."""
        of, share = self.avoided, self.additional
        if of is None or share is None or share.among is None:
            return None
        pairs = (of.low, share.low), (of.central, share.among), (of.high, share.high)
        return Range(*((end * part).quantize(_SIX, ROUND_HALF_UP) for end, part in pairs))


def read(
    session: Session, *, programme: str = "", organisation: str = "", now: datetime
) -> tuple[Effect, Scope]:
    """Return the effect of a programme (its code), of an organisation's (its slug), or of all.

    Who takes part is told of a programme's newest season, and of several in this year. Raises
    NotFound where there is no such programme or organisation.
    """
    asked = {"programme": programme, "organisation": organisation}
    scope = _newest(scopes.find(session, f"{now:%Y}", **asked, now=now), now)
    kept, numbers = tallies.read(session, scope), factors.read(session)
    rows = SUMS.all(session, **_facts(scope, now))
    before, of_before = _tell(BEFORE, rows, scope)
    still, of_still = _tell(STILL, rows, scope)
    is_hidden = kept.hidden.covers(scope.ids, scope.period.code, is_all=scope.is_all)
    effect = Effect(
        period=scope.period,
        season_name=scope.season_name,
        programme=scope.programme,
        organisation=scope.organisation,
        made_at=now,
        data_set=numbers.version,
        before=before,
        still=still,
        answered_of=(len(scope.ids), of_before, of_still),
        additional=before.share(numbers.answers[BEFORE]),
        lasting=still.share(numbers.answers[STILL]),
        avoided=None if is_hidden else _avoided(session, scope, kept),
        taking=Taking() if is_hidden else participation.tell(rows, scope, kept),
    )
    return effect, scope


def _newest(scope: Scope, now: datetime) -> Scope:
    """Return a scope about a programme's newest season that has begun; of several, this year."""
    begun = [run for run in scope.runs if run.starts_on <= scope.today(now)]
    if scope.programme is None or not begun:
        return scope
    return replace(scope, period=scopes.season(scope.every_run, begun[-1].season))


def _facts(scope: Scope, now: datetime) -> dict[str, Any]:
    first = min(
        (run.starts_on for run in scope.runs if run.season == scope.period.code), default=None
    )
    earlier = [run.season for run in scope.runs if first and run.starts_on < first]
    return {
        "ids": scope.ids,
        "one": scope.programme.id if scope.programme else UUID(int=0),
        "period": scope.period.code,
        "earlier": earlier,
        "last": answers.due_until(now.date()),
    }


def _tell(question: str, rows: Iterable[Any], scope: Scope) -> tuple[Told, int]:
    """Return what is told of a question, and of how many programmes."""
    given: dict[UUID, dict[str, tuple[int, int]]] = {one: {} for one in scope.ids}
    for row in rows:
        if row.what == question:
            given[row.programme_id][row.name] = row.number, row.people
    parts = [answers.tell(question, of_one) for of_one in given.values()]
    if scope.programme:
        return parts[0], int(not parts[0].is_hidden)
    whole, told = answers.add_up(question, parts)
    return whole, len(told)


def _avoided(session: Session, scope: Scope, kept: Tallies) -> Range | None:
    """Return the CO2e that counts, by the data set alone; own factors are the report's matter."""
    if scope.programme and any(run.own_sets for run in scope.runs):
        return None
    sums = reports.add_up(session, scope, kept).impacts
    return next(one.counted for one in sums if one.metric is Metric.CO2E_KG and one.is_main)
