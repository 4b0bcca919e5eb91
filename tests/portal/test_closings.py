"""Closed reports: what was once published stays, and what is counted again stands beside it."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from db import reference
from db.engine import open_session
from db.tables.claims import ClaimState
from db.tables.editions import Edition
from portal import (
    closings,
    editions,
    factors,
    frozen,
    ids,
    impact,
    jobs,
    programmes,
    reports,
    totals,
    work,
)
from portal.errors import NotFound
from portal.figures import EditionReason
from tests.db.test_reference import next_version
from tests.people import NOON
from tests.portal.test_reports import (  # noqa: F401  (the fixtures are used by name)
    MAY_14,
    act,
    counted_statements,
    crowd,
    keep,
    read,
    river,
    school,
)
from tests.portal.test_work import crew  # noqa: F401  (a fixture, used by name)

pytestmark = pytest.mark.usefixtures("town")
OVER = NOON + timedelta(days=20)  # nothing of May can be logged any more
LATER = NOON + timedelta(days=60)


def close(session, code="2026-05", now=OVER) -> int:
    return closings.close_some(session, code, now=now)


def kept_editions(session, period="2026-05") -> list[Edition]:
    return list(session.scalars(select(Edition).filter_by(period=period).order_by(Edition.number)))


@pytest.fixture
def others(session, owner, monkeypatch):
    """Load another data set, without this year's factor for cycling: last year's is nearest."""

    def withdrawn(name, rows):
        gone = "cycle.GB.2026.co2e_kg"
        return [row for row in rows if name != "factors.csv" or row["factor_id"] != gone]

    def load():
        session.commit()
        next_version(monkeypatch, withdrawn)
        monkeypatch.setattr(factors, "DATA_SET_VERSION", "2027.7.0")
        monkeypatch.delitem(factors._kept, "2027.7.0", raising=False)
        with owner.begin() as connection:
            reference.load(connection)
        session.expire_all()

    yield load
    factors._kept.pop("2027.7.0", None)


def test_a_report_that_was_frozen_comes_back_whole(session, river):  # noqa: F811
    keep(session, river, *crowd(), *crowd(activity="volunteer-hour", replaced=""))
    report = read(session)
    thawed = frozen.thaw(frozen.freeze(report))
    assert (thawed.lines, thawed.impacts) == (report.lines, report.impacts)
    assert replace(thawed, workings=report.workings) == report
    assert frozen.freeze(thawed) == frozen.freeze(report)


def test_a_period_closes_when_nothing_can_come_in_any_more(session, river):  # noqa: F811
    keep(session, river, *crowd())
    assert close(session, now=NOON + timedelta(days=5)) == 0
    assert read(session, now=OVER).published is None
    assert close(session) == 3  # the programme, its organisation, all
    report = read(session, now=LATER)
    assert (report.published.number, report.published.reason) == (1, EditionReason.CLOSED)
    assert report.is_closed
    assert report.generated_at == OVER
    assert close(session) == 0


def test_a_claim_that_waits_holds_a_report_open_but_not_for_ever(session, river):  # noqa: F811
    keep(session, river, *crowd(), act(50, state=ClaimState.SUBMITTED))
    assert close(session) == 0
    assert close(session, now=NOON + timedelta(days=50)) == 3
    assert read(session, now=LATER).claims.waiting == 1


def test_what_nobody_acted_in_has_nothing_to_keep(session, river):  # noqa: F811
    assert close(session) == 0
    assert kept_editions(session) == []


def test_an_edition_names_what_it_was_counted_by_and_its_hash_is_of_all_it_says(session, river):  # noqa: F811
    keep(session, river, *crowd())
    close(session)
    for one in kept_editions(session):
        assert one.digest == ids.digest(one.body)
        assert (one.data_set, one.method) == (factors.DATA_SET_VERSION, impact.METHOD)
        body = json.loads(one.body)
        assert [line["factor"]["id"] for line in body["workings"]["lines"]] == [
            "cycle.GB.2026.co2e_kg"
        ]


def test_another_data_set_leaves_every_closed_report_as_it_was(session, river, school, others):  # noqa: F811
    keep(session, river, *crowd(30))
    keep(session, school, *crowd(14, activity="volunteer-hour", replaced=""))
    codes = ("2026-05", "2026-W20")
    for code in codes:
        assert close(session, code) == 5
    scopes = (
        {},
        {"programme": "RIVER"},
        {"programme": "SCHOOL"},
        {"organisation": "riverside-neighbours"},
    )
    asked = [(code, scope) for code in codes for scope in scopes]
    before = [frozen.freeze(read(session, code, LATER, **scope)) for code, scope in asked]
    rows = {
        (one.about, one.about_id, one.period): one.body for one in session.scalars(select(Edition))
    }
    others()
    for code in codes:
        assert close(session, code, LATER) == 3  # of what had no factor nothing changed
    assert [frozen.freeze(read(session, code, LATER, **scope)) for code, scope in asked] == before
    session.expire_all()
    first = select(Edition).filter_by(number=1)
    assert rows == {
        (one.about, one.about_id, one.period): one.body for one in session.scalars(first)
    }


def test_what_is_counted_again_stands_beside_with_its_day_and_its_reason(session, river, others):  # noqa: F811
    keep(session, river, *crowd())
    close(session)
    others()
    close(session, now=LATER)
    report = read(session, now=LATER)
    first, second = report.editions
    assert report.published == first.published
    assert (second.published.reason, second.published.made_at) == (EditionReason.DATA_SET, LATER)
    assert second.impacts[0].reported == Decimal("25.087500")
    assert read(session, now=LATER, edition=2).published.number == 2
    for missing in (3, 99):
        with pytest.raises(NotFound):
            read(session, now=LATER, edition=missing)


def test_a_correction_after_the_end_is_another_edition(session, river):  # noqa: F811
    rides = crowd(20)
    keep(session, river, *rides)
    close(session)
    undone = rides[0]._replace(state=ClaimState.REVERSED)
    totals.count(session, river, before=[rides[0]], after=[undone])
    assert close(session, now=LATER) == 3
    report = read(session, now=LATER, edition=2)
    assert (report.claims.approved, report.claims.declined) == (19, 1)
    assert report.published.reason is EditionReason.CORRECTED
    assert read(session, now=LATER).claims.approved == 20


def test_points_that_move_on_make_no_edition(session, river):  # noqa: F811
    keep(session, river, *crowd())
    close(session)
    fresh = replace(read(session, now=LATER), points=None)
    assert closings._reason(read(session, now=LATER), fresh) is None


def test_what_was_shown_stays_shown_when_its_neighbour_turns_out_small(session, river):  # noqa: F811
    keep(session, river, *crowd(12))
    close(session)
    june = [one._replace(done_on=one.done_on + timedelta(days=21)) for one in crowd(4)]
    keep(session, river, *june)
    assert read(session, now=LATER).claims.approved == 12
    assert read(session, "2026-06", LATER).claims is None
    assert read(session, "2026", LATER).claims is None  # else June could be worked out


def test_what_closes_bit_by_bit_shows_what_would_be_shown_at_once(session, river, school):  # noqa: F811
    days = (MAY_14, MAY_14 + timedelta(days=7), MAY_14 + timedelta(days=14))
    for day in days:
        keep(session, river, *crowd(30, done_on=day))
        keep(session, school, *crowd(20, done_on=day))
    keep(session, school, *crowd(4, done_on=MAY_14 - timedelta(days=14)))
    codes = [*closings.list_over(session, now=LATER), "2026"]
    scopes = [{}, {"programme": "RIVER"}, {"programme": "SCHOOL"}]

    def shown():
        asked = ((code, scope) for code in codes for scope in scopes)
        return [read(session, code, LATER, **scope).claims is not None for code, scope in asked]

    before = shown()
    for code in codes:
        close(session, code, LATER)
    assert shown() == before
    assert any(before) and not all(before)


def test_what_was_hidden_stays_hidden(session, river):  # noqa: F811
    keep(session, river, *crowd(9))
    close(session)
    keep(session, river, *crowd(30))
    assert read(session, now=LATER).claims is None
    assert close(session, now=LATER) == 0


def test_the_job_closes_what_is_over_once(engine, crew, clock):  # noqa: F811
    with open_session(engine, writes=True) as session:
        keep(session, programmes.find(session, "RIVER", now=NOON).programme_id, *crowd())
        session.commit()
    clock.now = OVER
    [job] = [one for one in jobs.JOBS if one.name == jobs.JobName.CLOSE_REPORTS]
    crew = replace(crew, jobs=[job])
    assert work.run_due(crew) == 1
    with open_session(engine, writes=False) as session:
        periods = {one.period for one in session.scalars(select(Edition))}
        assert periods == {"2026-05", "2026-W20"}
        assert closings.list_over(session, now=OVER)[-1] == "2026-W24"
    clock.now += timedelta(days=1)
    work.run_due(crew)
    with open_session(engine, writes=False) as session:
        assert {one.number for one in session.scalars(select(Edition))} == {1}


def test_a_closed_report_is_read_in_three_statements(engine, session, river):  # noqa: F811
    keep(session, river, *crowd())
    close(session)
    assert counted_statements(engine, lambda: read(session, now=LATER)) == 3


def test_a_programme_may_be_asked_for_together_with_its_organisation(session, river):  # noqa: F811
    keep(session, river, *crowd())
    close(session)
    scope = {"programme": "RIVER", "organisation": "riverside-neighbours"}
    report, _ = reports.read(session, "2026-05", **scope, now=LATER)
    assert report.published.number == 1
    assert (report.programme.key, report.organisation.key) == ("RIVER", "riverside-neighbours")
    assert editions.NOBODY.int == 0
