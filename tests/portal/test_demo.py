from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session

from db.engine import connect, connect_as_owner, open_session
from db.tables.claims import Claim, ClaimState, Evidence
from db.tables.factor_sets import FactorSet, OwnFactor
from db.tables.giving import Cause, Gift, Pledge, Settlement, SettlementShare
from db.tables.ledger import Txn
from db.tables.organisations import Organisation, OrganisationKind
from db.tables.people import Person
from db.tables.programmes import Enrolment, Programme, Season
from db.tables.reports import PointTotal
from db.tables.rewards import Redemption, Reward
from portal import desks, given, overview, people, sign_in, till_cards, timetable
from portal.cells import Hidden
from portal.demo import district
from portal.demo.deeds import GROWTH
from portal.demo.sheets import Calendar, rules, sheet
from portal.files import open_shelf
from portal.given import GiftState
from portal.settings import Settings
from portal.till_cards import TillStage
from portal.timetable import PledgeKind, RoundState
from portal.vault import Vault
from tests.databases import migrated
from tests.people import NOON
from tests.willowford import KEYS, lived

SIGN_INS = ("rosa", "tom", "olive", "vera", "grace", "chen", "sol", "ada", "theo", "op")
LANGUAGES = Settings().languages


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def life(request):
    """A small demo district, made once: its tests only look."""
    copies = request.getfixturevalue(f"{request.param}_copies")
    settings = Settings(files_url="memory:")
    engine = connect(copies.copy("life", partial(lived, settings=settings)))
    yield engine
    engine.dispose()


@pytest.fixture
def session(life):
    with open_session(life, writes=False) as session:
        yield session


@pytest.fixture
def empty(sqlite_copies):
    """Make an engine on an empty database, as `portal demo` opens it."""
    return lambda: connect_as_owner(sqlite_copies.copy("bare", migrated))


def kept():
    """Where its photos go, and what seals its days and its till cards."""
    shelf = open_shelf("memory:", "of the demo")
    return {"shelf": shelf, "key": KEYS, "vault": Vault("a secret of the demo")}


def all_of(session: Session, column):
    return set(session.scalars(select(column).distinct()))


def test_everybody_of_the_contract_can_sign_in(session):
    for name in SIGN_INS:
        typed = {"email": f"{name}@demo.test", "password": "riverside-demo"}
        proof = sign_in.prove(session, **typed, network="192.0.2.1", now=NOON)
        assert sign_in.believe(session, proof, now=NOON) == proof.person_id


def test_the_district_is_as_the_contract_says(session):
    kinds = Counter(session.scalars(select(Organisation.kind)))
    assert kinds[OrganisationKind.SCHOOL] >= 1
    assert kinds[OrganisationKind.COMMUNITY] >= 1
    assert kinds[OrganisationKind.CHARITY] >= 2
    assert kinds[OrganisationKind.SPONSOR] >= 1
    assert all_of(session, Programme.code) == {"RIVER", "SCHOOL", "MEND"}
    assert session.scalar(select(func.count()).select_from(Cause)) == 6
    assert (
        session.scalar(select(func.count()).select_from(Reward)) == 8 + 1
    )  # one waits for approval


def test_the_clock_stands_at_the_start_of_week_thirteen(session):
    for season in session.scalars(select(Season)):
        assert season.starts_on + timedelta(weeks=12) <= NOON.date()
        assert NOON.date() < season.starts_on + timedelta(weeks=13)
        assert season.ends_on - season.starts_on == timedelta(weeks=26, days=-1)


def test_claims_are_in_every_state(session):
    assert all_of(session, Claim.state) == set(ClaimState)


def test_rounds_are_settled_open_planned_and_ready(session):
    found = {row.round_name["en"]: row for row in _rounds(session)}
    states = {name: row.state for name, row in found.items()}
    assert states == {
        "First round": RoundState.SETTLED,
        "Second round": RoundState.OPEN,
        "Third round": RoundState.PLANNED,
        "Books for the reading corner": RoundState.OPEN,
        "Quilts before the cold": RoundState.READY,
    }
    assert found["Second round"].kind is PledgeKind.POT
    assert found["Books for the reading corner"].kind is PledgeKind.UNIT
    assert found["First round"].paid_on and found["Third round"].document is None


