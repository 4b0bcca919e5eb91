"""Paper and lists at the desk: print, type twice, send a list, take it back."""

import re
from uuid import uuid4

import pytest

from portal import earners, households, organisations
from portal import people as register
from portal.organisations import Role
from portal.people import Standing
from tests import people, schooling
from tests.importing import WRONG, class_row, code_of, row, text, wrong_rows
from tests.pages.giving import done, flat
from tests.people import NOON, find

DESK = "/en/desk/riverside-neighbours"


@pytest.fixture
def stella(session, town):
    """A steward of the neighbours with a sign-in."""
    facts = {"email": "stella@demo.test", "password": people.PASSWORD, "now": NOON}
    stella = register.register(session, name="Stella", **facts)
    hers = households.found(session, name="Stella’s", now=NOON)
    households.join(session, hers.id, stella.id, Standing.ADULT, now=NOON)
    place = people.place(session, "riverside-neighbours").id
    organisations.appoint(session, place, stella.id, Role.STEWARD, now=NOON)
    session.commit()


@pytest.fixture
def typed(session, stella):
    """A sheet with two rows of glass, signed by vera."""
    code, vera = done(session, code_of, "Linden"), done(session, find, "vera").id
    return {
        "what": "RIVER/recycle-glass",
        "day": "2026-06-01",
        "member-1": code,
        "quantity-1": "3",
        "member-2": code.lower(),
        "quantity-2": "2.5",
        "row_count": "2",
        "control": "5.5",
        "witness": str(vera),
    }


def sheet_on(client):
    """Print sheets and read the code of the first."""
    page = client.get(f"{DESK}/sheets", params={"what": "RIVER/recycle-glass"})
    return re.search(r"T-[0-9A-Z-]{13}", page.text)[0]


def send(client, path, **fields):
    return client.post(path, data={"idem": uuid4().hex, **fields}, follow_redirects=True)


def upload(client, written, act="try", **fields):
    data = written.encode() if isinstance(written, str) else written
    return client.post(
        f"{DESK}/imports",
        data={"idem": uuid4().hex, "programme": "RIVER", "act": act, **fields},
        files={"file": ("list.csv", data, "text/csv")},
        follow_redirects=True,
    )


def test_a_sheet_is_printed_typed_and_typed_again(visit_as, typed):
    olive, stella = visit_as("olive"), visit_as("stella")
    page = send(olive, f"{DESK}/sheets/new", sheet=sheet_on(olive), **typed)
    assert "somebody else types it again" in page.text
    path = page.url.path
    assert "Type it again" in stella.get(path).text
    page = send(stella, f"{path}/again", **typed)
    assert page.url.path == path and "Applied" in page.text and "5.5" in page.text
    assert "Thrown away" not in olive.get(f"{DESK}/imports").text


def test_a_sheets_picture_leads_to_where_it_is_typed(visit_as, typed):
    olive = visit_as("olive")
    page = olive.get(f"{DESK}/sheets", params={"what": "RIVER/recycle-glass"})
    assert "Weigh each bag" in page.text
    assert page.text.count('class="scan"') == len(set(re.findall(r"T-[0-9A-Z-]{13}", page.text)))
    there = {"what": "RIVER/recycle-glass", "sheet": sheet_on(olive)}
    page = olive.get(f"{DESK}/sheets/new", params=there)
    assert f'value="{there["sheet"]}"' in page.text
    assert re.search('<option selected value="RIVER/recycle-glass"', page.text)


def test_a_difference_is_shown_with_both_and_what_was_typed_stays(visit_as, typed):
    olive, stella = visit_as("olive"), visit_as("stella")
    path = send(olive, f"{DESK}/sheets/new", sheet=sheet_on(olive), **typed).url.path
    page = send(stella, f"{path}/again", **{**typed, "quantity-2": "7"})
    assert page.status_code == 422 and "Row 2: first 2.5, now 7" in flat(page)
    assert 'value="7"' in page.text
    page = send(olive, f"{path}/again", **typed)
    assert page.status_code == 422 and "Somebody else must type it again." in page.text


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"control": "6"}, "adds up to 5.5"),
        ({"row_count": "3"}, "has 2 rows"),
        ({"sheet": "T-0000-0000-00A"}, "No sheet has this code."),
        ({"member-1": "Rosa Linden"}, "“Rosa Linden” cannot be taken here."),
        ({"quantity-1": "300", "control": "302.5"}, "Enter a number from"),
        ({"quantity-1": "many", "control": "2.5"}, "cannot be taken here"),
        ({"day": "2026-06-09"}, "The day must be today or before."),
        ({"witness": ""}, "cannot be taken here"),
        ({"what": "RIVER/fly"}, "Choose one from the list."),
        ({"row_count": "", "control": "", "day": ""}, "Enter a day."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(visit_as, typed, other, words):
    olive = visit_as("olive")
    page = send(olive, f"{DESK}/sheets/new", **{"sheet": sheet_on(olive), **typed, **other})
    assert page.status_code == 422 and words in flat(page)
    assert 'value="2.5"' in page.text


def test_a_list_is_tried_and_then_entered_without_being_chosen_again(visit_as, session, town):
    olive = visit_as("olive")
    page = upload(olive, done(session, lambda it: text(row(it))))
    assert page.status_code == 200 and "Nothing was entered yet." in page.text
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)[1]
    page = send(
        olive, f"{DESK}/imports", programme="RIVER", act="enter", kept=kept, name="list.csv"
    )
    assert "Applied" in page.text and "list.csv" in page.text


