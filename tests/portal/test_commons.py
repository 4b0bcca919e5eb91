"""What lapsed is counted in a round's settlement: once, in its own line, to the point."""

import random
from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.commons import LapsedPoints
from db.tables.giving import CauseStatement, Round, SettlementShare
from portal import (
    cause_changes,
    causes,
    gifts,
    giving,
    ledger,
    round_changes,
    settlement,
    timetable,
)
from portal.gifts import Covered
from portal.ledger import AccountKind
from portal.progress import of as progress_of
from portal.settlement import Stale
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, CLOSES, OPENED, QUILTS
from tests.lapsing import IN_TIME, lapse, let_lapse, will_lapse

pytestmark = pytest.mark.usefixtures("town")

SOON = OPENED + timedelta(days=1)
COMMON, ORCHARD, UNIFORMS = "breakfast-table", "towpath-orchard", "uniform-exchange"


@pytest.fixture
def common(session):
    return set_up.cause(session, COMMON, is_common=True)


def choose(session, slug):
    """Let the Fennels say where their points go when they lapse."""
    cause = set_up.cause(session, slug)
    causes.choose(session, people.find(session, "fay"), "RIVER", cause.code, now=OPENED)


def give(session, slug, points, now=SOON):
    who = people.find(session, "rosa")
    set_up.award(session, people.home(session, "Linden"), points, now=now)
    key = f"{slug}{points}{now}"
    gifts.give(session, who, set_up.cause(session, slug), points=points, idem=key, now=now)


def following(session, *slugs, **terms):
    """Open the round after the first."""
    later = {"opens_at": CLOSES, "closes_at": CLOSES + timedelta(days=20)}
    return set_up.open_round(session, *slugs, **later, **terms)


def rows(session, code, now=AFTER):
    found = timetable.find(session, code, now=now)
    listed = giving.list_in_round(session, found.programme_id, found.round_id, now=now)
    return {row.slug: row for row in listed}


def lapsed(session, code, now=AFTER):
    return {slug: row.points_lapsed for slug, row in rows(session, code, now).items()}


def standing(session, slug):
    cause = set_up.cause(session, slug)
    return ledger.balance(session, cause.programme_id, cause.cause_id)


def settled_points(session):
    here = set_up.cause(session, COMMON).programme_id
    return ledger.balance(session, here, ledger.single(here, AccountKind.SETTLED))


def test_what_lapsed_counts_beside_the_gifts_and_leaves_with_them(session, common):
    code = set_up.open_round(session, COMMON, ORCHARD)
    give(session, ORCHARD, 300)
    let_lapse(session, 100)
    assert standing(session, COMMON) == 100
    set_up.settle(session, code)
    shares = {
        slug: (row.points, row.points_lapsed, row.share_cents)
        for slug, row in rows(session, code).items()
    }
    assert shares == {COMMON: (0, 100, 25_000), ORCHARD: (300, 0, 75_000)}
    assert all(row.txn_seq for row in rows(session, code).values())
    assert (standing(session, COMMON), settled_points(session)) == (0, 400)
    papers = session.exec(select(CauseStatement)).all()
    assert sorted(paper.points for paper in papers) == [100, 300]


def test_it_counts_for_the_cause_the_household_chose(session, common):
    choose(session, ORCHARD)
    code = set_up.open_round(session, COMMON, ORCHARD)
    let_lapse(session, 100)
    set_up.settle(session, code)
    assert lapsed(session, code) == {COMMON: 0, ORCHARD: 100}


def test_a_round_in_which_nobody_gave_is_divided_by_what_lapsed(session, common):
    code = set_up.open_round(session, COMMON, ORCHARD)
    let_lapse(session, 7)
    set_up.settle(session, code)
    assert rows(session, code)[COMMON].share_cents == 100_000


def test_what_lapses_after_the_close_counts_in_the_next_round(session, common):
    code = set_up.open_round(session, COMMON)
    will_lapse(session, 60, CLOSES)
    let_lapse(session, 40)
    lapse(session, CLOSES)
    assert lapsed(session, code) == {COMMON: 40}
    set_up.settle(session, code, now=AFTER)
    assert (lapsed(session, code), standing(session, COMMON)) == ({COMMON: 40}, 60)
    second = following(session, COMMON)
    later = CLOSES + timedelta(days=20)
    assert lapsed(session, second) == {COMMON: 60}
    set_up.settle(session, second, now=later)
    assert lapsed(session, second, later) == {COMMON: 60}
    assert lapsed(session, code, later) == {COMMON: 40}
    assert (standing(session, COMMON), settled_points(session)) == (0, 100)


