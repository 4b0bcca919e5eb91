"""Letters: written with the act, sent once it stands, over a real SMTP server of this machine."""

import email
import email.policy
import socket
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.engine import open_session
from db.tables.letters import Letter
from db.tables.people import Person
from portal import letters, mail
from portal.files import open_shelf
from portal.jobs import JOBS, JobName
from portal.letters import LetterKind, Written
from portal.mail import Envelope, NotSent, Undeliverable, compose, find_office
from portal.transactions import opener
from portal.work import Crew, run_due
from tests import people
from tests.people import NOON

BASE = "https://portal.example"
FACTS = {"points": 50, "days": [["2028-04-21", "2028-04-28", 50]], "cause": {"en": "Quilts"}}
SECRET = "pass:w@rd"


class Postbox:
    """Takes letters, or says no as often as it is told to."""

    def __init__(self):
        self.taken = []
        self.answers = []
        self.passwords = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  (the library's name)
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address.startswith("rosa") and self.refuses_rosa:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    refuses_rosa = False

    def sign_in(self, _server, _session, _envelope, _mechanism, data):
        assert isinstance(data, LoginPassword)
        self.passwords.append(data.password.decode())
        fits = data.password.decode() == SECRET
        return AuthResult(success=fits, handled=False)  # so that the server says no


@contextmanager
def served(box, **options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def box():
    return Postbox()


@pytest.fixture
def crew(engine, clock, town):
    return Crew(
        sessions=opener(engine),
        clock=clock,
        shelf=open_shelf("memory:", "secret"),
        render=lambda kind, language, facts: Written(
            f"Letter in {language}", f"{facts['points']} points\n", "<p>50 points</p>"
        ),
        post_office=None,
        sender_name="Willowford, Östliches Ufer",
        language="en",
        jobs=[job for job in JOBS if job.name == JobName.LETTERS],
    )


def write(engine, *names, facts=FACTS):
    with open_session(engine, writes=True) as session:
        to = [people.find(session, name).id for name in names]
        letters.write(session, LetterKind.LAPSE_NOTICE, to, facts, now=NOON)
        session.commit()


def kept(engine):
    with open_session(engine, writes=False) as session:
        return session.scalars(select(Letter).order_by(Letter.id)).all()


def to_port(crew, port, account=""):
    office = find_office(f"smtp://{account}127.0.0.1:{port}", BASE)
    return replace(crew, post_office=office)


def test_a_letter_is_sent_as_text_and_html_and_only_once(engine, crew, clock, box):
    write(engine, "rosa", "tom")
    with served(box) as port:
        run_due(to_port(crew, port))
        clock.now += timedelta(minutes=1)
        run_due(to_port(crew, port))
    assert sorted(one["To"] for one in box.taken) == ["rosa@demo.test", "tom@demo.test"]
    one = box.taken[0]
    assert one["From"] == '"Willowford, Östliches Ufer" <no-reply@portal.example>'
    assert one["Subject"] == "Letter in en" and one["Content-Language"] == "en"
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["Message-ID"] in {f"<{letter.id}@portal.example>" for letter in kept(engine)}
    assert one.get_body(("plain",)).get_content() == "50 points\r\n"
    assert one.get_body(("html",)).get_content() == "<p>50 points</p>\r\n"
    assert {(letter.sent_at is None, letter.due_at) for letter in kept(engine)} == {(False, None)}


def test_an_act_that_is_rolled_back_sends_nothing(engine, crew, box):
    with open_session(engine, writes=True) as session:
        to = [people.find(session, "rosa").id]
        letters.write(session, LetterKind.LAPSE_NOTICE, to, FACTS, now=NOON)
        session.rollback()
    with served(box) as port:
        run_due(to_port(crew, port))
    assert box.taken == [] and kept(engine) == []


def test_a_letter_is_in_the_language_of_its_reader(engine, crew, box):
    with open_session(engine, writes=True) as session:
        session.get_one(Person, people.find(session, "rosa").id).language = "zh-hans"
        session.commit()
    write(engine, "rosa")
    with served(box) as port:
        run_due(to_port(crew, port))
    assert box.taken[0]["Subject"] == "Letter in zh-hans"


def test_without_a_server_letters_wait(engine, crew):
    write(engine, "rosa")
    run_due(crew)
    [letter] = kept(engine)
    assert (letter.due_at, letter.tries) == (NOON, 0)


def test_a_server_that_is_away_costs_no_letter_a_try(engine, crew, clock, box):
    write(engine, "rosa")
    with served(box) as port:
        pass
    run_due(to_port(crew, port))
    assert kept(engine)[0].tries == 0
    with served(box) as port:
        clock.now += timedelta(minutes=1)
        run_due(to_port(crew, port))
    assert len(box.taken) == 1


def test_what_a_server_refuses_for_now_is_tried_again_later_and_later(engine, crew, clock, box):
    write(engine, "rosa")
    box.answers = ["451 busy"] * 3
    pauses = []
    with served(box) as port:
        for _ in range(4):
            run_due(to_port(crew, port))
            [letter] = kept(engine)
            if letter.due_at:
                assert letter.fault == "451"
                pauses.append((letter.due_at - clock.now).total_seconds() / 60)
                clock.now = letter.due_at
    assert pauses == [1, 2, 4]
    assert len(box.taken) == 1 and kept(engine)[0].fault == ""


def test_after_many_tries_a_letter_is_given_up_and_told(engine, crew, clock, box, monkeypatch):
    monkeypatch.setattr(letters, "MOST_TRIES", 2)
    write(engine, "rosa")
    box.answers = ["451 busy"] * 5
    with served(box) as port:
        for _ in range(4):
            run_due(to_port(crew, port))
            clock.now += timedelta(hours=1)
    [letter] = kept(engine)
    assert (letter.due_at, letter.sent_at, letter.tries) == (None, None, 2)
    with open_session(engine, writes=False) as session:
        assert letters.look(session) == letters.Queue(0, None, 1)


def test_an_address_nobody_has_holds_up_nobody_else(engine, crew, box):
    write(engine, "rosa", "tom")
    box.refuses_rosa = True
    with served(box) as port:
        run_due(to_port(crew, port))
    assert [one["To"] for one in box.taken] == ["tom@demo.test"]
    assert {letter.fault for letter in kept(engine)} == {"550", ""}
    assert all(letter.due_at is None for letter in kept(engine))


def test_who_has_no_address_is_written_to_on_paper(engine, crew, box):
    write(engine, "pip")
    with served(box) as port:
        run_due(to_port(crew, port))
    [letter] = kept(engine)
    assert (letter.fault, letter.due_at, box.taken) == (letters.NO_ADDRESS, None, [])


def test_a_process_that_dies_before_its_note_sends_the_same_number_again(
    engine, crew, clock, box, monkeypatch
):
    write(engine, "rosa")

    class Killed(BaseException):
        pass

    def dies(*_args, **_facts):
        raise Killed

    with served(box) as port:
        with monkeypatch.context() as death:
            death.setattr(letters, "note_sent", dies)
            with pytest.raises(Killed):
                run_due(to_port(crew, port))
        clock.now += timedelta(minutes=2)
        run_due(to_port(crew, port))
        clock.now += timedelta(minutes=2)
        run_due(to_port(crew, port))
    assert len(box.taken) == 2 and len({one["Message-ID"] for one in box.taken}) == 1


def test_old_letters_are_forgotten_but_none_that_waits(engine, crew, clock, box):
    write(engine, "rosa")
    with served(box) as port:
        run_due(to_port(crew, port))
    write(engine, "tom")
    clock.now += letters.KEPT + timedelta(days=1)
    run_due(crew)
    assert [letter.sent_at for letter in kept(engine)] == [None]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("password", [SECRET, "wrong"])
def test_a_password_is_used_and_never_logged(engine, crew, box, password, capsys):
    write(engine, "rosa")
    options = {"authenticator": box.sign_in, "auth_required": True, "auth_require_tls": False}
    account = f"portal:{password.replace(':', '%3A').replace('@', '%40')}@"
    with structlog.testing.capture_logs() as lines, served(box, **options) as port:
        run_due(to_port(crew, port, account))
    assert box.passwords[0] == password
    assert len(box.taken) == (password == SECRET)
    told = f"{lines}{capsys.readouterr()}{kept(engine)}"
    assert password not in told
    assert ("'event': 'mail'" in told) == (password == "wrong")


def test_a_password_is_not_sent_where_anybody_could_read_it(box):
    with served(box) as port:
        office = replace(find_office(f"smtp://a:b@127.0.0.1:{port}", BASE), host="127.0.0.2")
        with pytest.raises(NotSent):
            office.connect()
    assert box.passwords == []


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://host:port", "smtp://h/?from=a b"],
)
def test_an_address_of_a_server_that_cannot_be_read_is_told(url):
    with pytest.raises(ValueError, match="PORTAL_SMTP_URL must look like"):
        find_office(url, BASE)


def test_the_address_of_a_server_says_everything():
    office = find_office("smtps://a%40b:c%3Ad@mail.example?from=us@mail.example", BASE)
    assert (office.host, office.port, office.is_tls) == ("mail.example", 465, True)
    assert (office.user, office.password, office.sender) == ("a@b", "c:d", "us@mail.example")
    assert "c:d" not in repr(office)


ENVELOPE = Envelope(sender="W", to="rosa@demo.test", number="7", language="en", written_at=NOON)


@given(st.text(max_size=40), st.sampled_from(["\r", "\n", "\r\n"]), st.text(max_size=40))
def test_no_line_break_gets_into_a_header(before, line_break, after):
    office = find_office("smtp://mail.example", BASE)
    bent = f"{before}{line_break}{after}"
    words = {"text": "t", "html": "h"}
    for envelope, subject in [
        (ENVELOPE, bent),
        (replace(ENVELOPE, sender=bent), "s"),
        (replace(ENVELOPE, to=f"rosa@demo.test{bent}"), "s"),
    ]:
        with pytest.raises(Undeliverable):
            compose(office, envelope, subject=subject, **words)


def test_a_header_that_is_only_long_or_foreign_is_taken():
    office = find_office("smtp://mail.example", BASE)
    message = compose(office, ENVELOPE, subject="到期" * 100, text="t", html="h")
    assert mail.compose is compose and message["Subject"] == "到期" * 100
