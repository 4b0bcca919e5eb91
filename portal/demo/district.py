"""The district: fill an empty database with Willowford, the same for the same seed."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import func
from sqlmodel import Session

from db.statement import Statement, pick
from db.tables.people import Person
from portal import closings, ids, ledger, seals
from portal.demo import asking, drafting, known, looking_back, objections, paper
from portal.demo.cast import settle
from portal.demo.deeds import Deed, plan
from portal.demo.gifting import Gifting
from portal.demo.history import History
from portal.demo.rewarding import Rewarding
from portal.demo.season import Stage, top_up
from portal.demo.sheets import WEEKS, Calendar, rules, sheet
from portal.files import Shelf
from portal.keys import Keys
from portal.ledger import AccountKind
from portal.vault import Vault

__all__ = ["ACTIONS", "PEOPLE", "SEED", "NotEmpty", "Progress", "fill", "is_empty"]

SEED, PEOPLE, ACTIONS = 7, 330, 3000
EVENINGS = (2, 6)  # days of the week on which people give
CHECKS = {"RIVER": range(7), "SCHOOL": (0, 2, 4), "MEND": (1, 5)}
LETTERS = ((1, 5, 1.0), (5, 9, 1.0), (9, 14, 0.75))  # from week, to week, share of the need
VOTES = (("3A", 600, 9, 2), ("5B", 900, 11, 3), ("4A", 720, 12, 3))  # class, points, week, day
SETTLED_ON, ACCEPTED_ON = 2, (12, 3)
_BUSIEST = 12
LETTER_STEP = 50

Progress = Callable[[int, int], None]  # how many steps are done, of how many
SOMEBODY = Statement(pick(func.count()).select_from(Person))


class NotEmpty(Exception):
    """The demo district never mixes with real people."""


@dataclass
class Clock:
    """What happens next: everything in the order of its instant."""

    waiting: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def at(self, when: datetime, what: Callable[[datetime], object]) -> None:
        """Let `what` happen then."""
        heapq.heappush(self.waiting, (when, next(self._order), what))

    def run(self, until: datetime, progress: Progress) -> None:
        """Let everything happen that is due before `until`."""
        done = 0
        while self.waiting and self.waiting[0][0] < until:
            when, _, what = heapq.heappop(self.waiting)
            what(when)
            done += 1
            progress(done, done + len(self.waiting))


def is_empty(session: Session) -> bool:
    """Tell whether nobody lives here yet."""
    return not SOMEBODY.value(session)


def fill(
    session: Session,
    *,
    seed: int = SEED,
    people: int = PEOPLE,
    actions: int = ACTIONS,
    shelf: Shelf,
    key: Keys,
    vault: Vault,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> None:
    """Make the demo district out of an empty database; raises NotEmpty. The caller commits."""
    if not is_empty(session):
        raise NotEmpty
    with ids.seeded(seed):
        calendar = Calendar(now)
        cast = settle(session, residents=people, now=calendar.at(-2))
        stage = Stage(cast, calendar)
        stage.build(session, now=calendar.at(-1))
        clock, chance = Clock(), ids.source()
        history = History(session, stage, shelf, chance, clock.at)
        gifting = Gifting(session, stage, chance)
        rewarding = Rewarding(session, stage, vault)
        deeds = plan(stage, chance, count=actions)
        _schedule(clock, history, gifting, rewarding, deeds, key)
        clock.run(now, progress)
        history.forget_photos(now)
        drafting.begin_next_season(session, cast, calendar, now=now)
        drafting.enter_factors(session, cast, calendar, now=now)
        session.flush()
        for code in closings.list_over(session, now=now):
            closings.close_some(session, code, now=now)
        asking.begin(session, cast, now=now)
        looking_back.answer(session, stage, chance, now=now)


def _schedule(
    clock: Clock,
    history: History,
    gifting: Gifting,
    rewarding: Rewarding,
    deeds: list[Deed],
    key: Keys,
) -> None:
    for deed in deeds:
        clock.at(deed.logged_at, partial(_log, history, deed))
    for event in (
        *known.events(history, gifting),
        *paper.events(history),
        *objections.events(history),
        *rewarding.events(),
    ):
        clock.at(*event)
    _schedule_checks(clock, history)
    _schedule_seals(clock, history, key)
    for entry in sheet("round"):
        _schedule_round(clock, gifting, entry)
    _schedule_letters(clock, history, deeds)
    calendar = history.stage.calendar
    for entry in sheet("delivery"):
        clock.at(calendar.at(entry["week"], entry["day"], 15), partial(gifting.tell, entry))
    clock.at(calendar.at(*ACCEPTED_ON, 16), partial(gifting.accept, "orchard"))
    for name, points, week, day in VOTES:
        clock.at(calendar.at(week, day, 11), partial(gifting.vote, name, "reading", points))


def _log(history: History, deed: Deed, _now: datetime) -> None:
    history.log(deed)


def _schedule_checks(clock: Clock, history: History) -> None:
    calendar = history.stage.calendar
    for programme, days in CHECKS.items():
        for week in range(1, _BUSIEST + 2):
            for day in days:
                clock.at(calendar.at(week, day, 18, 30), partial(history.check, programme))


def _schedule_seals(clock: Clock, history: History, key: Keys) -> None:
    """Seal each day shortly before midnight."""
    calendar = history.stage.calendar
    for week in range(0, WEEKS // 2 + 1):
        for day in range(7):
            clock.at(calendar.at(week, day, 23, 55), partial(_seal, history.session, key))


def _seal(session: Session, key: Keys, now: datetime) -> None:
    session.flush()
    seals.seal(session, now=now, key=key)


def _schedule_round(clock: Clock, gifting: Gifting, entry: dict[str, Any]) -> None:
    calendar = gifting.stage.calendar
    if "letter" not in entry:
        return
    clock.at(calendar.at(entry["opens"] - 2, 2, 10), partial(gifting.document, entry))
    if entry["key"] != "M1":
        clock.at(calendar.at(entry["opens"] - 1, 3, 10), partial(gifting.open, entry))
    evenings = [
        (week, day)
        for week in range(entry["opens"], min(entry["closes"], _BUSIEST) + 1)
        for day in EVENINGS
        if entry["points"]
    ]
    for place, (week, day) in enumerate(evenings, start=1):
        share = (place / len(evenings)) ** 1.3
        clock.at(calendar.at(week, day, 20), partial(gifting.evening, entry, share))
    if "settled" in entry:
        clock.at(calendar.at(entry["settled"], SETTLED_ON, 14), partial(gifting.settle, entry))
        clock.at(calendar.at(entry["paid"], 0, 14), partial(gifting.pay, entry))


def _schedule_letters(clock: Clock, history: History, deeds: list[Deed]) -> None:
    """Fund MEND by three letters; the last is too small, so that some claims wait for the next."""
    calendar, worth = history.stage.calendar, {rule.code: rule for rule in rules("MEND")}
    for first, last, share in LETTERS:
        since, until = calendar.at(first), calendar.at(last)
        need = sum(
            worth[deed.activity].points * int(deed.amount if worth[deed.activity].per_amount else 1)
            for deed in deeds
            if deed.programme == "MEND" and since <= deed.logged_at < until
        )
        points = round(need * share)
        clock.at(since + timedelta(hours=8), partial(_fund, history, points))


def _fund(history: History, need: int, now: datetime) -> None:
    """Top up so far as the budget does not reach, in whole fifties."""
    programme_id = history.stage.programmes["MEND"].programme_id
    budget = ledger.single(programme_id, AccountKind.BUDGET)
    missing = need - ledger.balance(history.session, programme_id, budget)
    points = max(missing // LETTER_STEP, 1) * LETTER_STEP
    top_up(history.session, history.stage, "MEND", points, now=now)
