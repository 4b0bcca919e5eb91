"""The history: deeds are logged, checked, asked about, undone, in the order of the clock."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from portal import assignments, batches, claims, evidence, ids, programmes, verification
from portal.claims import Told
from portal.demo.deeds import Deed, Fate
from portal.demo.pictures import draw
from portal.demo.season import Stage
from portal.desks import Desk
from portal.files import Picture, Shelf
from portal.organisations import Role
from portal.people import Member
from portal.verification import Decision, Ready, Verdict

__all__ = ["REST", "History"]

AT_ONCE = 20  # claims a verifier decides on in one go
OVERNIGHT = timedelta(hours=14)  # until somebody sees that a batch was a mistake
REST = timedelta(hours=16)  # a claim waits at least so long
DECISIONS = {Fate.DECLINE: Decision.DECLINE, Fate.ASK: Decision.ASK}
ANSWERS = (
    "By the map on my phone, from door to door.",
    "With our kitchen scales.",
    "We counted them twice before we handed them in.",
)
MESSAGES = {Fate.ASK: Ready.HOW_MEASURED, Fate.DECLINE: Ready.DOES_NOT_COUNT}


@dataclass
class Waiting:
    """A claim that somebody has to decide on."""

    code: str
    me: Member
    fate: Fate
    since: datetime
    revision: int = 1
    answers: bool = True


@dataclass
class History:
    """Everything that has been logged so far."""

    session: Session
    stage: Stage
    shelf: Shelf
    chance: random.Random
    later: Callable[[datetime, Callable[[datetime], object]], None]  # when, and what then
    waiting: defaultdict[str, list[Waiting]] = field(default_factory=lambda: defaultdict(list))
    to_undo: set[str] = field(default_factory=lambda: {"MEND"})  # their first batch is a mistake
    _rules: dict[tuple[str, str], Row[Any]] = field(default_factory=dict)

    def log(self, deed: Deed, *, photo: Picture | None = None) -> str:
        """Send one claim; one that will be taken back is, an hour later."""
        at, what = deed.logged_at, self._rule(deed.programme, deed.activity, deed.logged_at)
        if deed.with_photo and photo is None:
            photo = draw(deed.activity, self.chance)
        told = Told(deed.amount, deed.done_on, deed.replaced, deed.witness_id, photo)
        code = claims.submit(
            self.session,
            deed.me,
            what,
            told,
            class_id=deed.class_id,
            shelf=self.shelf,
            idem=ids.new_token(),
            now=at,
        )
        if deed.fate is Fate.WITHDRAW:
            self.later(at + timedelta(hours=1), partial(self._withdraw, deed.me, code))
        else:
            claim = Waiting(code, deed.me, deed.fate, at, answers=deed.answers)
            self.waiting[deed.programme].append(claim)
        return code

    def check(self, programme: str, now: datetime) -> None:
        """Let each verifier decide on what is theirs and has waited long enough."""
        slug = self.stage.runs[programme]
        for place in range(len(self.stage.cast.staff[slug, Role.VERIFIER])):
            me, desk = self.stage.cast.desk(self.session, slug, Role.VERIFIER, place, now=now)
            turn = assignments.turn_of(me, desk, now=now)
            mine: list[Waiting] = []
            rest: list[Waiting] = []
            for claim in self.waiting[programme]:
                is_mine = claim.since <= now - REST and turn.takes(claim.code, claim.since)
                (mine if is_mine else rest).append(claim)
            self.waiting[programme] = rest
            for at in range(0, len(mine), AT_ONCE):
                self._decide(programme, mine[at : at + AT_ONCE], me, desk, now)

    def forget_photos(self, now: datetime) -> None:
        """Delete the photos whose time is over, as the rules promise."""
        for programme in self.stage.programmes.values():
            evidence.forget_past(self.session, self.shelf, programme.programme_id, now=now)

    def _decide(
        self, programme: str, waiting: list[Waiting], me: Member, desk: Desk, now: datetime
    ) -> None:
        programme_id = self.stage.programmes[programme].programme_id
        verdicts = [self._verdict(claim) for claim in waiting]
        done = verification.decide(
            self.session, me, desk, programme_id, verdicts, idem=ids.new_token(), now=now
        )
        assert done.batch, done.missed
        if programme in self.to_undo:
            self.to_undo.discard(programme)
            self.later(now + OVERNIGHT, partial(self._undo, programme, done.batch))
        for claim in waiting:
            if claim.fate is Fate.ASK and claim.answers:
                self.later(now + REST, partial(self._answer, programme, claim))

    def _undo(self, programme: str, code: str, now: datetime) -> None:
        """Take a batch back: who checked asks for it, a second person agrees."""
        for place in range(2):
            roles = (Role.VERIFIER, Role.OWNER)
            me, desk = self.stage.cast.desk(
                self.session, self.stage.runs[programme], roles[place], now=now
            )
            batches.undo(
                self.session, me, desk, code, idem=ids.new_token(), now=now + timedelta(hours=place)
            )

    def _verdict(self, claim: Waiting) -> Verdict:
        decision = DECISIONS.get(claim.fate, Decision.APPROVE)
        return Verdict(claim.code, decision, claim.revision, MESSAGES.get(claim.fate))

    def _answer(self, programme: str, claim: Waiting, now: datetime) -> None:
        claims.answer(
            self.session,
            claim.me,
            claim.code,
            words=self.chance.choice(ANSWERS),
            photo=None,
            shelf=self.shelf,
            idem=ids.new_token(),
            now=now,
        )
        again = Waiting(claim.code, claim.me, Fate.APPROVE, now, claim.revision + 1)
        self.waiting[programme].append(again)

    def _withdraw(self, me: Member, code: str, now: datetime) -> None:
        claims.withdraw(self.session, me, code, shelf=self.shelf, idem=ids.new_token(), now=now)

    def _rule(self, programme: str, activity: str, now: datetime) -> Row[Any]:
        if (programme, activity) not in self._rules:
            found = programmes.find_activity(self.session, programme, activity, now=now)
            self._rules[programme, activity] = found
        return self._rules[programme, activity]
