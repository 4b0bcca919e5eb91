"""The town of the matrix: the small cast, people of every role, and one of each thing they touch.

Everything is made through the verbs. Whatever an address can name is in `Things`.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from db.engine import open_session
from db.tables.cause_requests import CauseRequest
from db.tables.claims import Batch, Claim, ClaimState
from db.tables.closures import Closure
from db.tables.complaints import Complaint
from db.tables.drafts import Draft
from db.tables.draws import Draw, Opinion
from db.tables.giving import Cause, Gift, Round
from db.tables.habits import Habit
from db.tables.households import HomeCode, HomeCodeKind
from db.tables.imports import Import
from db.tables.letters import Letter
from db.tables.organisations import Application, Invitation, OwnerChange
from db.tables.people import Person, SignIn
from db.tables.posters import Poster
from db.tables.questionnaires import Questionnaire, QuestionnaireKind
from db.tables.remarks import Remark
from db.tables.renames import Rename
from db.tables.rewards import Redemption, Reward
from db.tables.samples import Sample
from db.tables.schools import CardSignIn, SchoolClass
from db.tables.slips import Slip
from db.tables.tills import Till
from portal import (
    appeals,
    applications,
    card_sign_ins,
    cause_requests,
    class_windows,
    complaints,
    draws,
    gifts,
    giving,
    guardians,
    home_codes,
    households,
    ids,
    invitations,
    offer_changes,
    offers,
    organisations,
    ownership,
    paired_tills,
    people,
    programmes,
    register_checks,
    remarks,
    samples,
)
from portal.causes import Wish
from portal.complaints import ComplaintKind, Objection
from portal.draws import Wanted
from portal.files import Shelf
from portal.organisations import OrganisationKind, Role
from portal.ownership import OwnerChangeKind
from portal.people import Standing
from portal.rewards import RewardState
from tests import (
    asking,
    claiming,
    importing,
    owning,
    planning,
    posting,
    rewarding,
    schooling,
    slipping,
)
from tests import giving as set_up
from tests import people as cast
from tests.people import NOON

OPEN_ACROSS = {  # rooms at a desk in which some people look at what is another organisation's
    "/desk/{org}/audit/": {"ada"},  # who audits the district
    "/sponsor/{org}/rounds/": {"sol"},  # a round that nobody backs is every sponsor's to pledge for
}
STRANGERS = ("nobody", "ran-out", "card", "till")  # a class card and a till are nobody's
PEOPLE = (  # each is one column of what the matrix knows
    *("rosa", "tom", "fay", "walt", "vida", "tilda"),
    *("kit", "gwen", "gus"),
    *("olga", "olive", "vera", "theo"),
    *("hana", "grace", "ines", "ivan"),
    *("orla", "chen", "petra", "sol", "quinn", "ada", "op", "sue"),
)
ACTORS = (*STRANGERS, *PEOPLE)
RIVERSIDE, SUSPENDED = "riverside-neighbours", "alder-street-garden"
SLUGS = {
    "riverside": RIVERSIDE,
    "school": "willowford-bridge-school",
    "shelter": "osier-lane-shelter",
    "sponsor": "rushmill-cooperative",
    "district": "willowford-district",
    "suspended": SUSPENDED,
}
TILL_CARD = "0000-0000-0000-0001"
NOT_THERE = "01234567-89ab-7def-8123-456789abcdef"


def token_of(name: str) -> str:
    """Return what the browser of somebody shows."""
    prefix = {"card": card_sign_ins.PREFIX, "till": paired_tills.PREFIX}.get(name)
    return f"{prefix}key" if prefix else f"key of {name}"


def fill(engine: Engine, shelf: Shelf) -> None:
    """Build the town; the same every time."""
    with ids.seeded(4), open_session(engine, writes=True) as session:
        cast.build(session, now=NOON)
        _add_people(session)
        _add_children(session)
        _add_claims(session, shelf)
        _add_habits(session)
        _add_gifts(session)
        _add_rewards(session)
        _add_tills(session)
        _add_request(session)
        _add_papers(session)
        _add_class(session)
        planning.begin(session)
        owning.enter(session)
        importing.bring(session, importing.text(importing.row(session, home="Fennel")))
        posting.make(session)
        _add_objections(session)
        _add_audits(session)
        slipping.type_in(session, whose="walt")
        asking.opened(session, asking.QUIZ, asking.GLASS)
        asking.opened(session, asking.SURVEY, asking.PATHS)
        for name in PEOPLE:
            _sign_in(session, name, name)
        _sign_in(session, "ran-out", "rosa", ended=True)
        session.commit()


def _add_people(session: Session) -> None:
    """Walt checked once and no more; Vida only looks, Tilda keeps a till; Sue's place is shut."""
    river = cast.place(session, RIVERSIDE).id
    for name in ("walt", "vida", "tilda", "sue"):
        address = f"{name}@demo.test"
        person = people.register(session, name=name.title(), email=address, password="x", now=NOON)
        home = households.found(session, name=f"{name}’s", now=NOON)
        households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
    before = NOON - timedelta(days=9)
    walt = cast.find(session, "walt").id
    ended = before + timedelta(days=1)
    organisations.appoint(session, river, walt, Role.VERIFIER, until=ended, now=before)
    for name, role in (("vida", Role.VIEWER), ("tilda", Role.TILL)):
        organisations.appoint(session, river, cast.find(session, name).id, role, now=before)
    garden = organisations.register(
        session,
        kind=OrganisationKind.COMMUNITY,
        slug=SUSPENDED,
        name={"en": "Alder Street Garden"},
        about={"en": "They grow food."},
        registration="invented",
        proved_on=before.date(),
        recheck_on=(NOON + timedelta(days=90)).date(),
        now=before,
    )
    sue, op = cast.find(session, "sue").id, cast.find(session, "op")
    for role in (Role.OWNER, Role.ORGANISER):
        organisations.appoint(session, garden.id, sue, role, now=before)
    register_checks.suspend(session, op, SUSPENDED, reason="Its entry is gone.", now=NOON)


