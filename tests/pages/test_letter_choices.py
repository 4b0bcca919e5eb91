"""Which letters I want, page by page, and the button of a mail programme."""

import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db.tables.letters import LetterRefusal
from portal import letter_choices, letters
from portal.letters import OPTIONAL, LetterKind
from portal.vault import Vault
from tests import people
from tests.people import NOON

MINE = "/en/me/letters"
CHECKED = re.compile(r"<input[^>]* checked[ >]")


@pytest.fixture
def off(session, settings, town):
    """The path at which rosa refuses notices of lapses."""
    rosa = people.find(session, "rosa").id
    letters.write(session, LetterKind.LAPSE_NOTICE, [rosa], {}, now=NOON)
    session.commit()
    row = letters.list_newest(session)[0]
    session.rollback()
    return f"/en{letter_choices.link_of(Vault(settings.secret_key), row)}"


def refused(session):
    session.rollback()
    return {row.kind for row in session.scalars(select(LetterRefusal))}


def test_opening_the_link_refuses_nothing_and_the_button_does(visit_as, off, session):
    page = visit_as().get(off)
    assert "Send me none of these" in page.text and refused(session) == set()
    session.rollback()
    page = visit_as().post(off)
    assert page.status_code == 200 and "You get no more of these letters" in page.text
    assert refused(session) == {LetterKind.LAPSE_NOTICE}


def test_a_mail_programme_refuses_for_its_reader_with_one_post(app, off, session):
    programme = TestClient(app)  # no cookie, and none of a browser's headers
    data = {"List-Unsubscribe": "One-Click"}
    answer = programme.post(off, data=data, follow_redirects=False)
    assert answer.status_code == 200 and refused(session) == {LetterKind.LAPSE_NOTICE}


def test_a_link_that_was_changed_leads_nowhere(visit_as, off, session):
    for method in ("get", "post"):
        assert getattr(visit_as(), method)(off[:-2] + "AA").status_code == 404
    assert refused(session) == set()


def test_letters_are_chosen_and_refused_on_my_page(visit_as, session):
    session.rollback()
    rosa = visit_as("rosa")
    page = rosa.get(MINE).text
    assert page.count('type="checkbox"') == 1 and CHECKED.search(page)
    done = rosa.post(MINE, data={})
    assert "Kept." in done.text and not CHECKED.search(done.text)
    assert refused(session) == {LetterKind.LAPSE_NOTICE}
    session.rollback()
    assert CHECKED.search(rosa.post(MINE, data={"wanted": "lapse_notice"}).text)
    assert refused(session) == set()


def test_somebody_with_a_desk_chooses_letters_of_desks_too(visit_as):
    assert visit_as("theo").get(MINE).text.count('type="checkbox"') == len(OPTIONAL) > 1


def test_what_is_no_choice_is_refused(visit_as, session):
    session.rollback()
    answer = visit_as("rosa").post(MINE, data={"wanted": "ways_changed"})
    assert answer.status_code == 422 and refused(session) == set()


def test_a_guess_at_somebody_elses_desk_letters_changes_nothing(visit_as):
    assert visit_as("rosa").post(MINE, data={"wanted": "lapse_planned"}).status_code == 422
