"""A child's own words in forms: what leads to it is said at the field, nothing typed is lost."""

import pytest

from db.engine import open_session
from db.tables.households import Standing
from portal import guardians, households, people
from tests.claiming import SETTINGS, decide, send, stored, verdict
from tests.people import NOON, find, home

KEY = "k" * 64
MEANT = 'name="meant"'


@pytest.fixture(scope="session")
def settings():
    return SETTINGS


@pytest.fixture
def kit(session, town):
    """A child with an account, for whom rosa answers."""
    child = people.register(session, name="Kit", email="kit@demo.test", password="x", now=NOON)
    households.join(session, home(session, "Linden"), child.id, Standing.CHILD, now=NOON)
    guardians.begin(session, find(session, "rosa").id, child.id, now=NOON)
    session.commit()


@pytest.fixture
def asked(session, kit):
    code = send(session, who="Kit")
    decide(session, verdict(session, code, "ask", "Where was it?"))
    session.commit()
    return code


def note(engine, code):
    with open_session(engine, writes=False) as session:
        return stored(session, code).note


def test_a_number_is_refused_at_its_field_and_stays_in_the_form(engine, visit_as, asked):
    words = {"words": "Call 07700 900123 & ask", "idem": KEY}
    answer = visit_as("kit").post(f"/en/me/claims/{asked}/answers", data=words)
    assert answer.status_code == 422
    assert "looks like a phone number" in answer.text and 'href="#words"' in answer.text
    assert "Call 07700 900123 &amp; ask</textarea>" in answer.text
    assert MEANT not in answer.text and note(engine, asked) is None


def test_what_only_looks_like_a_name_is_asked_about_and_may_be_sent(engine, visit_as, asked):
    kit, here = visit_as("kit"), f"/en/me/claims/{asked}/answers"
    words = {"words": "At the Willowford Market", "idem": KEY}
    first = kit.post(here, data=words)
    assert first.status_code == 422 and "“Willowford Market”" in first.text
    assert MEANT in first.text
    sent = kit.post(here, data={**words, "meant": "y"}, follow_redirects=False)
    assert sent.status_code == 303 and note(engine, asked) == "At the Willowford Market"


def test_it_is_said_in_the_childs_language(visit_as, asked):
    words = {"words": "打13800138000找我", "idem": KEY}
    answer = visit_as("kit").post(f"/zh-hans/me/claims/{asked}/answers", data=words)
    assert answer.status_code == 422 and "13800138000" in answer.text
    assert "电话号码" in answer.text and "looks like" not in answer.text


@pytest.mark.parametrize("way", ["appeals", "complaints"])
def test_objections_are_looked_through_as_well(visit_as, session, kit, way):
    code = send(session, who="Kit")
    decide(session, verdict(session, code, "decline", "not-seen"))
    session.commit()
    appeal, complaint = (
        f"/en/me/claims/{code}/appeals",
        ("/en/programmes/riverside-green-points-RIVER/complaints"),
    )
    here = appeal if way == "appeals" else complaint
    form = {"kind": "service", "words": "I live at 12 Mill Lane", "idem": KEY}
    answer = visit_as("kit").post(here, data=form)
    assert answer.status_code == 422 and "looks like where somebody lives" in answer.text
    named = visit_as("kit").post(here, data={**form, "words": "At Mill Bank"})
    assert named.status_code == 422 and MEANT in named.text
