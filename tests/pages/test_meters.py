"""A meter's page: the household's own past, readings, and what was saved."""

from uuid import uuid4

import pytest

from tests import claiming, metering
from tests.pages.giving import flat

HERE = "/en/log/RIVER/save-water"


@pytest.fixture
def metered(town, session):
    """RIVER counts litres of water saved, by photo of the meter."""
    metering.count_water(session)


def send(client, path=HERE, photo=b"", **fields):
    data = {"idem": uuid4().hex, "day": "2026-06-01", **fields}
    files = {"photo": ("meter.png", photo, "image/png")} if photo else None
    return client.post(path, data=data, files=files, follow_redirects=True)


def test_two_readings_and_the_own_past_become_an_action(visit_as, metered):
    rosa = visit_as("rosa")
    assert "First, your own past" in rosa.get(HERE).text
    page = send(rosa, f"{HERE}/usual", usual="9", days="30")
    assert "One reading alone earns nothing" in page.text and "9 m³ in 30 days" in flat(page)
    page = send(rosa, shown="100", day="2026-05-12")
    assert "100 m³" in flat(page) and page.url.path == HERE
    page = send(rosa, photo=claiming.sent_photo(), shown="104.5")
    assert "/me/claims/A-" in page.url.path and "1,500" in flat(page)
    assert "What you saved" in rosa.get(HERE).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shown": "99"}, "The meter showed 100 before."),
        ({"shown": "101", "day": "2026-05-13"}, "7 days at least"),
        ({"shown": "101", "day": "2026-06-09"}, "The day must be today or before."),
        ({"shown": "much"}, "Not a valid decimal value."),
        ({"shown": "-5"}, "No meter shows this."),
        ({"shown": "101", "day": ""}, "Enter a day."),
        ({"shown": "101"}, "photo"),
    ],
)
def test_what_does_not_fit_is_said_and_stays_typed(visit_as, metered, fields, words):
    rosa = visit_as("rosa")
    send(rosa, f"{HERE}/usual", usual="9", days="30")
    send(rosa, shown="100", day="2026-05-12")
    page = send(rosa, **fields)
    assert page.status_code == 422 and words in flat(page)
    assert f'value="{fields["shown"]}"' in page.text


def test_another_meter_begins_anew(visit_as, metered):
    rosa = visit_as("rosa")
    send(rosa, f"{HERE}/usual", usual="9", days="30")
    send(rosa, shown="100", day="2026-05-12")
    page = send(rosa, shown="3", is_new_meter="y")
    assert page.status_code == 200 and "another meter" in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"usual": "", "days": ""}, "Enter how many."), ({"usual": "9", "days": "5"}, "20 to 400")],
)
def test_a_past_that_is_no_bill_is_refused(visit_as, metered, fields, words):
    page = send(visit_as("rosa"), f"{HERE}/usual", **fields)
    assert page.status_code == 422 and words in flat(page)


def test_what_a_meter_told_is_not_told_otherwise(visit_as, metered):
    rosa = visit_as("rosa")
    send(rosa, f"{HERE}/usual", usual="9", days="30")
    send(rosa, shown="100", day="2026-05-12")
    path = send(rosa, photo=claiming.sent_photo(), shown="104.5").url.path
    page = rosa.get(f"{path}/changes")
    assert "This follows from your readings." in flat(page) and page.status_code >= 400


def test_only_what_a_meter_counts_has_a_past(visit_as, metered):
    path = "/en/log/RIVER/sort-week/usual"
    assert send(visit_as("rosa"), path, usual="9", days="30").status_code == 404
    assert visit_as("rosa").get(path).status_code == 404
    assert "First, your own past" in visit_as("rosa").get(f"{HERE}/usual").text


def test_a_mistaken_reading_is_taken_back_and_stays_to_be_seen(visit_as, metered):
    rosa = visit_as("rosa")
    send(rosa, f"{HERE}/usual", usual="9", days="30")
    page = send(rosa, shown="1000", day="2026-05-12")
    path = f"{HERE}/readings/1/withdrawals"
    assert path in page.text
    page = send(rosa, path)
    assert page.url.path == HERE and "1,000 m³ taken back" in flat(page) and path not in page.text
    assert "100 m³" in flat(send(rosa, shown="100", day="2026-05-12"))
    assert rosa.get(path).status_code == 200
    assert send(rosa, f"{HERE}/readings/9/withdrawals").status_code == 404
    assert send(visit_as("fay"), f"{HERE}/readings/2/withdrawals").status_code == 404


def test_whoever_checks_sees_the_readings_beside_the_photo(visit_as, metered):
    rosa = visit_as("rosa")
    send(rosa, f"{HERE}/usual", usual="9", days="30")
    send(rosa, shown="100", day="2026-05-12")
    send(rosa, photo=claiming.sent_photo(), shown="104.5")
    rosa.post("/en/log/RIVER/sort-week", data={"idem": "1", "amount": "1", "when": "today"})
    queue = flat(visit_as("vera").get("/en/desk/riverside-neighbours/claims"))
    assert "The meter shows 104.5 m³. On 12 May 2026 it showed 100 m³." in queue
    assert "Their own past: 9 m³ in 30 days." in queue
    assert queue.count("The meter shows") == 1, "only what a meter made has readings"
