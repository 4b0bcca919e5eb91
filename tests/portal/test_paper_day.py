"""A day on paper, at a poster, at a desk and on the web ends in the same statistics.

Rosa brings three kilograms of glass, fay nine, and vera saw both. Each way is lived in the same
town and then taken back, so that nothing but the way differs.
"""

from decimal import Decimal

import pytest
from sqlmodel import select

from db.tables.organisations import Role
from db.tables.reports import ActTotal, PeriodTotal, Presence
from db.tables.slips import Slip
from portal import checkins, households, ids, keying, ledger, organisations, programmes, slips
from portal import people as register
from portal.keying import TotalsDiffer
from portal.people import Standing
from portal.typed import Row
from tests import claiming, metering, people, posting, slipping
from tests.claiming import SHELF
from tests.importing import bring, code_of, row, text
from tests.people import NOON, find, home

ACTS = (("rosa", "Linden", "3"), ("fay", "Fennel", "9"))


@pytest.fixture(autouse=True)
def stella(session, town):
    """A steward of the neighbours, who types what olive has typed."""
    facts = {"email": "stella@demo.test", "password": "x", "now": NOON}
    stella = register.register(session, name="Stella", **facts)
    hers = households.found(session, name="Stella’s", now=NOON)
    households.join(session, hers.id, stella.id, Standing.ADULT, now=NOON)
    place = people.place(session, "riverside-neighbours").id
    organisations.appoint(session, place, stella.id, Role.STEWARD, now=NOON)
    session.commit()


def on_the_web(session):
    for who, _, amount in ACTS:
        seen = claiming.told(amount, witness_id=find(session, "vera").id)
        code = claiming.send(session, "recycle-glass", who=who, facts=seen)
        claiming.approve(session, code)


def at_a_poster(session):
    poster = posting.make(session)
    facts = {"secret": posting.SECRET, "shelf": SHELF, "now": NOON}
    codes = [
        checkins.check_in(
            session, find(session, who), poster, Decimal(amount), idem=ids.new_token(), **facts
        )
        for who, _, amount in ACTS
    ]
    vera, desk = find(session, "vera"), claiming.desk(session, "vera")
    assert not checkins.tick(session, vera, desk, poster, codes, idem="ticked", now=NOON).missed


def at_a_desk(session):
    for who, _, amount in ACTS:
        seen = claiming.told(amount, witness_id=find(session, "vera").id)
        slip = slipping.type_in(session, "recycle-glass", whose=who, told=seen)
        found = claiming.what(session, "recycle-glass").programme_id
        [code] = claims_of(session, found, slip)
        claiming.approve(session, code)


def on_three_sheets(session):
    """The first is typed with a slip of the finger, the second well, the third names nobody."""
    for who, name, amount in ACTS:
        typed = [Row(1, code_of(session, name), "recycle-glass", amount, "2026-06-01")]
        if who == "rosa":
            with pytest.raises(TotalsDiffer):
                key(session, typed, control="5")
        code, tried = key(session, typed, control=amount)
        wrong = [Row(1, code_of(session, name), "recycle-glass", "30", "2026-06-01")]
        assert code and not tried.fault_count and again(session, code, wrong)
        assert again(session, code, typed) == []
    nobody = [Row(1, "M-0000-0000-000", "recycle-glass", "3", "2026-06-01")]
    code, tried = key(session, nobody, control="3")
    assert code is None and tried.fault_count == 1


def in_a_list(session):
    rows = [row(session, who, name, quantity=amount) for who, name, amount in ACTS]
    code, tried = bring(session, text(*rows))
    assert code and tried.taken == len(ACTS)


METERS = (("rosa", "104.5"), ("fay", "103"))  # read twenty days after each showed 100


def meters_on_the_web(session):
    for who, shown in METERS:
        metering.tell(session, who=who)
        metering.read(session, "100", ago=20, who=who)
        photo = claiming.picture("red" if who == "rosa" else "green")
        claiming.approve(session, metering.read(session, shown, who=who, photo=photo).claim_code)


