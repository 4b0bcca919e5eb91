"""Letters in words, and where to read them while trying the portal out."""

import html
import re

import pytest

from pages.letters.render import TEMPLATES, renderer
from pages.speech import LANGUAGES
from portal import letters
from portal.letters import LetterKind
from portal.organisations import Role
from portal.settings import Settings
from portal.ways import WayChange
from tests import people
from tests.habits.walk import Document
from tests.people import NOON

NOTICE = {
    "programme": {"en": "River & Bank", "zh-hans": "河畔"},
    "cause": {"en": "Quilts <warm>", "zh-hans": "暖被"},
    "points": 1250,
    "days": [["2028-04-21", "2028-04-28", 1200], ["2028-04-23", "2028-04-30", 50]],
}
PLANNED = {
    "programme": {"en": "River & Bank", "zh-hans": "河畔"},
    "organisation": "riverside-neighbours",
    "points": 1250,
    "holders": 12,
    "first_on": "2028-04-28",
    "begins_on": "2028-04-21",
}
INVITED = {
    "organisation": {"en": "River & Bank", "zh-hans": "河畔"},
    "role": Role.VERIFIER.value,
    "ends_on": "2028-04-21",
    "link": "/invitations/abc",
}
ROLES = {
    "organisation": {"en": "River & Bank", "zh-hans": "河畔"},
    "day": "2028-04-21",
    "roles": [Role.ORGANISER.value, Role.VIEWER.value],
    "link": "/desk/riverside-neighbours",
}
APPLIED = {"name": "Alder Garden", "reason": "No entry 4711.", "link": "/me/applications/P-1"}
REGISTER = {
    "organisation": {"en": "River & Bank", "zh-hans": "河畔"},
    "state": "suspended",
    "reason": "Entry 4711 is gone.",
    "link": "/desk/riverside-neighbours",
}
LINK = {"link": "/sign-in/links/abc", "minutes": 30}
SEALED = {
    "day": "2028-04-21",
    "size": 1234,
    "checkpoint": "portal.example/log\n1234\nq83v\n2028-04-21\n\n— portal.example/log Az09+/w=\n",
}
RECIPIENT = {
    "name": {"en": "Quilts <warm>", "zh-hans": "暖被"},
    "became": "suspended",
    "reason": "Entry 4711 is gone.",
    "day": "2028-04-21",
    "link": "/causes/quilts-C1",
}
ANSWERED = {"code": "B-1", "outcome": "upheld", "link": "/me/complaints/B-1"}
FACTS = {
    LetterKind.ANSWER: ANSWERED,
    LetterKind.SEAL: SEALED,
    LetterKind.LAPSE_NOTICE: NOTICE,
    LetterKind.LAPSE_PLANNED: PLANNED,
    LetterKind.INVITATION: INVITED,
    LetterKind.APPLICATION: APPLIED,
    LetterKind.REGISTER: REGISTER,
    LetterKind.RECIPIENT: RECIPIENT,
    LetterKind.CAUSE_ANSWER: {
        "name": {"en": "Quilts <warm>", "zh-hans": "暖被"},
        "reason": "No entry 4711.",
        "code": "N-1",
        "link": "/charity/osier-lane-shelter",
    },
    LetterKind.ROLES: ROLES,
    LetterKind.SIGN_IN_LINK: LINK,
    LetterKind.PASSWORD_LINK: LINK,
    LetterKind.JOIN_LINK: {"link": "/join/links/abc", "hours": 24},
    LetterKind.JOIN_KNOWN: LINK,
    LetterKind.EMAIL_LINK: {"link": "/email/links/abc", "minutes": 30},
    LetterKind.EMAIL_TAKEN: {},
    LetterKind.VOUCHER_CANCELLED: {
        "reward": {"en": "Bus day pass"},
        "points": 60,
        "goodwill": 6,
        "link": "/me/vouchers/V-1",
    },
    LetterKind.REWARD_FREE: {
        "reward": {"en": "Bus day pass"},
        "link": "/rewards/bus-1",
        "until": "2028-04-21",
    },
    LetterKind.REWARD_SUSPENDED: {
        "reward": {"en": "Bus day pass"},
        "reason": "The driver refused vouchers.",
        "day": "2028-04-21",
        "has_voucher": True,
        "link": "/rewards/bus-1",
    },
    LetterKind.REWARD_AGAIN: {
        "reward": {"en": "Bus day pass"},
        "reason": "The driver refused vouchers.",
        "day": "2028-04-21",
        "has_voucher": True,
        "link": "/rewards/bus-1",
    },
    LetterKind.STILL_HERE: {"seen_on": "2027-04-21", "until": "2029-04-20"},
    LetterKind.EMAIL_CHANGED: {"day": "2028-04-21"},
    LetterKind.GUARDIANS: {"link": "/me/children/abc"},
    LetterKind.WAYS_CHANGED: {"change": WayChange.PASSKEY_ADDED.value, "day": "2028-04-21"},
}


