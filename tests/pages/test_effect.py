"""The effect page and its two questions: asked once, by one press, answered or left."""

import csv
import io
import json
import re

import pytest

from db.engine import open_session
from portal.habits import Before, Still
from tests.claiming import SETTINGS, approve, send
from tests.portal.test_habits import BACK, begun, crowd

RIVER = "/en/reports/effect?programme=RIVER"


@pytest.fixture(scope="session")
def settings():
    return SETTINGS


@pytest.fixture
def sent(engine, town):
    """Rosa sorted at noon, and it was approved; return the code."""
    with open_session(engine, writes=True) as session:
        code = send(session)
        approve(session, code)
        begun(session)
        session.commit()
    return code


@pytest.fixture
def answered(engine, town, clock):
    """Fifty people, of whom most answered both questions; the two months are over."""
    clock.now = BACK
    with open_session(engine, writes=True) as session:
        befores = [Before.NO] * 20 + [Before.SOMETIMES] * 10 + [Before.ALWAYS] * 10
        crowd(session, 50, befores, [Still.AS_OFTEN] * 20 + [Still.LESS] * 10)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def press(browser, path, **fields):
    return browser.post(path, data={"idem": "i" * 40, **fields}, follow_redirects=False)


def test_the_first_receipt_asks_and_one_press_answers(visit_as, sent):
    rosa, path = visit_as("rosa"), f"/en/me/claims/{sent}"
    assert "Did you do this before the programme?" in rosa.get(path).text
    answer = press(rosa, f"{path}/before", before="sometimes")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "Your answer: Sometimes." in rosa.get(path).text
    press(rosa, f"{path}/before", before="no")
    assert "Your answer: No, it is new to me." in rosa.get(path).text


def test_what_is_none_of_the_answers_asks_again(visit_as, sent):
    rosa = visit_as("rosa")
    for path in (f"/en/me/claims/{sent}/before", "/en/me/habits/RIVER/sort-week"):
        answer = press(rosa, path, before="perhaps", still="perhaps")
        assert answer.status_code == 422
    assert "Choose one of the answers." in press(rosa, f"/en/me/claims/{sent}/before").text


def test_nobody_else_is_asked(visit_as, sent):
    tom, path = visit_as("tom"), f"/en/me/claims/{sent}"
    assert "Did you do this before" not in tom.get(path).text
    assert press(tom, f"{path}/before", before="no").status_code == 409
    assert press(visit_as("fay"), f"{path}/before", before="no").status_code == 404


def test_two_months_later_ones_own_page_asks_once(visit_as, sent, clock):
    rosa = visit_as("rosa")
    assert "Are you still doing it?" not in rosa.get("/en/me").text
    clock.now = BACK
    rosa = visit_as("rosa")
    page = rosa.get("/en/me").text
    assert page.count("Are you still doing it?") == 1
    assert "Nobody asks you anything" not in page
    for still in ("less", "as-often"):
        answer = press(rosa, "/en/me/habits/RIVER/sort-week", still=still)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/me")
    assert "Are you still doing it?" not in rosa.get("/en/me").text


def test_who_is_not_asked_answers_nothing(visit_as, sent):
    early = press(visit_as("rosa"), "/en/me/habits/RIVER/sort-week", still="no")
    assert early.status_code == 404
    assert press(visit_as("tom"), "/en/me/habits/RIVER/sort-week", still="no").status_code == 404


def test_the_page_tells_shares_with_how_many_were_asked(visit_as, answered):
    words = text_of(visit_as().get(RIVER).text)
    assert "63% of what was begun here is new, as people say" in words  # (20 + 5) of 40
    assert "At least 50% lasts two months later" in words  # (20 + 5) of 50
    assert "All who were asked 50" in words
    assert "Among those who answered it is 83%." in words
    assert "What these numbers do not say" in words


def test_a_few_answers_are_a_dash_and_a_range(visit_as, engine, town, clock):
    clock.now = BACK
    with open_session(engine, writes=True) as session:
        crowd(session, 60, [Before.NO] * 40 + [Before.ALWAYS] * 9)
    words = text_of(visit_as().get(RIVER).text)
    assert "Between 67% and 100% of what was begun here is new" in words
    assert "A dash: fewer than 10 people gave this answer" in words
    told = visit_as().get("/en/reports/effect.json?programme=RIVER").json()["before"]
    assert told["answers"] == {"no": 40, "sometimes": 0, "always": None, "silent": None}
    assert told["answered"] is None


def test_where_nobody_has_answered_the_page_says_so(visit_as, town):
    words = text_of(visit_as().get("/en/reports/effect").text)
    assert "What is new is not known yet" in words
    assert "What lasts is not known yet" in words


def test_the_data_say_what_the_page_says(visit_as, answered):
    told = visit_as().get("/en/reports/effect.json?programme=RIVER").json()
    assert told["still"]["share"] == {"low": "0.5", "among": "0.833333", "high": "0.9"}
    assert (told["before"]["asked"], told["before"]["answered"]) == (50, 40)
    sheet = visit_as().get("/en/reports/effect.csv?programme=RIVER").text
    rows = {
        (row["about"], row["name"]): row["number"] for row in csv.DictReader(io.StringIO(sheet))
    }
    assert (rows["before", "no"], rows["still", "silent"]) == ("20", "20")
    assert json.dumps(told).count("Otter") == 0


def test_all_programmes_say_how_many_are_in_the_sum(visit_as, answered):
    words = text_of(visit_as().get("/en/reports/effect").text)
    assert "Of 2 programmes, 1 are in the first sum and 1 in the second" in words
    told = visit_as().get("/en/reports/effect.json").json()
    assert told["taking_part"]["homes"] == []


def test_there_is_none_of_what_there_is_not(visit_as, town):
    browser = visit_as()
    assert browser.get("/en/reports/effect?programme=NONE").status_code == 404
    assert browser.get("/en/reports/effect?organisation=nobody").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "es", "ar"])
def test_it_is_told_in_every_language(visit_as, answered, language):
    page = visit_as().get(f"/{language}/reports/effect?programme=RIVER")
    assert page.status_code == 200
    assert "What lasts" not in page.text
