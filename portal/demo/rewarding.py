"""Rewarding: what households of the district use points for, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from portal import (
    cancellations,
    ids,
    ledger,
    offer_changes,
    paired_tills,
    redeeming,
    redemptions,
    rewards,
    till_cards,
    tills,
    voucher_ends,
    work,
)
from portal.demo.cast import Home
from portal.demo.season import Stage
from portal.demo.sheets import sheet
from portal.organisations import Role
from portal.rewards import RewardState
from portal.tills import Taker
from portal.vault import Vault

__all__ = ["Event", "Rewarding"]

Event = tuple[datetime, Callable[[datetime], object]]
HALL = "riverside-neighbours"  # where the seedlings are, and the film
FIRST, LAST = timedelta(weeks=7), timedelta(weeks=10, days=-1)  # of the window, from its week


@dataclass
class Rewarding:
    """Who uses points for what, whose till takes it, and which promise is not kept."""

    session: Session
    stage: Stage
    vault: Vault
    token: str = ""  # of the browser at the hall's door that is a till

    def events(self) -> list[Event]:
        """Return what happens around rewards, and when."""
        calendar = self.stage.calendar
        linden, fennel = self.stage.cast.home("Linden"), self.stage.cast.home("Fennel")
        return [
            (calendar.at(7, 1, 19), partial(self._use, linden, 0, "seedling-tray")),
            (calendar.at(8, 5, 11), partial(self._take, "seedling-tray")),
            (calendar.at(8, 5, 12), self._end),
            (calendar.at(9, 0, 10), partial(self._pair, "At the door of the hall")),
            (calendar.at(9, 1, 19), partial(self._use, fennel, 0, "film-evening-seat")),
            *((calendar.at(9, 2, 19, minute), self._use_anybody) for minute in range(3)),
            (calendar.at(10, 2, 10), partial(self._cancel, "film-evening-seat")),
            (calendar.at(11, 5, 11), partial(self._take, "film-evening-seat", at_door=True)),
            (calendar.at(11, 5, 12), self._end),
            (calendar.at(12, 1, 10), partial(self._announce, "bus-day-pass", 50)),
            (calendar.now - timedelta(days=3), partial(self._print, "Garden table")),
            (calendar.now - timedelta(days=2), partial(self._pause, "pool-hour")),
            (calendar.now - timedelta(days=1), partial(self._use, linden, 1, "seedling-tray")),
        ]

    def _use(self, home: Home, place: int, slug: str, now: datetime) -> None:
        """Use points, where there are enough."""
        me, key = home.adults[place], f"{slug}-{self.stage.rewards[slug]}"
        offered = rewards.find(self.session, key, household_id=home.id, now=now)
        if offered.row.have >= offered.price:
            facts: dict[str, Any] = {"points": offered.price, "idem": ids.new_token(), "now": now}
            redeeming.redeem(self.session, me, key, **facts)

    def _use_anybody(self, now: datetime) -> None:
        """Let the household that has most points come to the film."""
        programme_id = self.stage.programmes["RIVER"].programme_id
        homes = self.stage.cast.homes[2:]
        richest = max(homes, key=lambda home: ledger.balance(self.session, programme_id, home.id))
        self._use(richest, 0, "film-evening-seat", now)

    def _take(self, slug: str, now: datetime, *, at_door: bool = False) -> None:
        """Take the first voucher that is ready, at its provider's till."""
        for code in self._ready(slug)[:1]:
            taker = self._at_door(now) if at_door else self._somebody(slug, now)
            tills.accept(self.session, taker, code, idem=ids.new_token(), now=now)

    def _somebody(self, slug: str, now: datetime) -> Taker:
        me, _ = self._provider(slug, now)
        return tills.somebody(self.session, me, now=now)

    def _at_door(self, now: datetime) -> Taker:
        paired = paired_tills.find_or_none(self.session, self.token, now=now)
        assert paired
        return tills.till(paired)

    def _print(self, name: str, now: datetime) -> till_cards.Printed:
        """Print a card for one more till of the hall."""
        me, desk = self.stage.cast.desk(self.session, HALL, Role.ORGANISER, now=now)
        idem = ids.new_token()
        number = till_cards.make(self.session, self.vault, me, desk, name, idem=idem, now=now)
        return till_cards.print_again(self.session, self.vault, desk, number, now=now)

    def _pair(self, name: str, now: datetime) -> None:
        """Let a tablet become a till."""
        secret = self._print(name, now).secret
        browser = {"device": "safari/ipad", "network": "192.0.2.7", "idem": ids.new_token()}
        self.token = paired_tills.pair(self.session, secret, **browser, now=now)

    def _cancel(self, slug: str, now: datetime) -> None:
        """Cancel the last voucher that is ready: the hall was too small."""
        for code in self._ready(slug)[-1:]:
            facts = (self.session, *self._provider(slug, now), self.stage.rewards[slug], code)
            cancellations.cancel(*facts, idem=ids.new_token(), now=now)

    def _announce(self, slug: str, points: int, now: datetime) -> None:
        """Announce some cheaper weeks."""
        first = self.stage.calendar.day_of(now) + FIRST
        offer_changes.announce(
            *(self.session, *self._organiser(now), self.stage.rewards[slug]),
            starts_on=first,
            ends_on=first + LAST - FIRST,
            points=points,
            now=now,
        )

    def _pause(self, slug: str, now: datetime) -> None:
        """Stop offering something for a while."""
        me, desk = self._organiser(now)
        code = self.stage.rewards[slug]
        offer_changes.change(self.session, me, desk, code, RewardState.PAUSED, now=now)

    def _end(self, now: datetime) -> None:
        """Let time do what it does with vouchers."""
        for programme in work.PROGRAMMES.all(self.session):
            voucher_ends.end_some(self.session, programme, now=now)

    def _ready(self, slug: str) -> list[str]:
        return redemptions.list_ready(self.session, self.stage.rewards[slug])

    def _provider(self, slug: str, now: datetime) -> Any:
        provider = next(one["provider"] for one in sheet("reward") if one["slug"] == slug)
        return self.stage.cast.desk(self.session, provider, Role.OWNER, now=now)

    def _organiser(self, now: datetime) -> Any:
        return self.stage.cast.desk(self.session, self.stage.runs["RIVER"], Role.ORGANISER, now=now)
