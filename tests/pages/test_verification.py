"""The queue in the browser: decide on many, messages, conflicts, undo, photos, who may not."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from db.engine import open_session
from db.tables.claims import Batch, Claim, ClaimState
from db.tables.organisations import Membership, Role
from portal import backlog, memberships
from portal.settings import Settings
from tests.claiming import SETTINGS, approve, desk, picture, send, stored, told
from tests.people import NOON, find

Visit = Callable[..., TestClient]
QUEUE = "/en/desk/riverside-neighbours/claims"
KEY = "k" * 64


@pytest.fixture(scope="session")
def settings() -> Settings:
    return SETTINGS


HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#queue"}


@pytest.fixture
def sent(session: Session, town: None) -> list[str]:
    """Three claims in the queue: rosa's, fay's, and rosa's photo again from tom."""
    codes = [
        send(session, "repair-clothing", facts=told(photo=picture())),
        send(session, "sort-week", who="fay"),
        send(session, "led-bulb", who="tom", facts=told(photo=picture())),
    ]
    session.commit()
    return codes


def form(**decisions: str) -> dict[str, str]:
    fields = {"idem": KEY}
    for code, decision in decisions.items():
        fields |= {f"decision-{code}": decision, f"version-{code}": "1"}
    return fields


def state(engine: Engine, code: str) -> ClaimState:
    with open_session(engine, writes=False) as session:
        return session.exec(select(Claim.state).where(Claim.code == code)).one()


def test_the_queue_shows_each_action_with_three_choices(visit_as: Visit, sent: list[str]) -> None:
    page = visit_as("vera").get(QUEUE)
    assert page.status_code == 200
    assert "3 actions to check" in page.text
    for code in sent:
        assert page.text.count(f'name="decision-{code}"') == 3
        assert f'name="version-{code}" value="1"' in page.text
    assert "Linden" in page.text
    assert "Rosa" not in page.text, "no more than needed: the household, not the person"


def test_a_long_queue_is_said_to_be_long(
    visit_as: Visit, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "MOST_COUNTED", len(sent) - 1)
    vera = visit_as("vera")
    assert "More than 2 actions to check" in vera.get(QUEUE).text
    assert "More than 2 actions wait" in vera.get("/en/desk/riverside-neighbours").text


def test_flags_are_written_out(visit_as: Visit, sent: list[str]) -> None:
    page = visit_as("vera").get(QUEUE).text
    assert f"Same photo as {sent[2]}" in page
    assert f"Same photo as {sent[0]}" in page
    only = visit_as("vera").get(f"{QUEUE}?programme=RIVER&flag=duplicate").text
    assert sent[1] not in only


def test_the_preset_chooses_only_what_has_no_warning(visit_as: Visit, sent: list[str]) -> None:
    page = visit_as("vera").get(f"{QUEUE}?programme=RIVER&preset=approve").text
    assert page.count('" checked') == 1
    assert re.search(f'name="decision-{sent[1]}" value="approve" checked', page)


