"""From nothing to a gift, as people do it: a charity asks, a programme plans, a sponsor pledges."""

import re
from datetime import timedelta

import pytest

from tests import giving as set_up
from tests import people
from tests.giving import RIVERSIDE, SHELTER
from tests.pages.giving import flat

DESK = f"/en/desk/{RIVERSIDE}"
ASK = f"/en/charity/{SHELTER}/requests"
NEED = {
    **{"programme": "RIVER", "name": "Dry boots", "need": "Children walk with wet feet."},
    **{"shape": "book", "paper": "OL-7", "idem": "ask-boots-1"},
}
POT = {
    **{"sponsor": set_up.SPONSOR, "kind": "pot", "amount": "1000.00", "currency": "GBP"},
    **{"shape": "book", "idem": "pledge-1"},
}
PLAN = {
    **{"name": "Spring round", "first": "2026-05-31", "last": "2026-06-20"},
    **{"smallest": "10", "idem": "plan-spring-1"},
}

pytestmark = pytest.mark.usefixtures("town")


def asked(visit_as, **facts):
    """Let the charity ask; return the address of the request at the programme's desk."""
    answer = visit_as("chen").post(ASK, data={**NEED, **facts})
    assert "What you asked for" in flat(answer)
    return re.search(r"Q-[\w-]+", flat(answer))[0]


def accepted(visit_as):
    """Let the programme accept; return the cause's code."""
    code = asked(visit_as)
    olive = visit_as("olive")
    assert "Dry boots" in flat(olive.get(f"{DESK}/causes"))
    there = f"{DESK}/causes/requests/{code}"
    assert "OL-7" in flat(olive.get(there))
    listed = olive.post(there, data={"act": "accept", "idem": "yes-1"})
    return re.search(r"/causes/(C\w+)\"", listed.text)[1]


def planned(visit_as, cause):
    """Plan a round; return its address at the desk."""
    olive = visit_as("olive")
    assert "Dry boots" in flat(olive.get(f"{DESK}/rounds/plan?programme=RIVER"))
    there = f"{DESK}/rounds/plan?programme=RIVER"
    return str(olive.post(there, data={**PLAN, "causes": [cause]}).url.path)


def test_a_need_becomes_a_cause_a_round_and_a_gift(visit_as, session):
    cause = accepted(visit_as)
    round_ = planned(visit_as, cause)
    theo, olive = visit_as("theo"), visit_as("olive")
    assert "Rushmill Cooperative" in flat(theo.post(f"{round_}/pledge", data=POT))
    theo.post(f"{round_}/document", data={"document": "RC-7", "idem": "doc-1"})
    assert "Approve this pledge" in olive.get(round_).text
    olive.post(f"{round_}/approval", data={"idem": "second-1"})
    opened = olive.post(f"{round_}/opening", data={"idem": "open-1"})
    assert "Gifts come in until 20 June 2026" in flat(opened)
    set_up.award(session, people.home(session, "Linden"), 50)
    session.commit()
    give = {"points": "40", "confirm": "yes", "idem": "gift-1", "from": "household"}
    thanks = visit_as("rosa").post(f"/en/causes/dry-boots-{cause}/gifts", data=give)
    assert "You gave 40 points" in flat(thanks)


def test_a_plan_sent_twice_is_one_round_and_a_wrong_one_keeps_what_was_typed(visit_as):
    cause = accepted(visit_as)
    assert planned(visit_as, cause) == planned(visit_as, cause)
    there = f"{DESK}/rounds/plan?programme=RIVER"
    wrong = {**PLAN, "idem": "plan-2", "last": "2026-05-30", "causes": [cause]}
    answer = visit_as("olive").post(there, data=wrong)
    assert answer.status_code == 422 and "The last day is not before the first." in flat(answer)
    assert 'value="Spring round"' in answer.text
    none = visit_as("olive").post(there, data={**PLAN, "idem": "plan-3"})
    assert none.status_code == 422 and "Choose at least one cause." in flat(none)


