"""An auditor's seal on a delivery, and the photos that everybody sees of it."""

import pytest

from portal import deliveries, delivery_photos, delivery_seals, files, organisations
from portal.audited import WorksThere
from portal.deliveries import DeliveryState, NothingToTell
from portal.delivery_photos import FacesShown, Photo
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.organisations import Role
from tests import giving as set_up
from tests import people
from tests.claiming import picture
from tests.giving import AFTER, POT, QUILTS, SHELTER
from tests.portal.test_deliveries import accept, settled, tell, told

DISTRICT = "willowford-district"
BOUGHT, DELIVERED, REPORTED, SEALED = (
    DeliveryState.BOUGHT,
    DeliveryState.DELIVERED,
    DeliveryState.REPORTED,
    DeliveryState.SEALED,
)


@pytest.fixture
def shelf(tmp_path):
    return files.open_shelf(f"file:{tmp_path}", "secret")


def accepted(session, terms):
    """A delivery that was told to the end, and accepted."""
    cause = settled(session, terms)
    count = 3 if terms is QUILTS else None
    tell(session, cause, BOUGHT, count)
    tell(session, cause, DELIVERED, count)
    tell(session, cause, REPORTED)
    accept(session, cause)
    return cause


def seal(session, cause, who="ada", place=DISTRICT, programme="RIVER", idem="seal", code=None):
    [round_code] = [code] if code else set_up.codes_of_rounds(session)
    me, desk = people.find(session, who), set_up.desk(session, who, place)
    what = (programme, cause.code, round_code)
    delivery_seals.seal(session, me, desk, *what, idem=idem, now=AFTER)


@pytest.mark.parametrize("terms", [QUILTS, POT])
def test_an_auditor_seals_what_was_accepted_once(session, town, terms):
    cause = accepted(session, terms)
    seal(session, cause)
    seal(session, cause)
    assert told(session, cause).last is SEALED
    steps = [row.step for [*rows] in listed(session, cause) for row in rows]
    assert steps.count(SEALED) == 1 and steps[-1] is SEALED
    with pytest.raises(NothingToTell):
        seal(session, cause, idem="again")


def listed(session, cause):
    return delivery_seals.list_of(session, cause.programme_id, now=AFTER)


def test_every_step_is_read_with_its_paper(session, town):
    cause = accepted(session, QUILTS)
    [rows] = listed(session, cause)
    assert [(row.step, row.count, row.step_document) for row in rows[:2]] == [
        (BOUGHT, 3, "INV-7"),
        (DELIVERED, 3, "INV-7"),
    ]


def test_what_is_not_accepted_is_not_sealed(session, town):
    cause = settled(session, QUILTS)
    tell(session, cause, BOUGHT, 3)
    with pytest.raises(NothingToTell):
        seal(session, cause)


def test_a_key_seals_one_delivery(session, town):
    cause = accepted(session, QUILTS)
    seal(session, cause)
    me, desk = people.find(session, "ada"), set_up.desk(session, "ada", DISTRICT)
    with pytest.raises(AlreadyUsed):
        delivery_seals.seal(
            session, me, desk, "RIVER", cause.code, "G-other", idem="seal", now=AFTER
        )


def test_a_delivery_that_is_not_there_is_not_found(session, town):
    cause = accepted(session, QUILTS)
    with pytest.raises(NotFound):
        seal(session, cause, code="G-NONE")
    with pytest.raises(NotFound):
        seal(session, cause, programme="SCHOOL")


@pytest.mark.parametrize(("who", "place"), [("olive", set_up.RIVERSIDE), ("chen", SHELTER)])
def test_only_an_auditor_seals(session, town, who, place):
    cause = accepted(session, QUILTS)
    with pytest.raises(NotAllowed):
        seal(session, cause, who=who, place=place)
    with pytest.raises(NotAllowed):
        tell(session, cause, SEALED)


@pytest.mark.parametrize(("slug", "error"), [(set_up.RIVERSIDE, WorksThere), (SHELTER, NotAllowed)])
def test_who_works_for_the_programme_or_the_charity_does_not_seal(session, town, slug, error):
    cause = accepted(session, QUILTS)
    ada = people.find(session, "ada").id
    place = people.place(session, slug).id
    organisations.appoint(session, place, ada, Role.VERIFIER, now=AFTER)
    with pytest.raises(error):
        seal(session, cause)


def test_a_photo_of_things_is_seen_by_everybody(session, town, shelf):
    cause = settled(session, QUILTS)
    seen = picture()
    tell(session, cause, BOUGHT, 3, photo=Photo(seen, shelf, is_without_faces=True))
    [code] = set_up.codes_of_rounds(session)
    name = delivery_photos.find(session, f"{cause.slug}-{cause.code}", code, 1)
    assert shelf.read(name) == seen.data
    for wrong in (("X", code, 1), (cause.code, "G-1", 1), (cause.code, code, 2)):
        with pytest.raises(NotFound):
            delivery_photos.find(session, *wrong)


def test_the_same_form_again_keeps_no_second_photo(session, town, shelf, tmp_path):
    cause = settled(session, QUILTS)
    photo = Photo(picture(), shelf, is_without_faces=True)
    for _ in range(2):
        tell(session, cause, BOUGHT, 3, photo=photo, idem="same")
    assert len(list(tmp_path.rglob("*.jpg"))) == 1
    with pytest.raises(AlreadyUsed):
        tell(session, cause, BOUGHT, 3, idem="same")


def test_a_photo_that_may_show_a_face_is_refused_and_nothing_is_kept(
    session, town, shelf, tmp_path
):
    cause = settled(session, QUILTS)
    with pytest.raises(FacesShown):
        tell(session, cause, BOUGHT, 3, photo=Photo(picture(), shelf, is_without_faces=False))
    assert list(tmp_path.rglob("*.jpg")) == []
    assert told(session, cause).last is None


def test_steps_of_others_have_no_photo(session, town):
    cause = accepted(session, QUILTS)
    [rows] = listed(session, cause)
    assert [row.step_photo for row in rows] == [None] * 4
    assert deliveries.told_of(rows[-1]).last is DeliveryState.ACCEPTED
