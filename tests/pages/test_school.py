import re
from uuid import uuid4

import pytest

from portal import card_sign_ins, class_tallies, school_years, slots
from portal.vault import Vault
from tests import giving as set_up
from tests import schooling
from tests.pages.giving import done
from tests.people import NOON
from tests.schooling import SCHOOL

DESK = f"/en/desk/{SCHOOL}/school"
YEAR = {"starts_on": "2025-09-01", "ends_on": "2026-07-31"}


@pytest.fixture
def teacher(visit_as):
    return visit_as("grace")


@pytest.fixture
def lesson(session, settings, town):
    """A class of three with cards that this site can print again."""
    made = schooling.begin(session, vault=Vault(settings.secret_key))
    session.commit()
    return made


def page_of(lesson, rest=""):
    return f"{DESK}/{lesson.group_id}{rest}"


def press(client, at, **form):
    """Press a button, as a form of its own."""
    return client.post(at, data={"idem": uuid4().hex, **form}, follow_redirects=True)


def papers(session, lesson, settings):
    """What the printer would get, read afresh."""
    vault = Vault(settings.secret_key)
    return done(session, slots.print_again, vault, lesson.group_id, now=NOON)[0]


def board(page):
    """The code that is to be written on the board."""
    return re.search(r'<p class="board"><span class="code">(\w{6})</span>', page.text)[1]


def test_a_teacher_begins_a_year_and_makes_a_class(teacher):
    assert "Begin a school year" in teacher.get(DESK).text
    page = press(teacher, f"{DESK}/years", **YEAR)
    assert page.status_code == 200 and "School year 2025/2026" in page.text
    page = press(teacher, DESK, year="2025", name="3C", pupils="３")
    assert page.status_code == 200 and "<h1>3C</h1>" in page.text
    assert "In use: 1, 2, 3" in page.text and "Without a card: 1, 2, 3" in page.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({**YEAR, "ends_on": "2025-01-01"}, "ends after it begins"),
        ({**YEAR, "ends_on": ""}, "Enter a day."),
        ({**YEAR, "starts_on": "soon"}, "Not a valid"),
    ],
)
def test_a_year_that_is_none_is_said_at_its_field(teacher, form, words):
    page = press(teacher, f"{DESK}/years", **form)
    assert page.status_code == 422 and words in page.text


def test_a_class_named_like_a_child_is_asked_about_and_masked(teacher, lesson):
    form = {"year": "2025", "name": "Anna Weber", "pupils": "2"}
    page = press(teacher, DESK, **form)
    assert page.status_code == 422
    assert "Anna" not in page.text and "Weber" not in page.text and "A… W…" in page.text
    assert "<h1>Anna Weber</h1>" in press(teacher, DESK, **form, meant="y").text


@pytest.mark.parametrize("pupils", ["0", "61", "many", ""])
def test_a_class_has_a_number_of_pupils(teacher, lesson, pupils):
    assert press(teacher, DESK, year="2025", name="3D", pupils=pupils).status_code == 422


def test_a_sheet_has_a_code_and_two_pictures_for_each_slot_and_no_name(
    teacher, lesson, session, settings
):
    page = teacher.get(page_of(lesson, "/cards")).text
    assert page.count('class="slotcard"') == 3
    assert page.count('src="data:image/svg+xml') == 3
    for name in ("Grace", "grace"):
        assert name not in page.partition("<main")[2].partition("</main>")[0]
    assert "eight cards to a sheet" in page
    alone = teacher.get(page_of(lesson, "/cards?number=2")).text
    assert alone.count('class="slotcard"') == 1


def test_cards_are_made_and_then_printed(teacher, session, town):
    bare = schooling.begin(session, has_cards=False)
    session.commit()
    assert "slotcard" not in teacher.get(page_of(bare, "/cards")).text
    page = press(teacher, page_of(bare), act="cards")
    assert page.url.path.endswith("/cards") and page.text.count('class="slotcard"') == 3


def test_one_press_replaces_a_card(teacher, lesson, session, settings):
    before = papers(session, lesson, settings)
    page = press(teacher, page_of(lesson), act="reissue", number="2")
    assert page.text.count('class="slotcard"') == 1
    after = papers(session, lesson, settings)
    changed = [one.number for one, two in zip(before, after, strict=True) if one.card != two.card]
    assert changed == [2]


def test_the_class_is_opened_with_a_code_for_the_board_and_closed(teacher, lesson):
    page = press(teacher, page_of(lesson), act="open", minutes="30")
    assert "open for 30 more minutes" in page.text
    first = board(page)
    assert board(press(teacher, page_of(lesson), act="open", minutes="15")) != first
    assert "Write this code" not in press(teacher, page_of(lesson), act="close").text


def test_a_lesson_lasts_what_is_offered(teacher, lesson):
    page = press(teacher, page_of(lesson), act="open", minutes="6000")
    assert page.status_code == 422 and "Choose how long" in page.text


