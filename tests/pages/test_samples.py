"""Second looks on the desk's page, and what everybody reads of them."""

import pytest
from sqlmodel import select

from db.engine import open_session
from db.tables.claims import Claim, ClaimState
from db.tables.samples import Sample
from portal import samples
from tests.claiming import approve, send, stored
from tests.people import NOON, find

DESK = "/en/desk/riverside-neighbours/samples"


@pytest.fixture
def chosen(session, town):
    """A sample of an approval, whatever the seed says."""
    code = send(session)
    approve(session, code)
    claim = stored(session, code)
    if not session.get(Sample, (claim.programme_id, code, claim.revision)):
        who = find(session, "vera").id
        samples.choose(session, claim.programme_id, [(claim, 100)], verifier_id=who, now=NOON)
    session.commit()
    return code


def state(engine, code):
    with open_session(engine, writes=False) as session:
        return session.exec(select(Claim.state).where(Claim.code == code)).one()


def checks(visit_as):
    page = visit_as().get("/en/programmes/river-river/checks")
    assert page.status_code == 200
    return page.text


def test_a_second_person_sees_the_act_and_not_who_approved_it(visit_as, chosen):
    page = visit_as("olive").get(DESK)
    assert page.status_code == 200 and chosen in page.text
    assert "Vera" not in page.text and "Rosa" not in page.text and "Linden" not in page.text
    assert chosen not in visit_as("vera").get(DESK).text
    assert visit_as("theo").get(DESK).status_code == 404
    assert visit_as("grace").get(DESK).status_code == 404


def test_a_yes_is_counted_in_public(visit_as, chosen):
    assert "Nobody has looked a second time yet." in checks(visit_as)
    sent = visit_as("olive").post(
        f"{DESK}/{chosen}", data={"finding": "agrees", "idem": "k" * 64}, follow_redirects=False
    )
    assert sent.status_code == 303
    assert "Of 1 second look, 0 found a mistake" in checks(visit_as)


def test_a_no_needs_a_reason_and_keeps_what_was_chosen(visit_as, chosen):
    answer = visit_as("olive").post(f"{DESK}/{chosen}", data={"finding": "differs"})
    assert answer.status_code == 422
    assert "Say why you would not have approved it." in answer.text
    assert 'value="differs" checked' in answer.text
    nothing = visit_as("olive").post(f"{DESK}/{chosen}", data={})
    assert nothing.status_code == 422 and "Choose what you say." in nothing.text


def test_an_owner_rules_and_the_points_come_back(engine, visit_as, chosen):
    no = {"finding": "differs", "reason": "The bin is empty.", "idem": "k" * 64}
    assert (
        visit_as("olive").post(f"{DESK}/{chosen}", data=no, follow_redirects=False).status_code
        == 303
    )
    assert "The bin is empty." in visit_as("olga").get(DESK).text
    ruling = {"ruling": "falls", "idem": "a" * 64}
    assert (
        visit_as("olga")
        .post(f"{DESK}/{chosen}/ruling", data=ruling, follow_redirects=False)
        .status_code
        == 303
    )
    assert state(engine, chosen) is ClaimState.REVERSED
    assert "Of 1 second look, 1 found a mistake" in checks(visit_as)


def test_who_is_too_late_reads_that_it_is_settled(visit_as, chosen):
    visit_as("olive").post(f"{DESK}/{chosen}", data={"finding": "agrees", "idem": "k" * 64})
    again = visit_as("olive").post(f"{DESK}/{chosen}", data={"finding": "agrees", "idem": "j" * 64})
    assert again.status_code == 422 and "Somebody was quicker" in again.text


def test_the_hash_of_the_seed_stands_there_from_the_first_day(session, visit_as, chosen):
    seed = session.exec(select(samples.SampleSeed.seed)).one()
    page = checks(visit_as)
    assert samples.commitment(seed) in page and seed not in page
