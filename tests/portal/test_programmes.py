from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from db.tables.books import BookLock
from db.tables.history import HistoryEvent
from db.tables.ledger import Txn
from db.tables.programmes import Programme, ProgrammeState, RuleSet, Season, SeasonKey
from db.tables.seals import ClockOk
from portal import actions, ids, ledger, limits, overview, programmes, seasons
from portal.errors import NotAllowed, NotFound
from portal.plans import CampaignPlan
from portal.programmes import Full, local_day
from portal.seasons import CodeTaken, Rules, SamePerson, SeasonOverlaps
from tests import claiming, people
from tests.people import HOUSEHOLD_RULES, NOON, RIVER, SPRING

pytestmark = pytest.mark.usefixtures("town")
AUTUMN = replace(SPRING, code="autumn-2026", starts_on=date(2026, 10, 5), ends_on=date(2027, 4, 4))
WEEK = CampaignPlan(
    name={"en": "Glass week"},
    starts_on=date(2026, 10, 12),
    ends_on=date(2026, 10, 18),
    percent=200,
    activities=("recycle-glass",),
)
GARDEN = replace(RIVER, code="GARDEN", slug="garden-points")


def publish(session, *, author="olive", approver="olga", plan=GARDEN, season=SPRING, now=NOON):
    return seasons.publish(
        session,
        people.find(session, author).id,
        people.place(session, "riverside-neighbours").id,
        plan,
        season=season,
        rules=Rules(HOUSEHOLD_RULES),
        approved_by=people.find(session, approver).id,
        now=now,
    )


def test_a_programme_is_published_with_its_season_rules_and_book(session):
    programme_id = publish(session)
    found = programmes.find(session, "garden", now=NOON)
    assert (found.programme_id, found.season, found.version) == (programme_id, "spring-2026", 1)
    lines = programmes.list_activities(session, programme_id, 1)
    assert [line.code for line in lines] == [plan.code for plan in HOUSEHOLD_RULES]
    budget = ledger.single(programme_id, ledger.AccountKind.BUDGET)
    assert ledger.balance(session, programme_id, budget) == 0
    assert session.get(BookLock, programme_id)
    first = session.get(ClockOk, 1)
    assert first.first_by is None, "the town's first book began the clock, and no later one does"
    assert session.get(SeasonKey, (programme_id, "spring-2026")).key
    event = select(HistoryEvent.verb).where(HistoryEvent.programme_id == programme_id)
    assert session.scalars(event).all() == ["programme.published"]


def test_an_author_does_not_approve_their_own_rules(session):
    with pytest.raises(SamePerson):
        publish(session, approver="olive")


@pytest.mark.parametrize(("author", "approver"), [("vera", "olga"), ("olive", "vera")])
def test_an_organiser_writes_and_an_owner_approves(session, author, approver):
    with pytest.raises(NotAllowed):
        publish(session, author=author, approver=approver)
    assert not session.scalars(select(Programme).where(Programme.code == "GARDEN")).all()


def test_a_programme_is_found_by_code_in_any_case_or_by_slug(session):
    for key in ("RIVER", "river", "riverside-green-points", "Riverside-Green-Points"):
        assert programmes.find(session, key, now=NOON).programme_code == "RIVER"
    with pytest.raises(NotFound):
        programmes.find(session, "NOWHERE", now=NOON)


def test_a_draft_is_not_found(session):
    programme_id = publish(session)
    session.get_one(Programme, programme_id).state = ProgrammeState.DRAFT
    session.flush()
    with pytest.raises(NotFound):
        programmes.find(session, "GARDEN", now=NOON)
    assert "GARDEN" not in {row.programme_code for row in programmes.list_all(session, now=NOON)}


def test_an_activity_is_found_with_its_programme_and_season(session):
    found = programmes.find_activity(session, "river", "cycle", now=NOON)
    assert (found.code, found.points, found.unit, found.season) == ("cycle", 5, "km", "spring-2026")
    with pytest.raises(NotFound):
        programmes.find_activity(session, "RIVER", "fly", now=NOON)


def test_next_seasons_rules_come_into_force_at_its_first_midnight_there(session):
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    old = session.get_one(RuleSet, (river, 1))
    session.add(Season(programme_id=river, **vars(AUTUMN)))
    session.flush()
    midnight = datetime(2026, 10, 4, 23, tzinfo=UTC)  # in London it is the fifth
    facts = {"written_by": old.written_by, "approved_by": old.approved_by, "published_at": NOON}
    session.add(
        RuleSet(programme_id=river, version=2, season=AUTUMN.code, begins_at=midnight, **facts)
    )
    session.flush()
    before = programmes.find(session, "RIVER", now=midnight - timedelta(seconds=1))
    after = programmes.find(session, "RIVER", now=midnight)
    assert (before.version, before.season) == (1, "spring-2026")
    assert (after.version, after.season) == (2, "autumn-2026")


def test_before_its_first_season_a_programme_shows_the_rules_to_come(session):
    publish(session, season=AUTUMN)
    found = programmes.find(session, "GARDEN", now=NOON)
    assert (found.version, found.starts_on) == (1, AUTUMN.starts_on)


