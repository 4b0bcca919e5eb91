import pytest

from portal import gifts
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, POT, QUILTS, SHELTER
from tests.pages.giving import done, flat, htmx, title
from tests.people import NOON

HOME = f"/en/charity/{SHELTER}"
GOOD = {
    "state": "bought",
    "count": "2",
    "told": "Two quilts from the mill.",
    "document": "INV-7",
    "day": "22",
    "month": "6",
    "year": "2026",
    "idem": "form",
}


@pytest.fixture
def clock():
    return lambda: AFTER


def settled(session, terms):
    code = set_up.open_round(session, "warm-quilts", terms=terms)
    set_up.award(session, people.home(session, "Linden"), 500)
    cause, rosa = set_up.cause(session, "warm-quilts"), people.find(session, "rosa")
    gifts.give(session, rosa, cause, points=490, idem="a", now=NOON)
    set_up.settle(session, code)
    return cause


@pytest.fixture
def quilts(session, town):
    """Three quilts of a settled round."""
    return done(session, settled, QUILTS)


def form(cause):
    return f"{HOME}/deliveries/{cause.code}"


def tell(browser, cause, **facts):
    return browser.post(form(cause), data={**GOOD, **facts})


def test_a_charity_sees_totals_and_what_is_due_and_never_who_gave(visit_as, quilts):
    answer = visit_as("chen").get(HOME)
    text = flat(answer)
    assert title(answer) == "Causes of Osier Lane Shelter" and answer.text.count("<h1") == 1
    assert "490 points given" in text and "Bought 0, delivered 0." in text
    assert "You can tell next: Received by the charity or Bought" in text
    assert "Rosa" not in text and "Linden" not in text


def test_a_charity_without_causes_is_told_whom_to_ask(visit_as, town):
    assert "No cause of yours is there yet. Ask a programme for one." in flat(
        visit_as("chen").get(HOME)
    )


def test_only_the_charitys_own_people_may_look_and_only_its_steward_tells(visit_as, quilts):
    assert visit_as("orla").get(HOME).status_code == 200
    assert "Tell what happened" not in flat(visit_as("orla").get(HOME))
    for who in ("orla", "olive", "rosa"):
        assert visit_as(who).get(form(quilts)).status_code == 404
        assert tell(visit_as(who), quilts).status_code == 404
    assert visit_as("rosa").get(HOME).status_code == 404
    assert visit_as().get(HOME, follow_redirects=False).status_code == 303
    assert tell(visit_as(), quilts).status_code == 401


def test_what_arrived_is_told_once_and_appears_on_the_cause(visit_as, quilts):
    chen = visit_as("chen")
    for _ in range(2):
        answer = tell(chen, quilts)
        assert answer.url.path == HOME and "Bought 2, delivered 0." in flat(answer)
    tell(chen, quilts, state="delivered", count="２条", told="On two beds.", idem="b")
    text = flat(visit_as().get(f"/en/causes/warm-quilts-{quilts.code}"))
    assert "2: warm quilt" in text and "On two beds." in text and "Paper: INV-7" in text
    assert "2 delivered" in text and "Chen" not in text


def test_the_whole_way_to_an_accepted_report(visit_as, quilts, session):
    chen, olive = visit_as("chen"), visit_as("olive")
    tell(chen, quilts, count="3")
    tell(chen, quilts, count="3", state="delivered", idem="b")
    tell(chen, quilts, count="", state="reported", document="", told="All warm.", idem="c")
    [code] = done(session, set_up.codes_of_rounds)
    desk = f"/en/desk/{set_up.RIVERSIDE}/rounds/{code}"
    assert "Accept the report" in olive.get(desk).text
    assert "Accept the report" not in visit_as("theo").get(desk).text
    for _ in range(2):
        answer = olive.post(f"{desk}/reports/{quilts.code}", data={"idem": "d"})
        assert answer.status_code == 200 and answer.url.path == desk
    assert "Report accepted" in flat(visit_as().get(f"/en/causes/warm-quilts-{quilts.code}"))
    done_with = chen.get(form(quilts))
    assert done_with.status_code == 409 and "nothing to tell" in flat(done_with)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"count": "4"}, "That is more than there is. Enter 3 or less."),
        ({"count": ""}, "Write how many: 1 to 3."),
        ({"count": "0"}, "Write a whole number, 1 or more."),
        ({"count": "many"}, "Not a valid integer value."),
        ({"told": " "}, "Write a sentence or two."),
        ({"told": "x" * 601}, "Write at most 600 signs."),
        ({"document": ""}, "Write the number of the invoice or the signed list."),
        ({"day": "23"}, "That day has not come yet."),
        ({"day": "0"}, "There is no such day."),
        ({"year": "99999999"}, "There is no such day."),
        ({"state": "reported", "count": ""}, "There is nothing to tell here now."),
        ({"state": "accepted"}, "Not a valid choice."),
        ({"state": ""}, "Not a valid choice."),
    ],
)
def test_a_mistake_comes_back_with_what_was_typed(visit_as, quilts, facts, says):
    answer = tell(visit_as("chen"), quilts, **facts)
    assert answer.status_code == 422 and "<title>Error: " in answer.text
    assert says in flat(answer) and "autofocus" in answer.text
    if "told" not in facts:
        assert "Two quilts from the mill." in answer.text


def test_htmx_gets_the_mistakes_as_the_main_block(visit_as, quilts):
    headers = htmx("main#main", form(quilts))
    answer = visit_as("chen").post(form(quilts), data={**GOOD, "count": "4"}, headers=headers)
    assert answer.status_code == 422 and "<!doctype" not in answer.text
    good = visit_as("chen").post(form(quilts), data=GOOD, headers=headers)
    assert good.status_code == 204 and good.headers["HX-Redirect"] == HOME


def test_the_form_suggests_today_and_offers_only_what_comes_next(visit_as, quilts):
    html = visit_as("chen").get(form(quilts)).text
    assert 'value="22"' in html and 'value="bought"' in html and 'value="reported"' not in html


def test_a_part_of_a_pot_is_told_without_counting(visit_as, session, town):
    cause = done(session, settled, POT)
    chen = visit_as("chen")
    page = chen.get(form(cause))
    assert "Settled: £1,000.00" in flat(page) and 'name="count"' not in page.text
    facts = {key: value for key, value in GOOD.items() if key != "count"}
    assert chen.post(form(cause), data=facts).url.path == HOME


def test_an_unknown_cause_is_not_there(visit_as, quilts):
    assert visit_as("chen").get(f"{HOME}/deliveries/C000000").status_code == 404


def test_words_written_in_one_language_are_read_in_every(visit_as, quilts):
    chen = visit_as("chen")
    chen.post(form(quilts).replace("/en/", "/zh-hans/"), data={**GOOD, "told": "两床被子"})
    assert "两床被子" in flat(visit_as().get(f"/en/causes/warm-quilts-{quilts.code}"))
