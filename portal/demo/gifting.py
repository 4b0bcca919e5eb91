"""Gifting: rounds open and close, points are given, a pot is divided, charities tell."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from portal import (
    causes,
    deliveries,
    gifts,
    giving,
    groups,
    ids,
    ledger,
    pledges,
    proposals,
    rounds,
    settlement,
)
from portal.deliveries import DeliveryState
from portal.demo.cast import Home
from portal.demo.season import Stage
from portal.demo.sheets import sheet
from portal.organisations import Role

__all__ = ["Gifting"]

SMALLEST = 10
USUAL = (20, 30, 40, 50, 60, 80, 100, 120)
USUALLY_KEPT = 20  # points most people leave in their wallet
VOTERS = 24


@dataclass
class Gifting:
    """Who gives what, and what becomes of it."""

    session: Session
    stage: Stage
    chance: random.Random

    def document(self, entry: dict[str, Any], now: datetime) -> None:
        """Write down the sponsor's letter, as the treasurer."""
        me, desk = self._at(entry["programme"], Role.TREASURER, now)
        code = self.stage.rounds[entry["key"]]
        pledges.document(self.session, me, desk, code, document=entry["letter"], now=now)
        second, seat = self._at(entry["programme"], Role.OWNER, now)
        pledges.approve(self.session, second, seat, code, now=now)

    def open(self, entry: dict[str, Any], now: datetime) -> None:
        """Let gifts in from the round's first day."""
        me, desk = self._at(entry["programme"], Role.ORGANISER, now)
        rounds.begin(self.session, me, desk, self.stage.rounds[entry["key"]], now=now)

    def evening(self, entry: dict[str, Any], share: float, now: datetime) -> None:
        """Let households give until so large a share of the round's points is reached."""
        programme_id = self.stage.programmes[entry["programme"]].programme_id
        wallets = self._wallets(programme_id)
        given = {
            row.cause_id: row.points
            for row in giving.find_open(self.session, programme_id, now=now)
        }
        for key, goal in zip(entry["causes"], entry["points"], strict=True):
            has = given[self.stage.causes[key].id]
            for kept in (USUALLY_KEPT, 0):
                has = self._collect(key, has, round(goal * share), goal, wallets, kept, now)

    def give(self, home: Home, place: int, key: str, points: int, now: datetime) -> str:
        """Give, or propose, as one adult of a household; return the gift's code."""
        me, idem = home.adults[place], ids.new_token()
        return gifts.give(self.session, me, self._cause(key), points=points, idem=idem, now=now)

    def have(self, home: Home, points: int) -> bool:
        """Tell whether a household has so many points of RIVER."""
        programme_id = self.stage.programmes["RIVER"].programme_id
        return ledger.balance(self.session, programme_id, home.id) >= points

    def agree(self, home: Home, place: int, code: str, now: datetime) -> None:
        """Let another adult agree."""
        proposals.agree(self.session, home.adults[place], code, idem=ids.new_token(), now=now)

    def vote(self, name: str, key: str, points: int, now: datetime) -> None:
        """Record how a class voted, and give what it has, up to `points`, in whole things."""
        me, desk = self._at("SCHOOL", Role.ORGANISER, now)
        group = groups.find_at_desk(self.session, desk, self.stage.classes[name])
        whole = min(points, group.points) // 60 * 60
        if whole:
            gifts.give_after_vote(
                self.session,
                me,
                desk,
                group,
                self._cause(key),
                points=whole,
                voter_count=VOTERS,
                held_on=self.stage.calendar.day_of(now),
                idem=ids.new_token(),
                now=now,
            )

    def settle(self, entry: dict[str, Any], now: datetime) -> None:
        """Divide a closed round, by two people."""
        code = self.stage.rounds[entry["key"]]
        for verb, role in ((settlement.prepare, Role.TREASURER), (settlement.sign, Role.OWNER)):
            me, desk = self._at(entry["programme"], role, now)
            verb(self.session, me, desk, code, idem=ids.new_token(), now=now)

    def pay(self, entry: dict[str, Any], now: datetime) -> None:
        """Write down that the sponsor paid."""
        me, desk = self._at(entry["programme"], Role.TREASURER, now)
        pledges.record_payment(
            self.session,
            me,
            desk,
            self.stage.rounds[entry["key"]],
            document=entry["payment"],
            paid_on=self.stage.calendar.day_of(now),
            now=now,
        )

    def tell(self, entry: dict[str, Any], now: datetime) -> None:
        """Add a step of a delivery, as the charity's steward."""
        cause = self.stage.causes[entry["cause"]]
        slug = next(one["charity"] for one in sheet("cause") if one["key"] == entry["cause"])
        me, desk = self.stage.cast.desk(self.session, slug, Role.STEWARD, now=now)
        deliveries.tell(
            self.session,
            me,
            desk,
            cause.code,
            state=DeliveryState(entry["state"]),
            count=None,
            told=entry["told"],
            document=entry["document"],
            happened_on=self.stage.calendar.day_of(now),
            idem=ids.new_token(),
            now=now,
        )

    def accept(self, key: str, now: datetime) -> None:
        """Accept a use report, as the programme's organiser."""
        me, desk = self._at("RIVER", Role.ORGANISER, now)
        code = self.stage.causes[key].code
        deliveries.accept(self.session, me, desk, code, idem=ids.new_token(), now=now)

    def _at(self, programme: str, role: Role, now: datetime) -> Any:
        return self.stage.cast.desk(self.session, self.stage.runs[programme], role, now=now)

    def _cause(self, key: str) -> Any:
        return causes.find(self.session, self.stage.causes[key].code)

    def _wallets(self, programme_id: UUID) -> dict[UUID, int]:
        """Return what each household has, but Linden and Fennel, who act by themselves."""
        return {
            home.id: ledger.balance(self.session, programme_id, home.id)
            for home in self.stage.cast.homes[2:]
        }

    def _collect(
        self,
        key: str,
        has: int,
        until: int,
        goal: int,
        wallets: dict[UUID, int],
        kept: int,
        now: datetime,
    ) -> int:
        """Ask one household after the other; return what the cause has then."""
        homes = self.stage.cast.homes[2:]
        for home in self.chance.sample(homes, len(homes)):
            if has >= until:
                break
            points = _amount(self.chance.choice(USUAL), goal - has)
            if points and wallets[home.id] >= points + kept:
                self.give(home, 0, key, points, now)
                wallets[home.id] -= points
                has += points
        return has


def _amount(wanted: int, left: int) -> int:
    """Return a gift that leaves room for another one, or for none."""
    if left <= wanted:
        return left
    return wanted if left - wanted >= SMALLEST else wanted - SMALLEST
