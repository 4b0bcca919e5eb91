"""What somebody can leave here: planted, each thing recognisable, to be looked for later."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from db.tables.claims import Claim, Evidence
from db.tables.households import HomeCode
from db.tables.joining import JoinLink
from db.tables.people import Person
from db.tables.ways import CodePurpose, Passkey, RecoveryCode, SchoolAccount, TimeCode
from portal import (
    acceptance,
    applications,
    home_codes,
    households,
    ids,
    invitations,
    own_address,
    people,
    sign_ins,
)
from portal.desks import Role
from portal.files import Shelf
from portal.home_codes import HomeCodeKind
from portal.households import Standing
from portal.organisations import OrganisationKind
from portal.verification import Decision
from tests import giving
from tests import people as cast
from tests.claiming import approve, decide, picture, send, told, verdict
from tests.people import NOON

NAME = "Zanzibarra Quillfeather"
EMAIL = "zanzibarra@planted.example"
WANTED = "quillfeather@elsewhere.example"
WORDS = {
    "name": NAME,
    "address": EMAIL,
    "address they wanted": WANTED,
    "household": "Quillfeather nest 7731",
    "note": "my neighbour Wrenfold held the ladder",
    "verifier's message": "Dear Zanzibarra, which ladder was it?",
    "passkey": "Zanzibarra’s purple telephone",
    "passkey's key": "pQECAyYgASFYIPLANTEDPUBLICKEY",
    "application": "Quillmenders of Ladder Lane",
    "about": "We mend ladders for Wrenfold and others.",
    "registration": "Register of Wrens, number 4711-Q",
    "reason": "Wrenfold’s entry was not found.",
    "newcomer": "Zanzi from the ladder",
    "device": "quillbrowser/wrenix",
    "time codes": "sealed-secret-of-zanzibarra",
    "school account": "school-subject-hash-zanzibarra",
    "recovery code": "recovery-code-hash-zanzibarra",
}


@dataclass(frozen=True)
class Planted:
    """Who left it, and every string by what it is; `photo` is a piece of the picture as kept."""

    person_id: UUID
    token: str
    strings: dict[str, bytes]


def plant(session: Session, shelf: Shelf, files: Path) -> Planted:
    """Let somebody live alone and leave something in every room."""
    person = people.register(session, name=NAME, email=EMAIL, password="wren ladder", now=NOON)
    home = households.found(session, name=WORDS["household"], now=NOON)
    households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
    me = people.find_member(session, person.id, now=NOON)
    _act(session, shelf)
    _apply(session, shelf)
    _ask(session, me)
    token = _come_in(session, person.id)
    session.flush()
    [photo] = session.scalars(
        select(Evidence.file)
        .join(Claim, Claim.code == Evidence.claim_code)
        .where(Claim.person_id == person.id)
    )
    kept = (files / photo).read_bytes()
    strings = {what: words.encode() for what, words in WORDS.items()}
    code = select(HomeCode.code).where(HomeCode.made_by == person.id)
    secrets = {
        "password's hash": session.get_one(Person, person.id).password_hash,
        "home code": session.scalars(code).one(),
        "sign-in": ids.digest(token),
        "photo's name": photo,
    }
    strings |= {what: str(secret).encode() for what, secret in secrets.items()}
    return Planted(person.id, token, strings | {"photo": kept[-200:-150]})


def _act(session: Session, shelf: Shelf) -> None:
    """Log something with a photo and a note, and be asked about it."""
    who = NAME
    shown = told(photo=picture("purple"))
    send(session, "repair-clothing", who=who, facts=shown, shelf=shelf)
    asked = send(session, who=who, shelf=shelf)
    decide(session, verdict(session, asked, Decision.ASK, WORDS["verifier's message"]))
    checked = send(session, "led-bulb", who=who, shelf=shelf)
    approve(session, checked)
    claim = session.scalars(select(Claim).where(Claim.code == checked)).one()
    claim.note = WORDS["note"]
    session.flush()


def _apply(session: Session, shelf: Shelf) -> None:
    """Ask that an organisation be listed, and be refused; the letter tells why."""
    me, op = cast.find(session, NAME), cast.find(session, "op")
    texts = {"name": WORDS["application"], "about": WORDS["about"]}
    texts["registration"] = WORDS["registration"]
    facts: dict[str, Any] = {
        "kind": OrganisationKind.COMMUNITY,
        "language": "en",
        "idem": "planted",
    }
    code = applications.apply(session, me, **texts, **facts, now=NOON)
    acceptance.refuse(session, op, code, reason=WORDS["reason"], shelf=shelf, now=NOON)


def _ask(session: Session, me: Any) -> None:
    """Want another address, invite somebody home, be invited, and have asked to join before."""
    asked = {"language": "en", "network": "198.51.100.7"}
    own_address.ask(session, me, WANTED, **asked, now=NOON)
    own_address.answer_some(session, now=NOON)
    home_codes.make(session, me, kind=HomeCodeKind.ADULT, idem="planted", now=NOON)
    olga, offer = cast.find(session, "olga"), {"email": EMAIL, "role": Role.VIEWER, "idem": "p"}
    desk = giving.desk(session, "olga")
    invitations.invite(session, olga, desk, **offer, language="en", now=NOON)
    link = {"address": EMAIL, "name": WORDS["newcomer"], "language": "en"}
    times = {"made_at": NOON, "ends_at": NOON}
    session.add(JoinLink(token_hash="0" * 64, standing=Standing.ADULT, **link, **times))


def _come_in(session: Session, person_id: UUID) -> str:
    """Have every way in, and be signed in; return the token."""
    whose, at = {"person_id": person_id}, {"made_at": NOON}
    session.add_all(
        [
            Passkey(
                **whose,
                **at,
                id="k",
                public_key=WORDS["passkey's key"],
                uses=0,
                name=WORDS["passkey"],
            ),
            TimeCode(**whose, **at, sealed=WORDS["time codes"], last_step=0),
            RecoveryCode(
                **whose, **at, code_hash=WORDS["recovery code"], purpose=CodePurpose.SECOND
            ),
            SchoolAccount(**whose, **at, subject_hash=WORDS["school account"], school="bridge"),
        ]
    )
    return sign_ins.start(session, person_id, device=WORDS["device"], now=NOON)
