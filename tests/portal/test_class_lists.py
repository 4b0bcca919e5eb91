"""Tallies of classes in lists and on sheets: a row is a class, and counts as if sent on the web."""

from decimal import Decimal

import pytest
from sqlmodel import select

from db.tables.claims import Claim, ClaimState, EvidenceClass, HolderKind
from portal import earners, households, ids, keying, ledger, organisations, programmes
from portal import people as register
from portal.desks import Role
from portal.errors import NotAllowed
from portal.importing import CounterMissing, Source
from portal.people import Standing
from portal.typed import Row
from tests import claiming, people, schooling
from tests.importing import bring, class_row, row, text
from tests.people import NOON, find, school_class
from tests.portal.test_paper_day import lived

pytestmark = pytest.mark.usefixtures("town")
SCHOOL = "willowford-bridge-school"


@pytest.fixture(autouse=True)
def staff(session):
    """Two stewards of the school, who type: grace teaches, and ines checks."""
    for name in ("Stella", "Silas"):
        facts = {"email": f"{name}@demo.test".lower(), "password": "x", "now": NOON}
        one = register.register(session, name=name, **facts)
        home = households.found(session, name=f"{name}’s", now=NOON)
        households.join(session, home.id, one.id, Standing.ADULT, now=NOON)
        place = people.place(session, SCHOOL).id
        organisations.appoint(session, place, one.id, Role.STEWARD, now=NOON)
    session.commit()


def listed(session, *rows, who="stella", counted_by="grace", **other):
    counter = find(session, counted_by).id if counted_by else None
    source = Source("list.csv", ids.new_token(), witness_id=counter)
    facts = {"slug": SCHOOL, "programme": "SCHOOL", "source": source, "who": who}
    return bring(session, text(*rows), **{**facts, **other})


def key(session, who, typed, **other):
    me, desk = find(session, who), claiming.desk(session, who, SCHOOL)
    facts = {"row_count": len(typed), "control": sum(Decimal(one.quantity) for one in typed)}
    facts |= {"idem": ids.new_token(), "now": NOON, "witness_id": find(session, "grace").id}
    return keying.key(session, me, desk, "SCHOOL", keying.new_sheet(), typed, **{**facts, **other})


def key_again(session, who, code, typed):
    me, desk = find(session, who), claiming.desk(session, who, SCHOOL)
    return keying.key_again(session, me, desk, code, typed, idem=ids.new_token(), now=NOON)


def typed(session, amount="16", name="3A"):
    code = earners.code_of_class(school_class(session, name))
    return [Row(1, code.lower(), "walk", amount, "2026-06-01")]


def held(session, name="3A"):
    programme = programmes.find(session, "SCHOOL", now=NOON).programme_id
    return ledger.balance(session, programme, school_class(session, name))


def wrong(tried):
    return [
        (fault.number, type(fault.why).__name__, fault.why.facts.get("wrong"))
        for fault in tried.faults
    ]


def test_a_row_of_a_list_is_a_tally_of_a_class(session):
    rows = [class_row(session), class_row(session, "2", "4B", quantity="5")]
    code, tried = listed(session, *rows)
    assert code and (tried.taken, tried.points, tried.control) == (2, 21, Decimal(21))
    assert (held(session), held(session, "4B")) == (16, 5)
    claim = session.exec(select(Claim).where(Claim.amount == 16)).one()
    assert (claim.holder_kind, claim.holder_id) == (HolderKind.GROUP, school_class(session, "3A"))
    assert (claim.state, claim.evidence_class) == (ClaimState.AWARDED, EvidenceClass.WITNESSED)
    assert claim.person_id == claim.witness_id == find(session, "grace").id


def test_the_time_of_day_is_taken_where_the_school_is(session):
    late = class_row(session, done_at="2026-05-31T23:30:00+00:00")  # after midnight, in summer
    listed(session, late)
    assert session.exec(select(Claim)).one().done_on.isoformat() == "2026-06-01"


@pytest.mark.parametrize(
    ("other", "kind", "why"),
    [
        ({"member": "K-0000-0000-000"}, "BadRow", "member"),
        ({"member": "3A"}, "BadRow", "member"),
        ({"activity": "recycle-glass"}, "BadRow", "activity"),
        ({"quantity": "29"}, "OutOfRange", None),
        ({"quantity": "0"}, "OutOfRange", None),
        ({"done_at": "2026-06-02"}, "InTheFuture", None),
    ],
)
def test_a_class_that_does_not_exist_is_refused_with_its_line(session, other, kind, why):
    code, tried = listed(session, class_row(session), class_row(session, "2", "4B", **other))
    assert code is None and wrong(tried) == [(3, kind, why)]
    assert held(session) == 0


def test_neither_homes_in_a_classs_programme_nor_classes_in_a_homes(session):
    _, tried = listed(session, row(session, activity="walk", unit=""))
    assert wrong(tried) == [(2, "BadRow", "member")]
    _, tried = bring(session, text(class_row(session, activity="recycle-glass")))
    assert wrong(tried) == [(2, "BadRow", "member")]


def test_a_class_that_is_over_is_not_counted(session):
    lesson = schooling.begin(session, has_cards=False)
    member = earners.code_of_class(lesson.group_id)
    assert listed(session, class_row(session, member=member), is_trial=True)[1].taken == 1
    schooling.school_classes.close(session, lesson.group_id, now=NOON)
    assert wrong(listed(session, class_row(session, member=member))[1]) == [(2, "BadRow", "member")]


def test_somebody_counted_the_class_and_somebody_else_brings_the_list(session):
    with pytest.raises(CounterMissing):
        listed(session, class_row(session), counted_by="")
    assert wrong(listed(session, class_row(session), who="grace")[1]) == [(2, "BadRow", "own")]
    with pytest.raises(NotAllowed):
        listed(session, class_row(session), counted_by="rosa")


def test_a_day_has_its_limit_in_a_list_too(session):
    rows = [class_row(session, f"{n}", quantity="16") for n in range(3)]
    assert listed(session, *rows)[1].points == held(session) == 28


def test_the_teacher_may_type_her_own_sheet_first(session):
    code, tried = key(session, "grace", typed(session))
    assert code and tried.points == 16 and held(session) == 0
    assert key_again(session, "stella", code, typed(session))[0] == []
    assert held(session) == 16


def test_whoever_counted_does_not_type_it_again(session):
    code, _ = key(session, "stella", typed(session))
    differences, tried = key_again(session, "grace", code, typed(session))
    assert not differences and wrong(tried) == [(1, "BadRow", "own")] and held(session) == 0
    assert key_again(session, "silas", code, typed(session))[1].taken == 1
    assert held(session) == 16


def test_a_sheet_of_classes_needs_a_signature(session):
    with pytest.raises(CounterMissing):
        key(session, "stella", typed(session), witness_id=None)


def on_the_web(session):
    told = claiming.told("16")
    third = school_class(session, "3A")
    facts = {"who": "grace", "facts": told, "class_id": third, "programme": "SCHOOL"}
    code = claiming.send(session, "walk", **facts)
    school = {"slug": SCHOOL, "programme": "SCHOOL"}
    claiming.decide(session, claiming.verdict(session, code), who="ines", **school)


def in_a_list(session):
    listed(session, class_row(session))


def on_a_sheet(session):
    code, _ = key(session, "grace", typed(session))
    key_again(session, "stella", code, typed(session))


@pytest.mark.parametrize("way", [in_a_list, on_a_sheet])
def test_paper_and_lists_end_in_the_statistics_of_the_web(session, way):
    kept, _ = lived(session, on_the_web)
    assert all(kept) and lived(session, way)[0] == kept
