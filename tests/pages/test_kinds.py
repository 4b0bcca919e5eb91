"""Every word of the reference data that people meet is there, in every language's own form."""

from decimal import Decimal

import pytest

from db import reference
from pages.speech import speaking
from pages.web import kinds
from pages.web.formats import COUNTED, MEASURES
from portal.claims import EvidenceClass, Replaced
from portal.factors import Grade, ImpactClass, Metric
from portal.impact import MAIN_CLASS
from portal.travel import SAVES_NOTHING


def kinds_of_acts():
    return list(reference.rows("activities.csv", "activities_own.csv"))


def test_every_category_and_unit_has_words():
    assert {kind["category"] for kind in kinds_of_acts()} <= set(kinds.CATEGORIES)
    assert {kind["unit"] for kind in kinds_of_acts()} <= set(COUNTED) | set(MEASURES)
    assert set(kinds.UNITS) == set(Metric)


def test_every_way_to_travel_has_words():
    modes = {mode["mode"] for mode in reference.rows("modes.csv")}
    assert modes == set(kinds.MODES)
    assert {*Replaced, *SAVES_NOTHING} <= set(kinds.REPLACED)


def test_every_measure_class_grade_and_kind_of_evidence_has_words():
    factors = [
        reference.TAGS.fullmatch(cells["notes"])["impact_class"] + cells["metric"]
        for cells in reference.rows(*reference.FACTORS)
    ]
    assert set(factors) == {
        f"{impact_class.value}{metric.value}" for metric, impact_class in kinds.NAMES
    }
    assert {pair for pair in MAIN_CLASS.items()} <= set(kinds.NAMES)
    assert set(kinds.GRADES) == set(Grade)
    assert set(kinds.EVIDENCE) == set(EvidenceClass)
    apart = {one.value for one in ImpactClass if one not in MAIN_CLASS.values()}
    assert apart | {"fallback", "backcast", "unattested", "outside-band"} == set(kinds.FLAGS)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("0.0421", "0.042"),
        ("1.25", "1.3"),
        ("99.96", "100.0"),
        ("1376.4", "1,376"),
        ("-0.6824", "-0.682"),
    ],
)
def test_a_shown_figure_is_rounded_once_to_what_means_something(value, shown):
    with speaking("en"):
        assert kinds.rounded(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.16591", "0.16591"),
        ("12.500000", "12.5"),
        ("0.000000", "0"),
        ("100", "100"),
        ("1E+2", "100"),
    ],
)
def test_an_exact_figure_keeps_every_digit_and_no_more(value, shown):
    assert kinds.exact(Decimal(value)) == shown
