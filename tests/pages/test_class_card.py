from datetime import timedelta
from uuid import uuid4

import pytest

from portal import class_tallies, class_windows, school_classes, slots
from portal.vault import Vault
from tests import claiming, schooling
from tests.pages.giving import done
from tests.people import NOON

CARD, CLASS, LEAVE = "/en/sign-in/class-card", "/en/class", "/en/class/leave"


@pytest.fixture
def lesson(session, settings, town):
    """A class of three that is open, with cards."""
    made = schooling.begin(session, vault=Vault(settings.secret_key))
    made.open_(session)
    session.commit()
    return made


@pytest.fixture
def papers(session, settings, lesson):
    vault = Vault(settings.secret_key)
    return done(session, slots.print_again, vault, lesson.group_id, now=NOON)[0]


@pytest.fixture
def tablet(visit_as):
    return visit_as()


def board(session, lesson):
    """The code on the board."""
    return done(session, lambda it: lesson.row(it).window_code)


def typed(client, lesson, session, paper, **other):
    """Fill in the board, the number and the pictures."""
    form = {
        "idem": uuid4().hex,
        "code": board(session, lesson),
        "number": str(paper.number),
        "first": paper.pair.first.value,
        "second": paper.pair.second.value,
    }
    return client.post(CARD, data={**form, **other}, follow_redirects=True)


def scan(client, paper):
    return client.post(f"/en/cards/{paper.card}", data={"idem": uuid4().hex}, follow_redirects=True)


def walk(client):
    return client.post(
        CLASS, data={"idem": uuid4().hex, "column": "SCHOOL/walk"}, follow_redirects=True
    )


def wrong(paper):
    """A picture that is not the first one of this card."""
    return "sun" if paper.pair.first != "sun" else "moon"


def columns(session, lesson):
    return done(session, class_tallies.list_columns, lesson.group_id, now=NOON)


def test_looking_at_a_card_does_nothing_and_pressing_lets_in(tablet, papers, settings):
    page = tablet.get(f"/en/cards/{papers[0].card}")
    assert "Is number 1 yours?" in page.text and settings.cookie not in tablet.cookies
    page = scan(tablet, papers[0])
    assert page.url.path == CLASS and "You have card 1." in page.text
    assert tablet.cookies[settings.cookie].startswith("card-")


def test_the_board_the_number_and_two_pictures_let_in_too(tablet, lesson, session, papers):
    page = typed(tablet, lesson, session, papers[1])
    assert page.url.path == CLASS and "You have card 2." in page.text


def test_one_press_counts_for_the_class_and_says_the_sum(tablet, visit_as, papers, session, lesson):
    for place, paper in enumerate(papers[:2], 1):
        client = visit_as()
        scan(client, paper)
        page = walk(client)
        assert f"Together you are {place} so far." in page.text
        walk(client)
    assert [column.count for column in columns(session, lesson)] == [2]


def test_that_is_not_me_is_on_every_page_of_the_tablet(tablet, papers):
    scan(tablet, papers[0])
    for path in (CLASS, "/en/", "/en/programmes", "/en/sign-in", CARD, "/en/nowhere"):
        page = tablet.get(path)
        assert "That is not me" in page.text, path
        assert page.headers["Cache-Control"] == "private, no-store", path


def test_leaving_forgets_the_card_and_keeps_the_code_for_the_next_child(
    tablet, lesson, session, papers, settings
):
    scan(tablet, papers[0])
    page = tablet.post(LEAVE, data={}, follow_redirects=False)
    assert page.headers["Location"].endswith(f"?code={board(session, lesson)}")
    assert "cache" in page.headers["Clear-Site-Data"]
    assert settings.cookie not in tablet.cookies
    assert tablet.get(CLASS, follow_redirects=False).headers["Location"] == CARD
    assert f'value="{board(session, lesson)}"' in tablet.get(page.headers["Location"]).text


def test_leaving_harms_nobody_who_is_signed_in(visit_as, settings):
    rosa = visit_as("rosa")
    rosa.post(LEAVE, data={})
    assert rosa.get("/en/me", follow_redirects=False).status_code == 200