@pytest.fixture(scope="module")
def render():
    return renderer(Settings(base_url="https://portal.example/"))


def test_every_kind_of_letter_has_its_pair_of_templates():
    assert set(TEMPLATES) == set(LetterKind) == set(FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_the_same_as_text_and_as_html(render, kind, language):
    written = render(kind, language, FACTS[kind])
    page = Document(written.html)
    assert (page.language, page.title) == (language, written.subject)
    assert written.subject and "\n" not in written.subject
    in_html = re.sub(r"<[^>]+>", " ", written.html)
    numbers = re.findall(r"\d+", re.sub(r"https://\S+", "", written.text))
    assert set(numbers) == set(re.findall(r"\d+", in_html))
    assert numbers or kind in {LetterKind.GUARDIANS, LetterKind.EMAIL_TAKEN}, (
        "it tells of a day or a number"
    )
    links = re.findall(r"https://\S+", written.text)
    assert links and page.links == links
    assert all(link.startswith(f"https://portal.example/{language}/") for link in links)


RENAMED = {
    "name": {"en": "River & Bank", "zh-hans": "河畔"},
    "called": {"en": "Harbour House"},
    "reason": "",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_of_a_new_name_say_both_names_and_give_no_reason_where_there_is_none(
    render, language
):
    givers = ({**RECIPIENT, **RENAMED, "became": became} for became in ("name", "merged"))
    owner = {**REGISTER, **RENAMED, "state": "renamed"}
    to_givers = ((LetterKind.RECIPIENT, giver) for giver in givers)
    for kind, facts in (*to_givers, (LetterKind.REGISTER, owner)):
        written = render(kind, language, facts)
        old = "河畔" if language.startswith("zh") else "River & Bank"
        for text in (written.subject + written.text, html.unescape(written.html)):
            assert "Harbour House" in text and old in text and "4711" not in text


def test_a_notice_tells_days_points_and_the_cause_and_presses_nobody(render):
    text = render(LetterKind.LAPSE_NOTICE, "en", NOTICE).text
    for told in (
        "* 1,200 points, until 21 April 2028\n",
        "* 50 points, until 23 April 2028\n",
        "What is left goes to Quilts <warm>, from 28 April 2028 on.",
        "You need not do anything.",
    ):
        assert told in text, text
    assert not re.search(r"!|hurry|last chance|lose|expire|now", text, re.IGNORECASE)


def test_what_people_wrote_is_escaped_in_html_and_only_there(render):
    written = render(LetterKind.LAPSE_NOTICE, "en", NOTICE)
    assert "River & Bank" in written.text and "River &amp; Bank" in written.html
    assert "Quilts &lt;warm&gt;" in written.html


def test_a_line_break_in_a_name_does_not_break_the_subject(render):
    bent = {**PLANNED, "programme": {"en": "River\r\nBcc: all@example"}}
    written = render(LetterKind.LAPSE_PLANNED, "en", bent)
    assert not set("\r\n") & set(written.subject)


def test_without_a_cause_it_is_said_that_points_stay(render):
    text = render(LetterKind.LAPSE_NOTICE, "en", {**NOTICE, "cause": None}).text
    assert "until a common cause is named" in text


def test_a_language_that_is_not_offered_is_the_first_one():
    render = renderer(Settings(languages="es,en"))
    written = render(LetterKind.LAPSE_NOTICE, "ar", NOTICE)
    assert 'lang="es"' in written.html


def test_letters_can_be_read_while_trying_the_portal_out(session, visit_as):
    rosa = people.find(session, "rosa").id
    letters.write(session, LetterKind.LAPSE_NOTICE, [rosa], NOTICE, now=NOON)
    session.commit()
    stranger = visit_as()
    page = stranger.get("/en/dev/letters").text
    assert "Some points can be used until 21 April 2028" in page
    assert "Rosa" in page and "rosa@" not in page
    [link] = re.findall(r'href="(/en/dev/letters/[^"]+)"', page)
    assert "1,200 points" in stranger.get(link).text
    assert "河畔" in stranger.get("/zh-hans/dev/letters").text
    strange = "/en/dev/letters/00000000-0000-7000-8000-000000000000"
    assert stranger.get(strange).status_code == 404


def test_an_empty_outbox_says_so(visit_as):
    assert "No letter was written yet." in visit_as().get("/en/dev/letters").text


def test_in_production_there_is_no_such_page(session, visit_as, settings, monkeypatch):
    rosa = people.find(session, "rosa").id
    letters.write(session, LetterKind.LAPSE_NOTICE, [rosa], NOTICE, now=NOON)
    session.commit()
    number = letters.list_newest(session)[0].id
    session.rollback()
    visitor = visit_as()
    monkeypatch.setattr(settings, "mode", "production")
    for path in ("/en/dev/letters", f"/en/dev/letters/{number}"):
        assert visitor.get(path).status_code == 404
