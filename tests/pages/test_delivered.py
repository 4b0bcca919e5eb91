"""What was delivered, with a photo and a seal, as a charity tells it and everybody sees it."""

import io

import pytest
from PIL import Image

from tests import giving as set_up
from tests.claiming import sent_photo
from tests.giving import AFTER, QUILTS, SHELTER
from tests.pages.giving import done, flat
from tests.pages.test_charity import GOOD, HOME, form, settled, tell
from tests.portal.test_delivery_seals import accepted

AUDIT = "/en/desk/willowford-district/audit/RIVER"


@pytest.fixture
def clock():
    return lambda: AFTER


@pytest.fixture
def quilts(session, town):
    """Three quilts of a settled round."""
    return done(session, settled, QUILTS)


def photo(data=None):
    return {"photo": ("quilts.jpg", sent_photo() if data is None else data, "image/jpeg")}


def page_of(cause):
    return f"/en/causes/warm-quilts-{cause.code}"


def address(session):
    [code] = done(session, set_up.codes_of_rounds)
    return f"photos/{code}/1"


def test_a_photo_of_what_arrived_stands_on_the_page_of_the_cause(visit_as, quilts, session):
    chen = visit_as("chen")
    assert chen.get(form(quilts)).text.count('type="file"') == 1
    sent = {**GOOD, "faceless": "y"}
    answer = chen.post(form(quilts), data=sent, files=photo())
    assert answer.url.path == HOME
    there = f"{page_of(quilts)}/{address(session)}"
    page = visit_as().get(page_of(quilts)).text
    assert f'<img src="{there}" alt="What arrived, photographed by Osier Lane Shelter.' in page
    seen = visit_as().get(there)
    assert seen.headers["content-type"] == "image/jpeg"
    assert seen.headers["cache-control"] == "public, max-age=3600"
    with Image.open(io.BytesIO(seen.content)) as image:
        assert image.size == (40, 30) and not image.getexif()
    assert visit_as().get(there[:-1] + "2").status_code == 404


def test_hidden_data_of_a_camera_is_gone(visit_as, quilts, session):
    made, hidden = io.BytesIO(), Image.Exif()
    hidden[0x010E] = "the street where we live"
    Image.new("RGB", (40, 30)).save(made, "JPEG", exif=hidden)
    assert b"where we live" in made.getvalue()
    chen = visit_as("chen")
    chen.post(form(quilts), data={**GOOD, "faceless": "y"}, files=photo(made.getvalue()))
    kept = visit_as().get(f"{page_of(quilts)}/{address(session)}").content
    assert b"where we live" not in kept


def test_a_photo_without_the_word_about_faces_is_kept_until_it_is_said(visit_as, quilts, session):
    chen = visit_as("chen")
    answer = chen.post(form(quilts), data=GOOD, files=photo())
    assert answer.status_code == 422
    assert "Say that nobody can be recognised in the photo, or leave it out." in flat(answer)
    assert "quilts.jpg, kept" in flat(answer)
    reference = answer.text.partition('name="photo-kept" value="')[2].partition('"')[0]
    tell(chen, quilts, **{"faceless": "y", "photo-kept": reference})
    assert visit_as().get(f"{page_of(quilts)}/{address(session)}").status_code == 200


def test_what_is_no_photo_is_said_and_nothing_is_told(visit_as, quilts):
    sent = {**GOOD, "faceless": "y"}
    answer = visit_as("chen").post(form(quilts), data=sent, files=photo(b"<svg/>"))
    assert answer.status_code == 422 and "This is not a photo we can open." in flat(answer)
    assert "will tell here" in flat(visit_as().get(page_of(quilts)))


def test_more_than_was_bought_is_refused_with_how_many_there_are(visit_as, quilts):
    chen = visit_as("chen")
    tell(chen, quilts)
    answer = tell(chen, quilts, state="delivered", count="3", idem="b")
    assert answer.status_code == 422
    assert "That is more than there is. Enter 2 or less." in flat(answer)
    assert 'value="3"' in answer.text and 'href="#count"' in answer.text


@pytest.fixture
def reported(session, town):
    return done(session, accepted, QUILTS)


def seal(browser, session, cause, **facts):
    [code] = done(session, set_up.codes_of_rounds)
    sent = {"cause": cause.code, "round": code, "idem": "seal", **facts}
    return browser.post(f"{AUDIT}/deliveries", data=sent)


def test_an_auditor_reads_the_papers_and_seals(visit_as, reported, session):
    ada = visit_as("ada")
    assert f"{AUDIT}/deliveries" in ada.get(AUDIT).text
    page = ada.get(f"{AUDIT}/deliveries")
    text = flat(page)
    assert "Bought 3, delivered 3." in text and text.count("Paper: INV-7") == 2
    assert "I have seen the papers: seal it : Warm quilts" in text
    for _ in range(2):
        answer = seal(ada, session, reported)
        assert answer.status_code == 200 and "seal it" not in flat(answer)
    assert "Sealed" in flat(visit_as().get(page_of(reported)))
    assert "Papers seen by an auditor" in flat(visit_as().get(page_of(reported)))


def test_the_receipt_of_who_gave_says_what_became_of_it(visit_as, reported, session):
    rosa = visit_as("rosa")
    listed = rosa.get("/en/me/points").text
    code = listed.partition("/en/me/gifts/")[2].partition('"')[0]
    text = flat(rosa.get(f"/en/me/gifts/{code}"))
    assert "Bought: 3, delivered: 3 of 3 (warm quilt)." in text
    seal(visit_as("ada"), session, reported)
    assert "Papers seen by an auditor" in flat(rosa.get(f"/en/me/gifts/{code}"))


def test_sealing_twice_or_before_its_time_is_told(visit_as, reported, session):
    seal(visit_as("ada"), session, reported)
    answer = seal(visit_as("ada"), session, reported, idem="again")
    assert answer.status_code == 422 and "There is nothing to tell here now." in flat(answer)


def test_only_the_districts_auditor_comes_in(visit_as, reported, session):
    for who in ("olive", "chen", "op", "rosa"):
        assert visit_as(who).get(f"{AUDIT}/deliveries").status_code == 404
        assert seal(visit_as(who), session, reported).status_code == 404
    assert "Sealed" not in flat(visit_as().get(page_of(reported)))
    assert visit_as("chen").get(f"/en/charity/{SHELTER}").status_code == 200