def test_a_refusal_needs_a_reason_and_reaches_the_charity(visit_as):
    code = asked(visit_as)
    there = f"{DESK}/causes/requests/{code}"
    empty = visit_as("olive").post(there, data={"act": "refuse", "reason": " ", "idem": "no-1"})
    assert empty.status_code == 422
    visit_as("olive").post(there, data={"act": "refuse", "reason": "Too far.", "idem": "no-2"})
    assert "The reason: Too far." in flat(visit_as("chen").get(f"/en/charity/{SHELTER}"))


def test_a_charity_takes_its_request_back(visit_as):
    code = asked(visit_as)
    page = visit_as("chen").post(f"{ASK}/{code}/withdrawal", data={"idem": "back-1"})
    assert "Taken back" in flat(page)


def test_an_empty_request_is_shown_again(visit_as):
    answer = visit_as("chen").post(ASK, data={"programme": "RIVER", "idem": "x"})
    assert answer.status_code == 422 and "Write a name." in flat(answer)


def test_a_pledge_may_be_in_a_currency_without_cents(visit_as):
    round_ = planned(visit_as, accepted(visit_as))
    theo = visit_as("theo")
    yen = {**POT, "currency": "jpy", "amount": "0.5"}
    wrong = theo.post(f"{round_}/pledge", data=yen)
    assert wrong.status_code == 422 and "no such amount in this currency" in flat(wrong)
    right = theo.post(f"{round_}/pledge", data={**yen, "amount": "150000"})
    assert "150,000" in flat(right) and "1,500.00" not in flat(right)
    nonsense = theo.post(f"{round_}/pledge", data={**POT, "currency": "XYZ"})
    assert nonsense.status_code in {409, 422}


def test_things_are_pledged_with_their_number(visit_as):
    round_ = planned(visit_as, accepted(visit_as))
    things = {**POT, "kind": "unit", "thing": "warm quilt", "each": "160", "limit": ""}
    wrong = visit_as("theo").post(f"{round_}/pledge", data=things)
    assert wrong.status_code == 422
    right = visit_as("theo").post(f"{round_}/pledge", data={**things, "limit": "4"})
    assert "warm quilt: one for every 160 points, 4 at most" in flat(right)


def test_a_pledge_taken_back_suspends_the_round_where_everybody_reads_it(visit_as, session):
    code = set_up.open_round(session, "warm-quilts")
    session.commit()
    there = f"{DESK}/rounds/{code}"
    page = visit_as("theo").post(
        f"{there}/withdrawal", data={"reason": "We cannot pay.", "idem": "gone-1"}
    )
    assert "The pledge is gone or was paid short" in flat(page)
    public = flat(visit_as("rosa").get(f"/en/rounds/{code}"))
    assert "This round is suspended" in public and "We cannot pay." in public
    ended = visit_as("olive").post(f"{there}/end", data={"reason": "No pledge.", "idem": "end-1"})
    assert "every gift went home" in flat(ended)


def test_a_round_is_made_longer_on_its_page(visit_as, session):
    code = set_up.open_round(session, "warm-quilts")
    session.commit()
    later = (set_up.CLOSES + timedelta(days=9)).date()
    day = {"day": later.day, "month": later.month, "year": later.year, "idem": "longer-1"}
    page = visit_as("olive").post(f"{DESK}/rounds/{code}/extension", data=day)
    assert "Gifts come in until 30 June 2026" in flat(page)
    back = {**day, "month": 6, "day": 2, "idem": "longer-2"}
    short = visit_as("olive").post(f"{DESK}/rounds/{code}/extension", data=back)
    assert short.status_code == 422 and "A round only becomes longer" in flat(short)