def _add_children(session: Session) -> None:
    """Kit of Fennel has an account; Gwen answers for Kit and Pip from elsewhere, Gus did once."""
    for name in ("kit", "gwen", "gus"):
        address = f"{name}@demo.test"
        person = people.register(session, name=name.title(), email=address, password="x", now=NOON)
        at_home = name == "kit"
        home_id = (
            cast.home(session, "Fennel")
            if at_home
            else households.found(session, name=f"{name}’s", now=NOON).id
        )
        standing = Standing.CHILD if at_home else Standing.ADULT
        households.join(session, home_id, person.id, standing, now=NOON)
    gwen, gus, kit, pip = (cast.find(session, name) for name in ("gwen", "gus", "kit", "pip"))
    for child in (kit, pip):
        guardians.begin(session, gwen.id, child.id, now=NOON)
        guardians.begin(session, gus.id, child.id, now=NOON - timedelta(days=2))
        guardians.end(session, gus, child.id, now=NOON - timedelta(days=1))


def _add_claims(session: Session, shelf: Shelf) -> None:
    photo = claiming.told(photo=claiming.picture())
    claiming.send(session, "repair-clothing", facts=photo, shelf=shelf)
    claiming.approve(session, claiming.send(session))
    claiming.send(session, who="fay")
    claiming.send(session, who="kit")
    class_id = cast.school_class(session, "3A")
    facts = {"who": "grace", "programme": "SCHOOL", "class_id": class_id}
    claiming.send(session, cast.CLASS_RULES[0].code, **facts)


def _add_habits(session: Session) -> None:
    """Rosa began to sort two months ago, and is asked whether she still does."""
    sorts = claiming.what(session, "sort-week")
    began = (NOON - timedelta(days=61)).date()
    facts = {"programme_id": sorts.programme_id, "activity": sorts.code, "began_on": began}
    session.add(Habit(person_id=cast.find(session, "rosa").id, **facts))


def _add_gifts(session: Session) -> None:
    set_up.open_round(session, "warm-quilts")
    set_up.open_round(session, "reading-corner", programme="SCHOOL")
    set_up.award(session, cast.home(session, "Linden"), 50)
    set_up.award(session, cast.home(session, "Fennel"), 50)
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    [cause] = giving.find_open(session, river, now=NOON)
    for name in ("rosa", "fay"):
        gifts.give(session, cast.find(session, name), cause, points=20, idem=name, now=NOON)