def renew(session, season=AUTUMN, *, author="olive", approver="olga"):
    return seasons.renew(
        session,
        people.find(session, author).id,
        programmes.find(session, "RIVER", now=NOON).programme_id,
        season=season,
        rules=Rules(HOUSEHOLD_RULES[:2], (WEEK,)),
        approved_by=people.find(session, approver).id,
        now=NOON,
    )


def test_the_next_season_has_rules_of_its_own_and_this_one_keeps_its(session):
    assert renew(session) == 2
    now, then = NOON, datetime(2026, 10, 5, 12, tzinfo=UTC)
    assert programmes.find_activity(session, "RIVER", "bus", now=now).version == 1
    assert programmes.find_activity(session, "RIVER", "sort-week", now=then).version == 2
    with pytest.raises(NotFound):
        programmes.find_activity(session, "RIVER", "bus", now=then)


def test_a_season_begins_after_the_one_before(session):
    with pytest.raises(SeasonOverlaps) as refused:
        renew(session, replace(AUTUMN, starts_on=SPRING.ends_on))
    assert refused.value.facts == {"until": SPRING.ends_on}


def test_the_next_seasons_rules_need_two_people_too(session):
    with pytest.raises(SamePerson):
        renew(session, approver="olive")
    with pytest.raises(NotAllowed):
        renew(session, author="vera")


def test_a_theme_week_is_kept_with_the_rules_and_raises_its_activities(session):
    renew(session)
    then = datetime(2026, 10, 12, 12, tzinfo=UTC)
    glass = programmes.find_activity(session, "RIVER", "recycle-glass", now=then)
    assert limits.run_of(glass).percent_on(WEEK.starts_on) == 200
    other = programmes.find_activity(session, "RIVER", "sort-week", now=then)
    assert limits.run_of(other).percent_on(WEEK.starts_on) == 100


def test_a_code_is_of_one_programme(session):
    with pytest.raises(CodeTaken):
        publish(session, plan=RIVER)


def test_a_programme_has_room_for_so_many_households(session):
    river = programmes.find(session, "RIVER", now=NOON)
    free = river.enrolment_limit - 2  # Linden and Fennel are in
    for number in range(free):
        programmes.enrol(
            session, river.programme_id, ids.derived(river.programme_id, number), now=NOON
        )
    with pytest.raises(Full) as refused:
        programmes.enrol(session, river.programme_id, uuid4(), now=NOON)
    assert refused.value.facts == {"limit": river.enrolment_limit}


def test_joining_twice_is_joining_once(session):
    river, linden = programmes.find(session, "RIVER", now=NOON), people.home(session, "Linden")
    programmes.enrol(session, river.programme_id, linden, now=NOON)
    assert [row.points for row in ledger.wallets(session, linden)] == [0]


def test_the_day_is_the_one_where_the_programme_is():
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert local_day("Europe/London", late) == date(2026, 6, 2)
    assert local_day("America/Lima", late) == date(2026, 6, 1)
    assert local_day("Asia/Shanghai", late) == date(2026, 6, 2)


def test_the_overview_counts_weeks_and_budget(session):
    code = claiming.send(session)
    waiting = overview.find_programme(session, "RIVER", now=NOON)
    assert (waiting.funded, waiting.waiting, waiting.left) == (10_000, 10, 10_000)
    claiming.approve(session, code)
    checked = overview.find_programme(session, "riverside-green-points-RIVER", now=NOON)
    assert (checked.funded, checked.waiting, checked.left) == (10_000, 0, 9_990)
    days = overview.season_so_far(checked, now=NOON)
    told = overview.weeks_of(checked, days, overview.tallies_with(checked))
    assert (told[-1].checked, told[-1].waiting) == (None, 0)  # one person: not shown
    assert {week.checked for week in told[:-1]} == {0}
    assert session.scalars(select(Txn.kind).where(Txn.kind == "award")).all() == ["award"]


def test_weeks_begin_on_mondays():
    days = overview.mondays(date(2026, 4, 8), date(2026, 4, 27))
    assert [day.isoformat() for day in days] == [
        "2026-04-06",
        "2026-04-13",
        "2026-04-20",
        "2026-04-27",
    ]
    assert overview.mondays(date(2026, 4, 8), date(2026, 4, 8)) == [date(2026, 4, 6)]


def test_actions_are_listed_once_and_name_what_each_programme_gives(session):
    codes = [row.code for row in actions.list_all(session, now=NOON)]
    assert len(codes) == len(set(codes)) and {"cycle", "walk"} <= set(codes)
    [offer] = actions.find(session, "cycle", now=NOON)
    assert (offer.programme_code, offer.points) == ("RIVER", 5)
    with pytest.raises(NotFound):
        actions.find(session, "compost", now=NOON)


def test_every_programme_has_its_rule_sheet(session):
    sheets = {
        sheet.programme.programme_code: sheet for sheet in actions.list_sheets(session, now=NOON)
    }
    assert set(sheets) == {"RIVER", "SCHOOL"}
    assert [line.code for line in sheets["SCHOOL"].activities] == ["walk", "workshop"]
