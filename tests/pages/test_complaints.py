"""Appeals and complaints on their pages: the form, the letter, the desk, the public counts."""

import re

import pytest
from sqlmodel import select

from db.engine import open_session
from db.tables.claims import Claim, ClaimState
from db.tables.complaints import Complaint
from tests.claiming import decide, send, verdict

KEY = "k" * 64
DESK = "/en/desk/riverside-neighbours/complaints"
WHY = "The bag stands behind the door."


@pytest.fixture
def declined(session, town):
    code = send(session)
    decide(session, verdict(session, code, "decline", "not-seen"))
    session.commit()
    return code


def made(engine):
    with open_session(engine, writes=False) as session:
        return session.exec(select(Complaint)).one()


def test_a_declined_action_leads_to_an_appeal_and_back_to_points(engine, visit_as, declined):
    rosa, olive = visit_as("rosa"), visit_as("olive")
    assert "Ask a second person" in rosa.get(f"/en/me/claims/{declined}").text
    sent = rosa.post(
        f"/en/me/claims/{declined}/appeals",
        data={"words": WHY, "idem": KEY},
        follow_redirects=False,
    )
    code = made(engine).code
    assert sent.status_code == 303 and sent.headers["location"].endswith(f"/me/complaints/{code}")
    page = rosa.get(f"/en/me/complaints/{code}").text
    assert WHY in page and "15 June 2026" in page
    assert "Your appeal" in rosa.get(f"/en/me/claims/{declined}").text
    assert f"{DESK}/{code}" in olive.get(DESK).text
    hearing = olive.get(f"{DESK}/{code}").text
    assert WHY in hearing and "We did not see" not in WHY and "Rosa" not in hearing
    answered = {"outcome": "upheld", "words": "You are right.", "idem": "a" * 64}
    assert olive.post(f"{DESK}/{code}", data=answered, follow_redirects=False).status_code == 303
    assert "You are right." in rosa.get(f"/en/me/complaints/{code}").text
    with open_session(engine, writes=False) as session:
        claim = session.exec(select(Claim).where(Claim.code == declined)).one()
        assert claim.state is ClaimState.AWARDED


def test_an_appeal_without_words_keeps_its_page_and_says_so(visit_as, declined):
    answer = visit_as("rosa").post(f"/en/me/claims/{declined}/appeals", data={"words": "  "})
    assert answer.status_code == 422
    assert "Write it in a sentence or two" in answer.text and "Error:" in answer.text


def test_who_may_not_appeal_reads_why(session, visit_as, town):
    code = send(session)
    session.commit()
    rosa = visit_as("rosa")
    page = rosa.get(f"/en/me/claims/{code}/appeals").text
    assert "within 30 days of the decision" in page and "<textarea" not in page
    answer = rosa.post(f"/en/me/claims/{code}/appeals", data={"words": WHY})
    assert answer.status_code == 422 and "was not accepted can be appealed" in answer.text
    assert visit_as("fay").get(f"/en/me/claims/{code}/appeals").status_code == 404


def test_who_decided_it_is_told_that_somebody_else_must_answer(engine, visit_as, declined):
    visit_as("rosa").post(f"/en/me/claims/{declined}/appeals", data={"words": WHY, "idem": KEY})
    where = f"{DESK}/{made(engine).code}"
    answer = visit_as("vera").post(where, data={"outcome": "rejected", "words": "No."})
    assert answer.status_code == 422 and "Somebody else must hear the appeal" in answer.text
    assert "No." in answer.text
    assert visit_as("theo").get(where).status_code == 404
    assert visit_as("grace").get(where).status_code == 404


def test_an_answer_needs_a_choice_that_is_offered(engine, visit_as, declined):
    visit_as("rosa").post(f"/en/me/claims/{declined}/appeals", data={"words": WHY, "idem": KEY})
    where, olive = f"{DESK}/{made(engine).code}", visit_as("olive")
    for outcome in ("", "changed", "nonsense"):
        answer = olive.post(where, data={"outcome": outcome, "words": "Because."})
        assert answer.status_code == 422 and "Because." in answer.text
    assert made(engine).outcome is None


def test_a_complaint_about_a_programme_is_sent_and_answered(engine, visit_as, town):
    fay = visit_as("fay")
    programme = fay.get("/en/programmes/river-river", follow_redirects=True)
    where = re.search(r'href="(/en/programmes/[^"]+)/checks"', programme.text).group(1)
    form = {"kind": "access", "words": "No ramp at the drop-off.", "idem": KEY}
    assert "Choose what it is about." in fay.post(f"{where}/complaints", data={"words": "x"}).text
    assert fay.post(f"{where}/complaints", data=form, follow_redirects=False).status_code == 303
    code = made(engine).code
    assert "No ramp at the drop-off." in fay.get(f"/en/me/complaints/{code}").text
    assert code in fay.get("/en/me/complaints").text
    answered = {"outcome": "changed", "words": "A ramp comes in July.", "idem": "a" * 64}
    assert (
        visit_as("olga").post(f"{DESK}/{code}", data=answered, follow_redirects=False).status_code
        == 303
    )
    public = visit_as().get(f"{where}/checks").text
    assert "Complaints" in public and "ramp" not in public


def test_a_stranger_is_asked_to_sign_in_and_reads_the_counts(visit_as, town):
    stranger = visit_as()
    answer = stranger.get("/en/programmes/river-river/complaints", follow_redirects=False)
    assert answer.status_code == 303 and "/sign-in" in answer.headers["location"]
    assert visit_as("rosa").get("/en/me/complaints").status_code == 200
    assert visit_as("rosa").get("/en/me/complaints/B-0000-0000-000").status_code == 404
