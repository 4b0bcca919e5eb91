"""Objections: who looks at approvals again, who appeals, who complains, and what is answered."""

from datetime import datetime, timedelta
from functools import partial
from itertools import count

from portal import appeals, complaints, hearings, ids, logbook, rechecks
from portal.claims import ClaimState
from portal.complaints import ComplaintKind, Objection, Outcome
from portal.demo.history import History
from portal.demo.known import Event
from portal.organisations import Role
from portal.rechecks import Finding, Ruling

__all__ = ["events"]

WEEKS = range(2, 13)
LOOKS_ON, RULES_ON = 2, 3
DIFFERS_EACH = 15  # second looks, one of which finds a mistake
_ROUNDS = 20  # of ten samples, in one evening


def events(history: History) -> list[Event]:
    """Return what is looked at again, and when; the last days wait."""
    calendar, looks = history.stage.calendar, count(1)
    evenings = [
        *((calendar.at(week, LOOKS_ON, 19), partial(_look, history, looks)) for week in WEEKS),
        *((calendar.at(week, RULES_ON, 19), partial(_rule, history)) for week in WEEKS),
    ]
    said = [
        (calendar.at(11, 1, 20), partial(_appeal, history, 1, "It was my way to work.")),
        (calendar.at(11, 3, 17), partial(_uphold, history)),
        (calendar.at(12, 4, 20), partial(_appeal, history, 0, "I took the bicycle, see my note.")),
        (calendar.at(12, 5, 10), partial(_complain, history)),
    ]
    return [event for event in (*evenings, *said) if event[0] < calendar.now - timedelta(hours=1)]


def _look(history: History, looks: "count[int]", now: datetime) -> None:
    """Let each organiser look at what was chosen; now and then they would not have approved it."""
    for slug in dict.fromkeys(history.stage.runs.values()):
        me, desk = history.stage.cast.desk(history.session, slug, Role.ORGANISER, now=now)
        for _ in range(_ROUNDS):
            waiting, _rulings = rechecks.list_open(history.session, me, desk)
            for row in waiting:
                is_wrong = next(looks) % DIFFERS_EACH == 0
                finding = Finding.DIFFERS if is_wrong else Finding.AGREES
                reason = "The amount does not fit the day." if is_wrong else ""
                facts = (history.session, me, desk, row.code, finding)
                rechecks.check(*facts, reason=reason, idem=ids.new_token(), now=now)
            if not waiting:
                break


def _rule(history: History, now: datetime) -> None:
    """Let an owner rule: an approval the second person would not give falls."""
    for slug in dict.fromkeys(history.stage.runs.values()):
        me, desk = history.stage.cast.desk(history.session, slug, Role.OWNER, now=now)
        for row in rechecks.list_open(history.session, me, desk)[1]:
            facts = (history.session, me, desk, row.code, Ruling.FALLS)
            rechecks.rule(*facts, idem=ids.new_token(), now=now)


def _appeal(history: History, place: int, words: str, now: datetime) -> None:
    """Let an adult of Linden appeal against their first decision that nobody appealed against."""
    me = history.stage.cast.home("Linden").adults[place]
    mine = logbook.list_mine(history.session, me, now=now)
    declined = [row for row in mine if row.state is ClaimState.DECLINED and row.person_id == me.id]
    code = declined[-1].code
    appeals.appeal(history.session, me, code, words, idem=ids.new_token(), now=now)


def _uphold(history: History, now: datetime) -> None:
    """Let the organiser uphold tom's appeal."""
    session, cast = history.session, history.stage.cast
    slug = history.stage.runs["RIVER"]
    me, desk = cast.desk(session, slug, Role.ORGANISER, now=now)
    tom = cast.home("Linden").adults[1]
    code = hearings.list_mine(session, tom)[0].code
    why = "You are right, the first look missed it."
    facts = (session, me, desk, code, Outcome.UPHELD, why)
    appeals.answer(*facts, idem=ids.new_token(), now=now)


def _complain(history: History, now: datetime) -> None:
    """Let rosa ask why there is no drop-off on Saturdays."""
    me = history.stage.cast.home("Linden").adults[0]
    programme_id = history.stage.programmes["RIVER"].programme_id
    words = "The drop-off is shut when those who work could come."
    what = Objection(programme_id, ComplaintKind.ACCESS, words)
    complaints.record(history.session, me, what, idem=ids.new_token(), now=now)
