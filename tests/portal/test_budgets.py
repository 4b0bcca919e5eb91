import pytest
from sqlalchemy import func, select

from db.tables.budgets import TopUp
from portal import budgets, ledger, overview, programmes
from portal.budgets import SameSigner, TopUpTarget
from portal.errors import NotAllowed
from portal.ledger import AccountKind, ThirdPersonNeeded
from tests import claiming, people
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
LARGE = 100_001  # over it a third person is needed


def top_up(session, points=500, *, who="theo", by="olga", second=None, idem="letter-1", **more):
    return budgets.top_up(
        session,
        people.find(session, who),
        programmes.find(session, "RIVER", now=NOON),
        points=points,
        target=more.get("target", TopUpTarget.BUDGET),
        funder_id=people.place(session, "rushmill-cooperative").id,
        approved_by=people.find(session, by).id,
        second_by=people.find(session, second).id if second else None,
        idem=idem,
        now=NOON,
    )


def held(session, kind=AccountKind.BUDGET):
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    return ledger.balance(session, river, ledger.single(river, kind))


def test_a_top_up_raises_the_budget_once(session):
    paper = top_up(session)
    assert held(session) == 10_500
    assert top_up(session) == paper
    assert held(session) == 10_500
    assert session.scalar(select(func.count()).select_from(TopUp)) == 3  # two of the cast


def test_a_reserve_is_kept_apart(session):
    top_up(session, target=TopUpTarget.RESERVE)
    assert (held(session), held(session, AccountKind.RESERVE)) == (10_000, 500)
    row = overview.find_programme(session, "RIVER", now=NOON)
    assert (row.funded, row.left) == (10_000, 10_000)


def test_whoever_asks_does_not_agree(session):
    with pytest.raises(SameSigner):
        top_up(session, by="theo")
    with pytest.raises(SameSigner):
        top_up(session, second="olga")
    assert held(session) == 10_000


@pytest.mark.parametrize(
    ("who", "by"), [("vera", "olga"), ("theo", "vera"), ("theo", "olive"), ("sol", "olga")]
)
def test_only_those_with_the_role_ask_and_agree(session, who, by):
    with pytest.raises(NotAllowed):
        top_up(session, who=who, by=by)
    assert held(session) == 10_000


def test_a_large_top_up_needs_a_third_person(session):
    with pytest.raises(ThirdPersonNeeded):
        top_up(session, LARGE)
    session.rollback()
    top_up(session, LARGE, second="omar")
    assert held(session) == 10_000 + LARGE


def test_what_waits_is_shown_beside_what_is_left(session):
    claiming.send(session)
    row = overview.find_programme(session, "RIVER", now=NOON)
    assert (row.funded, row.waiting, row.left) == (10_000, 10, 10_000)
