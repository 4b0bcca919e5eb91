"""The method: every factor can be followed to its arithmetic and to the page it was read on."""

import re

import pytest

from db import reference

FACTORS = list(reference.rows(*reference.FACTORS))
ACTIVITIES = sorted({cells["activity"] for cells in FACTORS})


@pytest.fixture
def browser(visit_as):
    return visit_as()


def test_the_method_lists_every_kind_of_act_with_its_factors(browser):
    page = browser.get("/en/method").text
    for kind in reference.rows("activities.csv", "activities_own.csv"):
        assert f'id="{kind["slug"]}"' in page
        assert f'href="/en/method/{kind["slug"]}"' in page
    assert page.count("counted only") == sum(
        not kind["metrics"] for kind in reference.rows("activities.csv", "activities_own.csv")
    )


def test_the_method_says_how_evidence_counts_with_its_source(browser):
    page = browser.get("/en/method").text
    assert "137 / 274" in page
    assert "Hubei Daily, 2022" in page
    assert "50%" in page


def test_the_method_names_its_data_set_and_its_licences(browser):
    page = browser.get("/en/method").text
    assert reference.DATA_SET_VERSION in page
    for licensor in ("DESNZ", "ADEME", "Environmental Protection Agency", "Our World in Data"):
        assert licensor in page
    assert "CC BY-SA 4.0" in page


@pytest.mark.parametrize("place", ["ranges", "evidence", "classes", "grades", "hidden", "points"])
def test_what_reports_link_to_is_there(browser, place):
    assert f'id="{place}"' in browser.get("/en/method").text


def test_every_factor_is_explained_with_arithmetic_numbers_and_sources(browser):
    for activity in ACTIVITIES:
        page = browser.get(f"/en/method/{activity}").text
        for factor in (cells for cells in FACTORS if cells["activity"] == activity):
            assert f'id="{factor["factor_id"]}"' in page
            assert factor["method"].partition(" | ")[0] in page
            for source in factor["source_id"].split(";"):
                assert f'href="#{source}"' in page
                assert page.count(f'id="{source}"') == 1


def test_a_bound_shows_its_arithmetic(browser):
    page = browser.get("/en/method/cycle").text
    assert "0.16591 / 1.6 = 0.10369375" in page


def test_a_row_under_a_licence_of_its_own_says_so(browser):
    assert "CC-BY-SA-4.0" in browser.get("/en/method/led-bulb").text


def test_an_activity_without_factors_says_that_nothing_is_claimed(browser):
    page = browser.get("/en/method/workshop").text
    assert "it is counted, and no saving is claimed" in page
    assert "<article" not in page


def test_each_way_to_travel_has_its_value_and_source(browser):
    page = browser.get("/en/method/travel").text
    for mode in reference.rows("modes.csv"):
        assert f'id="{mode["region"]}-{mode["year"]}"' in page
        assert mode["kg_co2e_per_km"] in page
        for source in mode["source_id"].split(";"):
            assert f'id="{source}"' in page


def test_no_page_uses_an_id_twice(browser):
    for address in ("/en/method", "/en/method/travel", "/en/method/cycle"):
        ids = re.findall(r' id="([^"]+)"', browser.get(address).text)
        assert len(ids) == len(set(ids)), address


def test_an_unknown_activity_is_not_found(browser):
    assert browser.get("/en/method/flying").status_code == 404


@pytest.mark.parametrize("address", ["/method", "/method/travel", "/method/save-electricity"])
@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_the_method_stays_small_in_every_language(browser, language, address):
    answer = browser.get(f"/{language}{address}", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) < 30 * 1024
    assert answer.text.count("<h1") == 1