def test_a_wrong_line_is_named_and_nothing_is_entered(visit_as, session, town):
    olive = visit_as("olive")
    written = done(session, lambda it: text(row(it), row(it, "2", unit="stone")))
    page = upload(olive, written, act="enter")
    assert page.status_code == 422
    assert "Line 3: “stone” is no unit in which this is counted." in flat(page)
    assert "Nothing came in yet." in olive.get(f"{DESK}/imports").text


def test_every_kind_of_wrong_line_is_named_as_by_the_command(visit_as, session, town):
    page = upload(visit_as("olive"), done(session, lambda it: text(*wrong_rows(it))))
    named = re.findall(r"<li>Line (\d+):\s+.+?</li>", page.text)
    assert [int(number) for number in named] == [*range(3, 3 + len(WRONG))]


def test_of_many_wrong_lines_the_first_are_named_and_the_rest_are_counted(visit_as, session, town):
    rows = done(session, lambda it: text(*(row(it, str(n), unit="stone") for n in range(130))))
    page = upload(visit_as("olive"), rows)
    assert "130 lines cannot be taken, so nothing was" in page.text
    assert len(re.findall(r"<li>Line \d+:", page.text)) == 100
    assert "30 lines more cannot be taken." in page.text


@pytest.mark.parametrize("data", [b"", b"\x00" * 50, b"PK\x03\x04", b"a,b\n", b"x" * 300_000])
def test_what_is_no_list_is_said(visit_as, town, data):
    page = upload(visit_as("olive"), data)
    assert page.status_code == 422 and 'class="errsum' in page.text


def test_a_list_too_long_for_a_page_is_sent_to_the_command_line(visit_as, session, town):
    line = row(session)
    session.commit()
    page = upload(visit_as("olive"), text(*[line] * 5000))
    assert page.status_code == 422 and "The list has over 200 kB." in flat(page)


def test_two_people_take_an_import_back(visit_as, session, town):
    olive, vera = visit_as("olive"), visit_as("vera")
    written = done(session, lambda it: text(row(it)))
    path = upload(olive, written, act="enter").url.path
    page = send(olive, f"{path}/undo")
    assert "Somebody else must agree." in page.text
    assert "Olive asks that it be taken back." in flat(vera.get(path))
    assert "Taken back" in send(vera, f"{path}/undo").text


def test_a_sheet_is_thrown_away(visit_as, typed):
    olive = visit_as("olive")
    path = send(olive, f"{DESK}/sheets/new", sheet=sheet_on(olive), **typed).url.path
    page = send(olive, f"{path}/discard")
    assert page.url.path == f"{DESK}/imports" and "Thrown away" in page.text


def test_who_may_not_enter_sees_nothing_of_it(visit_as, town):
    for who in ("rosa", "theo", "grace"):
        assert visit_as(who).get(f"{DESK}/imports").status_code == 404


SCHOOL = "/en/desk/willowford-bridge-school"


def test_a_class_has_a_code_for_sheets_and_lists(visit_as, session, town):
    grace = visit_as("grace")
    third = done(session, people.school_class, "3A")
    page = flat(grace.get(f"{SCHOOL}/sheets", params={"what": "SCHOOL/walk"}))
    assert "Class’s code" in page and "Household’s code" not in page and "Count hands" in page
    assert "Class’s code, row 1" in grace.get(f"{SCHOOL}/sheets/new").text
    group = done(session, lambda it: schooling.begin(it, has_cards=False).group_id)
    assert earners.code_of_class(group) in grace.get(f"{SCHOOL}/school/{group}").text
    assert earners.code_of_class(third) != earners.code_of_class(group)


def test_a_list_of_classes_asks_who_counted_them(visit_as, session, town):
    grace, written = visit_as("grace"), done(session, lambda it: text(class_row(it)))
    ines = str(done(session, find, "ines").id)
    facts = {"idem": uuid4().hex, "programme": "SCHOOL", "act": "try"}
    files = {"file": ("list.csv", written.encode(), "text/csv")}
    page = grace.post(f"{SCHOOL}/imports", data=facts, files=files)
    assert page.status_code == 422 and "Say who counted them." in flat(page)
    assert 'id="witness"' in page.text
    page = grace.post(f"{SCHOOL}/imports", data={**facts, "witness": ines}, files=files)
    assert page.status_code == 200 and "Would count 1" in flat(page)
    assert 'id="witness"' not in visit_as("olive").get(f"{DESK}/imports/new").text
