"""Every page, opened as everybody: it answers, is whole, and asks the database little."""

import re

import pytest
from sqlmodel import col, select

from db.engine import open_session
from db.tables.claims import Claim, Evidence
from db.tables.giving import Gift
from db.tables.households import HouseholdMember
from db.tables.people import Person
from tests.habits.walk import ROUTES, Walk

EVERYBODY = (None, "rosa", "tom", "vera", "olive", "theo", "grace", "chen", "sol", "ada", "op")
AT_MOST = 5  # statements, the sign-in row among them
EVERYDAY = 3
CHINESE = (None, "rosa", "olive")  # who reads it; sentences are the same for everybody
INLINE = "(?:a|b|bdi|code|em|span|strong)"
SPACED = re.compile(
    rf".{{0,20}}[。！？：；，](?:</{INLINE}>)*\s+(?:<{INLINE}\b[^>]*>)*[^\s<].{{0,20}}"
)
TYPED = re.compile(r"<(textarea|script|dd lang)\b.*?</", re.DOTALL)  # lines as somebody has them
EVERYDAY_PAGES = {
    "/",
    "/programmes",
    "/programmes/{key}",
    "/actions",
    "/actions/{code}",
    "/log",
    "/log/{programme}/{activity}",
    "/me",
    "/me/points",
    "/causes",
    "/causes/{key}",
    "/rewards",
    "/rewards/{key}",
}
NOT_BY_LINKS = {  # addresses no link leads to, each with its reason
    "/r/{code}",  # typed from paper
    "/causes/{key}/photos/{round}/{number:int}",  # a photo: no charity of the town sent one
    "/log/checkpoint",  # for machines
    "/log/checkpoint/{day}",
    "/log/heads.atom",
    "/log/keys",
    "/witness/key",
    "/log/tile/{level}/{name:path}",
    "/r/{code}/proof.json",  # a file
    "/reports/{period}/comparison.json",  # files; the district ran no season before this one
    "/reports/{period}/comparison.csv",
    "/dev/letters",  # for whoever tries the portal out; not there in production
    "/dev/letters/{number:uuid}",
    "/join/asked",  # whoever asked for a letter is sent on to it
    "/join/links/{token}",  # a letter leads there
    "/me/email/asked",  # whoever asked for a letter is sent on to it
    "/email/links/{token}",  # a letter leads there
    "/desk/{org}/samples/{code}",  # of a form; opened by hand they send on to where the form is
    "/desk/{org}/samples/{code}/ruling",
    "/desk/{org}/audit/{programme}/draws",  # of a form; opened by hand they show the programme
    "/desk/{org}/audit/{programme}/remarks",
    "/desk/{org}/questionnaires/{code}/open",  # of a form; opened by hand they show it
    "/desk/{org}/questionnaires/{code}/close",
    "/desk/{org}/questionnaires/{code}/words",  # of a draft, and the district has none
    "/desk/{org}/questionnaires/{code}/questions/{number}",
    "/desk/{org}/closure",  # for owners, and none of them walks here
    "/desk/{org}/name",
    "/sponsor/{org}/rounds/{code}/withdrawal",  # of a form; opened by hand it shows the round
    "/desk/{org}/draws/{code}",  # the auditor of the district has drawn nothing yet
    "/desk/{org}/draws/{code}/{claim}/photo",
    "/method/sets/{code}",  # nobody has reviewed the own factors of the district yet
    "/method/sets/{code}.json",
    "/desk/{org}/remarks/{code}/answer",  # no programme of the district has a remark
    "/desk/{org}/remarks/{code}/withdrawal",
    "/me/claims/{code}/appeals",  # on the page of what was not accepted; the walk opens few
    "/me/data/copy",  # of a form; opened by hand they send on to where the form is
    "/me/pause/end",
    "/erasures/{code}",  # typed from paper, by who is nobody here any more
    "/me/welcome",  # whoever has joined is sent on to it
    "/sign-in/alive",  # a page from the browser's memory asks there
    "/sign-in/links/{token}",  # a letter leads there
    "/letters/off/{token}",
    "/sign-in/letter/asked",  # whoever asked for a letter is sent on to it
    "/sign-in/second",  # of a form; opened by hand they send on to where the form is
    "/sign-in/proof",
    "/sign-in/schools/{school}",  # none is set up in the district
    "/sign-in/schools/{school}/back",
    "/sign-in/schools/{school}/link",
    "/me/ways-in/schools/{key}/end",
    "/cards/{secret}",  # on paper, as is the code of a letter
    "/school-letter/{code}",
    "/school-letter/{code}/child",
    "/desk/{org}/imports/{code}/undo",
    "/desk/{org}/imports/{code}/discard",
    "/desk/{org}/imports/{code}/again",  # no sheet of the demo waits for a second person
    "/desk/{org}/causes/requests/{code}",  # nobody asks in the demo; see test_from_nothing
    "/v/{code}",  # printed on a voucher
    "/rewards/{key}/redemptions",  # of a form; opened by hand they show the reward
    "/rewards/{key}/wait",
    "/rewards/{key}/wait/end",
    "/me/vouchers/{code}/{act}",  # of a form; opened by hand it shows the voucher
    "/till/{code}",  # typed, or scanned from a voucher
    "/till-cards/{secret}",  # on paper
    "/till/leave",  # of a form; opened by hand it shows the till
    "/desk/{org}/tills/{till:int}/end",  # of a form; opened by hand it shows the list
    "/till/{code}/undo",  # of a form; opened by hand it shows the voucher
    "/desk/{org}/rewards/{code}/state",  # of a form; opened by hand they show the offer
    "/desk/{org}/rewards/{code}/stock",
    "/desk/{org}/rewards/{code}/prices",
    "/desk/{org}/rewards/{code}/cancellation",
    "/desk/{org}/posters/{code}/end",  # of a form; opened by hand it shows the poster
    "/desk/{org}/slips/{code}/withdrawals",  # of a form; by hand it shows the slip
    "/log/{programme}/{activity}/usual",  # of a form; by hand it shows the meter
    "/log/{programme}/{activity}/readings/{place:int}/withdrawals",  # likewise
    "/class",  # nobody of the demo has shown a card
    "/desk/{org}/school/years",  # a form is sent there
    "/sign-in/passkey",
    "/sign-in/passkey/options",
    "/me/ways-in/passkeys",  # where the portal's address is a number there are none
    "/me/ways-in/passkeys/options",
    "/me/ways-in/passkeys/{key}/name",
    "/me/ways-in/passkeys/{key}/end",
    "/me/ways-in/time-codes/end",
    "/me/ways-in/recovery-codes",
    "/desk/{org}/paper-codes/{number}",
    "/invitations/{token}",  # a letter leads there
    "/invitations/{token}/acceptance",
    "/outcome/{key}",  # the page that does not know yet leads there
    "/me/gifts/{code}",  # the statement of the month it was given in leads there
    "/causes/{key}/gifts",  # of a form; opened by hand they send on to where the form is
    "/me/gifts/{code}/{act}",
    "/me/claims/{code}/answers",
    "/me/claims/{code}/withdrawals",
    "/me/claims/{code}/before",
    "/me/habits/{programme}/{activity}",
    "/desk/{org}/rounds/{code}/{act}",
    "/desk/{org}/people/invitations",
    "/me/applications/{code}",  # nobody of the demo has applied
    "/me/applications/{code}/papers",
    "/me/applications/{code}/papers/{place:int}",
    "/me/applications/{code}/withdrawal",
    "/admin/applications/{code}",
    "/admin/applications/{code}/acceptance",
    "/admin/applications/{code}/refusal",
    "/admin/applications/{code}/papers/{place:int}",
    "/admin/organisations/{key}",  # none is due for a check
    "/admin/organisations/{key}/checks",
    "/admin/organisations/{key}/names/{number:uuid}",  # none asks for another name
    "/admin/organisations/{key}/state",
}