def _add_request(session: Session) -> None:
    """The shelter asks Riverside for a cause; nobody has answered."""
    chen = cast.find(session, "chen")
    desk = set_up.desk(session, "chen", set_up.SHELTER)
    wish = Wish(name={"en": "Dry boots"}, need={"en": "Wet feet."}, paper="OL-7")
    cause_requests.ask(session, chen, desk, "RIVER", wish, idem="chen asks", now=NOON)


def _add_class(session: Session) -> None:
    """A school year with a class of three, open for a lesson; a tablet was shown its first card."""
    lesson = schooling.begin(session, has_cards=False)
    lesson.open_(session)
    window = class_windows.find_open_or_none(session, lesson.group_id, now=NOON)
    assert window
    session.add(
        CardSignIn(
            token_hash=ids.digest(token_of("card")),
            group_id=lesson.group_id,
            number=1,
            window_id=window.id,
            ends_at=window.ends_at,
        )
    )


def _add_objections(session: Session) -> None:
    """Tom appeals against a decision, fay complains of a rule, and an approval is a sample."""
    code = claiming.send(session, who="tom")
    claiming.decide(session, claiming.verdict(session, code, "decline", "not-seen"))
    words = {"words": "Look again.", "now": NOON}
    appeals.appeal(session, cast.find(session, "tom"), code, **words, idem="tom appeals")
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    what = Objection(river, ComplaintKind.RULE, "Why so few?")
    complaints.record(session, cast.find(session, "fay"), what, idem="fay complains", now=NOON)
    done = claiming.send(session, "led-bulb", facts=claiming.told(photo=claiming.picture("red")))
    claiming.approve(session, done)
    claim, vera = claiming.stored(session, done), cast.find(session, "vera").id
    if session.get(Sample, (claim.programme_id, claim.code, claim.revision)) is None:
        samples.choose(session, river, [(claim, 100)], verifier_id=vera, now=NOON)


def _add_rewards(session: Session) -> None:
    """Olga promises two things for Riverside, one is approved; Linden has a voucher for it."""
    olga, olive = cast.find(session, "olga"), cast.find(session, "olive")
    here = set_up.desk(session, "olga")
    for slug in ("seedlings", "bus-day-pass"):
        what = rewarding.offer(session, slug=slug, points=20)
        code = offers.declare(session, olga, here, "RIVER", what, idem=slug, now=NOON)
    desk = set_up.desk(session, "olive")
    offer_changes.change(session, olive, desk, code, RewardState.OFFERED, now=NOON)
    rewarding.redeem(session, f"bus-day-pass-{code}", points=20)


def _add_tills(session: Session) -> None:
    """A browser is Riverside's first till, and a card waits for another one."""
    facts: dict[str, Any] = {
        **{"organisation_id": cast.place(session, RIVERSIDE).id, "name": "By the door"},
        **{"made_by": cast.find(session, "olga").id, "made_at": NOON},
        "ends_at": NOON + timedelta(days=3650),
    }
    paired = {"secret_hash": ids.digest(token_of("till")), "paired_at": NOON}
    waiting = {"secret_hash": ids.digest(TILL_CARD), "card_sealed": "of another key"}
    for number, secret in enumerate((paired, waiting), 1):
        session.add(Till(id=ids.new_id(NOON), number=number, idem=str(number), **secret, **facts))


def _add_audits(session: Session) -> None:
    """Ada drew what was approved and remarked on it; olga wants her place renamed, then closed."""
    ada, office = cast.find(session, "ada"), set_up.desk(session, "ada", "willowford-district")
    audits: Any = {"idem": "ada", "now": NOON}
    remarks.write(session, ada, office, "RIVER", "The rule of glass is hard to read.", **audits)
    wanted = Wanted("dice", (NOON - timedelta(days=90)).date(), NOON.date(), 2)
    draws.draw(session, ada, office, "RIVER", wanted, idem="ada draws", now=NOON)
    river, olga = cast.place(session, RIVERSIDE).id, cast.find(session, "olga").id
    facts = {"reason": "We merge.", "asked_at": NOON, "ends_at": NOON + timedelta(days=14)}
    named = {
        "name": {"en": "Bank"},
        "former": {"en": "River"},
        "proof": "Entry 4",
        "asked_at": NOON,
    }
    session.add(Rename(organisation_id=river, id=ids.new_id(NOON), asked_by=olga, **named))
    session.add(Closure(organisation_id=river, id=ids.new_id(NOON), asked_by=olga, **facts))
    session.flush()


