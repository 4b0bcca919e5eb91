"""A partner's list: tried, applied whole or not at all, answered row by row, taken back whole."""

import io
import tracemalloc
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from db.tables.claims import Claim, ClaimState, EvidenceClass
from db.tables.households import Household
from db.tables.imports import ImportLine
from portal import ids, imports, ledger, lists, programmes, taking_back
from portal import importing as portal_importing
from portal.errors import NotAllowed, NotFound
from portal.importing import Source
from portal.imports import ImportState
from portal.lists import BadList
from portal.taking_back import NotApplied, SecondMissing
from tests import claiming, importing
from tests.importing import bring, row, text
from tests.people import NOON, find, home

pytestmark = pytest.mark.usefixtures("town")


def acts(session):
    session.expire_all()
    found = session.exec(select(Claim).order_by(Claim.code)).all()
    return sorted((one.activity, one.amount, one.state, one.points) for one in found)


def held(session, name="Linden"):
    programme = programmes.find(session, "RIVER", now=NOON).programme_id
    return ledger.balance(session, programme, home(session, name))


def take_back(session, code, who, **other):
    facts = {"idem": ids.new_token(), "now": NOON, **other}
    return taking_back.undo(session, find(session, who), claiming.desk(session, who), code, **facts)


def wrong(tried):
    """Say which line is wrong, and how."""
    return [
        (fault.number, type(fault.why).__name__, fault.why.facts.get("wrong"))
        for fault in tried.faults
    ]


def test_a_list_becomes_approved_acts_with_points_and_receipts(session):
    code, tried = bring(session, text(row(session), row(session, "2", "Fennel", quantity="2")))
    assert (tried.rows, tried.taken, tried.control, tried.points) == (2, 2, Decimal(5), 50)
    assert (held(session), held(session, "Fennel")) == (30, 20)
    [claim, _] = session.exec(select(Claim).order_by(Claim.points.desc())).all()
    assert claim.state is ClaimState.AWARDED and claim.evidence_class is EvidenceClass.WITNESSED
    desk = claiming.desk(session, "olive")
    assert imports.find(session, desk, code).state is ImportState.APPLIED


def test_a_trial_tells_the_same_and_keeps_nothing(session):
    written = text(row(session))
    code, tried = bring(session, written, is_trial=True)
    assert code is None and (tried.taken, tried.points) == (1, 30)
    assert acts(session) == [] and held(session) == 0
    assert imports.list_all(session, claiming.desk(session, "olive")) == []
    assert bring(session, written)[1].points == tried.points


def test_one_wrong_row_keeps_all_of_them_out_and_is_named_by_its_line(session):
    written = text(row(session), row(session, "2", quantity="-1"), row(session, "3"))
    code, tried = bring(session, written)
    assert code is None and wrong(tried) == [(3, "OutOfRange", None)]
    assert acts(session) == [] and held(session) == 0


