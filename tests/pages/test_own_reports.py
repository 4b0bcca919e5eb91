"""The pages of own reports: who may open them, what they say, what is taken along."""

import re

import pytest

from tests import schooling
from tests.claiming import approve, send
from tests.portal.test_own_reports import ride


@pytest.fixture
def rides(session, town):
    ride(session, "rosa")
    ride(session, "tom", "6")
    session.commit()


def test_who_lives_there_reads_what_the_household_saved_with_its_range(visit_as, rides):
    page = visit_as("tom").get("/en/me/report").text
    assert "What we did" in page and "Only who lives here sees this page." in page
    assert re.search(r"0\.83\S* kg", page)  # ten kilometres by somebody’s word, half counts
    assert "Likely between" in page and "cycle.GB.2026.co2e_kg" in page
    assert "/en/method/cycle" in page


def test_one_member_reads_what_was_theirs(visit_as, rides):
    page = visit_as("rosa").get("/en/me/report?whose=me").text
    assert "What I did" in page and "Only you see this page." in page
    assert '<option value="me" selected>' in page
    assert "4 km" in page and "10 km" not in page


def test_before_anything_was_logged_the_page_says_so(visit_as, town):
    page = visit_as("ada").get("/en/me/report").text
    assert "Nothing was logged for this time." in page


@pytest.mark.parametrize("period", ["2026-13", "yesterday", "2026-02-30", "%00", "9" * 300])
def test_a_time_that_is_none_is_a_page_of_ours(visit_as, town, period):
    answer = visit_as("rosa").get(f"/en/me/report?period={period}")
    assert answer.status_code == 404 and "</html>" in answer.text


def test_a_time_to_come_and_one_long_ago_are_empty_and_can_be_chosen_again(visit_as, rides):
    for period in ("2031", "2019-02"):
        page = visit_as("rosa").get(f"/en/me/report?period={period}")
        assert page.status_code == 200 and "Nothing was logged for this time." in page.text
        assert f'<option value="{period}" selected>' in page.text


def test_the_lines_are_taken_along_for_a_spreadsheet(visit_as, rides):
    answer = visit_as("rosa").get("/en/me/report.csv?period=2026&whose=me")
    assert 'filename="report-me-2026.csv"' in answer.headers["Content-Disposition"]
    head, line = answer.text.splitlines()
    assert head.startswith("activity,unit,region,factor_id") and line.startswith("cycle,km,GB,")


@pytest.mark.parametrize("address", ["/en/me/report", "/en/me/report.csv"])
def test_a_stranger_is_asked_to_sign_in(visit_as, address):
    answer = visit_as().get(address, follow_redirects=False)
    assert answer.status_code == 303 and "/en/sign-in" in answer.headers["Location"]


def test_a_teacher_reads_what_the_class_did_and_no_other_desk_does(visit_as, session, town):
    lesson = schooling.begin(session)
    session.commit()
    address = f"/en/desk/{schooling.SCHOOL}/school/{lesson.group_id}/report"
    assert "What Class 3C did" in visit_as("grace").get(address).text
    assert visit_as("grace").get(f"{address}.csv").status_code == 200
    assert visit_as("olive").get(address).status_code == 404
    other = address.replace(schooling.SCHOOL, "riverside-neighbours")
    assert visit_as("olive").get(other).status_code == 404


def test_the_ways_to_it_are_where_people_look(visit_as, rides):
    rosa = visit_as("rosa")
    for page in ("/en/me/household", "/en/me/points"):
        assert 'href="/en/me/report"' in rosa.get(page).text


def test_what_is_counted_only_stands_open_and_is_taken_along_without_a_factor(
    visit_as, session, town
):
    approve(session, send(session, "sort-week", who="rosa"))
    session.commit()
    rosa = visit_as("rosa")
    page = rosa.get("/en/me/report").text
    assert "<details open>" in page and "These factors are made for many" not in page
    _, row = rosa.get("/en/me/report.csv").text.splitlines()
    assert row.startswith("sort-week,week,GB,,,1,,,")
