"""Check-ins: once a day and person, only there and then; a tick of who saw it is the check."""

from datetime import timedelta
from decimal import Decimal

import pytest

from db.tables.claims import ClaimState, EvidenceClass
from portal import checkins, claims, ids, posters, screens
from portal.checkins import HostAtHome, NotOnScreen, PosterShut
from portal.errors import NotAllowed
from portal.posters import Proof
from portal.told import OutOfRange
from portal.verification import OwnHousehold
from tests import claiming, posting
from tests.claiming import SHELF, TODAY, stored
from tests.people import NOON, find

pytestmark = pytest.mark.usefixtures("town")


def arrive(session, poster, who="rosa", *, amount="3", now=NOON, **more):
    facts = {"secret": posting.SECRET, "shelf": SHELF, "idem": ids.new_token(), "now": now}
    me = find(session, who)
    return checkins.check_in(session, me, poster, Decimal(amount), **{**facts, **more})


def tick(session, poster, *seen, not_seen=(), who="vera", idem=None):
    desk = claiming.desk(session, who)
    facts = (session, find(session, who), desk, poster, seen, not_seen)
    return checkins.tick(*facts, idem=idem or ids.new_token(), now=NOON)


def test_a_check_in_is_an_action_of_today_that_the_host_witnesses(session):
    claim = stored(session, arrive(session, posting.make(session)))
    assert (claim.activity, claim.amount, claim.done_on) == ("recycle-glass", 3, TODAY)
    assert claim.witness_id == find(session, "vera").id
    assert claim.evidence_class is EvidenceClass.WITNESSED
    assert claim.state is ClaimState.SUBMITTED


def test_the_second_time_shows_the_first_receipt(session):
    poster = posting.make(session)
    assert arrive(session, poster) == arrive(session, poster, amount="9")
    assert len(checkins.list_of_day(session, poster, now=NOON)) == 1


def test_each_of_a_household_checks_in(session):
    poster = posting.make(session)
    assert arrive(session, poster) != arrive(session, poster, "tom")


def test_the_next_day_is_another_one(session):
    poster = posting.make(session, ends_on=TODAY + timedelta(days=1))
    tomorrow = NOON + timedelta(days=1)
    assert arrive(session, poster) != arrive(session, poster, now=tomorrow)
    assert [row.code for row in checkins.list_of_day(session, poster, now=tomorrow)]


def test_who_took_it_back_may_check_in_again(session):
    poster = posting.make(session)
    first = arrive(session, poster)
    facts = {"shelf": SHELF, "idem": ids.new_token(), "now": NOON}
    claims.withdraw(session, find(session, "rosa"), first, **facts)
    again = arrive(session, poster)
    assert again != first
    assert [row.code for row in checkins.list_of_day(session, poster, now=NOON)] == [again]


@pytest.mark.parametrize(
    "other",
    [{"closes_at": 600}, {"starts_on": TODAY - timedelta(3), "ends_on": TODAY - timedelta(1)}],
)
def test_nobody_checks_in_after_hours(session, other):
    with pytest.raises(PosterShut):
        arrive(session, posting.make(session, **other))


def test_nobody_checks_in_at_a_poster_that_was_ended(session):
    code = posting.make(session).code
    posters.end(session, find(session, "olive"), claiming.desk(session, "olive"), code, now=NOON)
    with pytest.raises(PosterShut):
        arrive(session, posters.find_public(session, code))


def test_a_photo_of_the_poster_does_not_open_a_screen(session):
    poster = posting.make(session, proof=Proof.SCREEN)
    with pytest.raises(NotOnScreen):
        arrive(session, poster)
    shown = screens.shown_now(posting.SECRET, poster.code, now=NOON)
    with pytest.raises(NotOnScreen):  # sent on to a friend, who opens it at supper
        arrive(session, poster, on_screen=shown, now=NOON + timedelta(hours=6))
    assert arrive(session, poster, on_screen=shown)


def test_the_amount_is_one_the_activity_takes(session):
    with pytest.raises(OutOfRange):
        arrive(session, posting.make(session), amount="100000")


def test_whoever_lives_with_the_host_is_sent_to_another_helper(session):
    with pytest.raises(HostAtHome):
        arrive(session, posting.make(session), "vera")


def test_a_tick_is_the_check_and_points_follow_at_once(session):
    poster = posting.make(session)
    codes = [arrive(session, poster), arrive(session, poster, "fay")]
    assert not tick(session, poster, codes[0], not_seen=[codes[1]]).missed
    seen, not_seen = (stored(session, code) for code in codes)
    assert (seen.state, seen.points) == (ClaimState.AWARDED, 30)
    assert not_seen.state is ClaimState.DECLINED


def test_whoever_is_not_sure_leaves_it_to_the_queue(session):
    poster = posting.make(session)
    code = arrive(session, poster)
    assert tick(session, poster).batch is None
    assert stored(session, code).state is ClaimState.SUBMITTED


def test_ticking_twice_gives_points_once(session):
    poster = posting.make(session)
    code = arrive(session, poster)
    for _ in range(2):
        tick(session, poster, code, idem="the same form")
    assert stored(session, code).points == 30
    assert tick(session, poster, code).batch is None


def test_nobody_ticks_their_own_household(session):
    poster = posting.make(session)
    code = arrive(session, poster, "olive")
    assert isinstance(tick(session, poster, code, who="olive").missed[code], OwnHousehold)
    assert stored(session, code).state is ClaimState.SUBMITTED


def test_a_tick_reaches_nobody_who_is_not_on_the_list_of_today(session):
    poster = posting.make(session)
    other = claiming.send(session, "sort-week")
    assert tick(session, poster, other).batch is None
    assert stored(session, other).state is ClaimState.SUBMITTED


def test_who_holds_the_money_ticks_nobody(session):
    poster = posting.make(session)
    with pytest.raises(NotAllowed):
        tick(session, poster, arrive(session, poster), who="theo")