def test_a_cause_goes_on_as_another_and_its_page_leads_there(visit_as, session):
    code = set_up.open_round(session, "warm-quilts", "breakfast-table")
    quilts, table = set_up.cause(session, "warm-quilts"), set_up.cause(session, "breakfast-table")
    set_up.award(session, people.home(session, "Linden"), 50)
    session.commit()
    address, rosa = f"/en/causes/warm-quilts-{quilts.code}", visit_as("rosa")
    assert 'name="points"' in rosa.get(address).text
    merge = {"act": "merge", "into": table.code, "reason": "One need.", "idem": "m-1"}
    for _ in range(2):
        assert visit_as("olive").post(f"{DESK}/causes/{quilts.code}", data=merge).status_code == 200
    page = rosa.get(address)
    assert "It goes on as Breakfast" in flat(page) and table.code in page.text
    assert "It cannot be given to now." in flat(page) and 'name="points"' not in page.text
    assert "Open until" not in flat(page) and "if the round closed soon" not in flat(page)
    assert "Part of the pot Closed" in flat(visit_as().get(f"/en/rounds/{code}"))


def test_a_cause_is_suspended_and_reopened_at_the_desk(visit_as, session):
    set_up.open_round(session, "warm-quilts", "breakfast-table")
    code = set_up.cause(session, "warm-quilts").code
    session.commit()
    there, olive = f"{DESK}/causes/{code}", visit_as("olive")
    assert olive.post(there, data={"act": "suspend", "idem": "s-1"}).status_code == 422
    why = {"act": "suspend", "reason": "Papers are missing.", "idem": "s-2"}
    assert "Let it be given to again" in flat(olive.post(there, data=why))
    public = visit_as("rosa").get(f"/en/causes/warm-quilts-{code}")
    assert "The reason: Papers are missing." in flat(public)
    give = {"points": "20", "confirm": "yes", "idem": "g-1", "from": "household"}
    no = visit_as("rosa").post(f"/en/causes/warm-quilts-{code}/gifts", data=give)
    assert no.status_code == 409 and "Nothing is given to this cause now" in flat(no)
    assert "Suspend it" in flat(olive.post(there, data={"act": "reopen", "idem": "s-3"}))
    assert olive.post(there, data={"act": "nonsense", "idem": "s-4"}).status_code == 404


def test_a_charity_pauses_its_cause_on_its_own_page_and_lets_it_go_on(visit_as, session):
    set_up.open_round(session, "warm-quilts")
    code = set_up.cause(session, "warm-quilts").code
    session.commit()
    chen, there = visit_as("chen"), f"/en/desk/{set_up.SHELTER}/causes/{code}"
    assert there in chen.get(f"/en/charity/{set_up.SHELTER}").text
    offered = flat(chen.get(there))
    assert "goes home with its old date" in offered and "Pause it" in offered
    assert "Close it for good" not in offered and "Suspend it" not in offered
    assert chen.post(there, data={"act": "suspend", "idem": "p-1"}).status_code == 422
    why = {"act": "suspend", "reason": "The store is full.", "idem": "p-2"}
    assert "Let it be given to again" in flat(chen.post(there, data=why))
    public = flat(visit_as().get(f"/en/causes/warm-quilts-{code}"))
    assert "Paused by its charity" in public and "The reason: The store is full." in public
    theirs = flat(visit_as("olive").get(f"{DESK}/causes/{code}"))
    assert "Its charity paused it" in theirs and "Let it be given to again" not in theirs
    again = {"act": "reopen", "idem": "p-3"}
    assert visit_as("olive").post(f"{DESK}/causes/{code}", data=again).status_code == 422
    assert "Pause it" in flat(chen.post(there, data=again))
    closing = {"act": "close", "reason": "Done.", "idem": "p-4"}
    assert chen.post(there, data=closing).status_code == 422
    assert visit_as("orla").get(there).status_code == 404


def test_nobody_elses_round_or_cause_is_at_this_desk(visit_as, session):
    code = set_up.plan(session, "warm-quilts")
    cause = set_up.cause(session, "warm-quilts").code
    session.commit()
    grace, school = visit_as("grace"), f"/en/desk/{set_up.SCHOOL}"
    assert grace.get(f"{school}/causes/{cause}").status_code == 404
    assert grace.post(f"{school}/rounds/{code}/approval", data={"idem": "x"}).status_code == 404
    assert visit_as("olive").get(f"{DESK}/rounds/plan?programme=SCHOOL").status_code == 404
