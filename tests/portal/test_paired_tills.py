"""Paired tills: a card makes one browser a till, once; a till takes vouchers and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from db.tables.books import AccountKind
from db.tables.history import HistoryEvent
from db.tables.ledger import Txn
from db.tables.receipts import ActKind
from db.tables.tills import Till
from portal import ids, paired_tills, register_checks, till_cards, tills
from portal.desks import Suspended
from portal.errors import NotAllowed, NotFound
from portal.paired_tills import UnknownTillCard
from portal.redemptions import RedemptionState
from portal.throttle import NETWORK, TooSoon
from portal.till_cards import CardGone, TillStage, TooManyTills
from portal.tills import NotGood, TillState, TooLateToUndo
from portal.vault import Vault
from tests import people, rewarding, tilling
from tests.giving import RIVERSIDE, SHELTER, desk
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def code(session):
    """Linden's voucher for a bus pass of the shelter."""
    rewarding.award(session)
    return rewarding.redeem(session, rewarding.offered(session))


@pytest.fixture
def token(session):
    """A browser that is the shelter's first till."""
    return tilling.pair(session, tilling.card(session).secret)


def rows(session, who="chen", place=SHELTER, now=NOON):
    found = till_cards.list_at(session, desk(session, who, place))
    return {row.number: (row, till_cards.stage_of(row, now=now)) for row in found}


def use(session, taker, code, idem="till", now=NOON):
    tills.accept(session, taker, code, idem=idem, now=now)


def undo(session, taker, code, idem="undo", now=NOON):
    tills.undo(session, taker, code, idem=idem, now=now)


def close(session, place=SHELTER):
    """Let the operator close a partner."""
    op = people.find(session, "op")
    register_checks.close(session, op, place, reason="It has closed its doors.", now=NOON)


def test_a_card_makes_one_browser_a_till_and_no_second_one(session):
    card = tilling.card(session)
    first = tilling.pair(session, card.secret.lower().replace("-", " "))
    till = paired_tills.find_or_none(session, first, now=NOON)
    assert till and (till.number, till.name["en"]) == (1, "Osier Lane Shelter")
    with pytest.raises(UnknownTillCard):
        tilling.pair(session, card.secret, idem="another browser")
    with pytest.raises(UnknownTillCard):
        paired_tills.look_up(session, card.secret, now=NOON)
    assert paired_tills.find_or_none(session, first, now=NOON)


def test_the_same_form_sent_twice_is_the_same_till(session):
    card = tilling.card(session)
    assert tilling.pair(session, card.secret) == tilling.pair(session, card.secret)
    assert [stage for _, stage in rows(session).values()] == [TillStage.PAIRED]


def test_only_hashes_are_kept_and_what_is_printed_again_needs_the_key(session):
    card = tilling.card(session)
    at = desk(session, "chen", SHELTER)
    assert till_cards.print_again(session, tilling.VAULT, at, 1, now=NOON) == card
    with pytest.raises(CardGone):
        till_cards.print_again(session, Vault("another key"), at, 1, now=NOON)
    token = tilling.pair(session, card.secret)
    kept = " ".join(str(value) for value in session.exec(select(Till)).one().model_dump().values())
    assert card.secret not in kept and token not in kept and ids.digest(token) in kept
    with pytest.raises(CardGone):
        till_cards.print_again(session, tilling.VAULT, at, 1, now=NOON)


def test_a_card_works_for_two_weeks_and_a_till_for_a_year(session):
    card = tilling.card(session)
    with pytest.raises(UnknownTillCard):
        paired_tills.look_up(session, card.secret, now=NOON + 14 * DAY)
    late = NOON + 14 * DAY - MINUTE
    token = tilling.pair(session, card.secret, now=late)
    assert paired_tills.find_or_none(session, token, now=late + 365 * DAY - MINUTE)
    assert paired_tills.find_or_none(session, token, now=late + 365 * DAY) is None


def test_what_ran_out_is_ended_in_the_night_and_keeps_no_secret(session, token):
    waiting = tilling.card(session, idem="second").secret
    assert paired_tills.forget_old(session, now=NOON + 13 * DAY) == 0
    assert paired_tills.forget_old(session, now=NOON + 14 * DAY) == 1
    assert paired_tills.forget_old(session, now=NOON + 365 * DAY) == 1
    session.expire_all()
    assert {till.secret_hash for till in session.exec(select(Till))} == {None}
    assert {stage for _, stage in rows(session).values()} == {TillStage.OVER}
    with pytest.raises(UnknownTillCard):
        paired_tills.look_up(session, waiting, now=NOON)


def test_the_desk_ends_a_till_or_a_card_at_once(session, token, code):
    waiting = tilling.card(session, idem="second").secret
    taker = tilling.taker(session, token)
    for number in (1, 2, 2):
        tilling.end(session, number)
    assert paired_tills.find_or_none(session, token, now=NOON) is None
    with pytest.raises(UnknownTillCard):
        tilling.pair(session, waiting)
    with pytest.raises(IntegrityError, match="a till of its own partner"):  # a page that was open
        use(session, taker, code)


def test_a_browser_that_leaves_is_a_till_no_more(session, token):
    paired_tills.leave(session, token, now=NOON)
    paired_tills.leave(session, token, now=NOON)
    assert paired_tills.find_or_none(session, token, now=NOON) is None
    row, stage = rows(session)[1]
    assert (stage, row.ended_at) == (TillStage.OVER, NOON)


