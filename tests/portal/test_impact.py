"""From what was done to kilograms: which factor, which flags, which digits."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import factors, impact
from portal.factors import ImpactClass, Metric, Numbers
from portal.impact import Choice
from portal.travel import saving

HERE = Path(__file__).parent
CLASS_FLAGS = {"removal-exante", "offset", "embodied-water"}


def vectors(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


@pytest.fixture
def numbers(session) -> Numbers:
    return factors.read(session)


def resolved(numbers, activity, *, replaced="", region="GB", year=2026) -> dict[Metric, Choice]:
    choices = impact.resolve(numbers, activity, region=region, year=year, replaced=replaced)
    return {choice.factor.metric: choice for choice in choices}


def co2e(numbers, activity, **facts) -> Choice:
    return resolved(numbers, activity, **facts)[Metric.CO2E_KG]


@pytest.mark.parametrize(
    ("name", "column"),
    [("vectors.csv", "expected_co2e_kg"), ("vectors_metrics.csv", "expected_value")],
)
def test_every_vector_of_the_data_set_holds(numbers, name, column):
    for vector in vectors(name):
        year = date.fromisoformat(vector["date"]).year
        metric = Metric(vector.get("metric", "co2e_kg"))
        place = vector["region"]
        choice = impact.choose(numbers, vector["activity"], metric, region=place, year=year)
        flags = set(vector["flags"].split(";")) - {""}
        if choice is None:
            assert (vector["factor_id"], vector[column]) == ("", ""), vector
            assert flags == {"unquantified"}
            continue
        amount = impact.reported(Decimal(vector["quantity"]), choice.factor)
        assert (choice.factor.id, f"{amount:f}") == (vector["factor_id"], vector[column]), vector
        assert set(choice.flags) == flags, vector


def test_a_tie_is_rounded_up_where_half_to_even_would_round_down(numbers):
    factor = impact.choose(
        numbers, "save-electricity", Metric.CO2E_KG, region="GB", year=2025
    ).factor
    assert impact.reported(Decimal("0.05"), factor) == Decimal("0.009777")
    assert round(Decimal("0.05") * factor.value, 6) == Decimal("0.009776")


def test_the_numbers_are_read_once_and_kept(session, numbers):
    assert factors.read(session) is numbers


def test_without_reference_data_nothing_is_guessed(session, monkeypatch):
    monkeypatch.setattr(factors, "DATA_SET_VERSION", "1999.1.0")
    with pytest.raises(factors.NotLoaded):
        factors.read(session)


def test_a_car_replaced_is_the_ordinary_factor(numbers):
    chosen = co2e(numbers, "cycle", replaced="car")
    assert (chosen.factor.id, chosen.flags) == ("cycle.GB.2026.co2e_kg", ())


def test_nobody_asked_takes_the_unattested_factor(numbers):
    assert co2e(numbers, "cycle").factor.id == "cycle-unattested.GB.2026.co2e_kg"


def test_where_there_is_no_unattested_factor_the_choice_says_so(numbers):
    chosen = co2e(numbers, "bus")
    assert (chosen.factor.id, chosen.flags) == ("bus.GB.2026.co2e_kg", ("unattested",))


def test_a_mode_replaced_counts_minus_the_mode_used(numbers):
    on_foot, by_bus = co2e(numbers, "walk", replaced="bus"), co2e(numbers, "bus", replaced="taxi")
    assert on_foot.factor.id == "walk-instead-of-bus.GB.2026.co2e_kg"
    assert on_foot.factor.value == Decimal("0.10151")
    assert by_bus.factor.value == Decimal("0.14861") - Decimal("0.10151")
    assert (on_foot.factor.low, on_foot.factor.high, on_foot.flags) == (None, None, ())


def test_a_dirtier_mode_used_is_a_loss_and_stays_one(numbers):
    assert co2e(numbers, "bus", replaced="train").factor.value == Decimal("-0.07059")


@pytest.mark.parametrize("replaced", ["walk", "cycle", "none"])
@pytest.mark.parametrize("activity", ["walk", "cycle", "ebike", "bus", "carpool"])
def test_what_emitted_nothing_saves_nothing(numbers, activity, replaced):
    chosen = co2e(numbers, activity, replaced=replaced)
    assert chosen.factor.value == 0
    assert chosen.factor.id.startswith(f"{activity}-instead-of-{replaced}.")


def test_a_bicycle_made_in_france_is_not_free(numbers):
    chosen = co2e(numbers, "cycle", replaced="bus", region="FR")
    assert chosen.factor.value == Decimal("0.12242") - Decimal("0.00017")


def test_without_both_values_in_one_region_the_saving_stays_empty(numbers):
    assert Metric.CO2E_KG not in resolved(numbers, "ebike", replaced="bus")  # no British e-bike
    assert Metric.CO2E_KG not in resolved(numbers, "carpool", replaced="bus")
    assert Metric.CO2E_KG not in resolved(numbers, "bus", replaced="taxi", region="US")
    assert Metric.CO2E_KG not in resolved(numbers, "bus", replaced="taxi", region="KE")


def test_travel_values_fall_back_and_backcast_like_factors(numbers):
    early = saving(numbers, "walk", "bus", region="GB", year=2019)
    assert (early.region, early.year, early.is_backcast) == ("GB", 2024, True)
    child = replace(numbers, parents={**numbers.parents, "GB-WLF": "GB"})
    chosen = co2e(child, "walk", replaced="bus", region="GB-WLF", year=2019)
    assert chosen.flags == ("fallback", "backcast")


def test_only_co2e_depends_on_what_was_replaced(numbers):
    assert {choice.factor.id for choice in resolved(numbers, "recycle-glass").values()} == {
        "recycle-glass.GB.2026.co2e_kg",
        "recycle-glass.GLOBAL.2000.waste_kg",
    }


def test_an_act_that_is_counted_only_has_no_number(numbers):
    assert resolved(numbers, "workshop") == {}
    assert resolved(numbers, "sort-week") == {}


def test_classes_that_must_not_be_added_say_so(numbers):
    chosen = resolved(numbers, "textile-reuse")
    assert chosen[Metric.WATER_L].factor.impact_class is ImpactClass.EMBODIED_WATER
    assert chosen[Metric.WATER_L].flags == ("fallback", "embodied-water")
    assert chosen[Metric.CO2E_KG].flags == ()


def test_declared_amounts_count_half_and_seen_ones_in_full(numbers):
    factor = co2e(numbers, "cycle", replaced="car").factor
    evidence = {"B": Decimal(10), "D": Decimal(10)}
    counted = impact.counted(evidence, factor, numbers.weights, None)
    assert counted.central == Decimal("2.488650")  # 15 x 0.16591
    assert (counted.low, counted.high) == (Decimal("1.555406"), Decimal("3.148500"))


def test_second_looks_that_find_mistakes_lower_what_is_counted(numbers):
    factor = co2e(numbers, "cycle", replaced="car").factor
    rate = impact.error_rate(20, 2)
    assert rate == Decimal("0.1")
    counted = impact.counted({"B": Decimal(10)}, factor, numbers.weights, rate)
    assert counted.central == Decimal("1.493190")  # 9 x 0.16591


def test_before_the_first_second_look_there_is_no_error_rate():
    assert impact.error_rate(0, 0) is None
    assert impact.error_rate(3, 1) == Decimal("0.333333")


def test_an_end_that_nobody_published_is_the_central_value(numbers):
    factor = co2e(numbers, "walk", replaced="bus").factor
    counted = impact.counted({"A": Decimal("12.5")}, factor, numbers.weights, None)
    assert counted.low == counted.central == counted.high == Decimal("1.268875")


def test_nothing_done_is_a_plain_zero_and_never_minus_zero(numbers):
    factor = impact.choose(
        numbers, "food-waste-sorting", Metric.CO2E_KG, region="CN", year=2026
    ).factor
    assert f"{impact.reported(Decimal('0.000001'), factor):f}" == "0.000000"
    assert impact.reported(Decimal(10), factor) == Decimal("-0.682400")


def test_ranges_add_lows_to_lows_and_highs_to_highs():
    one = impact.Range(Decimal(1), Decimal(2), Decimal(4))
    assert one + one == impact.Range(Decimal(2), Decimal(4), Decimal(8))
    assert one + impact.ZERO == one


def ends(low, central, high):
    return impact.Range(*(Decimal(one) for one in (low, central, high)))


def test_ranges_that_are_independent_are_combined_by_root_sum_square():
    together = impact.combine([("travel", ends(7, 10, 14)), ("food", ends(16, 20, 23))])
    assert together == ends(25, 30, 35)  # 3 and 4 below, 4 and 3 above: 5 each


def test_what_rests_on_the_same_assumptions_is_added_end_to_end():
    together = impact.combine([("travel", ends(7, 10, 14)), ("travel", ends(16, 20, 23))])
    assert together == ends(23, 30, 37)


def test_one_range_alone_and_none_are_themselves():
    assert impact.combine([("food", ends("-0.7", "-0.682400", "0.1"))]) == ends(
        "-0.7", "-0.6824", "0.1"
    )
    assert impact.combine([]) == impact.ZERO


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["travel", "food", "energy"]),
            st.lists(st.integers(-(10**9), 10**15), min_size=3, max_size=3).map(sorted),
        )
    )
)
def test_a_combined_range_holds_its_centre_and_is_never_wider_than_the_worst_case(parts):
    ranges = [(group, ends(*(Decimal(one) / 10**6 for one in three))) for group, three in parts]
    together = impact.combine(ranges)
    worst = sum((one for _, one in ranges), impact.ZERO)
    assert together.central == worst.central
    assert worst.low <= together.low <= together.central <= together.high <= worst.high
