"""Refusing letters: with one press, also by the mail programme; and letters under TLS."""

import datetime
import ipaddress
import ssl
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import select

from db.tables.letters import Letter
from pages.letters.render import renderer
from portal import letter_choices, letters
from portal.errors import NotFound
from portal.letters import OPTIONAL, LetterKind
from portal.mail import find_office
from portal.settings import Settings
from portal.vault import Vault
from portal.work import run_due
from tests import people
from tests.people import NOON
from tests.portal.test_letters import SECRET, box, crew, kept, served, to_port, write

__all__ = ["box", "crew"]  # fixtures
pytestmark = pytest.mark.usefixtures("town")
VAULT = Vault("a secret of this installation")
NOTICE = LetterKind.LAPSE_NOTICE
FACTS = {
    "programme": {"en": "River"},
    "cause": None,
    "points": 5,
    "days": [["2028-04-21", "2028-04-28", 5]],
}


def tell(session, name, kind=NOTICE):
    person = people.find(session, name)
    letters.write(session, kind, [person.id], FACTS, now=NOON)
    return session.scalars(select(Letter).where(Letter.person_id == person.id)).all()


def test_who_refused_a_kind_gets_none_of_it_and_all_others(session):
    rosa = people.find(session, "rosa")
    letter_choices.refuse(session, rosa.id, NOTICE, now=NOON)
    letter_choices.refuse(session, rosa.id, NOTICE, now=NOON)
    assert tell(session, "rosa") == []
    assert len(tell(session, "rosa", LetterKind.WAYS_CHANGED)) == 1
    assert len(tell(session, "tom")) == 1


def test_a_choice_can_be_taken_back(session):
    rosa = people.find(session, "rosa")
    letter_choices.choose(session, rosa, set(), now=NOON)
    assert letter_choices.list_refused(session, rosa) == {NOTICE}
    letter_choices.choose(session, rosa, {NOTICE}, now=NOON)
    assert letter_choices.list_refused(session, rosa) == set()
    assert len(tell(session, "rosa")) == 1


def test_who_works_at_no_desk_is_not_asked_about_letters_of_desks(session):
    rosa, theo = people.find(session, "rosa"), people.find(session, "theo")
    assert letter_choices.offered(rosa) == [NOTICE]
    assert letter_choices.offered(theo) == list(OPTIONAL)


def test_a_link_names_person_and_kind_and_cannot_be_made_up(session):
    [letter] = tell(session, "rosa")
    row = letters.find(session, letter.id)
    path = letter_choices.link_of(VAULT, row)
    token = path.removeprefix("/letters/off/")
    rosa = people.find(session, "rosa").id
    years = NOON + timedelta(days=3650)
    assert letter_choices.read_link(VAULT, token, now=years) == (rosa, NOTICE)
    assert str(rosa) not in path
    for bent in (
        token[:-2] + "AA",
        "",
        "x",
        VAULT.seal("something else", f"{rosa} {NOTICE}", now=NOON),
    ):
        with pytest.raises(NotFound):
            letter_choices.read_link(VAULT, bent, now=NOON)


def test_letters_of_safety_cannot_be_refused(session):
    [letter] = tell(session, "rosa", LetterKind.WAYS_CHANGED)
    assert letter_choices.link_of(VAULT, letters.find(session, letter.id)) == ""


def test_every_kind_can_be_refused_or_is_about_safety_or_an_answer():
    necessary = {
        LetterKind.INVITATION,
        LetterKind.SIGN_IN_LINK,
        LetterKind.PASSWORD_LINK,
        LetterKind.WAYS_CHANGED,
    }
    assert necessary.isdisjoint(OPTIONAL)
    assert {LetterKind.LAPSE_NOTICE, LetterKind.LAPSE_PLANNED} <= set(OPTIONAL)


@pytest.fixture
def speaking(crew):
    """The crew with the real words and the real links."""
    settings = Settings(base_url="https://portal.example/")
    return replace(crew, render=renderer(settings), vault=VAULT, base_url=settings.base_url)


def test_a_mail_programme_finds_its_button_and_a_reader_the_link(engine, speaking, box):
    write(engine, "rosa", facts=FACTS)
    with served(box) as port:
        run_due(to_port(speaking, port))
    [message] = box.taken
    address = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith("https://portal.example/en/letters/off/")
    for kind in ("plain", "html"):
        assert address in message.get_body((kind,)).get_content()


def test_a_letter_of_safety_has_no_such_button(engine, session, speaking, box):
    rosa = people.find(session, "rosa").id
    change = {"change": "password", "day": "2026-06-01"}
    letters.write(session, LetterKind.WAYS_CHANGED, [rosa], change, now=NOON)
    session.commit()
    with served(box) as port:
        run_due(to_port(speaking, port))
    [message] = box.taken
    assert message["List-Unsubscribe"] is None and "letters/off" not in message.as_string()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of this run for this machine, signed by itself: files of it and of its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    this_machine = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(this_machine), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return public, private


@pytest.fixture
def tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


def to_named_port(crew, port):
    account = f"portal:{SECRET.replace(':', '%3A').replace('@', '%40')}@"
    office = find_office(f"smtp://{account}localhost:{port}", "https://portal.example")
    return replace(crew, post_office=office)


def test_a_server_that_offers_tls_gets_letter_and_password_under_it(
    engine, crew, box, tls, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    write(engine, "rosa")
    options = {"tls_context": tls, "require_starttls": True, "auth_required": True}
    with served(box, authenticator=box.sign_in, **options) as port:
        run_due(to_named_port(crew, port))
    assert [one["To"] for one in box.taken] == ["rosa@demo.test"]
    assert box.passwords == [SECRET]


def test_a_server_that_is_not_who_it_says_gets_neither(engine, crew, box, tls):
    write(engine, "rosa")
    options = {"tls_context": tls, "require_starttls": True, "auth_required": True}
    with (
        structlog.testing.capture_logs() as lines,
        served(box, authenticator=box.sign_in, **options) as port,
    ):
        run_due(to_named_port(crew, port))
    assert box.taken == [] and box.passwords == []
    assert [line["why"] for line in lines if line["event"] == "mail"] == [
        "SSLCertVerificationError"
    ]
    assert [letter.sent_at for letter in kept(engine)] == [None]
