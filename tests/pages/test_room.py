"""When the disk fills up, photos stop first, so that the last room is for acts."""

import pytest
from starlette.testclient import TestClient

from pages.app import create_app
from portal.transactions import opener
from tests.claiming import sent_photo
from tests.people import NOON

REPAIR = "/en/log/RIVER/repair-clothing"
REPAIRED = {"amount": "3", "when": "today", "for": "home", "idem": "r" * 64}
RIDE = {"amount": "2.5", "when": "today", "replaced": "car", "for": "home", "idem": "c" * 64}
PHOTO = {"photo": ("coat.jpg", sent_photo(), "image/jpeg")}
SHORT = "This portal is short of room, so no photos can be added just now."
DISK = 4 * 1024 * 1024


@pytest.fixture
def rosa(engine, settings, visit_as, small_disk):
    """Rosa's browser, on a site that keeps its photos on the small disk."""
    own = settings.model_copy(update={"files_url": f"file:{small_disk}/photos"})
    site = create_app(opener(engine), own, clock=lambda: NOON)
    own_site = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(site, headers=own_site, cookies=visit_as("rosa").cookies)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_photos_stop_before_the_disk_is_full_and_acts_go_on(rosa, small_disk):
    filler = small_disk / "filler"
    filler.write_bytes(bytes(DISK * 91 // 100))
    refused = rosa.post(REPAIR, data=REPAIRED, files=PHOTO)
    assert refused.status_code == 422 and f'<a href="#photo">{SHORT}' in refused.text
    assert 'value="3"' in refused.text, "what was typed is kept"
    assert [file.name for file in small_disk.iterdir()] == ["filler"]
    assert rosa.post("/en/log/RIVER/cycle", data=RIDE, follow_redirects=False).status_code == 303
    filler.write_bytes(bytes(DISK * 80 // 100))
    again = rosa.post(REPAIR, data=REPAIRED, files=PHOTO, follow_redirects=False)
    assert again.status_code == 303


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_photo_that_was_kept_before_may_still_be_sent_with_its_form(rosa, small_disk):
    mistaken = rosa.post(REPAIR, data={**REPAIRED, "amount": "none"}, files=PHOTO)
    kept = mistaken.text.partition('name="photo-kept" value="')[2].partition('"')[0]
    (small_disk / "filler").write_bytes(bytes(DISK * 91 // 100))
    sent = rosa.post(REPAIR, data={**REPAIRED, "photo-kept": kept}, follow_redirects=False)
    assert sent.status_code == 303


@pytest.mark.usefixtures("town")
def test_the_setting_says_how_much_stays_free(engine, settings, visit_as):
    own = settings.model_copy(update={"files_url": "file:var/files", "photo_room": 100})
    site = create_app(opener(engine), own, clock=lambda: NOON)
    browser = TestClient(
        site, headers={"Sec-Fetch-Site": "same-origin"}, cookies=visit_as("rosa").cookies
    )
    assert SHORT in browser.post(REPAIR, data=REPAIRED, files=PHOTO).text