def test_the_first_round_is_divided_to_the_cent_and_one_cause_is_delivered(session):
    shares = session.scalars(select(SettlementShare)).all()
    [pot] = session.scalars(
        select(Pledge.amount_cents).join(Settlement, Settlement.round_id == Pledge.round_id)
    )
    assert sum(share.amount_cents for share in shares) == pot == 100_000
    told = overview.read_outcomes(session, now=NOON).told
    assert told.slug == "towpath-orchard" and told.last_step == "accepted"


def test_one_proposal_of_fennel_waits_for_a_second_adult(session):
    gifts = session.scalars(select(Gift).where(Gift.txn_seq.is_(None), Gift.ended_at.is_(None)))
    [waiting] = gifts
    ned = session.scalars(select(Person.id).where(Person.name == "Ned Fennel")).one()
    row = given.find(session, people.find_member(session, ned, now=NOON), waiting.code, now=NOON)
    assert given.state_of(row, now=NOON) is GiftState.PROPOSED


def test_a_tablet_at_the_hall_is_a_till_and_another_card_waits(session):
    olive = session.scalars(select(Person.id).where(Person.name == "Olive")).one()
    me = people.find_member(session, olive, now=NOON)
    desk = desks.find_or_none(session, me, "riverside-neighbours", now=NOON)
    waiting, paired = till_cards.list_at(session, desk)
    stages = [till_cards.stage_of(it, now=NOON) for it in (waiting, paired)]
    assert stages == [TillStage.WAITING, TillStage.PAIRED]
    assert session.scalar(select(Redemption.state).where(Redemption.used_till == paired.id))


def test_a_method_of_its_own_waits_for_an_owner(session):
    [one] = session.scalars(select(FactorSet))
    assert (one.name, one.reviewed_at) == ("Willowford ride survey", None)
    [row] = session.scalars(select(OwnFactor))
    assert (row.activity, row.value) == ("cycle", Decimal("0.117075"))


def test_points_issued_are_held_given_redeemed_lapsed_or_reversed(session):
    """From the postings themselves, not from what is kept beside them."""
    moved = Counter()
    for kind, source, target, points in session.execute(
        text(
            "SELECT t.kind, a.kind, b.kind, sum(p.qty) FROM posting p"
            " JOIN txn t ON t.programme_id = p.programme_id AND t.seq = p.seq"
            " JOIN account a ON a.programme_id = p.programme_id AND a.id = p.from_account"
            " JOIN account b ON b.programme_id = p.programme_id AND b.id = p.to_account"
            " GROUP BY 1, 2, 3"
        )
    ):
        moved[kind] += int(points)
        assert source != target
    held = session.scalar(
        text(
            "SELECT coalesce(sum(h.qty), 0) FROM holding h JOIN account a"
            " ON a.programme_id = h.programme_id AND a.id = h.account_id"
            " WHERE a.kind IN ('wallet', 'group', 'held')"
        )
    )
    given_away = moved["give"] - moved["take_back"]
    issued = moved["award"] + moved["goodwill"]
    assert issued == int(held) + given_away + moved["redeem"] + moved["reverse"]
    kept = Counter()
    for move, points in session.execute(
        select(PointTotal.move, func.sum(PointTotal.points)).group_by(PointTotal.move)
    ):
        kept[move] = int(points)
    assert kept["award"] == moved["award"]


def test_no_programme_has_more_households_than_it_has_room_for(session):
    room = dict(session.execute(select(Season.programme_id, Season.enrolment_limit)).all())
    enrolled = Counter(session.scalars(select(Enrolment.programme_id)))
    assert all(enrolled[programme_id] <= limit for programme_id, limit in room.items())


def test_nothing_lies_in_the_future(session):
    now = NOON + timedelta(hours=3)  # an agreement, a regret follow their gift by an hour or two
    assert session.scalar(select(func.max(Claim.submitted_at))) < NOON
    assert session.scalar(select(func.max(Txn.at))) < f"{now:%Y-%m-%dT%H:%M}"


