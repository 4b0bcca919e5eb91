"""Logging in the browser: the form and everything that can be wrong with it, photos, receipts."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, select
from starlette.testclient import TestClient

from db.engine import open_session
from db.tables.claims import Claim, ClaimState, Evidence
from portal.errors import NotFound
from portal.files import MOST_MEGABYTES
from portal.settings import Settings
from tests.claiming import SETTINGS, SHELF, decide, picture, send, sent_photo, told, verdict
from tests.people import PASSWORD, find, school_class

Visit = Callable[..., TestClient]
CYCLE, REPAIR, GLASS = (
    "/en/log/RIVER/cycle",
    "/en/log/RIVER/repair-clothing",
    "/en/log/RIVER/recycle-glass",
)
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "main#main"}
KEY = "k" * 64


@pytest.fixture(scope="session")
def settings() -> Settings:
    return SETTINGS


def ride(**other: str) -> dict[str, str]:
    return {
        "amount": "2.5",
        "when": "today",
        "replaced": "car",
        "for": "home",
        "idem": KEY,
        **other,
    }


def repaired(**other: str) -> dict[str, str]:
    return {"amount": "1", "when": "today", "for": "home", "idem": KEY, **other}


def photo(data: bytes | None = None, name: str = "coat.jpg") -> dict[str, Any]:
    return {"photo": (name, sent_photo() if data is None else data, "image/jpeg")}


@pytest.fixture
def claims(engine: Engine) -> Iterator[Callable[[], list[Claim]]]:
    def stored() -> list[Claim]:
        with open_session(engine, writes=False) as session:
            return list(session.exec(select(Claim)))

    yield stored


def test_what_can_be_logged_is_listed(visit_as: Visit) -> None:
    page = visit_as("rosa").get("/en/log").text
    assert 'href="/en/log/RIVER/cycle"' in page
    assert "SCHOOL" not in page
    assert "Used last" not in page


def test_what_was_used_last_comes_first(visit_as: Visit) -> None:
    rosa = visit_as("rosa")
    rosa.post(CYCLE, data=ride())
    page = rosa.get("/en/log").text
    assert "Used last" in page
    assert page.index(CYCLE) < page.index("/en/log/RIVER/sort-week")


def test_one_programme_and_words_narrow_the_list(visit_as: Visit) -> None:
    grace = visit_as("grace")
    everything = grace.get("/en/log").text
    assert "/en/log/SCHOOL/walk" in everything
    assert "/en/log/RIVER/cycle" in everything
    only = grace.get("/en/log?programme=school").text
    assert "/en/log/RIVER/cycle" not in only
    assert "/en/log/RIVER/cycle" in grace.get("/en/log?q=CYCL").text
    assert "No action fits these words." in grace.get("/en/log?q=zzz").text


def test_the_form_asks_only_what_the_activity_asks(visit_as: Visit) -> None:
    rosa = visit_as("rosa")
    cycle, repair, glass = (rosa.get(address).text for address in (CYCLE, REPAIR, GLASS))
    assert 'name="replaced"' in cycle
    assert 'name="photo"' not in cycle
    assert 'name="photo"' in repair
    assert 'name="replaced"' not in repair
    assert 'name="witness"' in glass
    assert "Vera" in glass
    assert "Tom" not in glass


def test_a_good_form_leads_to_a_receipt(visit_as: Visit, claims: Callable[[], list[Claim]]) -> None:
    rosa = visit_as("rosa")
    answer = rosa.post(CYCLE, data=ride(), follow_redirects=False)
    assert answer.status_code == 303
    [claim] = claims()
    assert answer.headers["location"] == f"/en/me/claims/{claim.code}"
    page = rosa.get(answer.headers["location"]).text
    for told_back in ("Sent. Thank you.", "2.5 km", "1 June 2026", "A car", "Linden", claim.code):
        assert told_back in page
    assert "5 points for each time." in page


def test_with_htmx_the_browser_is_sent_to_the_receipt(visit_as: Visit) -> None:
    headers = HTMX | {"HX-Current-URL": f"http://testserver{CYCLE}"}
    answer = visit_as("rosa").post(CYCLE, data=ride(), headers=headers)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/en/me/claims/A-")


def test_sent_twice_it_is_one_action(visit_as: Visit, claims: Callable[[], list[Claim]]) -> None:
    rosa = visit_as("rosa")
    first, again = (rosa.post(CYCLE, data=ride(), follow_redirects=False) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert len(claims()) == 1


def test_the_same_form_with_other_answers_is_a_conflict(visit_as: Visit) -> None:
    rosa = visit_as("rosa")
    rosa.post(CYCLE, data=ride())
    answer = rosa.post(CYCLE, data=ride(amount="7"))
    assert answer.status_code == 409
    assert "Nothing was done twice" in answer.text


@pytest.mark.parametrize("typed", ["２．５", "2.5 km", "2.5km", " 2.5 ", "2.50"])
def test_numbers_are_read_as_people_write_them(
    visit_as: Visit, claims: Callable[[], list[Claim]], typed: str
) -> None:
    assert visit_as("rosa").post(CYCLE, data=ride(amount=typed)).status_code == 200
    assert f"{claims()[0].amount:f}" == "2.5"


@pytest.mark.parametrize("typed", ["3个", "３", "3 pieces"])
def test_a_unit_behind_the_number_is_understood(
    visit_as: Visit, claims: Callable[[], list[Claim]], typed: str
) -> None:
    answer = visit_as("rosa").post(REPAIR, data=repaired(amount=typed), files=photo())
    assert answer.status_code == 200
    assert f"{claims()[0].amount:f}" == "3"


@pytest.mark.parametrize("who", ["me", "home"])
def test_me_and_my_household_are_the_same_wallet(
    visit_as: Visit, claims: Callable[[], list[Claim]], who: str
) -> None:
    visit_as("rosa").post(CYCLE, data=ride(**{"for": who}))
    assert claims()[0].holder_kind == "wallet"


OTHER = {"when": "other"}
BAD = [
    ({"amount": ""}, "amount", "Enter how much, as a number like 14."),
    ({"amount": "a lot"}, "amount", "Enter how much, as a number like 14."),
    ({"amount": "NaN"}, "amount", "Enter how much, as a number like 14."),
    ({"amount": "1e5"}, "amount", "Enter how much, as a number like 14."),
    ({"amount": "0"}, "amount", "Enter a number from 0.4 to 60."),
    ({"amount": "-3"}, "amount", "Enter a number from 0.4 to 60."),
    ({"amount": "61"}, "amount", "Enter a number from 0.4 to 60."),
    ({"amount": "9" * 400}, "amount", "Enter how much, as a number like 14."),
    ({"when": "tomorrow"}, "when", "Choose when it was."),
    ({"when": ""}, "when", "Choose when it was."),
    (OTHER, "day", "Enter a real day, with day, month and year."),
    (
        OTHER | {"day": "31", "month": "2", "year": "2026"},
        "day",
        "Enter a real day, with day, month and year.",
    ),
    (
        OTHER | {"day": "x", "month": "5", "year": "2026"},
        "day",
        "Enter a real day, with day, month and year.",
    ),
    (
        OTHER | {"day": "1", "month": "1", "year": "99999999999"},
        "day",
        "Enter a real day, with day, month and year.",
    ),
    (
        OTHER | {"day": "2", "month": "6", "year": "2026"},
        "day",
        "The day must be today or before.",
    ),
    (
        OTHER | {"day": "24", "month": "5", "year": "2026"},
        "day",
        "The day must be in the last 7 days.",
    ),
    (
        OTHER | {"day": "5", "month": "4", "year": "2026"},
        "day",
        "The day must be from 6 April 2026 to 4 October 2026.",
    ),
    ({"replaced": ""}, "replaced", "Choose what you would have used instead."),
    ({"replaced": "rocket"}, "replaced", "Choose what you would have used instead."),
]


@pytest.mark.parametrize(("bad", "field", "words"), BAD)
def test_a_mistake_is_said_at_the_field_and_in_the_summary_and_nothing_is_lost(
    visit_as: Visit,
    claims: Callable[[], list[Claim]],
    bad: dict[str, str],
    field: str,
    words: str,
) -> None:
    page = visit_as("rosa").post(CYCLE, data=ride(**bad))
    assert page.status_code == 422
    assert "<title>Error:" in page.text
    assert f'<a href="#{field}">{words}</a>' in page.text
    assert f'id="{field}-mistake"' in page.text
    assert page.text.count(words) >= 2
    if "amount" in bad:
        assert f'value="{bad["amount"]}"' in page.text
    assert f'name="idem" type="hidden" value="{KEY}"' in page.text
    assert claims() == []


def test_mistakes_are_said_in_the_readers_language(visit_as: Visit) -> None:
    page = visit_as("rosa").post("/zh-hans/log/RIVER/cycle", data=ride(amount="x"))
    assert page.status_code == 422
    assert 'lang="zh-hans"' in page.text


def test_everything_that_is_wrong_is_said_at_once(visit_as: Visit) -> None:
    page = visit_as("rosa").post(CYCLE, data={"amount": "900", "when": "other", "day": "9"})
    assert "3 things to fix" in page.text


def test_a_part_of_the_page_is_swapped_for_htmx(visit_as: Visit) -> None:
    page = visit_as("rosa").post(CYCLE, data=ride(amount="x"), headers=HTMX)
    assert page.status_code == 422
    assert page.text.startswith("<title>Error:")
    assert "<main" not in page.text


def test_another_day_counts_as_that_day(visit_as: Visit, claims: Callable[[], list[Claim]]) -> None:
    day = {"when": "other", "day": "２８", "month": "5", "year": "2026"}
    visit_as("rosa").post(CYCLE, data=ride(**day))
    visit_as("rosa").post(CYCLE, data=ride(when="yesterday", idem="y" * 64))
    assert sorted(claim.done_on.isoformat() for claim in claims()) == ["2026-05-28", "2026-05-31"]


def test_a_witness_counts_and_an_invented_one_does_not(
    visit_as: Visit, session: Session, claims: Callable[[], list[Claim]]
) -> None:
    vera, tom = (str(find(session, name).id) for name in ("vera", "tom"))
    session.rollback()
    rosa = visit_as("rosa")
    for wrong in ("", "nobody", tom):
        page = rosa.post(GLASS, data=repaired(amount="2", witness=wrong))
        assert page.status_code == 422
        assert 'id="witness-mistake"' in page.text
    assert rosa.post(GLASS, data=repaired(amount="2", witness=vera)).status_code == 200
    assert str(claims()[0].witness_id) == vera


def test_a_photo_is_kept_with_the_action(visit_as: Visit, engine: Engine) -> None:
    rosa = visit_as("rosa")
    receipt = rosa.post(REPAIR, data=repaired(), files=photo())
    assert receipt.status_code == 200
    address = re.search(r'src="(/en/me/claims/[^"]+/photo)"', receipt.text)
    assert address
    answer = rosa.get(address[1])
    assert answer.content == picture().data
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert visit_as("fay").get(address[1]).status_code == 404
    assert visit_as("tom").get(address[1]).status_code == 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This is not a photo we can open. Use a JPEG, PNG or WebP photo."),
        (b"hello", "This is not a photo we can open. Use a JPEG, PNG or WebP photo."),
        (b"<svg/>", "This is not a photo we can open. Use a JPEG, PNG or WebP photo."),
        (
            bytes(MOST_MEGABYTES * 1024 * 1024 + 1),
            "The photo is over 8 MB. Take it again, smaller.",
        ),
    ],
)
def test_a_file_that_is_no_photo_is_said_at_the_field(
    visit_as: Visit, data: bytes, words: str
) -> None:
    page = visit_as("rosa").post(REPAIR, data=repaired(), files=photo(data))
    assert page.status_code == 422
    assert f'<a href="#photo">{words}</a>' in page.text


def test_far_too_much_is_refused_before_it_is_read(visit_as: Visit) -> None:
    page = visit_as("rosa").post(REPAIR, data=repaired(), files=photo(bytes(13 * 1024 * 1024)))
    assert page.status_code == 413
    assert "<h1" in page.text


def kept(page: str) -> str:
    found = re.search(r'name="photo-kept" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_photo_survives_a_mistaken_form(
    visit_as: Visit, claims: Callable[[], list[Claim]]
) -> None:
    rosa = visit_as("rosa")
    page = rosa.post(REPAIR, data=repaired(amount="x"), files=photo(name="my coat.jpg"))
    assert page.status_code == 422
    assert "my coat.jpg, kept" in page.text
    page = rosa.post(REPAIR, data=repaired(amount="y", **{"photo-kept": kept(page.text)}))
    assert "my coat.jpg, kept" in page.text
    assert rosa.post(REPAIR, data=repaired(**{"photo-kept": kept(page.text)})).status_code == 200
    assert claims()[0].evidence_class == "C"


def test_nobody_else_can_use_a_kept_photo(visit_as: Visit) -> None:
    page = visit_as("rosa").post(REPAIR, data=repaired(amount="x"), files=photo())
    reference = {"photo-kept": kept(page.text)}
    assert visit_as("fay").post(REPAIR, data=repaired(**reference)).status_code == 422


@pytest.mark.parametrize("reference", ["x", "..", "1-2-3.a.b", "é" * 400])
def test_a_made_up_reference_is_no_photo(visit_as: Visit, reference: str) -> None:
    page = visit_as("rosa").post(REPAIR, data=repaired(**{"photo-kept": reference}))
    assert page.status_code == 422
    assert "Add a photo." in page.text


def test_what_was_typed_and_chosen_survives_signing_in_again(
    visit_as: Visit, claims: Callable[[], list[Claim]]
) -> None:
    browser = visit_as()
    page = browser.post(REPAIR, data=repaired(amount="2"), files=photo())
    assert page.status_code == 401
    fields = dict(re.findall(r'name="(kept-[^"]+)" value="([^"]*)"', page.text))
    assert fields["kept-amount"] == "2"
    who = {"email": "rosa@demo.test", "password": PASSWORD, "next": "/log/RIVER/repair-clothing"}
    again = browser.post("/en/sign-in", data=fields | who)
    assert claims() == [], "nothing is sent before the button is pressed once more"
    waiting = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', again.text))
    sent = browser.post(REPAIR, data=waiting)
    assert "Sent. Thank you." in sent.text
    assert claims()[0].evidence_class == "C"


def test_changing_the_language_keeps_what_was_typed(visit_as: Visit) -> None:
    page = visit_as("rosa").post(
        "/zh-hans/log/RIVER/cycle", data=ride(amount="a lot", switch="zh-hans")
    )
    assert page.status_code == 200
    assert 'value="a lot"' in page.text
    assert "errsum" not in page.text


@pytest.mark.parametrize(
    "address", ["/en/log/NONE/cycle", "/en/log/RIVER/none", "/en/me/claims/A-0000"]
)
def test_unknown_codes_are_not_found(visit_as: Visit, address: str) -> None:
    assert visit_as("rosa").get(address).status_code == 404


@pytest.mark.parametrize("address", ["/en/log", CYCLE, "/en/me", "/en/me/claims/A-0000"])
def test_a_stranger_signs_in_first(visit_as: Visit, address: str) -> None:
    answer = visit_as().get(address, follow_redirects=False)
    assert answer.status_code == 303
    assert "/en/sign-in" in answer.headers["location"]


def test_a_programme_for_classes_says_so_to_others(visit_as: Visit) -> None:
    page = visit_as("rosa").get("/en/log/SCHOOL/walk")
    assert page.status_code in {403, 409}
    assert "This programme is for school classes." in page.text


def test_a_teacher_logs_for_a_class(
    visit_as: Visit, session: Session, claims: Callable[[], list[Claim]]
) -> None:
    third = str(school_class(session, "3A"))
    session.rollback()
    grace, walk = visit_as("grace"), "/en/log/SCHOOL/walk"
    page = grace.get(walk).text
    assert "Class 3A" in page
    assert 'name="witness"' not in page
    missing = grace.post(walk, data={"amount": "21", "when": "today", "idem": KEY})
    assert '<a href="#for">Choose who gets the points.</a>' in missing.text
    done = grace.post(walk, data={"amount": "21", "when": "today", "for": third, "idem": KEY})
    assert "Class 3A" in done.text
    assert str(claims()[0].holder_id) == third


@pytest.mark.parametrize("who", ["x", "00000000-0000-0000-0000-000000000000"])
def test_another_class_cannot_be_chosen(visit_as: Visit, who: str) -> None:
    answer = visit_as("grace").post(
        "/en/log/SCHOOL/walk", data={"amount": "21", "when": "today", "for": who, "idem": KEY}
    )
    assert answer.status_code == 422


@pytest.fixture
def code(session: Session, town: None) -> str:
    code = send(session, "repair-clothing", facts=told("2", photo=picture()))
    session.commit()
    return code


def state(engine: Engine, code: str) -> ClaimState:
    with open_session(engine, writes=False) as session:
        return session.exec(select(Claim.state).where(Claim.code == code)).one()


def test_what_waits_can_be_changed_and_keeps_its_photo(
    visit_as: Visit, engine: Engine, code: str, claims: Callable[[], list[Claim]]
) -> None:
    rosa, address = visit_as("rosa"), f"/en/me/claims/{code}/changes"
    page = rosa.get(address)
    assert 'value="2"' in page.text
    assert "Your photo stays." in page.text
    wrong = rosa.post(address, data=repaired(amount="9"))
    assert wrong.status_code == 422
    assert '<a href="#amount">Enter a number from 1 to 5.</a>' in wrong.text
    done = rosa.post(address, data=repaired(amount="3", when="yesterday"))
    assert "Sent. Thank you." in done.text
    [claim] = claims()
    assert (f"{claim.amount:f}", claim.revision, claim.evidence_class) == ("3", 2, "C")


def test_what_waits_can_be_taken_back(visit_as: Visit, engine: Engine, code: str) -> None:
    rosa = visit_as("rosa")
    with open_session(engine, writes=False) as session:
        kept_as = str(session.exec(select(Evidence.file)).one())
    page = rosa.post(f"/en/me/claims/{code}/withdrawals", data={"idem": KEY})
    assert "You took this back" in page.text
    assert state(engine, code) is ClaimState.WITHDRAWN
    assert rosa.get(f"/en/me/claims/{code}/photo").status_code == 404
    with pytest.raises(NotFound):
        SHELF.read(kept_as)


def test_what_was_decided_can_no_longer_be_changed(
    visit_as: Visit, session: Session, code: str
) -> None:
    decide(session, verdict(session, code))
    session.commit()
    rosa = visit_as("rosa")
    page = rosa.get(f"/en/me/claims/{code}").text
    assert "Checked. Thank you." in page
    assert "Change it" not in page
    for answer in (
        rosa.get(f"/en/me/claims/{code}/changes"),
        rosa.post(f"/en/me/claims/{code}/changes", data=repaired()),
        rosa.post(f"/en/me/claims/{code}/withdrawals", data={"idem": KEY}),
    ):
        assert answer.status_code == 409
        assert "no longer waits" in answer.text


def test_a_code_may_be_typed_in_any_way(visit_as: Visit, code: str) -> None:
    typed = code.lower().replace("-", "")
    assert code in visit_as("rosa").get(f"/en/me/claims/{typed}").text


def test_nobody_else_sees_or_changes_it(visit_as: Visit, code: str) -> None:
    for who in ("fay", "vera", "grace"):
        browser = visit_as(who)
        assert browser.get(f"/en/me/claims/{code}").status_code == 404
        answer = browser.post(f"/en/me/claims/{code}/withdrawals", data={"idem": KEY})
        assert answer.status_code == 404


def test_a_question_is_shown_and_answered(
    visit_as: Visit, session: Session, engine: Engine, code: str
) -> None:
    decide(session, verdict(session, code, "ask", "Which <coat> was it?"))
    session.commit()
    rosa = visit_as("rosa")
    assert "Answer a question about" in rosa.get("/en/me").text
    page = rosa.get(f"/en/me/claims/{code}").text
    assert "Which &lt;coat&gt; was it?" in page
    address = f"/en/me/claims/{code}/answers"
    empty = rosa.post(address, data={"words": " ", "idem": KEY}, files=photo(name="b.png"))
    assert empty.status_code == 422
    assert "Write your answer." in empty.text
    assert "b.png, kept" in empty.text
    long = rosa.post(address, data={"words": "x" * 501, "idem": KEY})
    assert "Write no more than 500 characters." in long.text
    done = rosa.post(address, data={"words": "The green one.", "idem": KEY})
    assert "The green one." in done.text
    assert state(engine, code) is ClaimState.SUBMITTED


def test_my_page_says_what_is_there(visit_as: Visit, session: Session, code: str) -> None:
    rosa = visit_as("rosa")
    assert "Nobody asks you anything." in rosa.get("/en/me").text
    assert code in rosa.get("/en/me").text
    decide(session, verdict(session, code))
    session.commit()
    page = rosa.get("/en/me").text
    assert "Checked lately" in page
    assert "+20" in page


def test_an_empty_page_says_what_to_do(visit_as: Visit) -> None:
    assert "Your actions will show here." in visit_as("tom").get("/en/me").text


def test_no_page_of_this_section_counts_claims_twice(
    visit_as: Visit, engine: Engine, code: str
) -> None:
    with open_session(engine, writes=False) as session:
        assert session.exec(select(func.count()).select_from(Claim)).one() == 1


def test_my_last_tries_name_what_arrived_and_only_mine(visit_as):
    rosa = visit_as("rosa")
    assert "Your last tries" not in rosa.get("/en/me").text
    sent = rosa.post(CYCLE, data=ride(), follow_redirects=False)
    rosa.post(CYCLE, data=ride(), follow_redirects=False)
    code = sent.headers["location"].rpartition("/")[2].partition("?")[0]
    tries = rosa.get("/en/me").text.partition("Your last tries")[2]
    assert tries.count("An action was sent for checking") == 1
    assert f'href="/r/{code}"' in tries
    assert "Your last tries" not in visit_as("tom").get("/en/me").text