@pytest.mark.parametrize(
    ("other", "kind", "why"),
    [
        ({"activity": "fly"}, "BadRow", "activity"),
        ({"activity": "quiz"}, "RecordMissing", None),
        ({"member": "Rosa Linden"}, "BadRow", "member"),
        ({"member": "M-0000-0000-000"}, "BadRow", "member"),
        ({"quantity": "much"}, "BadRow", "quantity"),
        ({"quantity": ""}, "BadRow", "quantity"),
        ({"quantity": "1e3"}, "BadRow", "quantity"),
        ({"quantity": "٣"}, "BadRow", "quantity"),
        ({"quantity": "101"}, "OutOfRange", None),
        ({"unit": "stone"}, "UnknownUnit", None),
        ({"unit": "km"}, "UnknownUnit", None),
        ({"done_at": "yesterday"}, "BadRow", "day"),
        ({"done_at": "2026-06-01T10:00:00"}, "BadRow", "day"),
        ({"done_at": "2026-06-02"}, "InTheFuture", None),
        ({"done_at": "2026-04-01"}, "OutsideSeason", None),
        ({"done_at": "2026-05-01"}, "TooLongAgo", None),
        ({"external_id": ""}, "BadRow", "no_id"),
        ({"external_id": "x" * 61}, "BadRow", "no_id"),
        ({"external_id": "=1+1"}, "BadRow", "broken"),
        ({"member": "@SUM(A1)"}, "BadRow", "broken"),
        ({"external_id": "y" * 500}, "BadRow", "broken"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(session, other, kind, why):
    _, tried = bring(session, text(row(session), row(session, "2") | other))
    assert wrong(tried) == [(3, kind, why)]


@pytest.mark.parametrize(
    ("quantity", "unit", "amount"),
    [("2500", "g", "2.5"), ("2,5", "kg", "2.5"), ("10", "lb", "4.535924"), ("4", "", "4")],
)
def test_other_units_are_converted(session, quantity, unit, amount):
    mark = ";" if "," in quantity else ","
    bring(session, text(row(session, quantity=quantity, unit=unit), mark=mark))
    assert acts(session)[0][1] == Decimal(amount)


def test_miles_are_kilometres(session):
    bring(session, text(row(session, activity="bus", quantity="2", unit="miles")))
    assert acts(session)[0][1] == Decimal("3.218688")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_whatever_wrote_it_it_is_read(session, encoding, mark):
    columns = (*importing.COLUMNS, "evidence")
    written = text(row(session, evidence="河边称重"), mark=mark, columns=columns)
    _, tried = bring(session, written.encode(encoding))
    assert (tried.taken, tried.faults) == (1, [])


@pytest.mark.parametrize(
    "data", [b"", b"  \r\n", b"\x00\x01\x02\xff" * 50, b"PK\x03\x04" + b"\x00" * 400, b"a,b\n1,2\n"]
)
def test_what_is_no_list_is_refused(session, data):
    with pytest.raises(BadList):
        bring(session, data)
    assert imports.list_all(session, claiming.desk(session, "olive")) == []


def test_a_column_about_money_is_refused(session):
    columns = (*importing.COLUMNS, "price")
    with pytest.raises(BadList) as refused:
        bring(session, text(row(session, price="3.99"), columns=columns))
    assert refused.value.facts["what"] == "price"


def test_the_same_row_is_answered_and_not_counted_twice(session):
    bring(session, text(row(session)))
    _, tried = bring(session, text(row(session), row(session, "2"), row(session, "2")))
    assert (tried.rows, tried.taken, tried.duplicates) == (3, 1, 2)
    assert tried.duplicate_lines == [2, 4]
    assert len(acts(session)) == 2


def test_the_same_file_again_is_no_import(session):
    written = text(row(session))
    bring(session, written)
    code, tried = bring(session, written)
    assert code is None and (tried.taken, tried.duplicates) == (0, 1)
    assert len(imports.list_all(session, claiming.desk(session, "olive"))) == 1


def test_the_same_form_sent_twice_is_one_import(session):
    written = text(row(session))
    first, _ = bring(session, written, idem="x")
    assert bring(session, written, idem="x")[0] == first
    assert held(session) == 30


def test_limits_hold_as_on_the_pages(session):
    rows = [row(session, str(place), quantity="9") for place in range(4)]
    bring(session, text(*rows))
    assert held(session) == 200  # points a week, not 360
    assert sorted(one[3] for one in acts(session)) == [0, 20, 90, 90]


def test_trips_of_a_day_are_counted_across_pieces(session, monkeypatch):
    monkeypatch.setattr("portal.entering.PIECE", 2)
    rows = [row(session, str(place), activity="bus", quantity="2", unit="km") for place in range(5)]
    _, tried = bring(session, text(*rows))
    assert tried.taken == 5 and tried.points == 20  # four trips a day


def test_pieces_make_no_difference(session, monkeypatch):
    rows = [row(session, str(place), quantity="9") for place in range(5)]
    monkeypatch.setattr("portal.entering.PIECE", 1)
    bring(session, text(*rows))
    assert held(session) == 200


def test_late_rows_need_a_reason_and_stay_inside_the_season(session):
    written = text(row(session, done_at="2026-05-01"))
    assert bring(session, written)[0] is None
    source = Source("list.csv", ids.digest("x"), reason="The box was found today.")
    code, _ = bring(session, written, source=source)
    found = imports.find(session, claiming.desk(session, "olive"), code)
    assert found.reason == "The box was found today."


def test_an_instant_is_the_day_it_was_there(session):
    bring(session, text(row(session, done_at="2026-05-31T23:30:00+00:00")))
    [claim] = session.exec(select(Claim)).all()
    assert claim.done_on.isoformat() == "2026-06-01"  # summer time in London


def test_nobody_answers_for_their_own_household(session):
    mine = session.get_one(Household, find(session, "olive").household_id)
    _, tried = bring(session, text(row(session, member=mine.code)))
    assert wrong(tried) == [(2, "BadRow", "own")]


def test_only_who_may_enter_enters_and_only_at_home(session):
    with pytest.raises(NotAllowed):
        bring(session, text(row(session)), who="theo")
    desk = claiming.desk(session, "grace", "willowford-bridge-school")
    with pytest.raises(NotFound):
        portal_importing.programme_of(session, desk, "RIVER", now=NOON)


def test_progress_is_told_piece_by_piece(session, monkeypatch):
    monkeypatch.setattr("portal.entering.PIECE", 2)
    told = []
    rows = [row(session, str(place)) for place in range(5)]
    bring(session, text(*rows), progress=told.append)
    assert told == [2, 4, 5]


def test_a_long_list_is_read_in_the_memory_of_a_short_one():
    line = "a,M-0000-0000-000,recycle-glass,3,kg,2026-06-01\r\n"
    peaks = []
    for count in (2_000, 200_000):
        file = io.BytesIO((",".join(importing.COLUMNS) + "\r\n" + line * count).encode())
        tracemalloc.start()
        assert sum(1 for _ in lists.read(file)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] + 100_000, peaks


def test_two_people_take_everything_back(session):
    code, _ = bring(session, text(row(session), row(session, "2", "Fennel")))
    assert not take_back(session, code, "olive")
    with pytest.raises(SecondMissing):
        take_back(session, code, "olive")
    assert held(session) == 30
    assert take_back(session, code, "vera")
    assert (held(session), held(session, "Fennel")) == (0, 0)
    assert {one[2] for one in acts(session)} == {ClaimState.REVERSED}
    found = imports.find(session, claiming.desk(session, "olive"), code)
    assert (found.state, found.ender_name) == (ImportState.UNDONE, "Vera")
    with pytest.raises(NotApplied):
        take_back(session, code, "vera")


def test_what_was_taken_back_may_come_again_mended(session):
    code, _ = bring(session, text(row(session)))
    take_back(session, code, "olive", second_id=find(session, "vera").id)
    assert session.exec(select(ImportLine)).all() == []
    again, tried = bring(session, text(row(session, quantity="1")))
    assert again and (tried.taken, tried.duplicates, held(session)) == (1, 0, 10)


def test_an_undoing_sent_twice_is_one(session):
    code, _ = bring(session, text(row(session)))
    both = {"second_id": find(session, "vera").id, "idem": "x", "now": NOON + timedelta(hours=1)}
    assert take_back(session, code, "olive", **both) and take_back(session, code, "olive", **both)
