import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pages.rounds.sheet import as_csv
from portal import gifts, ids, timetable
from portal.shares import split
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, OPENED, QUILTS, RIVERSIDE, SCHOOL
from tests.pages.giving import done, flat, htmx, title
from tests.people import NOON

GOLDEN = Path(__file__).parent / "round.csv"
GIVEN = {"towpath-orchard": 421, "breakfast-table": 265, "uniform-exchange": 184}
DESK = f"/en/desk/{RIVERSIDE}/rounds"


@pytest.fixture
def pot(session, town):
    """The code of an open round with a pot that three causes have points in."""
    with ids.seeded(3):
        code = set_up.open_round(session, *GIVEN)
        set_up.award(session, people.home(session, "Linden"), 900)
        for slug, points in GIVEN.items():
            cause, rosa = set_up.cause(session, slug), people.find(session, "rosa")
            gifts.give(session, rosa, cause, points=points, idem=slug, now=NOON)
    session.commit()
    return code


@pytest.fixture
def settled(session, pot):
    """The same round, divided and signed."""
    with ids.seeded(4):
        set_up.settle(session, pot)
    session.commit()
    return pot


def press(browser, code, act, idem="press", **facts):
    return browser.post(f"{DESK}/{code}/{act}", data={"idem": idem, **facts})


def state(session, code, now=AFTER):
    return done(session, timetable.find, code, now=now).state


def test_an_open_round_shows_points_and_ranges(visit_as, pot):
    answer = visit_as().get(f"/en/rounds/{pot}")
    text = flat(answer)
    assert title(answer) == "Spring round" and answer.text.count("<h1") == 1
    assert "Pot £1,000.00" in text and "Document RC-2026-04" in text
    assert "£430 to £540" in text and "Fewer than 10 households" in text
    assert "Together" in text and "870" in text and "CSV" not in text


def test_a_code_as_people_type_it_redirects_and_an_unknown_one_is_told_so(visit_as, pot):
    browser = visit_as()
    typed = browser.get(f"/en/rounds/{pot.lower()}", follow_redirects=False)
    assert (typed.status_code, typed.headers["Location"]) == (301, f"/en/rounds/{pot}")
    assert browser.get("/en/rounds/G-0000-0000-000").status_code == 404


def test_a_round_that_is_not_settled_has_no_statement(visit_as, pot):
    assert visit_as().get(f"/en/rounds/{pot}.csv").status_code == 404


def test_a_round_without_a_pledge_says_why_it_cannot_open(visit_as, session, town):
    code = done(session, set_up.plan, "warm-quilts")
    assert "Nobody has pledged for this round yet" in flat(visit_as().get(f"/en/rounds/{code}"))


