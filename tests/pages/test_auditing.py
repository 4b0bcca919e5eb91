"""The auditor's desk in the browser: what there is to read, a draw, opinions, a public remark."""

import re

import pytest
from sqlmodel import select

from db.engine import open_session
from db.tables.draws import Draw
from db.tables.remarks import Remark
from tests.claiming import SETTINGS, approve, decide, picture, send, told, verdict

OFFICE = "/en/desk/willowford-district"
DESK = f"{OFFICE}/audit"
RIVER = f"{DESK}/RIVER"
PUBLIC = "/en/programmes/riverside-green-points-RIVER"
ANSWERS = "/en/desk/riverside-neighbours/programmes/RIVER/remarks"
ANSWER = "/en/desk/riverside-neighbours/remarks"
WORDS = "The glass rule changed twice this season."
KEY, OTHER = "k" * 64, "a" * 64
DRAW = {"seed": "dice 3 5", "begins_on": "2026-06-01", "ends_on": "2026-06-01", "count": "2"}


@pytest.fixture(scope="session")
def settings():
    return SETTINGS


@pytest.fixture
def remarked(engine, visit_as):
    visit_as("ada").post(f"{RIVER}/remarks", data={"words": WORDS, "idem": KEY})
    with open_session(engine, writes=False) as session:
        return session.scalars(select(Remark)).one().code


@pytest.fixture
def drawn(engine, visit_as, session, town):
    for shade in ("red", "blue", "green"):
        approve(session, send(session, "led-bulb", facts=told(photo=picture(shade))))
    session.commit()
    assert visit_as("ada").post(f"{RIVER}/draws", data={**DRAW, "idem": KEY}).status_code == 200
    with open_session(engine, writes=False) as fresh:
        return f"{OFFICE}/draws/{fresh.scalars(select(Draw)).one().code}"


def test_the_desk_leads_to_every_programme_and_what_there_is_to_read(visit_as):
    ada = visit_as("ada")
    assert DESK in ada.get("/en/desk/willowford-district").text
    every = ada.get(DESK).text
    assert RIVER in every and f"{DESK}/SCHOOL" in every and "No remark yet" in every
    one = ada.get(RIVER).text
    for to in ("/en/rules/RIVER", f"{PUBLIC}#rules-check", f"{PUBLIC}/checks", f"{RIVER}/signals"):
        assert f'href="{to}"' in one


def test_a_remark_stands_on_the_programmes_page_and_is_answered_once(visit_as, remarked):
    page = visit_as().get(PUBLIC).text
    assert WORDS in page and "Willowford District Office" in page and "1 June 2026" in page
    assert "Ada" not in page
    olive = visit_as("olive")
    assert ANSWERS in olive.get("/en/desk/riverside-neighbours/programmes/RIVER").text
    assert f'id="words-{remarked}"' in olive.get(ANSWERS).text
    said = {"words": "It will not change again.", "idem": OTHER}
    assert said["words"] in olive.post(f"{ANSWER}/{remarked}/answer", data=said).text
    assert said["words"] in visit_as().get(PUBLIC).text
    assert f'id="words-{remarked}"' not in olive.get(ANSWERS).text
    again = visit_as("olga").post(
        f"{ANSWER}/{remarked}/answer", data={"words": "And", "idem": "b" * 64}
    )
    assert again.status_code == 422 and "Somebody has answered this" in again.text


def test_a_remark_is_withdrawn_and_stays_readable(visit_as, remarked):
    sent = {"words": "I misread the version.", "idem": OTHER}
    visit_as("ada").post(f"{OFFICE}/remarks/{remarked}/withdrawal", data=sent)
    page = visit_as().get(PUBLIC).text
    assert WORDS in page and "Withdrawn by the auditor" in page and sent["words"] in page
    assert f"{remarked}/withdrawal" not in visit_as("ada").get(RIVER).text


def test_a_remark_without_words_is_asked_for_again(visit_as):
    for here in (f"{RIVER}/remarks", f"{RIVER}/draws"):
        answer = visit_as("ada").post(here, data={"words": " ", "idem": KEY})
        assert answer.status_code == 422 and "Error:" in answer.text


def test_a_draw_is_looked_at_one_by_one(visit_as, drawn):
    ada = visit_as("ada")
    page = ada.get(drawn).text
    codes = re.findall(r'id="c-(A-[0-9A-Z-]+)"', page)
    assert len(codes) == 2 and "dice 3 5" in page and "Rosa" not in page
    assert ada.get(f"{drawn}/{codes[0]}/photo").headers["content-type"] == "image/jpeg"
    refused = ada.post(f"{drawn}/{codes[0]}", data={"finding": "differs", "reason": ""})
    assert refused.status_code == 422 and "Say why" in refused.text
    ada.post(f"{drawn}/{codes[0]}", data={"finding": "differs", "reason": "No bulb."})
    done = ada.post(f"{drawn}/{codes[1]}", data={"finding": "agrees"}).text
    assert "No bulb." in done and "You agree" in done and 'name="finding"' not in done
    assert "2 of 3 drawn, 2 looked at, 1 you would not have approved" in ada.get(RIVER).text


def test_a_draw_of_days_without_approvals_says_so(visit_as):
    answer = visit_as("ada").post(f"{RIVER}/draws", data={**DRAW, "idem": KEY})
    assert answer.status_code == 422 and "Nothing that was done on these days" in answer.text
    assert 'value="dice 3 5"' in answer.text


def test_objections_stand_with_their_clocks(visit_as, session, town):
    code = send(session, who="tom")
    decide(session, verdict(session, code, "decline", "not-seen"))
    session.commit()
    empty = visit_as("ada").get(f"{RIVER}/signals").text
    assert "Nothing is remarkable." in empty
    visit_as("tom").post(f"/en/me/claims/{code}/appeals", data={"words": "Look.", "idem": KEY})
    page = visit_as("ada").get(f"{RIVER}/signals").text
    assert "An appeal waits for an answer" in page and "15 June 2026" in page
    assert "Look." not in page and "Tom" not in page


@pytest.mark.parametrize("who", ["quinn", "op", "olive", "rosa"])
def test_nobody_else_opens_it(visit_as, who):
    for address in (DESK, RIVER, f"{RIVER}/signals"):
        assert visit_as(who).get(address).status_code == 404