def test_a_round_made_longer_counts_what_lapses_in_its_last_days(session, common):
    code = set_up.open_round(session, COMMON)
    will_lapse(session, 60, CLOSES)
    me, desk = people.find(session, "olive"), set_up.desk(session, "olive")
    longer = CLOSES + timedelta(days=3)
    round_changes.extend(session, me, desk, code, closes_at=longer, now=IN_TIME)
    lapse(session, CLOSES)
    set_up.settle(session, code, now=longer)
    assert lapsed(session, code, longer) == {COMMON: 60}


def test_a_cause_that_is_not_in_the_round_keeps_what_lapsed(session, common):
    code = set_up.open_round(session, ORCHARD)
    give(session, ORCHARD, 10)
    let_lapse(session, 60)
    set_up.settle(session, code)
    assert standing(session, COMMON) == 60
    assert lapsed(session, following(session, COMMON)) == {COMMON: 60}


def test_a_cause_that_fell_away_keeps_what_lapsed_until_it_is_back(session, common):
    code = set_up.open_round(session, COMMON, ORCHARD)
    give(session, ORCHARD, 10)
    let_lapse(session, 60)
    me, desk = people.find(session, "olive"), set_up.desk(session, "olive")
    key = set_up.cause(session, COMMON).code
    cause_changes.suspend(session, me, desk, key, reason="A flood.", now=CLOSES)
    set_up.settle(session, code)
    row = rows(session, code)[COMMON]
    assert (row.is_left_out, row.points_lapsed, row.share_cents) == (True, 0, 0)
    assert rows(session, code)[ORCHARD].share_cents == 100_000
    cause_changes.reopen(session, me, desk, key, now=AFTER)
    assert lapsed(session, following(session, COMMON)) == {COMMON: 60}


def test_what_is_divided_and_not_signed_still_waits(session, common):
    code = set_up.open_round(session, COMMON)
    let_lapse(session, 60)
    theo = people.find(session, "theo")
    for idem in "ab":
        desk = set_up.desk(session, "theo")
        settlement.prepare(session, theo, desk, code, idem=idem, now=AFTER)
    assert standing(session, COMMON) == 60
    assert session.exec(select(LapsedPoints.round_id)).all() == [None]


def test_two_rounds_at_once_never_count_the_same_points(session, common):
    first = set_up.open_round(session, COMMON)
    second = set_up.open_round(session, COMMON, ORCHARD)
    give(session, ORCHARD, 60)
    let_lapse(session, 60)
    theo, desk = people.find(session, "theo"), set_up.desk(session, "theo")
    for code in (first, second):
        assert lapsed(session, code)[COMMON] == 60
        settlement.prepare(session, theo, desk, code, idem=code, now=AFTER)
    olga, hers = people.find(session, "olga"), set_up.desk(session, "olga")
    settlement.sign(session, olga, hers, first, idem="1", now=AFTER)
    with pytest.raises(Stale):
        settlement.sign(session, olga, hers, second, idem="2", now=AFTER)
    settlement.prepare(session, theo, desk, second, idem="again", now=AFTER)
    settlement.sign(session, olga, hers, second, idem="3", now=AFTER)
    assert lapsed(session, second) == {COMMON: 0, ORCHARD: 0}
    assert settled_points(session) == 120


def test_a_round_that_is_void_counts_nothing(session, common):
    code = set_up.open_round(session, COMMON)
    let_lapse(session, 60)
    row = session.exec(select(Round)).one()
    row.voided_at, row.void_reason = IN_TIME, "The sponsor is gone."
    session.flush()
    assert lapsed(session, code) == {COMMON: 0}
    assert lapsed(session, following(session, COMMON)) == {COMMON: 60}


def test_whole_things_are_counted_with_what_lapsed_and_the_rest_goes_on(session, common):
    code = set_up.open_round(session, COMMON, terms=QUILTS)
    give(session, COMMON, 150)
    let_lapse(session, 40)
    assert progress_of(rows(session, code, IN_TIME)[COMMON]).covered == 1
    set_up.settle(session, code)
    row = rows(session, code)[COMMON]
    assert (row.share_units, row.points, row.points_lapsed, row.points_left) == (1, 150, 40, 30)
    assert settled_points(session) == 190
    second = rows(session, following(session, COMMON, terms=QUILTS))[COMMON]
    assert (second.points_lapsed, second.points_carried) == (0, 30)


def test_points_that_lapsed_take_room_of_the_things_that_were_pledged(session, common):
    set_up.open_round(session, COMMON, terms=QUILTS)
    let_lapse(session, 640)
    with pytest.raises(Covered):
        give(session, COMMON, 10, now=IN_TIME)


def test_the_range_of_an_open_pot_knows_what_lapsed(session, common):
    code = set_up.open_round(session, COMMON, ORCHARD)
    let_lapse(session, 100)
    assert progress_of(rows(session, code, IN_TIME)[COMMON]).high_cents == 100_000
    give(session, ORCHARD, 100, now=IN_TIME)
    far = progress_of(rows(session, code, IN_TIME)[COMMON])
    assert (far.low_cents, far.high_cents) == (45_000, 55_000)


