"""Slips: a helper types somebody's act for them, and somebody else checks it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.claims import Claim, ClaimState, EvidenceClass
from db.tables.history import HistoryEvent
from db.tables.households import Household
from db.tables.slips import Slip
from portal import people, slips, traces
from portal.desk_homes import HelperAtHome, UnknownHome, list_home
from portal.errors import NotAllowed, NotFound
from portal.people import Paused
from portal.slips import NoReason, SlipUsed, UnknownSlip
from portal.told import PhotoMissing, TooLongAgo
from portal.verification import OwnHousehold
from portal.waiting import Decided
from tests import claiming
from tests.claiming import SHELF, told
from tests.importing import code_of
from tests.people import NOON, find
from tests.slipping import type_in

pytestmark = pytest.mark.usefixtures("town")


def claim_of(session, slip):
    session.expire_all()
    one = session.exec(select(Slip).where(Slip.code == slip)).one()
    return session.exec(select(Claim).where(Claim.code == one.claim_code)).one()


def test_what_a_helper_types_is_the_persons_own_act_and_waits(session):
    code = type_in(session)
    claim, rosa = claim_of(session, code), find(session, "rosa")
    assert (claim.person_id, claim.holder_id) == (rosa.id, rosa.household_id)
    assert (claim.state, claim.evidence_class) == (ClaimState.SUBMITTED, EvidenceClass.DECLARED)
    row = slips.find(session, claiming.desk(session, "olive"), code)
    assert (row.typist_name, row.reason, row.person_name) == ("Olive", "Has no phone.", "Rosa")


def test_the_log_names_who_typed_it(session):
    claim = claim_of(session, type_in(session))
    said = select(HistoryEvent.actor_id).where(HistoryEvent.subject == claim.code)
    assert set(session.exec(said)) == {find(session, "olive").id}


def test_whoever_typed_it_does_not_check_it_and_somebody_else_does(session):
    claim = claim_of(session, type_in(session))
    result = claiming.decide(session, claiming.verdict(session, claim.code), who="olive")
    assert isinstance(result.missed[claim.code], OwnHousehold)
    claiming.approve(session, claim.code)
    assert claiming.stored(session, claim.code).state is ClaimState.AWARDED


def test_it_is_not_in_the_queue_of_whoever_typed_it(session):
    claim = claim_of(session, type_in(session))
    waiting = {
        who: [row.claim_count for row in claiming.waiting_for(session, who)[1]]
        for who in ("olive", "vera")
    }
    assert claim.state is ClaimState.SUBMITTED and waiting == {"olive": [0], "vera": [1]}


def test_a_helper_who_was_there_may_say_so_and_another_one_checks(session):
    seen = told("3", witness_id=find(session, "olive").id)
    claim = claim_of(session, type_in(session, "recycle-glass", told=seen))
    assert claim.evidence_class is EvidenceClass.WITNESSED


def test_what_takes_a_photo_is_told_on_a_slip_that_somebody_signed(session):
    with pytest.raises(PhotoMissing):
        type_in(session, "efficient-appliance")
    signed = told(witness_id=find(session, "vera").id, is_signed=True)
    claim = claim_of(session, type_in(session, "efficient-appliance", told=signed))
    assert claim.evidence_class is EvidenceClass.DOCUMENTED


def test_a_printed_slip_counts_once_and_says_as_what(session):
    paper = slips.new_slip()
    assert type_in(session, slip=paper.lower().replace("-", " ")) == paper
    first = claim_of(session, paper)
    with pytest.raises(SlipUsed) as refused:
        type_in(session, whose="fay", slip=paper)
    assert refused.value.facts == {"code": first.code}


def test_every_single_wrong_sign_of_a_slip_is_caught(session):
    paper = slips.new_slip()
    for place in range(2, len(paper)):
        if paper[place] == "-":
            continue
        wrong = paper[:place] + ("7" if paper[place] != "7" else "8") + paper[place + 1 :]
        with pytest.raises(UnknownSlip):
            type_in(session, slip=wrong)
    with pytest.raises(UnknownSlip):
        type_in(session, slip=f"T{paper[1:]}")  # a sheet is no slip


def test_the_same_form_sent_twice_is_one_slip(session):
    first = type_in(session, idem="the-same-form-sent-twice")
    assert type_in(session, idem="the-same-form-sent-twice") == first
    assert len(session.exec(select(Claim)).all()) == 1


def test_late_paper_comes_with_its_reason_up_to_three_months(session):
    late = told(done_on=NOON.date() - timedelta(days=30))
    with pytest.raises(TooLongAgo):
        type_in(session, told=late)
    on_paper = told(done_on=late.done_on, is_late=True)
    assert claim_of(session, type_in(session, told=on_paper)).done_on == late.done_on


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_reason_is_needed(session, reason):
    with pytest.raises(NoReason):
        type_in(session, reason=reason)


def test_a_mistyped_household_is_told_and_nobody_is_found_by_guessing(session):
    with pytest.raises(UnknownHome):
        type_in(session, home="Linden")
    with pytest.raises(UnknownHome):
        type_in(session, home="M-0000-0000-000")


def test_nobody_is_typed_for_who_lives_elsewhere(session):
    with pytest.raises(NotFound):
        type_in(session, whose="fay", home=code_of(session, "Linden"))


def test_nobody_types_for_their_own_household(session):
    me, desk = find(session, "olive"), claiming.desk(session, "olive")
    own = session.get_one(Household, me.household_id).code
    with pytest.raises(HelperAtHome):
        list_home(session, me, desk, own)


def test_who_may_not_enter_paper_types_for_nobody(session):
    with pytest.raises(NotAllowed):
        type_in(session, who="theo")


def test_nothing_is_typed_for_somebody_who_takes_a_break(session):
    people.pause(session, find(session, "rosa"), now=NOON)
    with pytest.raises(Paused):
        type_in(session)


def test_what_somebody_contests_is_taken_back_while_it_waits(session):
    code = type_in(session)
    desk, facts = claiming.desk(session, "olive"), {"shelf": SHELF, "now": NOON}
    me = find(session, "olive")
    slips.take_back(session, me, desk, code, idem="taken-back-once", **facts)
    assert claim_of(session, code).state is ClaimState.WITHDRAWN
    other = type_in(session)
    claiming.approve(session, claim_of(session, other).code)
    with pytest.raises(Decided):
        slips.take_back(session, me, desk, other, idem="taken-back-late", **facts)


def test_another_desk_knows_nothing_of_it(session):
    code = type_in(session)
    with pytest.raises(NotFound):
        slips.find(session, claiming.desk(session, "grace", "willowford-bridge-school"), code)


def test_the_words_go_when_the_person_is_forgotten(session):
    code = type_in(session)
    traces.wipe(session, SHELF, find(session, "rosa").id, now=NOON)
    assert session.exec(select(Slip.reason).where(Slip.code == code)).one() is None