def _add_papers(session: Session) -> None:
    for name in ("rosa", "fay"):
        facts = {"kind": HomeCodeKind.ADULT, "idem": name, "now": NOON}
        home_codes.make(session, cast.find(session, name), **facts)
    olga, desk = cast.find(session, "olga"), set_up.desk(session, "olga")
    offer = {"email": "nora@example.org", "role": Role.VIEWER, "language": "en", "idem": "1"}
    invitations.invite(session, olga, desk, **offer, now=NOON)
    olive = cast.find(session, "olive").id
    ownership.ask(session, olga, desk, olive, OwnerChangeKind.APPOINT, now=NOON)
    for name in ("rosa", "fay"):
        told = {"name": f"Place of {name}", "about": "We mend.", "registration": "none yet"}
        applications.apply(
            session,
            cast.find(session, name),
            kind=OrganisationKind.COMMUNITY,
            **told,
            language="en",
            idem=name,
            now=NOON,
        )


def _sign_in(session: Session, key: str, name: str, *, ended: bool = False) -> None:
    person_id = cast.find(session, name).id
    at = NOON - timedelta(days=400) if ended else NOON + timedelta(days=3650)
    same = dict.fromkeys(("began_at", "seen_at", "proved_at"), at)
    token = token_of(key)
    session.add(
        SignIn(
            token_hash=ids.digest(token),
            id=ids.derived(person_id, token),
            person_id=person_id,
            device="firefox/linux",
            **same,
            ends_at=at + timedelta(days=1),
        )
    )


