import pytest

from portal import causes, giving, programmes
from portal.causes import NotACharity
from portal.errors import NotAllowed, NotFound
from portal.ledger import balance
from portal.timetable import RoundState
from tests import giving as set_up
from tests import people
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


def register(
    session, who="olive", place=set_up.RIVERSIDE, charity=set_up.SHELTER, programme="RIVER"
):
    return causes.register(
        session,
        people.find(session, who),
        set_up.desk(session, who, place),
        programmes.find(session, programme, now=NOON).programme_id,
        charity_id=people.place(session, charity).id,
        slug="warm-quilts",
        name={"en": "Warm quilts"},
        need={"en": "Old blankets are thin."},
        now=NOON,
    )


def test_a_cause_is_found_by_the_end_of_its_address_and_has_an_empty_standing_account(session):
    made = register(session)
    found = causes.find(session, f"an-older-name-{made.code.lower()}")
    assert found.name == {"en": "Warm quilts"} and found.charity_slug == set_up.SHELTER
    assert balance(session, made.programme_id, made.id) == 0


def test_an_unknown_cause_is_not_found(session):
    with pytest.raises(NotFound):
        causes.find(session, "warm-quilts-C000000")


def test_only_an_organiser_registers_a_cause(session):
    with pytest.raises(NotAllowed):
        register(session, "theo")


def test_an_organiser_does_not_register_for_the_programme_of_others(session):
    with pytest.raises(NotFound):
        register(session, "grace", set_up.SCHOOL)


def test_only_charities_have_causes(session):
    with pytest.raises(NotACharity):
        register(session, charity=set_up.SPONSOR)


def test_a_charity_finds_its_causes(session):
    made = register(session)
    found = causes.list_of_charity(session, people.place(session, set_up.SHELTER).id)
    assert [row.cause_id for row in found] == [made.id]


def test_the_list_shows_each_cause_once_in_the_round_that_matters_now(session):
    past = set_up.open_round(session, "warm-quilts", closes_at=NOON)
    planned = set_up.plan(session, "warm-quilts", opens_at=set_up.CLOSES, closes_at=set_up.AFTER)
    now = set_up.open_round(session, "warm-quilts", "breakfast-table")
    rows = giving.list_causes(session, now=NOON)
    assert [(row.slug, row.round_code, row.state) for row in rows] == [
        ("breakfast-table", now, RoundState.OPEN),
        ("warm-quilts", now, RoundState.OPEN),
    ]
    later = {row.slug: row for row in giving.list_causes(session, now=set_up.CLOSES)}
    assert later["warm-quilts"].round_code in {past, now} - {planned}
    assert later["warm-quilts"].state is RoundState.CLOSED


def test_a_cause_in_no_round_is_listed_too(session):
    register(session)
    [row] = giving.list_causes(session, now=NOON)
    assert row.round_id is None and giving.current([row]) is row


def test_a_planned_round_makes_nothing_giveable(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code)
    found = set_up.cause(session, "warm-quilts")
    assert not giving.find_open(session, found.programme_id, now=NOON)