def test_saving_decides_and_says_so(visit_as: Visit, engine: Engine, sent: list[str]) -> None:
    vera = visit_as("vera")
    fields = form(**{sent[0]: "approve", sent[1]: "ask", sent[2]: "decline"})
    fields |= {f"message-{sent[1]}": "how-measured", f"message-{sent[2]}": "used-before"}
    answer = vera.post(f"{QUEUE}?programme=RIVER", data=fields, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#done")
    page = vera.get(answer.headers["location"]).text
    assert "1 approved, 1 asked, 1 declined." in page
    assert "10 points given." in page
    assert "Nothing to check" in page
    states = [state(engine, code) for code in sent]
    assert states == [ClaimState.AWARDED, ClaimState.ASKED, ClaimState.DECLINED]


def test_saving_twice_decides_once(visit_as: Visit, engine: Engine, sent: list[str]) -> None:
    vera, fields = visit_as("vera"), form(**{sent[1]: "approve"})
    first = vera.post(QUEUE, data=fields, follow_redirects=False)
    again = vera.post(QUEUE, data=fields, follow_redirects=False)
    assert first.headers["location"] == again.headers["location"]
    with open_session(engine, writes=False) as session:
        assert len(session.exec(select(Batch)).all()) == 1


def test_who_loses_the_role_between_page_and_press_decides_nothing(
    visit_as: Visit, session: Session, engine: Engine, sent: list[str]
) -> None:
    vera, olga = visit_as("vera"), find(session, "olga")
    page = vera.get(QUEUE)
    assert sent[1] in page.text
    seat = desk(session, "olga")
    memberships.end(session, olga, seat, find(session, "vera").id, now=NOON)
    session.commit()
    answer = vera.post(QUEUE, data=form(**{sent[1]: "approve"}), follow_redirects=False)
    assert answer.status_code in {403, 404}
    assert "<h1" in answer.text
    assert state(engine, sent[1]) is ClaimState.SUBMITTED


def test_the_same_form_with_other_decisions_is_a_conflict(visit_as: Visit, sent: list[str]) -> None:
    vera = visit_as("vera")
    vera.post(QUEUE, data=form(**{sent[1]: "approve"}))
    answer = vera.post(QUEUE, data=form(**{sent[0]: "approve"}))
    assert answer.status_code == 409
    assert "Nothing was done twice" in answer.text


@pytest.mark.parametrize("decision", ["ask", "decline"])
def test_without_a_message_nothing_is_saved_and_nothing_lost(
    visit_as: Visit, engine: Engine, sent: list[str], decision: str
) -> None:
    fields = form(**{sent[0]: decision, sent[1]: "approve"})
    page = visit_as("vera").post(f"{QUEUE}?programme=RIVER", data=fields)
    assert page.status_code == 422
    assert "<title>Error:" in page.text
    assert f'href="#message-{sent[0]}"' in page.text
    assert f"Choose a message for {sent[0]}, so that they know why." in page.text
    assert re.search(f'name="decision-{sent[0]}" value="{decision}" checked', page.text)
    assert re.search(f'name="decision-{sent[1]}" value="approve" checked', page.text)
    assert state(engine, sent[1]) is ClaimState.SUBMITTED


def test_another_language_shows_the_choices_and_saves_nothing(
    visit_as: Visit, engine: Engine, sent: list[str]
) -> None:
    fields = form(**{sent[1]: "approve"}) | {"switch": "zh-hans"}
    page = visit_as("vera").post(QUEUE.replace("/en/", "/zh-hans/"), data=fields)
    assert page.status_code == 200
    assert re.search(f'name="decision-{sent[1]}" value="approve" checked', page.text)
    assert state(engine, sent[1]) is ClaimState.SUBMITTED


def test_own_words_are_kept_through_a_mistake(visit_as: Visit, sent: list[str]) -> None:
    fields = form(**{sent[0]: "ask", sent[1]: "ask"})
    fields[f"message-{sent[0]}"] = "Is this <your> coat?"
    page = visit_as("vera").post(QUEUE, data=fields)
    assert page.status_code == 422
    assert 'value="Is this &lt;your&gt; coat?"' in page.text


def test_a_message_that_is_too_long_is_refused(visit_as: Visit, sent: list[str]) -> None:
    fields = form(**{sent[0]: "ask"}) | {f"message-{sent[0]}": "x" * 301}
    page = visit_as("vera").post(QUEUE, data=fields)
    assert page.status_code == 422
    assert f"The message for {sent[0]} is too long." in page.text


def test_what_somebody_else_decided_is_told_with_name_and_time(
    visit_as: Visit, engine: Engine, sent: list[str]
) -> None:
    visit_as("olive").post(QUEUE, data=form(**{sent[0]: "approve"}))
    fields = form(**{sent[0]: "approve", sent[1]: "approve"})
    page = visit_as("vera").post(QUEUE, data=fields)
    assert page.status_code == 200
    assert "1 decision was not saved." in page.text
    assert "Olive already decided this at 13:00." in page.text
    assert "1 approved, 0 asked, 0 declined." in page.text
    assert state(engine, sent[1]) is ClaimState.AWARDED


def test_the_same_photo_again_is_told_in_words(
    visit_as: Visit, session: Session, sent: list[str]
) -> None:
    approve(session, sent[0])
    session.commit()
    page = visit_as("vera").post(QUEUE, data=form(**{sent[2]: "approve"}))
    assert f"this photo was approved before, for {sent[0]}." in page.text


def test_a_stale_version_is_told_in_words(visit_as: Visit, sent: list[str]) -> None:
    fields = form(**{sent[0]: "approve"}) | {f"version-{sent[0]}": "7"}
    page = visit_as("vera").post(QUEUE, data=fields)
    assert "it was changed while you looked. Please look again." in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"decision-": "approve"},
        {"decision-A-1": "shout"},
        {"decision-A-1": "approve"},
        {"decision-A-1": "approve", "version-A-1": "9" * 40},
        {"decision-A-1": "approve", "version-A-1": "-1"},
        {"decision-é": "approve", "version-é": "１"},
    ],
)
def test_nonsense_never_breaks_anything(
    visit_as: Visit, sent: list[str], fields: dict[str, str]
) -> None:
    answer = visit_as("vera").post(QUEUE, data={"idem": KEY, **fields})
    assert answer.status_code in {200, 404, 409, 422}


