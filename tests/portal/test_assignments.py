"""Assignments: where two check, each action is one's by its code, until it waited for a day."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from db.tables.organisations import Membership, Role
from portal import assignments, codes, queues
from portal.assignments import SHARED_AFTER, NotYourTurn
from portal.errors import NotFound
from tests.claiming import decide, desk, picture, send, told, verdict, waiting_for
from tests.people import NOON, find

ids_of_people = st.lists(st.uuids(), min_size=1, max_size=40, unique=True)


@pytest.fixture
def two_check(session: Session, town: None) -> None:
    """Beside vera, chen checks at Riverside from today on."""
    place = desk(session, "vera").organisation_id
    chen = find(session, "chen").id
    session.add(Membership(organisation_id=place, person_id=chen, role=Role.VERIFIER, since=NOON))
    session.flush()


def shown_to(session: Session, who: str, *, now=NOON) -> set[str]:
    turn, [river] = waiting_for(session, who, now=now)
    page = queues.show(session, find(session, who), river, turn, now=now)
    assert river.claim_count == len(page.rows)
    return {row.code for row in page.rows}


def whose(session: Session, code: str) -> str:
    [who] = [who for who in ("vera", "chen") if code in shown_to(session, who)]
    return who


@given(ids_of_people)
def test_every_sign_is_dealt_to_one_of_those_who_check(verifiers: list[UUID]) -> None:
    dealt = Counter(sign for one in verifiers for sign in assignments.signs_of(one, verifiers))
    assert set(dealt) == set(codes.ALPHABET)
    assert set(dealt.values()) == {1}


@given(ids_of_people)
def test_nobody_gets_two_signs_more_than_another(verifiers: list[UUID]) -> None:
    hands = sorted(len(assignments.signs_of(one, verifiers)) for one in verifiers)
    assert hands[-1] - hands[0] <= 1


@given(st.uuids(), ids_of_people)
def test_who_is_no_verifier_is_kept_from_nothing(me: UUID, verifiers: list[UUID]) -> None:
    others = [one for one in verifiers if one != me]
    assert assignments.signs_of(me, others) == codes.ALPHABET


@pytest.mark.usefixtures("two_check")
def test_two_who_check_share_what_waits_and_nothing_twice(session: Session) -> None:
    sent = {send(session, who=who) for who in ("rosa", "fay") for _ in range(5)}
    vera, chen = shown_to(session, "vera"), shown_to(session, "chen")
    assert vera | chen == sent
    assert not vera & chen


@pytest.mark.usefixtures("two_check")
def test_an_organiser_sees_everything(session: Session) -> None:
    sent = {send(session) for _ in range(6)}
    assert shown_to(session, "olive") == sent


@pytest.mark.usefixtures("two_check")
def test_what_has_waited_for_a_day_is_everybodys(session: Session) -> None:
    sent = {send(session) for _ in range(6)}
    assert shown_to(session, "vera", now=NOON + SHARED_AFTER) == sent
    assert shown_to(session, "chen", now=NOON + SHARED_AFTER) == sent


@pytest.mark.usefixtures("two_check")
def test_the_query_and_the_rule_agree(session: Session) -> None:
    times = [NOON - timedelta(hours=6 * n) for n in range(8)]
    sent = {send(session, facts=told(done_on=at.date()), now=at): at for at in times}
    for who in ("vera", "chen"):
        turn, _ = waiting_for(session, who)
        mine = {code for code, at in sent.items() if turn.takes(code, at)}
        assert shown_to(session, who) == mine


@pytest.mark.usefixtures("two_check")
def test_what_is_somebody_elses_is_not_decided_and_keeps_nothing_back(session: Session) -> None:
    sent = [send(session) for _ in range(10)]
    mine = [code for code in sent if whose(session, code) == "vera"]
    others = [code for code in sent if whose(session, code) == "chen"]
    result = decide(session, *(verdict(session, code) for code in sent))
    assert bool(result.batch) == bool(mine)
    assert set(result.missed) == set(others)
    assert all(isinstance(why, NotYourTurn) for why in result.missed.values())
    assert not shown_to(session, "vera")
    assert shown_to(session, "chen") == set(others)


@pytest.mark.usefixtures("two_check")
def test_only_whose_turn_it_is_sees_the_photo(session: Session) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    mine = whose(session, code)
    other = {"vera": "chen", "chen": "vera"}[mine]
    assert queues.find_photo(session, find(session, mine), desk(session, mine), code, now=NOON)
    with pytest.raises(NotFound):
        queues.find_photo(session, find(session, other), desk(session, other), code, now=NOON)


@pytest.mark.usefixtures("two_check")
@pytest.mark.parametrize("how", [("approve", ""), ("decline", "not-seen")])
def test_once_decided_a_photo_is_open_to_who_looks_again(session: Session, how: Any) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    mine = whose(session, code)
    other = {"vera": "chen", "chen": "vera"}[mine]
    decide(session, verdict(session, code, *how), who=mine)
    assert queues.find_photo(session, find(session, other), desk(session, other), code, now=NOON)


def test_who_checks_alone_has_all_of_it(session: Session, town: None) -> None:
    sent = {send(session) for _ in range(6)}
    assert shown_to(session, "vera") == sent
