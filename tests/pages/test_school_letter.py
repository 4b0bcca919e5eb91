from uuid import uuid4

import pytest

from portal import slots
from portal.vault import Vault
from tests import schooling
from tests.pages.giving import done
from tests.people import NOON

LETTER = "/en/school-letter"


@pytest.fixture
def lesson(session, settings, town):
    made = schooling.begin(session, vault=Vault(settings.secret_key))
    session.commit()
    return made


@pytest.fixture
def paper(session, settings, lesson):
    vault = Vault(settings.secret_key)
    return done(session, slots.print_again, vault, lesson.group_id, now=NOON)[0][0]


def send(client, at, **form):
    return client.post(at, data={"idem": uuid4().hex, **form}, follow_redirects=True)


def agree(client, paper, **other):
    form = {
        "name": "Otter",
        "agreed": "y",
        "first": paper.pair.first.value,
        "second": paper.pair.second.value,
    }
    return send(client, f"{LETTER}/{paper.letter}/child", **{**form, **other})


def live(session, lesson):
    return [row.number for row in done(session, slots.list_live, lesson.group_id)]


def test_the_code_leads_to_two_answers_without_an_account(visit_as, paper):
    page = send(visit_as(), LETTER, code=paper.letter.lower().replace("-", ""))
    assert page.status_code == 200 and "number 1 in Class 3C" in page.text
    assert "We do not know which child has this number." in page.text


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "x" * 500])
def test_a_code_that_is_none_is_said_at_its_field(visit_as, paper, code):
    assert send(visit_as(), LETTER, code=code).status_code == 422
    if code:
        assert visit_as().get(f"{LETTER}/{code}").status_code == 410


def test_parents_object_with_one_press_and_no_reason(visit_as, session, lesson, paper):
    client = visit_as()
    client.get(f"{LETTER}/{paper.letter}")
    assert live(session, lesson) == [1, 2, 3]
    page = send(client, f"{LETTER}/{paper.letter}")
    assert "Number 1 in Class 3C has ended" in page.text
    assert live(session, lesson) == [2, 3]
    again = send(client, f"{LETTER}/{paper.letter}")
    assert again.status_code == 410


def test_guardian_and_child_agree_and_the_child_is_at_home(visit_as, paper):
    rosa = visit_as("rosa")
    page = agree(rosa, paper)
    assert page.status_code == 200 and "<h1>Otter</h1>" in page.text
    assert "You answer for this child" in page.text
    assert "A household has used this letter" in rosa.get(f"{LETTER}/{paper.letter}").text


def test_what_was_agreed_is_read_at_my_data_and_leads_to_where_it_is_taken_back(visit_as, paper):
    rosa = visit_as("rosa")
    child = agree(rosa, paper).url.path.removeprefix("/en")
    page = rosa.get("/en/me/data").text
    for line in ("You answer for a child that takes part: Otter",
                 "The child agreed, with the pictures of its class card: Otter"):  # fmt: skip
        assert line in page
    assert page.count(f'href="/en{child}"') == 2
    send(rosa, f"/en{child}/end")
    assert "Otter" not in rosa.get("/en/me/data").text


@pytest.mark.parametrize(
    ("bent", "words"),
    [
        ({"agreed": ""}, "Without your agreement nothing is done."),
        ({"first": ""}, "Choose a picture."),
        ({"name": ""}, "Write a name."),
        ({"name": "Anna Weber"}, "Keep this name all the same"),
    ],
)
def test_without_both_agreements_and_a_short_name_nothing_is_done(visit_as, paper, bent, words):
    rosa = visit_as("rosa")
    page = agree(rosa, paper, **bent)
    assert page.status_code == 422 and words in page.text
    assert "A household has used this letter" not in rosa.get(f"{LETTER}/{paper.letter}").text


def test_wrong_pictures_are_no_agreement_and_count(visit_as, paper):
    rosa = visit_as("rosa")
    wrong = "sun" if paper.pair.first != "sun" else "moon"
    for _ in range(5):
        page = agree(rosa, paper, first=wrong)
        assert page.status_code == 422 and "These are not the pictures" in page.text
    assert "Please wait 900 seconds" in agree(rosa, paper).text


def test_a_second_household_is_told(visit_as, paper):
    agree(visit_as("rosa"), paper)
    page = agree(visit_as("fay"), paper)
    assert page.status_code == 422 and "A household has used this letter before." in page.text


def test_agreeing_needs_an_account(visit_as, paper):
    page = visit_as().get(f"{LETTER}/{paper.letter}/child", follow_redirects=False)
    assert page.status_code == 303 and "/sign-in" in page.headers["Location"]
