"""The household, its settings; organisations; rewards."""

import re

import pytest

from portal import organisations
from tests import giving, people


def test_members_see_who_shares_the_points_and_how_they_agree(visit_as):
    linden = visit_as("rosa").get("/en/me/household").text
    assert all(name in linden for name in ("Rosa", "Tom", "Pip", "Riverside Green Points"))
    assert "Each adult may use the points." in linden and "A child may propose." in linden
    fennel = visit_as("fay").get("/en/me/household").text
    assert "Two adults must agree" in fennel and "Rosa" not in fennel


def test_a_household_that_takes_part_nowhere_is_told_how_to_begin(visit_as):
    page = visit_as("ada").get("/en/me/household").text
    assert "takes part in no programme yet" in page


@pytest.mark.parametrize("address", ["/en/me/household", "/en/me/settings"])
def test_a_stranger_is_sent_to_sign_in(visit_as, address):
    answer = visit_as().get(address, follow_redirects=False)
    assert answer.status_code == 303 and "/en/sign-in" in answer.headers["Location"]


def test_choosing_a_language_goes_on_in_it_and_is_remembered(visit_as, session):
    rosa = visit_as("rosa")
    answer = rosa.post("/en/me/settings", data={"language": "zh-hans"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/zh-hans/me/settings")
    page = rosa.get("/en/me/settings").text
    assert re.search(r'<input[^>]*checked[^>]*value="zh-hans"', page)
    assert people.find(session, "rosa").language == "zh-hans"


@pytest.mark.parametrize("sent", [{}, {"language": "xx"}, {"language": ""}])
def test_a_language_nobody_speaks_is_a_mistake_at_the_field(visit_as, sent):
    page = visit_as("rosa").post("/en/me/settings", data=sent)
    assert page.status_code == 422
    assert "<title>Error:" in page.text and 'class="errsum' in page.text


def test_htmx_gets_the_same_mistake_as_the_page(visit_as):
    asking = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "main#main"}
    part = visit_as("rosa").post("/en/me/settings", data={"language": "xx"}, headers=asking)
    assert part.status_code == 422 and "<html" not in part.text and "errsum" in part.text


def test_an_organisation_says_what_it_runs_and_how_it_was_proved(visit_as, session):
    it = organisations.find(session, "riverside-neighbours")
    page = visit_as().get(f"/en/organisations/{it.slug}-{it.code}").text
    assert "Riverside Green Points" in page and "Proved on" in page
    moved = visit_as().get(f"/en/organisations/old-name-{it.code}", follow_redirects=False)
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith(f"/{it.slug}-{it.code}")
    assert visit_as().get("/en/organisations/nobody-XXXXXXX").status_code == 404


def test_one_that_runs_nothing_says_so(visit_as, session):
    it = organisations.find(session, "osier-lane-shelter")
    page = visit_as().get(f"/en/organisations/{it.slug}-{it.code}").text
    assert "They run nothing here at the moment." in page


def test_an_empty_catalogue_points_to_the_causes(visit_as):
    page = visit_as().get("/en/rewards").text
    assert "No reward is offered at the moment." in page and 'href="/en/causes"' in page


def test_an_adult_chooses_where_points_go_when_they_lapse(session, visit_as):
    giving.cause(session, "warm-quilts", is_common=True)
    books = giving.cause(session, "reading-corner")
    session.commit()
    rosa, there = visit_as("rosa"), "/en/me/household/RIVER/cause"
    household = rosa.get("/en/me/household").text
    assert there in household and "Warm quilts" in household
    asked = rosa.get(there).text
    common = re.search(r'value="([^"]+)"[^>]*checked|checked[^>]*value="([^"]+)"', asked)
    assert common and "the common cause of this programme" in asked
    mistaken = rosa.post(there, data={"cause": "C000000"})
    assert mistaken.status_code == 422
    answer = rosa.post(there, data={"cause": books.code}, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["Location"] == "/en/me/household"
    assert "Reading corner" in visit_as("tom").get("/en/me/household").text
    assert "Warm quilts" in visit_as("fay").get("/en/me/household").text


def test_a_programme_one_takes_no_part_in_has_no_such_choice(session, visit_as):
    giving.cause(session, "school-books", programme="SCHOOL")
    session.commit()
    for programme in ("SCHOOL", "NOTHING"):
        place = f"/en/me/household/{programme}/cause"
        assert visit_as("rosa").get(place).status_code == 404
        assert visit_as("rosa").post(place, data={"cause": "x"}).status_code == 404