class TestACauseThatCloses:
    def close(self, session):
        me, desk = people.find(session, "olive"), set_up.desk(session, "olive")
        key = set_up.cause(session, ORCHARD).code
        cause_changes.close(session, me, desk, key, reason="The orchard is full.", now=CLOSES)

    def test_leaves_what_waits_to_the_common_cause(self, session, common):
        choose(session, ORCHARD)
        let_lapse(session, 30)
        self.close(session)
        second = following(session, COMMON)
        later = CLOSES + timedelta(days=20)
        set_up.settle(session, second, now=later)
        row = rows(session, second, later)[COMMON]
        assert (row.points_lapsed, row.share_cents) == (30, 100_000) and row.txn_seq
        assert (standing(session, ORCHARD), settled_points(session)) == (0, 30)
        paper = session.exec(select(CauseStatement)).one()
        assert paper.cause_id == set_up.cause(session, ORCHARD).cause_id

    def test_is_nobodys_choice_any_more(self, session, common):
        choose(session, ORCHARD)
        will_lapse(session, 30, AFTER)
        self.close(session)
        offered = causes.list_choices(session, people.find(session, "fay"), "RIVER")
        assert [(row.slug, row.is_chosen) for row in offered] == [(COMMON, True)]
        lapse(session, AFTER)
        assert (standing(session, COMMON), standing(session, ORCHARD)) == (30, 0)

    def test_after_its_round_settles_its_gifts_and_leaves_what_lapsed(self, session, common):
        choose(session, ORCHARD)
        code = set_up.open_round(session, COMMON, ORCHARD, terms=QUILTS)
        give(session, ORCHARD, 20)
        let_lapse(session, 200)
        self.close(session)
        set_up.settle(session, code)
        found = rows(session, code)
        assert (found[ORCHARD].is_left_out, found[ORCHARD].points_lapsed) == (True, 0)
        assert (found[COMMON].points_lapsed, found[COMMON].share_units) == (200, 1)
        assert (settled_points(session), standing(session, ORCHARD)) == (220, 0)


class TestWhateverHappens:
    """Seasons by chance: rounds of every kind, one after the other and two at a time."""

    CAUSES = (COMMON, ORCHARD, UNIFORMS)

    @pytest.mark.parametrize("seed", range(2))
    def test_every_point_that_lapsed_waits_or_was_counted_once(self, session, common, seed):
        chance, lapsed_so_far = random.Random(seed), 0
        days = sorted(chance.sample(range(9, 60), 12))
        for day in days:
            will_lapse(session, day, OPENED + timedelta(days=day))
        waiting = []
        for day in range(9, 75):
            now = OPENED + timedelta(days=day)
            if day % 7 == 2:
                waiting.append(self.open(session, chance, now))
            if day in days:
                choose(session, chance.choice(self.CAUSES))
                lapse(session, now)
                lapsed_so_far += day
                self.check(session, lapsed_so_far)
            for code in [code for code, closes_at in waiting if closes_at <= now]:
                waiting = [one for one in waiting if one[0] != code]
                self.settle(session, code, now)
                self.check(session, lapsed_so_far)
        assert {row.round_id is None for row in session.exec(select(LapsedPoints))} == {False}

    def open(self, session, chance, now):
        """Open a round over some causes, the last of them over all, with or without a gift."""
        some = chance.sample(self.CAUSES, chance.randint(1, 3))
        closes_at = now + timedelta(days=chance.randint(3, 10))
        if now > OPENED + timedelta(days=60):
            some, closes_at = self.CAUSES, now + timedelta(days=3)
        terms = chance.choice((set_up.POT, QUILTS))
        code = set_up.open_round(session, *some, terms=terms, opens_at=now, closes_at=closes_at)
        if chance.random() < 0.8:
            give(session, some[0], chance.randint(10, 90), now=now)
        return code, closes_at

    def settle(self, session, code, now):
        try:
            set_up.settle(session, code, now=now)
        except settlement.NoPoints:
            assert sum(lapsed(session, code, now).values()) == 0

    def check(self, session, lapsed_so_far):
        """Compare what is remembered with the ledger, and both with the shares."""
        kept = session.exec(select(LapsedPoints)).all()
        assert sum(row.points for row in kept) == lapsed_so_far
        for slug in self.CAUSES:
            cause_id = set_up.cause(session, slug).cause_id
            here = [row.points for row in kept if row.lies_at == cause_id and not row.round_id]
            assert standing(session, slug) == sum(here)
        shares = session.exec(select(SettlementShare)).all()
        for share in shares:
            counted = [row.points for row in kept if self.is_in(row, share)]
            assert share.points_lapsed == sum(counted)
        assert settled_points(session) == sum(
            share.points + share.points_lapsed for share in shares
        )

    def is_in(self, row, share):
        return (row.round_id, row.cause_id) == (share.round_id, share.cause_id)
