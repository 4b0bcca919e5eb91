"""Sheets of paper: typed twice by two people, with totals that have to match."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlmodel import select

from db.tables.claims import Claim, EvidenceClass
from portal import codes, households, ids, imports, keying, ledger, organisations, programmes
from portal import people as register
from portal.errors import NotAllowed
from portal.imports import ImportState
from portal.keying import AnotherMustType, NotKeyed, SheetKnown, TotalsDiffer, UnknownSheet
from portal.organisations import Role
from portal.people import Standing
from portal.typed import Row
from tests import claiming, people
from tests.importing import code_of
from tests.people import NOON, find, home

pytestmark = pytest.mark.usefixtures("town")


def rows(session, *quantities, home="Linden", activity="recycle-glass", day="2026-06-01"):
    member = code_of(session, home)
    return [Row(n, member, activity, each, day) for n, each in enumerate(quantities, 1)]


def key(session, typed, *, who="olive", sheet=None, **other):
    facts = {
        "row_count": len(typed),
        "control": sum((Decimal(one.quantity) for one in typed), Decimal()),
        "witness_id": find(session, "vera").id,
        "idem": ids.new_token(),
        "now": NOON,
    }
    me, desk = find(session, who), claiming.desk(session, who)
    sheet = sheet or keying.new_sheet()
    return keying.key(session, me, desk, "RIVER", sheet, typed, **{**facts, **other})


def again(session, code, typed, who="stella", **other):
    facts = {"idem": ids.new_token(), "now": NOON, **other}
    return keying.key_again(
        session, find(session, who), claiming.desk(session, who), code, typed, **facts
    )


@pytest.fixture(autouse=True)
def stella(session, town):
    """A steward of the neighbours, who types what olive has typed."""
    stella = register.register(
        session, name="Stella", email="stella@demo.test", password="x", now=NOON
    )
    hers = households.found(session, name="Stella’s", now=NOON)
    households.join(session, hers.id, stella.id, Standing.ADULT, now=NOON)
    place = people.place(session, "riverside-neighbours").id
    organisations.appoint(session, place, stella.id, Role.STEWARD, now=NOON)


def held(session, name="Linden"):
    programme = programmes.find(session, "RIVER", now=NOON).programme_id
    return ledger.balance(session, programme, home(session, name))


def test_a_sheet_counts_when_two_people_typed_the_same(session):
    typed = rows(session, "3", "2.50")
    code, tried = key(session, typed)
    assert tried.taken == 2 and held(session) == 0
    same = [Row(1, typed[0].member.lower(), "recycle-glass", "3.0", "2026-06-01"), typed[1]]
    differences, tried = again(session, code, same)
    assert differences == [] and (tried.taken, held(session)) == (2, 50)
    [claim, _] = session.exec(select(Claim).order_by(Claim.amount)).all()
    assert claim.evidence_class is EvidenceClass.WITNESSED
    assert claim.witness_id == find(session, "vera").id


def test_where_they_disagree_nothing_counts_and_the_difference_is_shown(session):
    code, _ = key(session, rows(session, "3", "2"))
    [one], _ = again(session, code, rows(session, "3", "7"))
    assert (one.number, one.name, one.first, one.second) == (2, "quantity", "2", "7")
    assert held(session) == 0
    assert again(session, code, rows(session, "3", "2"))[0] == [] and held(session) == 50


def test_a_row_that_one_of_them_left_out_is_a_difference(session):
    code, _ = key(session, rows(session, "3", "2"))
    differences, _ = again(session, code, rows(session, "3"))
    assert {one.number for one in differences} == {2} and len(differences) == 4


def test_nobody_types_the_same_sheet_twice(session):
    typed = rows(session, "3")
    code, _ = key(session, typed)
    with pytest.raises(AnotherMustType):
        again(session, code, typed, who="olive")


@pytest.mark.parametrize("other", [{"row_count": 3}, {"control": Decimal(4)}])
def test_totals_have_to_match(session, other):
    with pytest.raises(TotalsDiffer) as refused:
        key(session, rows(session, "3", "2"), **other)
    assert refused.value.facts == {"rows": 2, "sum": Decimal(5)}


def test_check_digits_stop_a_mistyped_sheet(session):
    sheet = keying.new_sheet()
    wrong = sheet[:-1] + ("0" if sheet[-1] != "0" else "1")
    for one in (wrong, "", codes.new_code("A")):
        with pytest.raises(UnknownSheet):
            key(session, rows(session, "3"), sheet=one or "x")


def test_the_second_entry_of_a_sheet_is_stopped(session):
    sheet, typed = keying.new_sheet(), rows(session, "3")
    code, _ = key(session, typed, sheet=sheet)
    with pytest.raises(SheetKnown) as refused:
        key(session, typed, sheet=sheet.lower(), who="stella")
    assert refused.value.facts["code"] == code
    again(session, code, typed)
    with pytest.raises(SheetKnown):
        key(session, typed, sheet=sheet)


def test_a_wrong_row_is_said_before_the_second_person_sits_down(session):
    code, tried = key(session, rows(session, "3", "900"))
    assert code is None and [fault.number for fault in tried.faults] == [2]
    assert imports.list_all(session, claiming.desk(session, "olive")) == []


def test_without_a_signature_only_what_is_declared_counts(session):
    _, tried = key(session, rows(session, "3"), witness_id=None)
    assert tried.fault_count == 1
    code, _ = key(session, rows(session, "1", activity="sort-week"), witness_id=None)
    again(session, code, rows(session, "1", activity="sort-week"))
    [claim] = session.exec(select(Claim)).all()
    assert claim.evidence_class is EvidenceClass.DECLARED and claim.witness_id is None


def test_who_signed_works_there(session):
    for nobody in (find(session, "rosa").id, UUID(int=9)):
        with pytest.raises(NotAllowed):
            key(session, rows(session, "3"), witness_id=nobody)


def test_a_sheet_that_was_thrown_away_may_be_typed_again(session):
    sheet, typed = keying.new_sheet(), rows(session, "3")
    code, _ = key(session, typed, sheet=sheet)
    desk, me = claiming.desk(session, "olive"), find(session, "olive")
    for _ in range(2):
        keying.discard(session, me, desk, code, now=NOON)
    assert imports.find(session, desk, code).state is ImportState.DISCARDED
    with pytest.raises(NotKeyed):
        again(session, code, typed)
    assert key(session, typed, sheet=sheet)[0] != code


def test_the_same_form_is_one_sheet(session):
    sheet, typed = keying.new_sheet(), rows(session, "3")
    first, _ = key(session, typed, sheet=sheet, idem="x")
    assert key(session, typed, sheet=sheet, idem="x")[0] == first
    for _ in range(2):
        again(session, first, typed, idem="y")
    assert held(session) == 30


def test_late_paper_says_why(session):
    typed = rows(session, "3", day="2026-05-01")
    assert key(session, typed)[0] is None
    code, _ = key(session, typed, reason="The sheet lay under the door.")
    assert again(session, code, typed)[0] == [] and held(session) == 30


def test_paper_and_web_add_up_to_the_same(session):
    """The same acts by sheet at Linden and by phone at Fennel give equal points and states."""
    code, _ = key(session, rows(session, "3", "9", "12"))
    again(session, code, rows(session, "3", "9", "12"))
    for amount in ("3", "9", "12"):
        vera = find(session, "vera").id
        sent = claiming.send(
            session, "recycle-glass", who="fay", facts=claiming.told(amount, witness_id=vera)
        )
        claiming.approve(session, sent)
    session.expire_all()
    both = [
        sorted(
            (one.amount, one.state, one.points, one.evidence_class, one.done_on, str(one.why))
            for one in session.exec(select(Claim).where(Claim.holder_id == home(session, name)))
        )
        for name in ("Linden", "Fennel")
    ]
    assert both[0] == both[1] and held(session) == held(session, "Fennel")
