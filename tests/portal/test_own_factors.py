"""A programme's own factors: who enters and reviews them, what they count, what never mixes."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.tables.editions import Edition
from db.tables.factor_sets import FactorSet
from portal import arithmetic, factor_sets, factors, frozen, organisations
from portal.errors import NotAllowed, NotFound
from portal.factor_rows import BadFactor, SumDiffers, TwiceThere
from portal.factors import ImpactClass, Metric
from portal.figures import EditionReason
from portal.lists import BadList
from portal.measures import UnknownUnit
from portal.organisations import Role
from portal.own_factors import Ended, SetIncomplete
from portal.seasons import SamePerson
from tests import people
from tests.owning import ABOUT, RIDE, end, enter, put_in_use, review
from tests.portal.test_closings import LATER, close, others  # noqa: F401  (a fixture)
from tests.portal.test_reports import (  # noqa: F401  (the fixtures are used by name)
    counted_statements,
    crowd,
    keep,
    main,
    read,
    river,
    school,
)

pytestmark = pytest.mark.usefixtures("town")


def read_river(session, **more):
    return read(session, programme="RIVER", **more)


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("6421.7 / 39640.2", "0.16199969"),
        ("-(0.1 + 0.2) * 3", "-0.90000000"),
        ("1 / 3", "0.33333333"),
        ("0.000000005", "0.00000001"),
    ],
)
def test_arithmetic_is_exact_and_rounded_half_up(written, result):
    assert arithmetic.work_out(written) == Decimal(result)


@pytest.mark.parametrize(
    "written", ["", "1 / 0", "2 ** 9", "a + 1", "print(1)", "1,5", "'1'", "True", "1" * 300, "1 +"]
)
def test_what_is_no_arithmetic_has_no_result(written):
    with pytest.raises(arithmetic.BadSum):
        arithmetic.work_out(written)


def test_a_set_counts_once_an_owner_who_did_not_enter_it_has_reviewed_it(session, river):  # noqa: F811
    keep(session, river, *crowd())
    code, tried = enter(session)
    assert (code, [row.value for row in tried.rows]) == ("RIVER.1", [Decimal("0.2")])
    assert read_river(session).lines[0].factor.id == "cycle.GB.2026.co2e_kg"
    review(session, code)
    [line] = read_river(session).lines
    assert (line.factor.id, line.factor.own) == ("cycle.GB.2026.co2e_kg@RIVER.1", "RIVER.1")
    assert (line.reported, line.counted.low) == (Decimal(30), Decimal(15))


def test_nobody_reviews_what_they_entered_and_only_owners_review(session):
    code, _ = enter(session, who="olive")
    with pytest.raises(NotAllowed):
        review(session, code, who="vera")
    row = session.scalars(select(FactorSet)).one()
    assert row.reviewed_by is None
    with pytest.raises(NotAllowed):
        enter(session, who="vera")


def test_two_persons_are_held_even_where_one_has_both_roles(session):
    place = people.place(session, "riverside-neighbours").id
    olga = people.find(session, "olga").id
    organisations.appoint(session, place, olga, Role.ORGANISER, now=people.NOON)
    code, _ = enter(session, who="olga")
    with pytest.raises(SamePerson):
        review(session, code, who="olga")


def test_a_trial_says_what_it_would_keep_and_keeps_nothing(session):
    code, tried = enter(session, is_trial=True)
    assert code is None and len(tried.rows) == 1 and not tried.faults
    assert session.scalars(select(FactorSet)).all() == []


def test_the_same_list_again_is_the_same_set_and_another_one_the_next(session):
    first, _ = enter(session)
    again, _ = enter(session)
    assert first == again == "RIVER.1"
    other, _ = enter(session, {**RIDE, "central": "0.21", "arithmetic": "0.21"})
    assert other == "RIVER.2"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"activity": "fly"}, BadFactor(wrong="activity", what="fly")),
        ({"unit": "mile"}, UnknownUnit(unit="mile", wanted="km")),
        ({"region": "FR"}, BadFactor(wrong="region", what="FR")),
        ({"year": "26"}, BadFactor(wrong="year", what="26")),
        ({"impact_class": "diverted"}, BadFactor(wrong="impact_class", what="co2e_kg diverted")),
        ({"central": "much"}, BadFactor(wrong="central", what="much")),
        ({"central": "1e3"}, BadFactor(wrong="central", what="1e3")),
        ({"low": "0.25"}, BadFactor(wrong="low", what="0.25")),
        ({"high": "0.15"}, BadFactor(wrong="high", what="0.15")),
        ({"low": "", "high": ""}, BadFactor(wrong="low", what="")),
        ({"bounds": "10"}, BadFactor(wrong="bounds", what="10")),
        ({"arithmetic": "0.2 *"}, BadFactor(wrong="arithmetic", what="0.2 *")),
        ({"arithmetic": "0.3"}, SumDiffers(result="0.3", central="0.2")),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_kept(session, change, why):
    code, tried = enter(session, RIDE, {**RIDE, "year": "2027", **change})
    assert code is None
    [(line, said)] = tried.faults
    assert (line, type(said), said.facts) == (3, type(why), why.facts)
    assert session.scalars(select(FactorSet)).all() == []


def test_one_activity_has_one_row_for_a_metric_place_and_year(session):
    _, tried = enter(session, RIDE, RIDE)
    [(line, said)] = tried.faults
    assert (line, type(said), said.facts) == (3, TwiceThere, {"line": 2})


def test_ends_may_be_told_as_per_cent_and_none_may_be_published(session):
    bare = {**RIDE, "low": "", "high": ""}
    _, tried = enter(session, {**bare, "bounds": "10 %"}, is_trial=True)
    assert (tried.rows[0].low, tried.rows[0].high) == (Decimal("0.18"), Decimal("0.22"))
    _, tried = enter(session, {**bare, "bounds": "0"}, is_trial=True)
    assert (tried.rows[0].low, tried.rows[0].high) == (None, None)


def test_a_file_of_another_kind_and_a_set_without_a_source_are_refused(session):
    with pytest.raises(BadList):
        enter(session, data=b"a,b\n1,2\n")
    for about in (
        replace(ABOUT, name=" "),
        replace(ABOUT, source="x" * 201),
        replace(ABOUT, first_year=2028),
        replace(ABOUT, last_year=3000),
    ):
        with pytest.raises(SetIncomplete):
            enter(session, about=about)


def test_a_set_decides_about_its_activities_alone_whatever_a_trip_replaced(session, river):  # noqa: F811
    keep(session, river, *crowd(), *crowd(replaced="bus"), *crowd(replaced=""))
    keep(session, river, *crowd(activity="bus"), *crowd(activity="recycle-glass", replaced=""))
    put_in_use(session)
    report = read_river(session)
    rode = [line for line in report.lines if line.kind.code == "cycle"]
    assert {line.factor.own for line in rode} == {"RIVER.1"} and len(rode) == 3
    rest = [line for line in report.lines if line.kind.code != "cycle"]
    assert {line.factor.own for line in rest} == {""}


def test_sums_of_two_sets_stand_apart_and_the_data_set_leads(session, river):  # noqa: F811
    keep(session, river, *crowd(), *crowd(activity="bus"))
    put_in_use(session)
    report = read_river(session)
    carbon = [one for one in report.impacts if one.metric is Metric.CO2E_KG]
    assert [(one.own, one.is_main) for one in carbon] == [("", True), ("RIVER.1", False)]
    assert carbon[1].reported == Decimal(30) and carbon[1].weak == 1
    [bus] = [line for line in report.lines if line.kind.code == "bus"]
    assert carbon[0].reported == bus.reported
    assert [one.code for one in report.factor_sets] == ["RIVER.1"]


@pytest.mark.parametrize(
    ("central", "low", "high", "flags"),
    [
        ("0.2", "0.1", "0.3", ()),
        ("12", "10", "14", ("outside-band",)),
        ("0.0001", "0", "0.3", ("outside-band",)),
    ],
)
def test_a_factor_outside_of_all_that_is_known_is_flagged_and_counts_as_it_stands(
    session,
    river,  # noqa: F811
    central,
    low,
    high,
    flags,
):
    keep(session, river, *crowd())
    put_in_use(
        session, {**RIDE, "central": central, "low": low, "high": high, "arithmetic": central}
    )
    [line] = read_river(session).lines
    assert line.flags == flags
    assert line.reported == line.quantity * Decimal(central)


def test_the_band_holds_every_end_of_every_place_and_year(session):
    numbers = factors.read(session)
    for (activity, metric, _), rows in numbers.factors.items():
        for row in rows:
            low, high = numbers.bands[activity, metric, row.impact_class]
            assert low <= min(row.value, row.low or row.value) <= high
            assert low <= max(row.value, row.high or row.value) <= high


def test_where_all_rests_on_an_own_set_it_leads(session, river):  # noqa: F811
    keep(session, river, *crowd())
    put_in_use(session)
    found = main(read_river(session), Metric.CO2E_KG)
    assert (found.own, found.reported) == ("RIVER.1", Decimal(30))


def test_reports_about_several_programmes_count_by_the_data_set(session, river, school):  # noqa: F811
    keep(session, river, *crowd())
    keep(session, school, *crowd(14, activity="volunteer-hour", replaced=""))
    before = [read(session).impacts, read(session, organisation="riverside-neighbours").impacts]
    put_in_use(session)
    assert before == [
        read(session).impacts,
        read(session, organisation="riverside-neighbours").impacts,
    ]
    assert read(session).factor_sets == ()


def test_a_set_counts_in_its_years_and_the_newer_one_goes_first(session, river):  # noqa: F811
    keep(session, river, *crowd(), *crowd(done_on=date(2025, 12, 31)))
    put_in_use(session)
    assert main(read_river(session, code="2025"), Metric.CO2E_KG).own == ""
    assert main(read_river(session, code="2026"), Metric.CO2E_KG).own == "RIVER.1"
    put_in_use(session, {**RIDE, "central": "0.25", "arithmetic": "0.25"})
    assert main(read_river(session), Metric.CO2E_KG).reported == Decimal("37.5")


def test_what_is_ended_counts_no_longer_and_cannot_be_reviewed(session, river):  # noqa: F811
    keep(session, river, *crowd())
    code = put_in_use(session)
    end(session, code)
    end(session, code)
    assert read_river(session).factor_sets == ()
    waiting, _ = enter(session, {**RIDE, "central": "0.21", "arithmetic": "0.21"})
    end(session, waiting, who="olive")
    with pytest.raises(Ended):
        review(session, waiting)
    with pytest.raises(NotFound):
        factor_sets.find_reviewed(session, waiting)


@pytest.mark.parametrize("code", ["", "RIVER", "RIVER.x", "RIVER.9", "RIVER.99999", "NONE.1"])
def test_a_set_that_is_not_there_is_not_found(session, code):
    with pytest.raises(NotFound):
        factor_sets.find(session, code)


def test_the_hash_covers_all_a_set_says_and_anybody_can_make_it_again(session):
    code = put_in_use(session)
    session.commit()
    session.expire_all()
    one = factor_sets.find_reviewed(session, code)
    text = factor_sets.text_of(factor_sets.contents_of(session, one))
    assert one.digest == hashlib.sha256(text.encode()).hexdigest()
    assert '"value": "0.2"' in text and "Riverside, leaflet" in text


def test_a_closed_report_keeps_its_sets_and_stands_when_sets_and_data_change(
    session,
    river,  # noqa: F811
    others,  # noqa: F811
):
    keep(session, river, *crowd(), *crowd(activity="bus"))
    put_in_use(session)
    close(session)
    first = select(Edition).filter_by(number=1)
    before = {(one.about, one.period): one.body for one in session.scalars(first)}
    report = read_river(session, now=LATER)
    assert [(one.code, len(one.digest)) for one in report.factor_sets] == [("RIVER.1", 64)]
    said = frozen.freeze(report)
    end(session, "RIVER.1")
    put_in_use(session, {**RIDE, "central": "0.25", "arithmetic": "0.25"})
    others()
    close(session, now=LATER)
    session.expire_all()
    assert frozen.freeze(read_river(session, now=LATER)) == said
    assert {(one.about, one.period): one.body for one in session.scalars(first)} == before
    again = read_river(session, now=LATER, edition=2)
    assert again.published.reason is EditionReason.DATA_SET
    assert main(again, Metric.CO2E_KG).impact_class is ImpactClass.AVOIDED


def test_sets_cost_a_report_no_statement_once_they_are_known(engine, session, river):  # noqa: F811
    keep(session, river, *crowd())
    put_in_use(session)
    session.commit()
    read_river(session)
    assert counted_statements(engine, lambda: read_river(session)) == 3