def meters_on_paper(session):
    """Rosa's first paper is typed wrongly, contested and typed again."""
    olive, desk = find(session, "olive"), claiming.desk(session, "olive")
    for who, shown in METERS:
        metering.type_reading(session, "100", ago=20, whose=who, past=metering.BILL)
        if who == "rosa":
            wrong = metering.type_reading(session, "101", whose=who, seen_by="vera")
            slips.take_back(session, olive, desk, wrong, shelf=SHELF, idem="wrong", now=NOON)
        slip = metering.type_reading(session, shown, whose=who, seen_by="vera")
        claiming.approve(session, slips.find(session, desk, slip).code)


def test_meters_read_on_paper_count_as_on_the_web(session):
    metering.count_water(session)
    kept, held = lived(session, meters_on_the_web)
    assert held == [150, 300] and lived(session, meters_on_paper) == (kept, held)


def key(session, typed, control):
    me, desk = find(session, "olive"), claiming.desk(session, "olive")
    facts = {
        "row_count": len(typed),
        "control": Decimal(control),
        "idem": ids.new_token(),
        "now": NOON,
    }
    signed = {"witness_id": find(session, "vera").id}
    return keying.key(session, me, desk, "RIVER", keying.new_sheet(), typed, **facts, **signed)


def again(session, code, typed):
    me, desk = find(session, "stella"), claiming.desk(session, "stella")
    facts = {"idem": ids.new_token(), "now": NOON}
    return keying.key_again(session, me, desk, code, typed, **facts)[0]


def claims_of(session, programme_id, slip):
    of_slip = select(Slip.claim_code).where(Slip.programme_id == programme_id, Slip.code == slip)
    return session.exec(of_slip).all()


def statistics(session):
    """Return every kept total, who was there, and what the homes hold."""
    session.flush()
    session.expire_all()
    kept = [
        sorted(str(sorted(facts.items())) for facts in _rows(session, table))
        for table in (ActTotal, PeriodTotal, Presence)
    ]
    programme = programmes.find(session, "RIVER", now=NOON).programme_id
    held = [ledger.balance(session, programme, home(session, name)) for _, name, _ in ACTS]
    return kept, held


def _rows(session, table):
    """Yield the rows that say something: what came and went again leaves a nought."""
    for one in session.exec(select(table)):
        facts = one.model_dump()
        if facts.get("total", facts.get("act_count")) != 0:
            yield facts


def lived(session, way):
    way(session)
    found = statistics(session)
    session.rollback()
    return found


BAGS = ("1.5", "4", "2.25")  # of rosa's, weighed one by one


def bags_on_the_web(session):
    for amount in BAGS:
        seen = claiming.told(amount, witness_id=find(session, "vera").id)
        claiming.approve(session, claiming.send(session, "recycle-glass", facts=seen))


def bags_on_a_sheet(session):
    code = code_of(session, "Linden")
    typed = [
        Row(number, code, "recycle-glass", amount, "2026-06-01")
        for number, amount in enumerate(BAGS, 1)
    ]
    sheet, tried = key(session, typed, control="7.75")
    assert tried.taken == len(BAGS) and again(session, sheet, typed) == []


def test_bags_that_are_weighed_one_by_one_count_as_on_the_web(session):
    kept, held = lived(session, bags_on_the_web)
    assert held[0] > 0 and lived(session, bags_on_a_sheet) == (kept, held)


@pytest.mark.parametrize("way", [at_a_poster, at_a_desk, on_three_sheets, in_a_list])
def test_every_way_ends_in_the_statistics_of_the_web(session, way):
    before = statistics(session)
    kept, held = lived(session, on_the_web)
    assert held == [30, 90] and all(kept) and (kept, held) != before
    assert lived(session, way) == (kept, held)
    assert statistics(session) == before
