"""Budget requests: one asks, others agree, over the programme's limit three."""

import pytest

from db.tables.budgets import TopUp
from portal import budget_requests, ledger, programmes
from portal.budget_requests import PaperMissing, RequestEnded
from portal.budgets import SameSigner, TopUpTarget
from portal.errors import NotAllowed, NotFound
from portal.ledger import AccountKind
from tests import giving, people
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
OVER = 100_001  # the book's limit is 100,000


def river(session):
    return programmes.find(session, "RIVER", now=NOON)


def ask(session, points=500, *, who="olive", target=TopUpTarget.BUDGET, **facts):
    told = {"funder": "rushmill-cooperative", "document": "L-7", "idem": "1", **facts}
    me, desk = people.find(session, who), giving.desk(session, who)
    return budget_requests.ask(
        session, me, desk, river(session), points=points, target=target, **told, now=NOON
    )


def agree(session, request_id, who):
    me, desk = people.find(session, who), giving.desk(session, who)
    return budget_requests.agree(session, me, desk, river(session), request_id, now=NOON)


def refuse(session, request_id, who="olga"):
    me, desk = people.find(session, who), giving.desk(session, who)
    budget_requests.refuse(session, me, desk, river(session), request_id, now=NOON)


def held(session, kind=AccountKind.BUDGET):
    it = river(session).programme_id
    return ledger.balance(session, it, ledger.single(it, kind))


def test_nothing_is_there_before_somebody_else_agrees(session):
    request_id = ask(session)
    assert ask(session) == request_id, "the same form asks once"
    assert held(session) == 10_000
    assert agree(session, request_id, "olga") is True
    assert agree(session, request_id, "olga") is True, "the same again changes nothing"
    assert held(session) == 10_500
    [row] = budget_requests.list_all(session, river(session).programme_id)
    assert (row.is_filled, row.document, row.asked_by_name) == (True, "L-7", "Olive")


def test_over_the_limit_a_third_person_is_needed(session):
    request_id = ask(session, OVER)
    assert agree(session, request_id, "theo") is False
    assert agree(session, request_id, "theo") is False, "one person agrees once"
    assert held(session) == 10_000
    assert agree(session, request_id, "olga") is True
    assert held(session) == 10_000 + OVER
    paper = session.get_one(TopUp, (river(session).programme_id, request_id))
    signers = [people.find(session, name).id for name in ("olive", "theo", "olga")]
    assert [paper.requested_by, paper.approved_by, paper.second_by] == signers


def test_a_reserve_is_filled_in_the_same_way(session):
    agree(session, ask(session, 200, target=TopUpTarget.RESERVE), "olga")
    assert (held(session), held(session, AccountKind.RESERVE)) == (10_000, 200)


def test_whoever_asks_does_not_agree(session):
    request_id = ask(session, who="theo")
    with pytest.raises(SameSigner):
        agree(session, request_id, "theo")


@pytest.mark.parametrize("who", ["vera", "olive"])
def test_treasurers_and_owners_alone_agree(session, who):
    request_id = ask(session, who="theo")
    with pytest.raises(NotAllowed):
        agree(session, request_id, who)


def test_a_verifier_does_not_ask(session):
    with pytest.raises(NotAllowed):
        ask(session, who="vera")


@pytest.mark.parametrize("document", ["", "  ", "x" * 61])
def test_points_are_set_aside_on_a_paper(session, document):
    with pytest.raises(PaperMissing):
        ask(session, document=document)


def test_funders_are_sponsors_and_the_place_itself(session):
    found = budget_requests.list_funders(session, giving.desk(session, "olive"))
    assert {row.slug for row in found} == {"rushmill-cooperative", "riverside-neighbours"}
    with pytest.raises(NotFound):
        ask(session, funder="osier-lane-shelter")


def test_what_was_refused_stays_refused(session):
    request_id = ask(session)
    refuse(session, request_id)
    refuse(session, request_id)
    with pytest.raises(RequestEnded):
        agree(session, request_id, "olga")
    assert held(session) == 10_000


def test_what_is_filled_is_not_refused(session):
    request_id = ask(session)
    agree(session, request_id, "olga")
    with pytest.raises(RequestEnded):
        refuse(session, request_id)


def test_another_place_knows_nothing_of_it(session):
    request_id = ask(session)
    hana = people.find(session, "hana")
    desk = giving.desk(session, "hana", "willowford-bridge-school")
    with pytest.raises(NotFound):
        budget_requests.agree(session, hana, desk, river(session), request_id, now=NOON)
