"""Records: what the portal itself saw counts at once, once, and somebody answers for it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from db.tables.claims import Approval, Batch, ClaimState, EvidenceClass, Verification
from db.tables.households import HouseholdMember, Standing
from db.tables.questionnaires import RecordCheck
from db.tables.samples import Sample
from portal import claims, factors, haste, ids, records, workings
from portal.figures import Acts
from portal.records import OnlyAdults
from portal.told import RecordMissing
from tests import asking, claiming
from tests.claiming import stored, told
from tests.people import NOON, find

pytestmark = pytest.mark.usefixtures("town")


def signers(session):
    what = claiming.what(session, "welcome")
    facts = {"programme_id": what.programme_id, "version": what.version}
    return list(records.SIGNERS.one(session, **facts))


def checker(session, claim):
    decided = select(Verification.verifier_id).where(Verification.claim_code == claim.code)
    return session.exec(decided).one()


def test_reading_how_it_works_is_logged_checked_and_awarded_at_once(session):
    claim = stored(session, asking.read(session))
    assert (claim.activity, claim.state, claim.points) == ("welcome", ClaimState.AWARDED, 20)
    assert claim.evidence_class is EvidenceClass.METERED
    assert find(session, "rosa").points == claim.points


def test_it_counts_once_for_each_person(session):
    first = asking.read(session)
    assert asking.read(session) == first
    other = asking.read(session, who="tom")
    assert other != first
    assert len(session.exec(select(RecordCheck)).all()) == 2
    assert find(session, "rosa").points == 40  # one household


def test_whoever_signed_the_rules_answers_for_it_by_name(session):
    claim = stored(session, asking.read(session))
    approval = session.exec(select(Approval).where(Approval.claim_code == claim.code)).one()
    assert checker(session, claim) == approval.verifier_id == signers(session)[0]


def test_somebody_who_signed_the_rules_has_another_one_answer_for_them(session):
    first, second = signers(session)
    name = next(one for one in ("olga", "omar", "olive") if find(session, one).id == first)
    claim = stored(session, asking.read(session, who=name))
    assert (claim.state, checker(session, claim)) == (ClaimState.AWARDED, second)


def test_where_all_of_them_lived_with_the_claimant_it_waits_for_a_check(session):
    rosa = find(session, "rosa")
    for person_id in signers(session):
        long_ago = {"joined_at": NOON - timedelta(days=9), "left_at": NOON - timedelta(days=8)}
        home = {"household_id": rosa.household_id, "person_id": person_id}
        session.add(HouseholdMember(**home, **long_ago, standing=Standing.ADULT))
    session.flush()
    claim = stored(session, asking.read(session))
    assert claim.state is ClaimState.SUBMITTED
    claiming.approve(session, claim.code)
    assert stored(session, claim.code).state is ClaimState.AWARDED


def test_nothing_is_looked_at_a_second_time_and_no_batch_can_be_undone(session):
    asking.read(session)
    assert session.exec(select(Sample)).all() == []
    assert session.exec(select(Batch)).all() == []


def test_a_hundred_records_a_minute_make_nobody_hasty(session):
    asking.read(session)
    for who in ("tom", "fay"):
        asking.read(session, who=who)
    desk = claiming.desk(session, "olive")
    runs = haste.RUNS.all(session, organisation_id=desk.organisation_id, since=NOON - haste.WITHIN)
    assert runs == []


def test_nobody_can_say_so_by_hand(session):
    for activity in ("welcome", "quiz", "survey"):
        with pytest.raises(RecordMissing):
            claiming.send(session, activity, facts=told())


def test_children_are_not_asked_for_it(session):
    pip = replace(find(session, "rosa"), standing=Standing.CHILD)
    with pytest.raises(OnlyAdults):
        records.require_adult(pip)


def test_without_points_for_it_the_record_alone_remains(session):
    what = claiming.what(session, "walk", "SCHOOL")
    me = find(session, "rosa")
    facts = {"shelf": claiming.SHELF, "now": NOON}
    assert records.log(session, me, what, "welcome", "welcome", **facts) is None
    assert records.find_or_none(session, me, what.programme_id, "welcome").claim_code is None


def test_it_cannot_be_changed_or_taken_back_afterwards(session):
    code = asking.read(session)
    me, facts = find(session, "rosa"), {"shelf": claiming.SHELF, "now": NOON}
    with pytest.raises(claims.Decided):
        claims.withdraw(session, me, code, idem=ids.new_token(), **facts)


def test_records_weigh_nothing_in_the_mix_of_proofs_and_a_feed_does(session):
    asking.read(session)
    row = ("GB", "", 2026, EvidenceClass.METERED, 1, Decimal(1))
    by_bus, read = (Acts(row[0], code, *row[1:]) for code in ("bus", "welcome"))
    mix = workings.work_out((by_bus, read), factors.read(session), None).mix
    assert mix[EvidenceClass.METERED] == 1
