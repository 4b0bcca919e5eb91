"""Whatever a district did, its report is what a stranger counts from the rows, digit by digit."""

from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from sqlmodel import Session

from portal import batches, claims, ids, suppression
from portal.errors import Refused
from portal.told import Replaced, Told
from tests.claiming import SHELF, decide, desk, picture, send, stored, told, verdict
from tests.drills.scale import seeds, sizes, sown
from tests.people import NOON, find
from tests.portal.test_recount import TODAY, told_again

PEOPLE = ("rosa", "tom", "fay", "ned")
SOLID = {"sort-week": None, "led-bulb": None, "recycle-glass": "seen", "repair-clothing": "shown"}
TRIPS = ("cycle", "bus")
PERIODS = ("2026", "2026-05", "2026-06", "2026-W22", "2026-W23")
UNDONE, WITHDRAWN = 0.2, 0.4
VERDICTS = ("approve", "approve", "approve", "decline", "")


@sizes(everyday=1_000, full=20_000, parts=4)
def test_every_random_district_agrees_with_a_count_from_its_rows(
    session: Session, town: None, monkeypatch: pytest.MonkeyPatch, size: int
):
    monkeypatch.setattr(suppression, "FEWEST", 1)  # they are four
    if session.get_bind().dialect.name == "postgresql":
        size //= 10  # the same code twice; what a database adds up differently shows soon
    counted = 0
    for seed in seeds("districts"):
        with sown("districts", seed) as chance:
            for _ in range(size):
                with session.begin_nested() as district:
                    live(session, chance)
                    counted += compare(session, chance)
                    district.rollback()
                session.expire_all()
    assert counted > size


def compare(session: Session, chance: Random) -> int:
    """Compare a report of some period, of all or of one programme; return how many lines it had."""
    code, programme = chance.choice(PERIODS), chance.choice(("", "RIVER"))
    published, again = told_again(session, code, programme)
    if published["claims"] is None:
        return 0  # a lone act in it may be hidden: somebody did more than half
    assert published == again, (code, programme)
    return len(again["lines"])


def live(session: Session, chance: Random) -> None:
    """Let people act on three days, somebody decide on most of it, and some take it back."""
    sent = dict(act(session, chance) for _ in range(chance.randrange(1, 9)))
    sent.pop("", None)
    verdicts = [
        verdict(session, code, choice, "used-before" if choice == "decline" else "")
        for code in sent
        if (choice := chance.choice(VERDICTS))
    ]
    if verdicts:
        batch = decide(session, *verdicts).batch
        if chance.random() < UNDONE:
            undo(session, batch)
    for code, who in sent.items():
        if chance.random() < WITHDRAWN and stored(session, code).is_open:
            me = find(session, who)
            claims.withdraw(session, me, code, shelf=SHELF, idem=ids.new_token(), now=NOON)


def undo(session: Session, batch: str) -> None:
    """Take back what was decided; where points were given a second person has to agree."""
    for who in ("vera", "olive"):
        me = find(session, who)
        with suppress(batches.TooLate):  # where none were given, one was enough
            batches.undo(session, me, desk(session, who), batch, idem=ids.new_token(), now=NOON)


def act(session: Session, chance: Random) -> tuple[str, str]:
    """Send something; return its code and who sent it, "" where the rules refuse it."""
    who, day = chance.choice(PEOPLE), TODAY - timedelta(days=chance.randrange(3))
    activity = chance.choice((*SOLID, *TRIPS))
    try:
        code = send(session, activity, who=who, facts=facts(session, chance, activity, day))
    except Refused:
        return "", who
    return code, who


def facts(session: Session, chance: Random, activity: str, day: date) -> Told:
    """Say how much, and what such an activity asks for."""
    if activity in TRIPS:
        amount = f"{chance.randrange(1, 40_000) / 1000:.3f}"
        return told(amount, done_on=day, replaced=chance.choice(list(Replaced)))
    if SOLID[activity] == "seen":
        amount = f"{chance.randrange(1, 20_000) / 1000:.3f}"
        return told(amount, done_on=day, witness_id=find(session, "vera").id)
    photo = picture(f"#{chance.randrange(1 << 24):06x}") if SOLID[activity] else None
    return told(str(chance.randrange(1, 5)), done_on=day, photo=photo)