def test_weeks_grow_and_the_school_holiday_is_seen(session):
    kept = replace(overview.list_strands(session, now=NOON)[1], hidden=Hidden(frozenset()))
    weeks = {
        row.programme_code: overview.weeks_of(row, overview.season_so_far(row, now=NOON), kept)
        for row in overview.list_programmes(session, now=NOON)
    }
    assert weeks["SCHOOL"][6].checked == 0 < weeks["SCHOOL"][5].checked
    assert sum(week.checked for week in weeks["RIVER"][8:12]) > sum(
        week.checked for week in weeks["RIVER"][:4]
    )
    assert weeks["MEND"][0].checked == 0 == GROWTH["MEND"][0]


def test_old_photos_are_gone_and_their_tags_stay(session):
    old = session.scalars(select(Evidence).where(Evidence.added_at < NOON - timedelta(days=40)))
    old = old.all()
    assert old and all(photo.file is None and photo.tag for photo in old)


def test_the_same_seed_makes_the_same_district(empty):
    first = made(empty(), seed=3)
    assert made(empty(), seed=3) == first
    assert made(empty(), seed=4) != first


def test_the_demo_never_mixes_with_real_people(empty):
    with open_session(empty(), writes=True) as session:
        people.register(session, name="Somebody", now=NOON)
        with pytest.raises(district.NotEmpty):
            district.fill(session, **kept(), now=NOON)


@pytest.mark.parametrize("hour", [0, 6, 17, 23])
def test_the_district_can_be_made_at_any_hour(empty, hour):
    """Also just after the evening's checks, and while its poster's hours are over.

    The same photo from two homes waits then as ever: decided on, the second would be refused.
    """
    made(empty(), seed=3, now=NOON.replace(hour=hour, minute=40))


def test_progress_ends_when_everything_has_happened(empty):
    steps = []
    made(empty(), seed=3, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == len(steps)
    assert all(done <= total for done, total in steps)


@pytest.mark.drill
def test_the_whole_district_divides_its_first_round_as_the_paper_says(empty):
    with open_session(empty(), writes=True) as session:
        district.fill(session, **kept(), now=NOON)
        shares = session.execute(select(SettlementShare.points, SettlementShare.amount_cents))
        assert sorted(map(tuple, shares)) == [(1848, 21_210), (2655, 30_472), (4210, 48_318)]
        assert all_of(session, Claim.state) == set(ClaimState)


@pytest.mark.parametrize("now", [NOON, datetime(2027, 1, 3, 23, 30, tzinfo=UTC)])
def test_the_season_begins_on_a_monday_twelve_weeks_ago(now):
    calendar = Calendar(now)
    assert calendar.began.weekday() == 0
    assert calendar.at(13) <= now < calendar.at(14)
    assert calendar.day_of(calendar.at(26, 6, 12)) == calendar.ends


def test_whatever_the_district_says_is_said_in_every_language():
    for name in ("organisation", "programme", "season", "cause", "reward", "round", "delivery"):
        for entry in sheet(name):
            for words in (value for value in entry.values() if isinstance(value, dict)):
                if "en" in words:
                    assert all(words.get(language) for language in LANGUAGES), (name, words)


def test_the_three_rules_tables_can_be_read():
    assert all(rules(code) for code in ("RIVER", "SCHOOL", "MEND"))
    assert len({line.code for line in rules("RIVER")}) == len(rules("RIVER"))


def _rounds(session):
    statement = timetable.AT_DESK
    for organisation_id in session.scalars(select(Programme.organisation_id)):
        yield from statement.all(session, organisation_id=organisation_id, now=NOON)


def made(engine, *, seed, **more):
    with open_session(engine, writes=True) as session:
        facts = {"seed": seed, "people": 12, "actions": 24, **kept()}
        district.fill(session, **{"now": NOON, **facts, **more})
        claims = session.execute(select(Claim.code, Claim.activity, Claim.amount, Claim.state))
        return sorted(map(str, claims)), sorted(session.scalars(select(Txn.hash)))
