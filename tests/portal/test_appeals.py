"""Appeals and complaints: somebody else answers within a fortnight, and it is counted in public."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.tables.claims import ClaimState
from db.tables.letters import Letter, LetterKind
from portal import appeals, complaints, hearings, ids, ledger, programmes
from portal.appeals import AppealedBefore, AppealTooLate, Decider, NotDeclined
from portal.complaints import (
    Answered,
    ComplaintKind,
    NoWords,
    Objection,
    Outcome,
    OwnComplaint,
    TooManyComplaints,
)
from portal.errors import NotAllowed, NotFound
from portal.verification import SamePhoto
from tests.claiming import approve, decide, desk, picture, send, stored, told, verdict
from tests.people import NOON, find, home

WHY = "The bag is in the picture, behind the door."


def river(session):
    return programmes.find(session, "RIVER", now=NOON)


def declined(session, **facts):
    code = send(session, **facts)
    decide(session, verdict(session, code, "decline", "not-seen"))
    return code


def appeal(session, code, who="rosa", words=WHY, idem=None, now=NOON):
    me = find(session, who)
    return appeals.appeal(session, me, code, words, idem=idem or ids.new_token(), now=now)


def answer(session, code, outcome=Outcome.UPHELD, who="olive", words="You are right.", idem=None):
    me, key = find(session, who), idem or ids.new_token()
    appeals.answer(session, me, desk(session, who), code, outcome, words, idem=key, now=NOON)


def complain(session, who="rosa", kind=ComplaintKind.RULE, words="Why?", idem=None, now=NOON):
    what = Objection(river(session).programme_id, kind, words)
    me = find(session, who)
    return complaints.record(session, me, what, idem=idem or ids.new_token(), now=now)


def reply(session, code, outcome=Outcome.CHANGED, who="olive", words="Changed for autumn."):
    me, key = find(session, who), ids.new_token()
    complaints.answer(session, me, desk(session, who), code, outcome, words, idem=key, now=NOON)


def letters_to(session, who):
    asked = select(Letter).where(
        Letter.kind == LetterKind.ANSWER, Letter.person_id == find(session, who).id
    )
    return session.exec(asked.order_by(col(Letter.id))).all()


def test_an_appeal_that_is_upheld_gives_the_points_after_all(session, town):
    code = declined(session)
    mine = appeal(session, code)
    assert mine.startswith("B-")
    answer(session, mine)
    claim = stored(session, code)
    assert (claim.state, claim.revision) == (ClaimState.AWARDED, 2)
    assert ledger.balance(session, river(session).programme_id, home(session, "Linden")) == 10
    [letter] = letters_to(session, "rosa")
    assert letter.facts["outcome"] == "upheld" and mine in letter.facts["link"]


def test_an_appeal_that_is_rejected_leaves_everything_as_it_was(session, town):
    code = declined(session)
    mine = appeal(session, code)
    answer(session, mine, Outcome.REJECTED, words="Nothing can be seen.")
    assert stored(session, code).state is ClaimState.DECLINED
    row = hearings.find_mine(session, find(session, "rosa"), mine)
    assert (row.outcome, row.answer) == ("rejected", "Nothing can be seen.")


def test_who_decided_does_not_hear_the_appeal(session, town):
    mine = appeal(session, declined(session))
    with pytest.raises(Decider):
        answer(session, mine, who="vera")
    with pytest.raises(NotAllowed):
        answer(session, mine, who="theo")


def test_an_appeal_is_heard_once_and_the_same_form_twice_is_one(session, town):
    code = declined(session)
    first = appeal(session, code, idem="k" * 32)
    assert appeal(session, code, idem="k" * 32) == first
    with pytest.raises(AppealedBefore):
        appeal(session, code, words="Once more")
    answer(session, first, idem="a" * 32)
    answer(session, first, idem="a" * 32)
    assert len(letters_to(session, "rosa")) == 1
    with pytest.raises(Answered):
        answer(session, first, Outcome.REJECTED)


def test_what_was_not_declined_is_not_appealed_against_nor_after_thirty_days(session, town):
    waiting = send(session)
    with pytest.raises(NotDeclined):
        appeal(session, waiting)
    code = declined(session, who="tom")
    with pytest.raises(AppealTooLate):
        appeal(session, code, who="tom", now=NOON + timedelta(days=31))
    appeal(session, code, who="tom", now=NOON + timedelta(days=30))


def test_others_do_not_appeal_for_a_household(session, town):
    code = declined(session)
    with pytest.raises(NotFound):
        appeal(session, code, who="fay")
    assert appeal(session, code, who="tom")  # another adult of the same home


def test_a_photo_that_counted_for_another_claim_stops_an_appeal_too(session, town):
    photo = picture("red")
    first = send(session, "repair-clothing", facts=told(photo=photo), who="fay")
    second = send(session, "repair-clothing", facts=told(photo=photo))
    decide(session, verdict(session, second, "decline", "used-before"))
    mine = appeal(session, second)
    approve(session, first)
    with pytest.raises(SamePhoto):
        answer(session, mine)


def test_words_are_needed_and_have_an_end(session, town):
    code = declined(session)
    for words in ("", "   ", "x" * 1001):
        with pytest.raises(NoWords):
            appeal(session, code, words=words)
    mine = appeal(session, code, words=f"  {WHY}  ")
    assert hearings.find_mine(session, find(session, "rosa"), mine).words == WHY
    with pytest.raises(NoWords):
        answer(session, mine, words=" ")


def test_anybody_may_complain_about_a_programme_and_somebody_else_answers(session, town):
    code = complain(session, who="fay", kind=ComplaintKind.ACCESS)
    row = hearings.find_at_desk(session, desk(session, "olive"), code)
    assert row.answer_by == NOON + timedelta(days=14)
    reply(session, code)
    assert hearings.find_mine(session, find(session, "fay"), code).outcome == "changed"
    assert len(letters_to(session, "fay")) == 1


def test_a_complaint_is_not_answered_by_who_made_it_or_has_no_such_role(session, town):
    code = complain(session, who="olive")
    with pytest.raises(OwnComplaint):
        reply(session, code)
    for who in ("vera", "theo"):
        with pytest.raises(NotAllowed):
            reply(session, code, who=who)
    reply(session, code, who="olga")


def test_a_complaint_is_its_makers_and_its_desks_alone(session, town):
    code = complain(session)
    with pytest.raises(NotFound):
        hearings.find_mine(session, find(session, "tom"), code)
    with pytest.raises(NotFound):
        hearings.find_at_desk(session, desk(session, "grace", "willowford-bridge-school"), code)
    assert [row.code for row in hearings.list_mine(session, find(session, "rosa"))] == [code]


def test_an_appeal_is_not_answered_as_a_complaint(session, town):
    mine = appeal(session, declined(session))
    with pytest.raises(NotAllowed):
        reply(session, mine)


def test_there_is_an_end_to_open_complaints_of_one_person(session, town):
    codes = [complain(session, words=f"{number}") for number in range(5)]
    with pytest.raises(TooManyComplaints):
        complain(session)
    reply(session, codes[0])
    assert complain(session)


def test_what_is_public_are_counts_of_both_and_what_is_late(session, town):
    place = desk(session, "olive").organisation_id
    assert hearings.figures(session, place, now=NOON) == []
    upheld, open_ = appeal(session, declined(session)), declined(session, who="fay")
    appeal(session, open_, who="fay")
    answer(session, upheld)
    complain(session)
    soon, late = NOON + timedelta(days=13), NOON + timedelta(days=15)
    rows = hearings.figures(session, place, now=soon)
    told_of = [(row.is_appeal, row.made, row.answered, row.upheld, row.late) for row in rows]
    assert [(bool(a), *rest) for a, *rest in told_of] == [(True, 2, 1, 1, 0), (False, 1, 0, 0, 0)]
    rows = hearings.figures(session, place, now=late)
    assert [row.late for row in rows] == [1, 1]