@pytest.fixture
def stops(willowford, visit_as, engine):
    """Every page on the way of everybody; a period is chosen in a form, some acts are long ago."""
    found = []
    for name in EVERYBODY:
        starts = ("/en/", "/en/reports/2026-05", *_long_ago(engine, name))
        found += [(name, stop) for stop in Walk(visit_as(name), engine, starts).stops()]
    return found


def _long_ago(engine, name):
    """Return the addresses of a gift and of a claim with a photo, of somebody's household."""
    gift = select(Gift.code).join(
        HouseholdMember, col(HouseholdMember.household_id) == Gift.giver_id
    )
    claim = (
        select(Claim.code)
        .join(Evidence, col(Evidence.claim_code) == Claim.code)
        .join(HouseholdMember, col(HouseholdMember.household_id) == Claim.holder_id)
        .where(col(Evidence.file).is_not(None))
    )
    with open_session(engine, writes=False) as session:
        for what, asked in (("gifts", gift), ("claims", claim)):
            theirs = asked.join(Person, col(Person.id) == HouseholdMember.person_id)
            found = session.exec(theirs.where(Person.email == f"{name}@demo.test").limit(1))
            yield from (f"/en/me/{what}/{code}" for code in found)


def test_every_page_is_whole_and_asks_little(stops):
    complaints = [f"{name}: {stop}: {wrong}" for name, stop in stops for wrong in _wrong(stop)]
    assert complaints == [], "\n".join(complaints)
    assert len(stops) > 100
    opened = {stop.route for _, stop in stops}
    pages = {route.path for route in ROUTES if "GET" in (route.methods or ())}
    assert pages - opened - NOT_BY_LINKS == set(), "no link leads there"
    assert opened >= EVERYDAY_PAGES
    signed_in = [stop for name, stop in stops if name and "html" in stop.content_type]
    assert all(stop.statements for stop in signed_in), "statements are not being counted"


def test_in_chinese_no_space_follows_a_sentence(willowford, visit_as, engine):
    opened, spaced = set(), {}
    for name in CHINESE:
        for stop in Walk(visit_as(name), engine, ("/zh-hans/", "/zh-hans/reports/2026-05")).stops():
            if "html" in stop.content_type:
                opened.add(stop.route)
                spaced |= {one: str(stop) for one in SPACED.findall(TYPED.sub("", stop.text))}
    assert len(opened) > 100
    assert spaced == {}


def _wrong(stop):
    if stop.status != 200:
        yield f"answers {stop.status}"
        return
    budget = EVERYDAY if stop.route in EVERYDAY_PAGES else AT_MOST
    if len(stop.statements) > budget:
        asked = " | ".join(" ".join(s.split())[:70] for s in stop.statements)
        yield f"asks {len(stop.statements)} times, may ask {budget}: {asked}"
    if "html" in stop.content_type:
        yield from _wrong_in(stop.document)


def _wrong_in(page):
    if len(page.headings) != 1 or not page.headings[0]:
        yield f"has the main headings {page.headings}"
    if len(page.title) < 5 or page.title.startswith("–"):
        yield f"has the title {page.title!r}"
    if page.language != "en":
        yield f"is in {page.language}"
    if page.nameless:
        yield f"has fields without a label: {page.nameless}"
    if twice := [name for name, count in page.ids.items() if count > 1]:
        yield f"uses ids twice: {twice}"