@dataclass(frozen=True)
class Things:
    """What an address can name, by the parameter's place: a label and its value."""

    session: Session

    def _claim(self, holder_id: UUID, state: ClaimState) -> str:
        return self._one(Claim.code, Claim.holder_id == holder_id, Claim.state == state)

    def _one(self, column: Any, *where: Any) -> str:
        found = self.session.scalars(select(column).where(*where).order_by(column)).first()
        assert found is not None, column
        return str(found)

    def _of_person(self, model: Any, name: str) -> Any:
        return col(model).in_(select(Person.id).where(Person.email == f"{name}@demo.test"))

    @cached_property
    def claims(self) -> dict[str, str]:
        """Claims of two homes and a class, and one that is not."""
        linden, fennel = (cast.home(self.session, name) for name in ("Linden", "Fennel"))
        school = cast.school_class(self.session, "3A")
        return {
            "linden-waits": self._claim(linden, ClaimState.SUBMITTED),
            "linden-awarded": self._claim(linden, ClaimState.AWARDED),
            "fennel-waits": self._claim(fennel, ClaimState.SUBMITTED),
            "kits-waits": self._one(Claim.code, self._of_person(Claim.person_id, "kit")),
            "school-waits": self._claim(school, ClaimState.SUBMITTED),
            "missing": "A-0000-0000-000",
        }

    @cached_property
    def rounds(self) -> dict[str, str]:
        """A round of each programme."""
        of = {code: programmes.find(self.session, code, now=NOON) for code in ("RIVER", "SCHOOL")}
        return {
            "river": self._one(Round.code, Round.programme_id == of["RIVER"].programme_id),
            "school": self._one(Round.code, Round.programme_id == of["SCHOOL"].programme_id),
            "missing": "G-0000-0000-000",
        }

    @cached_property
    def requests(self) -> dict[str, str]:
        """What a charity asked for, and what nobody did."""
        return {"shelter": self._one(CauseRequest.code), "missing": "Q-0000-0000-000"}

    @cached_property
    def posters(self) -> dict[str, str]:
        """A poster for glass at the hall, and none."""
        return {"river": self._one(Poster.code), "missing": "C-0000-0000-000"}

    @cached_property
    def _asked(self) -> dict[tuple[str, str], dict[str, str]]:
        """A survey and a quiz of Riverside's that are open, and none."""
        quiz, survey = (
            {"river": self._one(Questionnaire.code, Questionnaire.kind == kind)}
            for kind in (QuestionnaireKind.QUIZ, QuestionnaireKind.SURVEY)
        )
        missing = {"missing": "W-0000-0000-000"}
        return {
            ("/desk/{org}/questionnaires", "code"): {**quiz, **missing},
            ("/desk/{org}/questionnaires", "number"): {"first": "1", "none": "99"},
            ("/quizzes/", "code"): {**quiz, **missing},
            ("/surveys/", "code"): {**survey, **missing},
        }

    @cached_property
    def imports(self) -> dict[str, str]:
        """A list of two rows that came in, and none."""
        return {"river": self._one(Import.code), "missing": "B-0000-0000-000"}

    @cached_property
    def offers(self) -> dict[str, str]:
        """An offer that waits, and one that everybody sees."""
        codes = {slug: self._one(Reward.code, Reward.slug == slug)
                 for slug in ("seedlings", "bus-day-pass")}  # fmt: skip
        return {"waits": codes["seedlings"], "offered": codes["bus-day-pass"], "missing": "R000000"}

    @cached_property
    def vouchers(self) -> dict[str, str]:
        """Linden's voucher for Riverside's till, and none."""
        return {"linden": self._one(Redemption.code), "missing": "V-0000-0000-000"}

    @cached_property
    def gifts(self) -> dict[str, str]:
        """A gift that was placed, and one that waits for a second adult."""
        return {
            "linden": self._one(Gift.code, self._of_person(Gift.person_id, "rosa")),
            "fennel": self._one(Gift.code, self._of_person(Gift.person_id, "fay")),
            "missing": "G-0000-0000-000",
        }

    @cached_property
    def people(self) -> dict[str, str]:
        """A colleague, an owner, somebody of another place, and nobody."""
        who = {
            name: str(cast.find(self.session, name).id) for name in ("vera", "olga", "ines", "rosa")
        }
        return {**who, "missing": NOT_THERE}

    @cached_property
    def applications(self) -> dict[str, str]:
        """Two applications that wait."""
        return {
            "rosas": self._one(Application.code, self._of_person(Application.applicant_id, "rosa")),
            "fays": self._one(Application.code, self._of_person(Application.applicant_id, "fay")),
            "missing": "P-0000-0000-000",
        }

    def _or_none(self, code: str) -> dict[str, str]:
        return {"one": code, "missing": f"{code[:2]}0000-0000-000"}

    _programmes = {"river": "RIVER", "school": "SCHOOL", "missing": "NO-SUCH"}

    def choices(self, path: str, parameter: str) -> dict[str, str]:
        """Return what stands in a parameter of a path; raises KeyError for one nobody listed."""
        for (begins, name), found in self._listed.items():
            if path.startswith(begins) and name == parameter:
                return found
        raise KeyError(f"{{{parameter}}} of {path}: say in tests/matrix/town.py what it may be")

    @cached_property
    def _listed(self) -> dict[tuple[str, str], dict[str, str]]:
        one = self._one
        return {
            ("/desk/{org}/claims", "code"): self.claims,
            ("/desk/{org}/batches", "code"): {
                "river": one(Batch.code),
                "missing": "B-0000-0000-000",
            },
            ("/desk/{org}/rounds", "code"): self.rounds,
            ("/desk/{org}/programmes/drafts", "draft"): {
                "river": one(Draft.code),
                "missing": "N-0000-0000-000",
            },
            ("/desk/{org}/programmes/drafts", "question"): {"limits": "limits", "none": "no-such"},
            ("/desk/{org}/programmes/drafts", "activity"): {"walk": "walk", "none": "fly"},
            ("/desk/{org}/programmes/drafts", "week"): {"first": "1", "none": "9"},
            ("/desk/{org}/programmes/{", "programme"): self._programmes,
            ("/desk/{org}/posters", "code"): self.posters,
            ("/c/", "code"): self.posters,
            **self._asked,
            ("/desk/{org}/imports", "code"): self.imports,
            ("/log/{programme}/{activity}/readings", "place"): {"first": "1", "none": "9"},
            ("/desk/{org}/slips", "code"): {
                "river": one(Slip.code),
                "missing": "S-0000-0000-000",
            },
            ("/charity/{org}/requests", "code"): self.requests,
            ("/desk/{org}/causes/requests", "code"): self.requests,
            ("/desk/{org}/causes/{", "code"): {
                "quilts": one(Cause.code),
                "missing": "C-0000-0000-000",
            },
            ("/desk/{org}/rounds", "cause"): {
                "quilts": one(Cause.code),
                "missing": "C-0000-0000-000",
            },
            ("/desk/{org}/people/{", "person"): self.people,
            ("/desk/{org}/people/invitations", "number"): {
                "river": one(Invitation.id),
                "missing": NOT_THERE,
            },
            ("/desk/{org}/closure", "number"): {"river": one(Closure.id), "missing": NOT_THERE},
            ("/desk/{org}/name", "number"): {"river": one(Rename.id), "missing": NOT_THERE},
            ("/admin/organisations", "number"): {"river": one(Rename.id), "missing": NOT_THERE},
            ("/desk/{org}/audit/{", "programme"): self._programmes,
            ("/desk/{org}/factor-sets", "code"): {"river": "RIVER.1", "missing": "RIVER.9"},
            ("/method/sets", "code"): {"river": "RIVER.1", "missing": "RIVER.9"},
            ("/desk/{org}/remarks", "code"): self._or_none(one(Remark.code)),
            ("/desk/{org}/draws", "code"): self._or_none(one(Draw.code)),
            ("/desk/{org}/draws", "claim"): {
                "drawn": one(Opinion.claim_code),
                "missing": "A-0000-0000-000",
            },
            ("/desk/{org}/people/owners", "number"): {
                "river": one(OwnerChange.id),
                "missing": NOT_THERE,
            },
            ("/charity/{org}/deliveries", "code"): {
                "quilts": one(Cause.code),
                "missing": "C-0000-0000-000",
            },
            ("/desk/{org}/school/{", "group"): {
                "3c": one(SchoolClass.group_id),
                "missing": NOT_THERE,
            },
            ("/desk/{org}", "org"): self.places,
            ("/charity/{org}", "org"): self.places,
            ("/sponsor/{org}", "org"): self.places,
            ("/sponsor/{org}/rounds", "code"): self.rounds,
            ("/me/claims", "code"): self.claims,
            **self._objections,
            ("/me/gifts", "code"): self.gifts,
            ("/me/vouchers", "code"): self.vouchers,
            ("/v/", "code"): self.vouchers,
            ("/till", "code"): self.vouchers,
            ("/desk/{org}/tills", "till"): {"paired": "1", "waiting": "2", "missing": "9"},
            ("/till-cards", "secret"): {"waiting": TILL_CARD, "missing": "0000-0000-0000-0000"},
            ("/desk/{org}/rewards", "code"): self.offers,
            ("/rewards", "key"): {
                **{name: f"reward-{code}" for name, code in self.offers.items()},
                "missing": "no-such-thing",
            },
            ("/me/applications", "code"): self.applications,
            ("/me/household", "programme"): self._programmes,
            ("/me/habits", "programme"): self._programmes,
            ("/me/habits", "activity"): {"sort-week": "sort-week", "missing": "no-such-thing"},
            ("/me/sign-ins", "number"): self.sign_ins,
            ("/admin/applications", "code"): self.applications,
            ("/admin/organisations", "key"): self.places,
            ("/admin/people", "person"): {"rosa": self.people["rosa"], "missing": NOT_THERE},
            ("/admin/letters", "number"): {"one": one(Letter.id), "missing": NOT_THERE},
            ("/dev/letters", "number"): {"one": one(Letter.id), "missing": NOT_THERE},
            ("/invitations", "token"): {"missing": "0" * 32},
            ("/causes", "key"): {"quilts": one(Cause.code), "missing": "no-such-C0"},
            ("/causes", "round"): {"one": one(Round.code), "missing": "G-0000-0000-000"},
            ("/causes", "number"): {"first": "1", "missing": "99"},
            ("/rounds", "code"): self.rounds,
            ("/organisations", "key"): self.places,
            ("/rules/{", "code"): self._programmes,
            ("/log/{programme}", "programme"): {
                "river": "RIVER",
                "school": "SCHOOL",
                "missing": "NO-SUCH",
            },
            ("/log/{programme}", "activity"): {
                "sort-week": "sort-week",
                "missing": "no-such-thing",
            },
            ("/me/children", "number"): self.children,
            ("/me/household/children", "number"): self.children,
            ("/me/household/codes", "number"): self.home_codes,
            ("/me/welcome", "programme"): self._programmes,
            **self._plain,
        }

    @cached_property
    def _objections(self) -> dict[tuple[str, str], dict[str, str]]:
        """An appeal, a complaint, a sample, and none of each."""
        of = {
            "tom": self._one(Complaint.code, self._of_person(Complaint.made_by, "tom")),
            "fay": self._one(Complaint.code, self._of_person(Complaint.made_by, "fay")),
            "missing": "B-0000-0000-000",
        }
        code = {"river": self._one(Sample.claim_code), "missing": "A-0000-0000-000"}
        return {
            ("/me/complaints", "code"): of,
            ("/desk/{org}/complaints", "code"): of,
            ("/desk/{org}/samples", "code"): code,
        }

    @cached_property
    def places(self) -> dict[str, str]:
        """Every organisation, one of which is suspended, and none."""
        return {**SLUGS, "missing": "not-there"}

    @cached_property
    def children(self) -> dict[str, str]:
        """A child without an account, one with, and none."""
        of = {name: str(cast.find(self.session, name).id) for name in ("pip", "kit")}
        return {**of, "missing": NOT_THERE}

    @cached_property
    def home_codes(self) -> dict[str, str]:
        """A code of each of two homes, and none."""
        of = {name: self._one(HomeCode.id, HomeCode.made_by == cast.find(self.session, who).id)
              for name, who in (("linden", "rosa"), ("fennel", "fay"))}  # fmt: skip
        return {**of, "missing": NOT_THERE}

    @cached_property
    def sign_ins(self) -> dict[str, str]:
        """Where two people are signed in."""
        found = {}
        for name in ("rosa", "fay"):
            person_id = UUID(str(cast.find(self.session, name).id))
            found[name] = str(ids.derived(person_id, token_of(name)))
        return {**found, "missing": NOT_THERE}

    _plain = {  # what names nothing of anybody: one value will do
        ("/desk/{org}/rounds", "act"): {"document": "document"},
        ("/join/links", "token"): {"missing": "0" * 32},
        ("/email/links", "token"): {"missing": "0" * 32},
        ("/erasures", "code"): {"missing": "E-0000-0000-000"},
        ("/letters/off", "token"): {"missing": "0" * 32},
        ("/me/children", "act"): {"stop": "stop", "end": "end", "missing": "no-such-thing"},
        ("/me/household/children", "act"): {
            "guardianship": "guardianship",
            "adulthood": "adulthood",
            "missing": "no-such-thing",
        },
        ("/me/household/rule", "number"): {"missing": NOT_THERE},
        ("/me/household/rule", "act"): {"agreement": "agreement"},
        ("/me/gifts", "act"): {"return": "return"},
        ("/me/applications", "place"): {"1": "1"},
        ("/admin/applications", "place"): {"1": "1"},
        ("/desk/{org}/paper-codes", "number"): {"missing": NOT_THERE},
        ("/desk/{org}/school/years", "begins"): {"this": "2025", "missing": "1999"},
        ("/cards", "secret"): {"missing": "0" * 32},
        ("/school-letter", "code"): {"missing": "0000-0000-0000-0000"},
        ("/me/ways-in", "key"): {"missing": NOT_THERE},
        ("/sign-in/links", "token"): {"missing": "0" * 32},
        ("/sign-in/schools", "school"): {"missing": "no-such-thing"},
        ("/outcome", "key"): {"missing": "0" * 64},
        ("/actions", "code"): {"cycle": "cycle", "missing": "no-such-thing"},
        ("/method", "activity"): {"cycle": "cycle", "missing": "no-such-thing"},
        ("/data", "name"): {"factors": "factors", "missing": "no-such-thing"},
        ("/programmes", "key"): {
            "river": "riverside-green-points-RIVER",
            "missing": "no-such-thing",
        },
        ("/me/vouchers", "act"): {"return": "return"},
        ("/reports", "period"): {"month": "2026-05", "missing": "no-such-thing"},
        ("/reports", "chart"): {"weeks": "weekly", "missing": "no-such-thing"},
        ("/log/checkpoint", "day"): {"missing": "2026-05-01"},
        ("/log/tile", "level"): {"0": "0"},
        ("/log/tile", "name"): {"missing": "x000/000"},
        ("/r/", "code"): {"missing": "A-0000-0000-000"},
    }