class TestOnceItHasClosed:
    @pytest.fixture
    def clock(self):
        return lambda: AFTER

    def test_two_people_settle_a_round_at_their_desks(self, visit_as, pot, session):
        theo, olga, olive = visit_as("theo"), visit_as("olga"), visit_as("olive")
        assert "Divide this round" in theo.get(f"{DESK}/{pot}").text
        assert "Divide this round" not in olga.get(f"{DESK}/{pot}").text
        for _ in range(2):
            answer = press(theo, pot, "division")
            assert "You divided it. An owner or an organiser signs." in flat(answer)
            assert "£483.91" in flat(answer)
        assert "Sign this division" in olive.get(f"{DESK}/{pot}").text
        for _ in range(2):
            assert "The round is settled since" in flat(press(olga, pot, "signature"))
        again = press(olive, pot, "signature")
        assert again.status_code == 409 and "It is divided only once." in flat(again)
        assert state(session, pot) == "settled"

    def test_who_may_not_divide_or_sign_finds_no_such_page(self, visit_as, pot, session):
        for who, act in (("olga", "division"), ("theo", "signature"), ("rosa", "division")):
            assert press(visit_as(who), pot, act).status_code == 404
        assert press(visit_as(), pot, "division").status_code == 401
        assert state(session, pot) == "closed"

    def test_what_is_only_divided_is_not_public(self, visit_as, pot):
        press(visit_as("theo"), pot, "division")
        assert "£483.91" not in flat(visit_as().get(f"/en/rounds/{pot}"))

    def test_the_statement_shows_every_line_and_how_to_divide_again(self, visit_as, settled):
        text = flat(visit_as().get(f"/en/rounds/{settled}"))
        for part in ("£483.91", "£304.60", "£211.49", "£1,000.00", "421", "265", "184", "870"):
            assert part in text
        assert "A treasurer divided the round on" in text and "Theo" not in text
        assert "Divide it again yourself" in text

    def test_a_stranger_divides_the_csv_again_to_the_cent(self, visit_as, settled):
        answer = visit_as().get(f"/en/rounds/{settled}.csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        lines = list(csv.DictReader(io.StringIO(answer.text)))
        cents = {line["cause_id"]: round(float(line["share"]) * 100) for line in lines}
        points = {line["cause_id"]: int(line["points"]) for line in lines}
        assert split(round(float(lines[0]["pot"]) * 100), points) == cents
        assert {line["givers"] for line in lines} == {"<10"}
        assert all(line["ledger_entry"] for line in lines)

    def test_the_csv_is_what_it_always_was(self, visit_as, settled):
        text = visit_as().get(f"/en/rounds/{settled}.csv").text
        assert text.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()

    def test_a_stranger_divides_it_again_with_what_the_page_gives(
        self, visit_as, settled, tmp_path
    ):
        stranger, sheet = visit_as(), tmp_path / "statement.csv"
        page = stranger.get(f"/en/rounds/{settled}").text
        [program] = re.findall(r'href="([^"]*divide[^"]*\.py[^"]*)"', page)
        (tmp_path / "divide.py").write_text(stranger.get(program).text)
        sheet.write_text(stranger.get(f"/en/rounds/{settled}.csv").text)
        command = [sys.executable, "-I", "divide.py", sheet.name]
        answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "agrees" in answer.stdout and "DIFFERS" not in answer.stdout

    def test_the_payment_is_recorded_with_its_day(self, visit_as, settled):
        theo = visit_as("theo")
        day = {"day": "２２", "month": "6", "year": "2026年"}
        bad = press(theo, settled, "payment", payment="", **{**day, "day": "31"})
        assert bad.status_code == 422 and "<title>Error: " in bad.text
        assert "Write the number on the paper." in flat(bad)
        impossible = press(theo, settled, "payment", payment="B-1", **{**day, "day": "31"})
        assert "There is no such day." in flat(impossible)
        for _ in range(2):
            good = press(theo, settled, "payment", payment="B-1", **day)
            assert "Paid on 22 June 2026, paper B-1" in flat(good)
        other = press(theo, settled, "payment", payment="B-2", **day)
        assert other.status_code == 409 and "under the number B-1" in flat(other)


def test_words_that_look_like_a_formula_stay_words():
    class Row:
        def __getattr__(self, name):
            return {"en": "=SUM(A1)"} if name.endswith("name") else None

    row = Row()
    row.opens_at = row.closes_at = row.signed_at = NOON
    row.giver_count, row.code = 12, "C1"
    assert "'=SUM(A1)" in as_csv(row, [row]) and ",=SUM" not in as_csv(row, [row])


def test_a_desk_lists_its_rounds_and_no_others(visit_as, pot, session):
    school = done(session, set_up.plan, "reading-corner", programme="SCHOOL")
    answer = visit_as("olive").get(DESK)
    assert pot in answer.text and school not in answer.text
    assert visit_as("olive").get(f"{DESK}/{school}").status_code == 404
    assert visit_as("rosa").get(DESK).status_code == 404
    assert visit_as().get(DESK, follow_redirects=False).status_code == 303


def test_a_desk_without_rounds_says_so(visit_as, town):
    assert "No round is planned here yet." in flat(visit_as("olive").get(DESK))


def test_a_treasurer_documents_a_pledge_and_an_organiser_opens(visit_as, session, town):
    code = set_up.plan(session, "warm-quilts", opens_at=OPENED)
    done(session, set_up.back, code, QUILTS, documented=False)
    theo, olive = visit_as("theo"), visit_as("olive")
    refused = press(olive, code, "opening")
    assert refused.status_code == 409 and "no documented pledge yet" in flat(refused)
    empty = press(theo, code, "document", document=" ")
    assert empty.status_code == 422 and "Write the number on the paper." in flat(empty)
    for _ in range(2):
        assert "Document RC-7" in flat(press(theo, code, "document", document="RC-7"))
    other = press(theo, code, "document", document="RC-8")
    assert other.status_code == 409 and "under the number RC-7" in flat(other)
    assert "Open this round" not in olive.get(f"{DESK}/{code}").text
    for _ in range(2):
        assert "Seen by a second person" in flat(press(olive, code, "approval"))
    assert "Open this round" in olive.get(f"{DESK}/{code}").text
    for _ in range(2):
        assert "Gifts come in until" in flat(press(olive, code, "opening"))
    assert press(theo, code, "opening").status_code == 404
    assert press(olive, code, "document", document="RC-7").status_code == 404


def test_a_missing_document_reaches_htmx_as_the_main_block(visit_as, session, town):
    code = set_up.plan(session, "warm-quilts")
    done(session, set_up.back, code, documented=False)
    at = f"{DESK}/{code}"
    answer = visit_as("theo").post(
        f"{at}/document", data={"idem": "x", "document": ""}, headers=htmx("main#main", at)
    )
    assert answer.status_code == 422 and answer.text.startswith("<title>Error: ")
    assert "<!doctype" not in answer.text


def test_the_address_of_an_act_leads_back_to_the_round(visit_as, pot):
    assert visit_as("olive").get(f"{DESK}/{pot}/opening").url.path == f"{DESK}/{pot}"


class TestClasses:
    CLASSES = f"/en/desk/{SCHOOL}/classes"

    @pytest.fixture
    def reading(self, session, town):
        set_up.open_round(session, "reading-corner", terms=QUILTS, programme="SCHOOL")
        set_up.award(session, people.school_class(session, "4B"), 130, programme="SCHOOL")
        return done(session, set_up.cause, "reading-corner", programme="SCHOOL")

    def send(self, browser, session, to, **facts):
        good = {
            "group": str(done(session, people.school_class, "4B")),
            "cause": to.code,
            "voters": "25",
            "points": "120",
            "day": "1",
            "month": "6",
            "year": "2026",
            "idem": "vote",
        }
        return browser.post(self.CLASSES, data={**good, **facts})

    def test_a_teacher_sees_what_each_class_holds(self, visit_as, reading):
        text = flat(visit_as("grace").get(self.CLASSES))
        assert "Class 4B Points 130 Last vote none recorded" in text

    def test_a_vote_is_recorded_once_and_gives(self, visit_as, session, reading):
        grace = visit_as("grace")
        first, again = (self.send(grace, session, reading) for _ in range(2))
        assert "Class 4B gave 120 points" in flat(first) and again.url == first.url
        assert "Class 4B Points 10 Last vote 1 June 2026" in flat(grace.get(self.CLASSES))
        assert "Rosa" not in flat(first)

    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            ({"points": ""}, "Write how many points."),
            ({"points": "131"}, "There are 130 points. Enter 130 or less."),
            ({"points": "9"}, "The smallest gift in this round is 10 points."),
            ({"voters": "29"}, "This class has 28 pupils. Enter that number or less."),
            ({"voters": "0"}, "Write a whole number, 1 or more."),
            ({"day": "2"}, "A vote is recorded after it was held."),
            ({"day": "31", "month": "2"}, "There is no such day."),
            ({"group": "nobody"}, "Not a valid choice."),
            ({"cause": "C000000"}, "Not a valid choice."),
        ],
    )
    def test_a_mistake_comes_back_at_its_field(self, visit_as, session, reading, facts, says):
        answer = self.send(visit_as("grace"), session, reading, **facts)
        assert answer.status_code == 422 and says in flat(answer)
        assert "<title>Error: " in answer.text

    def test_only_an_organiser_of_the_school_may(self, visit_as, session, reading):
        for who in ("ivan", "rosa", "olive"):
            assert visit_as(who).get(self.CLASSES).status_code == 404
            assert self.send(visit_as(who), session, reading).status_code == 404

    def test_without_an_open_round_there_is_nothing_to_record(self, visit_as, town):
        assert "No round is open for your classes now." in flat(visit_as("grace").get(self.CLASSES))
        text = flat(visit_as("olive").get(f"/en/desk/{RIVERSIDE}/classes"))
        assert "No class of this organisation takes part" in text
