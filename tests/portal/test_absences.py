"""Who stays away is asked after a year and erased after two, by the job; who is needed stays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.letters import Letter
from db.tables.people import Person
from portal import absences, leases, sign_ins
from portal.files import open_shelf
from portal.jobs import JOBS, JobName
from portal.letters import LetterKind, Written
from portal.transactions import opener
from portal.work import Crew, run_due
from tests import people as cast
from tests.claiming import SHELF, picture
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
JOINED = NOON - timedelta(days=60)  # as the town was built
DAY = timedelta(days=1)
YEAR, TWO_YEARS = JOINED + 365 * DAY, JOINED + 730 * DAY


def ask(session, now):
    count = absences.ask_some(session, now=now)
    session.flush()
    return count


def names_asked(session):
    kind = Letter.kind == LetterKind.STILL_HERE
    asked = select(Person.name).join(Letter, Letter.person_id == Person.id).where(kind)
    return sorted(session.scalars(asked))


def gone(session, now):
    return {session.get_one(Person, one).name for one in absences.list_gone(session, now=now)}


def test_who_was_not_here_for_a_year_gets_one_letter_with_the_days(session):
    assert ask(session, YEAR - DAY) == 0
    rosa = cast.find(session, "rosa")
    sign_ins.start(session, rosa.id, device="firefox/linux", now=YEAR - DAY)
    assert ask(session, YEAR) > 10
    assert "Rosa" not in names_asked(session)
    assert "Pip" not in names_asked(session), "who cannot sign in is not asked"
    [letter] = session.scalars(
        select(Letter).where(Letter.person_id == cast.find(session, "tom").id)
    )
    assert letter.facts == {
        "seen_on": JOINED.date().isoformat(),
        "until": TWO_YEARS.date().isoformat(),
    }
    assert ask(session, YEAR + 30 * DAY) == 0, "once is enough"
    assert letter.due_at


def test_who_signs_in_is_there_again(session):
    ask(session, YEAR)
    rosa = cast.find(session, "rosa").id
    sign_ins.start(session, rosa, device="firefox/linux", now=YEAR + DAY)
    session.expire_all()
    seen = session.get_one(Person, rosa)
    assert (seen.seen_on, seen.asked_on) == ((YEAR + DAY).date(), None)
    assert "Rosa" not in gone(session, TWO_YEARS + DAY)
    assert "Tom" in gone(session, TWO_YEARS + DAY)


def test_a_second_sign_in_on_a_day_changes_nothing(session):
    rosa = cast.find(session, "rosa").id
    for hours in (5, 1):
        sign_ins.start(session, rosa, device="x", now=NOON + timedelta(hours=hours))
    session.expire_all()
    assert session.get_one(Person, rosa).seen_on == NOON.date()


def test_nobody_is_erased_without_a_letter_and_sixty_days(session):
    late = TWO_YEARS + 100 * DAY
    assert gone(session, late) == set()
    ask(session, late)
    asked = session.scalars(select(Letter.facts)).first()
    assert date.fromisoformat(asked["until"]) == (late + 60 * DAY).date()
    assert gone(session, late + 59 * DAY) == set()
    assert "Tom" in gone(session, late + 60 * DAY)


def test_the_last_adult_goes_with_the_children_who_have_no_account(session):
    ask(session, YEAR)
    facts = {"shelf": SHELF, "now": TWO_YEARS}
    pip = cast.find(session, "Pip").id
    assert absences.erase_one(session, cast.find(session, "tom").id, **facts)
    assert session.get_one(Person, pip).name == "Pip"
    assert absences.erase_one(session, cast.find(session, "rosa").id, **facts)
    session.expire_all()
    assert session.get_one(Person, pip).name == "—"


def test_who_is_needed_stays(session):
    ask(session, YEAR)
    olga = cast.find(session, "olga").id
    assert not absences.erase_one(session, olga, shelf=SHELF, now=TWO_YEARS)
    assert session.get_one(Person, olga).name == "Olga"


@pytest.fixture
def night(engine):
    """night(now) lets whoever does only this job work then."""

    def work(now, *names):
        crew = Crew(
            sessions=opener(engine),
            clock=lambda: now,
            shelf=open_shelf("memory:", "secret"),
            render=lambda kind, language, facts: Written("", "", ""),
            post_office=None,
            sender_name="Willowford",
            language="en",
            jobs=[job for job in JOBS if job.name in names],
        )
        return run_due(crew)

    return work


def test_the_job_asks_and_erases_by_itself(engine, night):
    assert night(YEAR, JobName.ABSENCES) == 1
    with open_session(engine, writes=False) as session:
        assert "Tom" in names_asked(session)
        assert session.scalars(select(Person).where(Person.name == "—")).all() == []
    assert night(TWO_YEARS + DAY, JobName.ABSENCES) == 1
    with open_session(engine, writes=False) as session:
        left = set(session.scalars(select(Person.name)))
        assert {"Rosa", "Tom", "Pip", "Fay"} & left == set()
        assert {"Olga", "Omar"} <= left, "the owners stay"
        [standing] = leases.list_standings(session, now=TWO_YEARS + DAY)
    assert standing.finished_at and not standing.failing


def test_the_list_and_the_scrub_run_by_themselves(engine, night):
    assert night(NOON, JobName.ERASURES, JobName.SCRUB) == 2
    with open_session(engine, writes=False) as session:
        assert not any(one.failing for one in leases.list_standings(session, now=NOON))


def test_a_photo_nobody_sent_off_is_gone_after_its_day(session):
    shelf = open_shelf("memory:", "of drafts")
    draft = shelf.keep_draft(picture(), "wren.jpg", None, now=NOON)
    assert shelf.sweep(NOON + timedelta(hours=23)) == 0
    assert shelf.find_draft_or_none(draft.reference, cast.find(session, "rosa").id, now=NOON)
    assert shelf.sweep(NOON + timedelta(hours=25)) == 1
    assert shelf.sweep(NOON + timedelta(hours=25)) == 0
