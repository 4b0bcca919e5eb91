"""A report agrees with a count made again from the rows, by plain SQL, to the last digit."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from db.tables.programmes import Season
from pages.reports.data import shape
from portal import batches, claims, gifts, ids, reports, suppression
from portal.told import Replaced
from tests import giving
from tests.claiming import SHELF, approve, decide, desk, send, stored, told, verdict
from tests.people import NOON, find
from tests.recount import recount

TODAY = NOON.date()
YESTERDAY = TODAY - timedelta(days=1)  # the last day of May


def told_again(session: Session, code: str, programme: str = "") -> tuple[Any, Any]:
    """Return a report's data as published and as counted again, without what only one has."""
    report, _ = reports.read(session, code, programme=programme, now=NOON)
    published = shape(report)
    again = recount(session, code, programme)
    for side in (published, again):
        side["lines"].sort(key=lambda line: (line["activity"], line["factor_id"], line["metric"]))
    return {name: published[name] for name in again}, again


@pytest.fixture
def lively(session: Session, town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small cast live for two days: sent, checked, declined, undone, given.

    They are four, so what hides small groups is told to look away.
    """
    monkeypatch.setattr(suppression, "FEWEST", 1)
    vera = find(session, "vera").id
    rides = [
        send(session, "cycle", who=who, facts=told(amount, done_on=day, replaced=replaced))
        for who, amount, day, replaced in (
            ("rosa", "12.5", TODAY, Replaced.CAR),
            ("tom", "3.333", YESTERDAY, Replaced.BUS),
            ("fay", "0.4", TODAY, Replaced.NOTHING),
            ("ned", "7.1", YESTERDAY, Replaced.TAXI),
            ("rosa", "4.005", YESTERDAY, Replaced.CAR),
        )
    ]
    buses = [
        send(session, "bus", who=who, facts=told("8.25", done_on=TODAY, replaced=replaced))
        for who, replaced in (("tom", Replaced.TRAIN), ("fay", Replaced.CAR))
    ]
    glass = send(session, "recycle-glass", facts=told("4.2", witness_id=vera))
    lamps = send(session, "led-bulb", who="ned", facts=told("3", done_on=YESTERDAY))
    sorted_, waiting = send(session, "sort-week"), send(session, "sort-week", who="fay")
    approve(session, *rides[:4], *buses, glass, lamps, sorted_)
    decide(session, verdict(session, rides[4], "decline", "used-before"))
    gone = send(session, "cycle", who="ned", facts=told("1", replaced=Replaced.CAR))
    claims.withdraw(
        session, find(session, "ned"), gone, shelf=SHELF, idem=ids.new_token(), now=NOON
    )
    assert stored(session, waiting).is_open


def undo_a_check(session: Session) -> None:
    """Approve a ride and let two people take that back."""
    ride = send(session, "cycle", who="ned", facts=told("9", replaced=Replaced.CAR))
    batch = approve(session, ride).batch
    for who in ("vera", "olive"):
        me = find(session, who)
        batches.undo(session, me, desk(session, who), batch, idem=ids.new_token(), now=NOON)


def give_some(session: Session) -> None:
    """Give points to a cause, and take some of them back."""
    giving.open_round(session, "breakfast")
    cause = giving.cause(session, "breakfast")
    for points in (20, 10):
        code = gifts.give(
            session, find(session, "rosa"), cause, points=points, idem=ids.new_token(), now=NOON
        )
    gifts.take_back(session, find(session, "rosa"), code, idem=ids.new_token(), now=NOON)


@pytest.mark.parametrize("code", ["2026", "2026-05", "2026-06", "2026-W22", "2026-W23"])
def test_every_period_agrees_with_a_count_from_the_rows(session, lively, code):
    published, again = told_again(session, code)
    assert published == again


@pytest.mark.parametrize("programme", ["RIVER", "SCHOOL"])
def test_a_season_of_one_programme_agrees_too(session, lively, programme):
    published, again = told_again(session, "spring-2026", programme)
    assert published == again


def test_what_was_undone_and_given_is_followed_in_both(session, lively):
    undo_a_check(session)
    give_some(session)
    published, again = told_again(session, "2026")
    assert published == again
    assert again["claims"] == {
        "submitted": 12,
        "approved": 9,
        "declined": 2,
        "waiting": 1,
        "audited": 0,
        "audit_error_rate": None,
    }
    assert again["points"]["given"] == 20
    assert again["points"]["reversed"] > 0
    assert again["points"]["held"] > 0


@pytest.mark.parametrize("programme", ["", "RIVER", "SCHOOL", "MEND"])
def test_the_demo_district_agrees_with_a_count_from_its_rows(session, willowford, programme):
    season = session.scalars(select(Season.code)).first()
    shown = []
    for code in (f"{NOON:%Y}", f"{NOON:%Y-%m}", f"{NOON - timedelta(days=14):%G-W%V}", season):
        published, again = told_again(session, code, programme)
        if published["claims"] is not None:
            assert published == again
            shown.append(code)
    assert shown or programme
    assert recount(session, season, programme)["claims"]["approved"]


def test_the_count_from_the_rows_is_what_paper_and_pencil_give(session, lively):
    again = recount(session, "2026-06")
    cycled = next(line for line in again["lines"] if line["factor_id"] == "cycle.GB.2026.co2e_kg")
    assert (cycled["quantity"], cycled["reported"]) == ("12.5", "2.073875")
    assert cycled["evidence"] == {"A": "0", "B": "0", "C": "0", "D": "12.5"}
    glass = next(line for line in again["lines"] if line["metric"] == "waste_kg")
    assert (glass["quantity"], glass["flags"]) == ("4.2", ["fallback"])
    assert Decimal(again["impact"]["waste_kg"]["reported"]) == Decimal("4.2")