def test_a_card_ends_the_sign_in_of_whoever_held_the_tablet_before(visit_as, papers, settings):
    grace = visit_as("grace")
    before = grace.cookies[settings.cookie]
    scan(grace, papers[0])
    assert grace.get("/en/desk", follow_redirects=False).status_code == 303
    stolen = visit_as()
    stolen.cookies.set(settings.cookie, before)
    assert "/sign-in" in stolen.get("/en/desk", follow_redirects=False).headers["Location"]


@pytest.mark.parametrize(
    "path", ["/en/me", "/en/log", "/en/me/points", "/en/desk", "/en/me/children"]
)
def test_a_card_opens_no_page_of_a_person(tablet, papers, path):
    scan(tablet, papers[0])
    page = tablet.get(path, follow_redirects=False)
    assert page.status_code == 303 and "/sign-in" in page.headers["Location"]


def test_a_card_says_no_name_and_no_history(tablet, papers, session, lesson):
    scan(tablet, papers[0])
    page = walk(tablet).text
    for word in ("Grace", "Rosa", "history", "points"):
        assert word not in page.partition("<main")[2].partition("</main>")[0]


def test_a_card_counts_only_what_its_class_can_be_counted_in(tablet, papers, session, lesson):
    scan(tablet, papers[0])
    for column in ("RIVER/sort-week", "SCHOOL/workshop", "", "SCHOOL"):
        page = tablet.post(CLASS, data={"idem": "1", "column": column})
        assert page.status_code == 404
    assert [column.count for column in columns(session, lesson)] == [0]


def test_when_the_class_is_closed_the_card_says_so(tablet, papers, session, lesson):
    scan(tablet, papers[0])
    class_windows.close(session, lesson.me, lesson.desk, lesson.group_id, now=NOON)
    session.commit()
    assert "The lesson is over" in tablet.get(CLASS).text
    page = tablet.get(f"/en/cards/{papers[0].card}")
    assert page.status_code == 410 and "Your class is not open now." in page.text
    assert walk(tablet).url.path == CARD
    assert [column.count for column in columns(session, lesson)] == [0]


def test_a_replaced_card_says_so(tablet, papers, session, lesson, settings):
    school_classes.reissue(
        *(session, Vault(settings.secret_key), lesson.me, lesson.desk, lesson.group_id, 1), now=NOON
    )
    session.commit()
    for page in (tablet.get(f"/en/cards/{papers[0].card}"), scan(tablet, papers[0])):
        assert page.status_code == 410 and "not good any more" in page.text


def test_after_five_wrong_cards_the_page_says_how_long_to_wait(tablet, lesson, session, papers):
    for _ in range(5):
        page = typed(tablet, lesson, session, papers[0], first=wrong(papers[0]))
        assert page.status_code == 422 and "Look at your card again." in page.text
    page = typed(tablet, lesson, session, papers[0])
    assert page.status_code == 422 and "Please wait 900 seconds" in page.text
    assert typed(tablet, lesson, session, papers[1]).url.path == CLASS


def test_a_code_that_is_on_no_board_is_said(tablet, lesson, session, papers):
    page = typed(tablet, lesson, session, papers[0], code="AAAAAA")
    assert page.status_code == 422 and "No class is open with this code." in page.text


@pytest.mark.parametrize("left_out", ["code", "number", "first", "second"])
def test_every_part_is_asked_for(tablet, lesson, session, papers, left_out):
    page = typed(tablet, lesson, session, papers[0], **{left_out: ""})
    assert page.status_code == 422 and "thing to fix" in page.text


def test_after_the_tally_was_sent_the_page_says_so(tablet, papers, session, lesson):
    scan(tablet, papers[0])
    walk(tablet)
    class_tallies.send(
        *(session, lesson.me, lesson.desk, lesson.group_id, {("SCHOOL", "walk"): 1}),
        **{"ago": 0, "shelf": claiming.SHELF, "idem": "t", "now": NOON},
    )
    session.commit()
    page = walk(tablet)
    assert page.status_code == 422 and "Your teacher has sent today’s tally." in page.text


def test_a_card_of_an_hour_ago_is_over(papers, session, lesson, visit_as, settings):
    """The lesson was opened for an hour; the row that lets in ends with it."""
    from sqlalchemy import select  # noqa: PLC0415

    from db.tables.schools import CardSignIn  # noqa: PLC0415

    scan(visit_as(), papers[0])
    ends = session.scalars(select(CardSignIn.ends_at)).one()
    assert ends == NOON + timedelta(minutes=60)
