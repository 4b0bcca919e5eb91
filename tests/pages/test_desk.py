import pytest
from sqlmodel import select

from db.tables.claims import Verification
from tests.claiming import approve, send

DESK = "/en/desk/riverside-neighbours"


def test_with_one_desk_one_goes_straight_to_it(visit_as):
    answer = visit_as("vera").get("/en/desk", follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["Location"] == DESK


def test_somebody_who_helps_nowhere_is_told_how_it_begins(visit_as):
    page = visit_as("rosa").get("/en/desk")
    assert page.status_code == 200 and "Somebody there can invite you." in page.text


def test_a_verifier_sees_what_waits(visit_as):
    page = visit_as("vera").get(DESK).text
    assert "To check" in page and "/claims?programme=RIVER" in page
    assert "Giving rounds" not in page


def test_a_treasurer_finds_the_rounds_and_no_queue(visit_as):
    page = visit_as("theo").get(DESK).text
    assert "Giving rounds" in page and "To check" not in page


def test_a_teacher_finds_the_classes_and_a_steward_the_causes(visit_as):
    assert "Classes" in visit_as("grace").get("/en/desk/willowford-bridge-school").text
    assert "Our causes" in visit_as("chen").get("/en/desk/osier-lane-shelter").text


@pytest.mark.parametrize("who", ["rosa", "grace", "chen"])
def test_a_desk_of_others_looks_like_one_that_is_not_there(visit_as, who):
    theirs, none = (visit_as(who).get(at) for at in (DESK, "/en/desk/nowhere"))
    assert theirs.status_code == none.status_code == 404
    one, other = (
        page.text.replace(page.headers["X-Request-Id"], "").replace(
            "riverside-neighbours", "nowhere"
        )
        for page in (theirs, none)
    )
    assert one == other


def test_the_organiser_is_told_of_checks_faster_than_anybody_can_look(session, visit_as, town):
    approve(session, send(session))
    [one] = session.exec(select(Verification)).all()
    for number in range(2, 61):
        session.add(Verification(**{**one.model_dump(), "revision": number}))
    session.commit()
    assert (
        "Vera decided on 60 actions within 1 minute"
        in visit_as("olive").get(f"{DESK}/samples").text
    )
    assert "Nobody can look that fast" not in visit_as("vera").get(f"{DESK}/samples").text
