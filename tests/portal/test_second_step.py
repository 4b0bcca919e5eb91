"""The second step: digits of an app, each once; recovery codes; codes on paper; what is kept."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from db.engine import open_session
from db.tables.history import HistoryEvent
from db.tables.letters import Letter
from db.tables.people import Person, SignIn
from db.tables.ways import RecoveryCode, TimeCode
from portal import (
    households,
    paper_codes,
    people,
    programmes,
    recovery_codes,
    second_step,
    sign_ins,
    time_codes,
)
from portal.__main__ import main
from portal.errors import NotAllowed, NotFound
from portal.letters import LetterKind
from portal.paper_codes import WrongPaper
from portal.people import Standing
from portal.second_step import AskedTooLate
from portal.throttle import PAIR, TooSoon
from portal.time_codes import WrongCode
from portal.vault import Unsealed, Vault
from portal.ways import LastWay
from tests import giving
from tests import people as cast
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
VAULT = Vault("a secret of this installation")
HERE = "198.51.100.7"


def set_up(session, name="theo", now=NOON):
    """Set an app up; return what the app would show."""
    me = cast.find(session, name)
    draft = time_codes.begin(VAULT, me, now=now)
    app = pyotp.TOTP(draft.secret)
    time_codes.confirm(session, VAULT, me, draft, code=app.at(now), now=now)
    return me, app


def prove(session, me, code, *, now=NOON, network=HERE):
    second_step.prove(session, VAULT, me.id, code, network=network, now=now)


def told(session, me):
    letters = session.scalars(select(Letter).where(Letter.person_id == me.id))
    return sorted(one.facts["change"] for one in letters if one.kind is LetterKind.WAYS_CHANGED)


def test_an_app_is_kept_when_it_shows_the_right_digits_and_its_owner_is_told(session):
    me, _ = set_up(session)
    assert time_codes.has(session, me.id) and told(session, me) == ["time_codes_on"]


@pytest.mark.parametrize("typed", ["000000", "", "12345", "abcdef", "１２３４５６"])
def test_an_app_that_shows_other_digits_is_not_kept(session, typed):
    me = cast.find(session, "theo")
    draft = time_codes.begin(VAULT, me, now=NOON)
    with pytest.raises(WrongCode):
        time_codes.confirm(session, VAULT, me, draft, code=typed, now=NOON)
    assert not time_codes.has(session, me.id)


def test_the_secret_has_160_bits_and_is_never_kept_in_plain(session):
    me = cast.find(session, "theo")
    draft = time_codes.begin(VAULT, me, now=NOON)
    assert len(draft.secret) == 32 and draft.secret not in draft.sealed
    time_codes.confirm(session, VAULT, me, draft, code=pyotp.TOTP(draft.secret).at(NOON), now=NOON)
    assert draft.secret not in session.scalars(select(TimeCode)).one().sealed


def test_what_was_offered_to_one_person_is_not_kept_for_another(session):
    draft = time_codes.begin(VAULT, cast.find(session, "theo"), now=NOON)
    with pytest.raises(Unsealed):
        time_codes.reopen(VAULT, cast.find(session, "vera"), draft.sealed, now=NOON)
    with pytest.raises(Unsealed):
        theo, late = cast.find(session, "theo"), NOON + timedelta(minutes=31)
        time_codes.reopen(VAULT, theo, draft.sealed, now=late)


def test_another_secret_of_the_installation_reads_nothing(session):
    me, app = set_up(session)
    later = NOON + timedelta(seconds=30)
    with pytest.raises(Unsealed):
        time_codes.fits(session, Vault("another"), me.id, app.at(later), now=later)


@pytest.mark.parametrize(
    ("off", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_that_is_half_a_minute_off_is_forgiven(session, off, fits):
    me, app = set_up(session)
    now = NOON + timedelta(minutes=10)
    typed = app.at(now + timedelta(seconds=off))
    assert time_codes.fits(session, VAULT, me.id, typed, now=now) is fits


def test_digits_are_believed_once_and_none_of_before_after_them(session):
    me, app = set_up(session)
    now = NOON + timedelta(minutes=10)
    prove(session, me, f" {app.at(now)[:3]} {app.at(now)[3:]} ", now=now)
    for seconds in (0, -30):
        with pytest.raises(WrongCode):
            prove(session, me, app.at(now + timedelta(seconds=seconds)), now=now)


def test_the_digits_that_set_it_up_are_used_up(session):
    me, app = set_up(session)
    with pytest.raises(WrongCode):
        prove(session, me, app.at(NOON))


def test_guessing_digits_slows_down(session):
    me, app = set_up(session)
    now = NOON + timedelta(minutes=10)
    for _ in range(PAIR.free):
        with pytest.raises(WrongCode):
            prove(session, me, "000000", now=now)
    with pytest.raises(TooSoon):
        prove(session, me, app.at(now), now=now)


def test_a_recovery_code_stands_in_once_and_its_owner_is_told(session):
    me, _ = set_up(session)
    made = recovery_codes.make(session, me, now=NOON)
    assert len(set(made)) == 10
    prove(session, me, made[0].lower().replace("-", " "))
    with pytest.raises(WrongCode):
        prove(session, me, made[0])
    assert recovery_codes.count_left(session, me.id) == 9
    assert told(session, me) == ["recovery_codes", "recovery_used", "time_codes_on"]


def test_new_recovery_codes_end_the_old_ones_and_nobody_elses(session):
    me, _ = set_up(session)
    vera, _ = set_up(session, "vera")
    old, others = (recovery_codes.make(session, one, now=NOON) for one in (me, vera))
    recovery_codes.make(session, me, now=NOON)
    with pytest.raises(WrongCode):
        prove(session, me, old[0])
    with pytest.raises(WrongCode):
        prove(session, me, others[0])
    prove(session, vera, others[0])


def test_of_recovery_codes_only_hashes_are_kept(session):
    made = recovery_codes.make(session, cast.find(session, "theo"), now=NOON)
    kept = " ".join(f"{row!r}" for row in session.scalars(select(RecoveryCode)))
    assert not [code for code in made if code in kept or code.replace("-", "") in kept]


def test_who_is_asked_for_a_second_step(session):
    theo, rosa = cast.find(session, "theo"), cast.find(session, "rosa")
    assert not second_step.ask(session, theo.id, now=NOON).is_needed
    set_up(session)
    asked = second_step.ask(session, theo.id, now=NOON)
    assert asked.is_needed and asked.is_strong
    assert not second_step.ask(session, rosa.id, now=NOON).is_strong


def test_the_first_step_is_good_for_ten_minutes_and_cannot_be_made_up():
    person_id = people.ids.new_id(NOON)
    half = second_step.begin(VAULT, person_id, now=NOON)
    assert second_step.whose(VAULT, half, now=NOON + timedelta(minutes=10)) == person_id
    for bent, now in (
        (half, NOON + timedelta(minutes=10, seconds=1)),
        (half[:-2] + "AA", NOON),
        ("", NOON),
        ("é", NOON),
        (VAULT.seal("something else", str(person_id), now=NOON), NOON),
    ):
        with pytest.raises(AskedTooLate):
            second_step.whose(VAULT, bent, now=now)


def test_taking_the_app_away_is_told_and_harmless_twice(session):
    me, _ = set_up(session)
    for _ in range(2):
        time_codes.end(session, me, now=NOON)
    assert told(session, me) == ["time_codes_off", "time_codes_on"]


@pytest.fixture
def wilma(session):
    """An adult without e-mail, whose household takes part in RIVER."""
    person = people.register(session, name="Wilma", now=NOON)
    home = households.found(session, name="Willow", now=NOON)
    households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
    river = programmes.find(session, "RIVER", now=NOON)
    programmes.enrol(session, river.programme_id, home.id, now=NOON)
    return person.id


def desk_of(session, name="olive", place="riverside-neighbours"):
    return cast.find(session, name), giving.desk(session, name, place)


def test_a_printed_code_signs_in_once_within_two_weeks(session, wilma):
    person, code = paper_codes.make(session, *desk_of(session), wilma, now=NOON)
    assert person.name == "Wilma"
    assert paper_codes.use(session, code.lower(), network=HERE, now=NOON) == wilma
    with pytest.raises(WrongPaper):
        paper_codes.use(session, code, network=HERE, now=NOON)
    verbs = set(
        session.scalars(select(HistoryEvent.verb).where(HistoryEvent.subject == str(wilma)))
    )
    assert verbs >= {"way.paper_printed", "way.paper_used"}


def test_a_printed_code_ends_after_two_weeks_and_with_the_next_one(session, wilma):
    _, first = paper_codes.make(session, *desk_of(session), wilma, now=NOON)
    _, second = paper_codes.make(session, *desk_of(session), wilma, now=NOON)
    for code, now in ((first, NOON), ("", NOON), (second, NOON + timedelta(days=14))):
        with pytest.raises(WrongPaper):
            paper_codes.use(session, code, network=HERE, now=now)


def test_nobody_prints_a_way_into_an_account_with_e_mail_a_childs_or_another_places(session, wilma):
    olive, desk = desk_of(session)
    for name in ("rosa", "pip"):
        with pytest.raises(NotFound):
            paper_codes.make(session, olive, desk, cast.find(session, name).id, now=NOON)
    grace = desk_of(session, "grace", "willowford-bridge-school")
    with pytest.raises(NotFound):
        paper_codes.make(session, *grace, wilma, now=NOON)
    assert paper_codes.list_people(session, grace[1]) == []
    for role in ("vera", "theo"):
        with pytest.raises(NotAllowed):
            paper_codes.make(session, *desk_of(session, role), wilma, now=NOON)


def test_only_adults_without_e_mail_are_listed(session, wilma):
    _, desk = desk_of(session)
    assert [row.name for row in paper_codes.list_people(session, desk)] == ["Wilma"]


def test_a_recovery_code_is_no_way_in_by_itself(session):
    made = recovery_codes.make(session, cast.find(session, "theo"), now=NOON)
    with pytest.raises(WrongPaper):
        paper_codes.use(session, made[0], network=HERE, now=NOON)


@pytest.fixture
def portal(engine, monkeypatch):
    """Say a command of the front door."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return lambda *words: CliRunner().invoke(main, list(words))


def test_who_lost_phone_and_paper_gets_the_second_step_taken_away_at_the_server(
    session, engine, portal
):
    me, _ = set_up(session)
    recovery_codes.make(session, me, now=NOON)
    sign_ins.start(session, me.id, device="firefox/linux", now=NOON)
    session.commit()
    said = portal("people", "drop-second-step", "Theo@Demo.test")
    assert said.exit_code == 0, said.output
    with open_session(engine, writes=False) as after:
        assert not second_step.ask(after, me.id, now=NOON).is_needed
        assert recovery_codes.count_left(after, me.id) == 0
        assert after.scalars(select(SignIn).where(SignIn.person_id == me.id)).all() == []
        assert told(after, me)[-2:] == ["second_dropped", "time_codes_on"]


def test_nobody_is_left_without_any_way_in(session, engine, portal):
    me = cast.find(session, "theo")
    person = session.get_one(Person, me.id)
    person.password_hash = person.email = None
    session.flush()
    with pytest.raises(LastWay):
        second_step.drop(session, me.id, now=NOON)
    session.rollback()
    said = portal("people", "drop-second-step", "nobody@demo.test")
    assert said.exit_code == 1 and "Nothing was done." in said.output
