"""When a guard of the database speaks to a person: a sentence, never a fault of ours."""

import pytest
from sqlalchemy.exc import DBAPIError

from db.rules import OVERTAKEN, RULES
from db.tables.claims import Approval
from pages.words import GUARDS, REFUSALS, refusal
from portal import transactions
from portal.errors import Guarded
from portal.households import AlreadyHome
from portal.ledger import AlreadyDone, RoundClosed
from portal.verification import OwnHousehold
from tests.db.ledger_world import World, named
from tests.db.red_acts import account
from tests.db.red_lines import RedLine, bent, row

HERE = {"programme_id": named("programme")}
ELSEWHERE = {"household_id": named("anna"), "person_id": named("p-ben")}


def check_my_own(world: World) -> None:
    world.claim("c8", "anna", checked_by="p-anna")
    paper = world.approval("c8", "anna", 5, verifier_id=named("p-anna"))
    world.put(Approval, **paper.model_dump())


MEANWHILE = [
    (bent("give", "", posting=account("oak", "r0")), REFUSALS[RoundClosed]),
    (RedLine("my own", "", check_my_own), REFUSALS[OwnHousehold]),
    (bent("hold", "", txn={"voucher_id": named("w1")}), REFUSALS[AlreadyDone]),
    (bent("give", "", posting={"qty": 10**6}), REFUSALS[Guarded]),
    (row("householdmember", "", ELSEWHERE), REFUSALS[AlreadyHome]),
]


@pytest.mark.parametrize("number", range(len(MEANWHILE)))
@pytest.mark.usefixtures("world")
def test_what_was_overtaken_is_said_in_words(engine, number):
    line, words = MEANWHILE[number]
    sessions = transactions.opener(engine)
    with pytest.raises(Guarded) as said, sessions(True) as session:
        line.cross(World(session))
    assert refusal(said.value) == words


@pytest.mark.usefixtures("world")
def test_a_fault_of_ours_is_no_answer(engine):
    sessions = transactions.opener(engine)
    with pytest.raises(DBAPIError), sessions(True) as session:
        bent("give", "", posting={"undo_n": 1}).cross(World(session))


def test_words_are_only_for_guards_that_are_there():
    assert GUARDS.keys() <= OVERTAKEN | {rule.says for rule in RULES}