def test_a_token_of_somebody_or_of_nobody_is_no_till(session, token):
    for other in ("", "key of chen", token.removeprefix(paired_tills.PREFIX), f"{token}0"):
        assert paired_tills.find_or_none(session, other, now=NOON) is None


def test_only_who_leads_the_desk_makes_and_ends_tills_there(session, token):
    at = desk(session, "olga")
    with pytest.raises(NotFound):
        till_cards.end(session, people.find(session, "olga"), at, 1, now=NOON)  # the shelter's
    treasurer = desk(session, "theo")
    with pytest.raises(NotAllowed):
        tilling.card(session, "theo", RIVERSIDE)
    with pytest.raises(NotAllowed):
        till_cards.list_at(session, treasurer)
    assert paired_tills.find_or_none(session, token, now=NOON)


def test_numbers_are_never_used_twice_and_one_form_makes_one_card(session):
    assert [tilling.card(session, idem=idem).number for idem in ("a", "a", "b")] == [1, 1, 2]
    tilling.end(session, 2)
    assert tilling.card(session, idem="c").number == 3
    assert tilling.card(session, "olga", RIVERSIDE, idem="d").number == 1
    assert list(rows(session)) == [3, 1, 2]  # what works comes first


def test_there_is_an_end_to_how_many_work_at_once(session, monkeypatch):
    monkeypatch.setattr(till_cards, "MOST", 2)
    for idem in ("a", "b"):
        tilling.card(session, idem=idem)
    with pytest.raises(TooManyTills):
        tilling.card(session, idem="c")
    tilling.end(session, 1)
    assert tilling.card(session, idem="c").number == 3


def test_guesses_at_cards_wait_longer_and_longer(session):
    card = tilling.card(session)
    for _ in range(NETWORK.free):
        with pytest.raises(UnknownTillCard):
            tilling.pair(session, "0000-0000-0000-0000")
    with pytest.raises(TooSoon):
        tilling.pair(session, card.secret)
    assert tilling.pair(session, card.secret, network="198.51.100.4")


def test_a_till_takes_a_voucher_and_undoes_that_for_ten_minutes(session, token, code):
    taker = tilling.taker(session, token)
    assert tills.state_of(tills.find(session, code), taker, now=NOON) is TillState.GOOD
    for _ in range(2):
        use(session, taker, code)
    it = tills.find(session, code)
    assert (it.used_till, it.till_number) == (taker.id, 1)
    assert rewarding.redemption(session, code).used_by is None
    assert rows(session)[1][0].used_at == NOON
    for _ in range(2):
        undo(session, taker, code, now=NOON + 9 * MINUTE)
    assert tills.find(session, code).used_till is None
    use(session, taker, code, idem="again")
    with pytest.raises(TooLateToUndo):
        undo(session, taker, code, idem="late", now=NOON + 10 * MINUTE)


def test_the_till_stands_in_history_and_ledger_and_nobody_is_invented(session, token, code):
    taker = tilling.taker(session, token)
    use(session, taker, code)
    rewarding.end_all(session, now=NOON + 10 * MINUTE)
    assert rewarding.account(session, AccountKind.REDEEMED) == 60
    said = select(HistoryEvent.actor_id).where(HistoryEvent.verb == ActKind.VOUCHER_USED)
    booked = select(Txn.actor_id).where(Txn.kind == "redeem")
    assert {*session.exec(said), *session.exec(booked)} == {taker.id}
    events = select(HistoryEvent.verb, HistoryEvent.actor_id).where(
        HistoryEvent.subject == str(taker.id)
    )
    chen = people.find(session, "chen").id
    assert set(session.exec(events)) == {("till.made", chen), ("till.paired", None)}


def test_a_till_sees_its_own_uses_and_undoes_no_others(session, token, code):
    second = tilling.pair(session, tilling.card(session, idem="second").secret, idem="other")
    one, two = (tilling.taker(session, which) for which in (token, second))
    chen = tills.somebody(session, people.find(session, "chen"), now=NOON)
    use(session, one, code)
    lately = [tills.list_lately(session, taker, now=NOON) for taker in (one, two, chen)]
    assert [[row.till_number for row in found] for found in lately] == [[1], [], [1]]
    with pytest.raises(NotAllowed):
        undo(session, two, code)
    undo(session, chen, code)
    rewarding.accept(session, code, idem="by chen")
    with pytest.raises(NotAllowed):
        undo(session, one, code, idem="not mine")


def test_a_till_takes_no_other_partners_voucher(session, code):
    card = tilling.card(session, "olga", RIVERSIDE)
    taker = tilling.taker(session, tilling.pair(session, card.secret))
    assert tills.state_of(tills.find(session, code), taker, now=NOON) is TillState.ELSEWHERE
    with pytest.raises(NotGood):
        use(session, taker, code)
    with pytest.raises(NotAllowed):
        undo(session, taker, code)
    assert rewarding.redemption(session, code).state is RedemptionState.READY


def test_a_suspended_partner_makes_no_tills_and_a_closed_one_has_none(session, token):
    waiting = tilling.card(session, idem="second").secret
    op = people.find(session, "op")
    register_checks.suspend(session, op, SHELTER, reason="Its entry is gone.", now=NOON)
    with pytest.raises(Suspended):
        tilling.card(session, idem="third")
    with pytest.raises(UnknownTillCard):
        tilling.pair(session, waiting)
    assert paired_tills.find_or_none(session, token, now=NOON), "vouchers that are out stay good"
    close(session)
    assert paired_tills.find_or_none(session, token, now=NOON) is None