@pytest.mark.parametrize(
    "query",
    [
        "programme=NONE",
        "page=0",
        "page=99999999999999999999",
        "page=x",
        "flag=x",
        "preset=x",
        "done=P-1&missed=A-1&missed=",
    ],
)
def test_any_address_of_the_queue_answers(visit_as: Visit, sent: list[str], query: str) -> None:
    assert visit_as("vera").get(f"{QUEUE}?{query}").status_code == 200


def test_htmx_gets_the_queue_alone_and_it_is_part_of_the_page(
    visit_as: Visit, sent: list[str]
) -> None:
    vera = visit_as("vera")
    whole = vera.get(QUEUE).text
    part = vera.get(QUEUE, headers=HTMX).text
    assert part.startswith("<title>")
    assert "<main" not in part
    inside = re.sub(r'name="idem" value="\w+"', "", part.partition("</title>")[2]).strip()
    assert inside in re.sub(r'name="idem" value="\w+"', "", whole)


def test_saving_with_htmx_swaps_the_queue(visit_as: Visit, sent: list[str]) -> None:
    vera = visit_as("vera")
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{QUEUE}"}
    answer = vera.post(QUEUE, data=form(**{sent[1]: "approve"}), headers=headers)
    assert answer.status_code == 200
    assert "<main" not in answer.text
    assert "data-focus" in answer.text


@pytest.mark.parametrize("who", ["theo", "olga", "chen", "rosa", "ines"])
def test_who_does_not_check_here_finds_nothing(visit_as: Visit, sent: list[str], who: str) -> None:
    browser = visit_as(who)
    assert browser.get(QUEUE).status_code == 404
    assert browser.post(QUEUE, data=form(**{sent[0]: "approve"})).status_code == 404
    assert browser.get(f"{QUEUE}/{sent[0]}/photo").status_code == 404


def test_a_stranger_signs_in_first(visit_as: Visit, sent: list[str]) -> None:
    answer = visit_as().get(QUEUE, follow_redirects=False)
    assert answer.status_code == 303
    assert "/en/sign-in" in answer.headers["location"]


def test_own_actions_are_not_offered(visit_as: Visit, session: Session, town: None) -> None:
    own = send(session, who="vera")
    session.commit()
    assert own not in visit_as("vera").get(QUEUE).text
    assert own in visit_as("olive").get(QUEUE).text