def test_slots_are_added_ended_and_moved(teacher, lesson, session):
    press(teacher, page_of(lesson), act="more", count="2", after="3")
    press(teacher, page_of(lesson), act="end", number="1")
    assert "In use: 2, 3, 4, 5" in teacher.get(page_of(lesson)).text
    made = press(teacher, DESK, year="2025", name="3D", pupils="2")
    other = made.url.path.rpartition("/")[2]
    page = press(teacher, page_of(lesson), act="move", number="2", to=other)
    assert page.url.path.endswith(other) and "The pupil has number 3 here." in page.text
    assert "In use: 3, 4, 5" in teacher.get(page_of(lesson)).text


@pytest.mark.parametrize("form", [{"act": "end", "number": "77"}, {"act": "fly"}, {"act": "move"}])
def test_what_is_not_there_is_not_found(teacher, lesson, form):
    assert press(teacher, page_of(lesson), **form).status_code == 404


def test_the_tally_is_filled_in_by_cards_corrected_and_sent(teacher, lesson, session, settings):
    lesson.open_(session)
    for paper in papers(session, lesson, settings)[:2]:
        token = card_sign_ins.start(session, paper.card, now=NOON)
        card = card_sign_ins.find_or_none(session, token, now=NOON)
        class_tallies.put(session, card, "SCHOOL", "walk", now=NOON)
    session.commit()
    page = teacher.get(page_of(lesson)).text
    assert 'name="SCHOOL/walk" inputmode="numeric" autocomplete="off" value="2"' in page
    page = press(teacher, page_of(lesson), act="send", **{"SCHOOL/walk": "3"}).text
    assert "The tally of this day was sent." in page
    assert "3" in teacher.get("/en/me").text


def test_a_tally_of_too_many_is_refused_and_said(teacher, lesson):
    page = press(teacher, page_of(lesson), act="send", **{"SCHOOL/walk": "29"})
    assert page.status_code == 422 and "from 1 to 28" in page.text


def test_yesterday_can_be_looked_at(teacher, lesson):
    page = teacher.get(page_of(lesson, "?ago=1")).text
    assert "Tally of yesterday" in page and 'name="ago" value="1"' in page
    assert "Tally of 7 days ago" in teacher.get(page_of(lesson, "?ago=999")).text


def test_letters_speak_the_language_of_the_page(teacher, lesson, session, settings):
    page = teacher.get(page_of(lesson, "/letters")).text
    assert page.count("Dear parents") == 3
    assert papers(session, lesson, settings)[0].letter in page
    for language, words in {
        "zh-hans": "亲爱的家长",
        "ar": "أعزاءنا",
        "es": "Estimadas familias",
    }.items():
        translated = teacher.get(page_of(lesson, "/letters").replace("/en/", f"/{language}/")).text
        assert translated.count(words) == 3


def test_a_year_rolls_over_on_a_page_that_asks_first(teacher, lesson, session):
    page = teacher.get(f"{DESK}/years/2025/next").text
    assert 'value="Class 4C"' in page and "3 slots; the class holds points: 0" in page
    named = {f"name-{lesson.group_id}": "Class 4C"}
    page = press(teacher, f"{DESK}/years/2025/next", **named)
    assert "School year 2026/2027" in page.text and "Class 4C" in page.text
    assert "This class is over." in page.text
    assert "Its cards are dead." in teacher.get(page_of(lesson)).text
    assert "Every class of this year is over." in teacher.get(f"{DESK}/years/2025/next").text


def test_next_years_name_is_no_persons(teacher, lesson):
    named = {f"name-{lesson.group_id}": "Anna Weber"}
    page = press(teacher, f"{DESK}/years/2025/next", **named)
    assert page.status_code == 422 and "A… W…" in page.text
    assert press(teacher, f"{DESK}/years/2025/next", **named, meant="y").status_code == 200


def test_a_year_is_erased_with_a_receipt(teacher, lesson, session):
    at = f"{DESK}/years/2025/erasure"
    set_up.award(session, lesson.group_id, 30, programme="SCHOOL")
    session.commit()
    page = teacher.get(at).text
    assert "Classes of this year are still open." in page and "still hold points" in page
    press(teacher, f"{DESK}/years/2025/next")
    page = press(teacher, at).text
    [row] = done(session, school_years.find, lesson.desk, 2025)
    assert row.erasure_code in page and "Slots with their cards and letters" in page
    assert press(teacher, at).text.count(row.erasure_code) == 1
    assert row.points == 30


@pytest.mark.parametrize("rest", ["", "/cards", "/letters"])
@pytest.mark.parametrize("who", ["rosa", "olive", "hana", "ines"])
def test_nobody_else_sees_a_class_or_its_cards(visit_as, lesson, who, rest):
    assert visit_as(who).get(page_of(lesson, rest)).status_code == 404


def test_a_class_of_another_place_is_not_there(visit_as, lesson):
    theirs = f"/en/desk/riverside-neighbours/school/{lesson.group_id}"
    for rest in ("", "/cards", "/letters"):
        assert visit_as("olive").get(theirs + rest).status_code == 404
    assert press(visit_as("olive"), theirs, act="close").status_code == 404


def test_classes_stand_in_the_order_of_their_names(teacher):
    press(teacher, f"{DESK}/years", **YEAR)
    for name in ("5C", "3C"):
        press(teacher, DESK, year="2025", name=name, pupils="3")
    year = teacher.get(DESK).text.partition("School year 2025/2026")[2]
    assert year.index(">3C<") < year.index(">5C<")