def test_a_photo_is_shown_and_kept_by_nobody(visit_as: Visit, sent: list[str]) -> None:
    answer = visit_as("vera").get(f"{QUEUE}/{sent[0]}/photo")
    assert answer.content == picture().data
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert visit_as("vera").get(f"{QUEUE}/{sent[1]}/photo").status_code == 404


def batch_of(engine: Engine) -> str:
    with open_session(engine, writes=False) as session:
        return session.exec(select(Batch.code)).one()


def test_undoing_an_award_takes_two_people(
    visit_as: Visit, engine: Engine, sent: list[str]
) -> None:
    vera, olive = visit_as("vera"), visit_as("olive")
    vera.post(QUEUE, data=form(**{sent[1]: "approve"}))
    address = f"/en/desk/riverside-neighbours/batches/{batch_of(engine)}"
    assert "Ask to undo" in vera.get(address).text
    asked = vera.post(address, data={"idem": KEY})
    assert "somebody else of your organisation must agree" in asked.text
    assert state(engine, sent[1]) is ClaimState.AWARDED
    assert "Vera asks to undo this." in olive.get(address).text
    done = olive.post(address, data={"idem": KEY})
    assert "Undone by" in done.text
    assert state(engine, sent[1]) is ClaimState.REVERSED


def test_undoing_a_question_takes_one(visit_as: Visit, engine: Engine, sent: list[str]) -> None:
    vera = visit_as("vera")
    vera.post(QUEUE, data=form(**{sent[1]: "ask"}) | {f"message-{sent[1]}": "come-and-show"})
    address = f"/en/desk/riverside-neighbours/batches/{batch_of(engine)}"
    page = vera.post(address, data={"idem": KEY})
    assert "Undone by" in page.text
    assert state(engine, sent[1]) is ClaimState.SUBMITTED


def test_a_batch_belongs_to_its_desk(visit_as: Visit, engine: Engine, sent: list[str]) -> None:
    visit_as("vera").post(QUEUE, data=form(**{sent[1]: "approve"}))
    code = batch_of(engine)
    here, there = "riverside-neighbours", "willowford-bridge-school"
    assert visit_as("theo").get(f"/en/desk/{here}/batches/{code}").status_code == 404
    assert visit_as("ines").get(f"/en/desk/{there}/batches/{code}").status_code == 404
    assert visit_as("vera").get(f"/en/desk/{here}/batches/P-0000").status_code == 404


def test_the_claimant_reads_the_message_in_their_language(
    visit_as: Visit, session: Session, sent: list[str]
) -> None:
    fields = form(**{sent[0]: "ask"}) | {f"message-{sent[0]}": "come-and-show"}
    visit_as("vera").post(QUEUE, data=fields)
    assert "Please come and show me." in visit_as("rosa").get(f"/en/me/claims/{sent[0]}").text
    assert stored(session, sent[0]).decided_at == NOON


def test_where_two_check_each_sees_a_share_and_reads_why(
    visit_as: Visit, session: Session, town: None
) -> None:
    sent = [send(session) for _ in range(9)]
    place, chen = desk(session, "vera").organisation_id, find(session, "chen").id
    session.add(Membership(organisation_id=place, person_id=chen, role=Role.VERIFIER, since=NOON))
    session.commit()
    page = visit_as("vera").get(QUEUE).text
    mine = [code for code in sent if f'name="decision-{code}"' in page]
    others = [code for code in sent if code not in mine]
    assert "2 people check here." in page
    saved = visit_as("vera").post(QUEUE, data=form(**dict.fromkeys(sent, "approve"))).text
    assert saved.count("somebody else checks this one, until it has waited for a day.") == len(
        others
    )
    chens = visit_as("chen").get(QUEUE).text
    assert [code for code in sent if f'name="decision-{code}"' in chens] == others
