"""What red lines need besides the world of tests/db/ledger_world.py: a row in every table."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import SQLModel

from db.reference import DATA_SET_VERSION
from db.tables.audits import AuditRun
from db.tables.backups import BackupRun
from db.tables.budgets import BudgetRequest
from db.tables.cause_requests import CauseRequest
from db.tables.claims import Batch, Evidence
from db.tables.closures import Closure
from db.tables.commons import LapsedPoints
from db.tables.complaints import Complaint
from db.tables.deliveries import Delivery
from db.tables.drafts import Draft, DraftVersion
from db.tables.draws import Draw, Opinion
from db.tables.editions import Edition
from db.tables.factor_sets import FactorSet, OwnFactor
from db.tables.giving import Gift, Pledge, RoundCause, Settlement, SettlementShare
from db.tables.habits import Habit
from db.tables.history import HistoryEvent
from db.tables.households import ChosenCause, HomeCode, HouseholdMember, RuleConsent, RuleWish
from db.tables.imports import Import, ImportLine
from db.tables.jobs import Job
from db.tables.joining import JoinLink
from db.tables.letters import LapseAnnouncement, LapseMark, Letter, LetterRefusal
from db.tables.meters import Meter, Reading
from db.tables.organisations import (
    Application,
    ApplicationPaper,
    Invitation,
    Membership,
    Organisation,
    OrganisationCheck,
    OwnerChange,
)
from db.tables.people import Erasure, Guardianship, Person, SignIn, Tries
from db.tables.posters import CheckIn, Poster
from db.tables.programmes import Activity, Enrolment, ProgrammeStep, RuleSet, SeasonKey
from db.tables.questionnaires import Questionnaire, RecordCheck
from db.tables.receipts import Receipt
from db.tables.remarks import Remark
from db.tables.renames import Rename
from db.tables.reports import ActTotal, PeriodTotal, Presence
from db.tables.rewards import PriceWindow, Redemption, RewardWait, StockCount
from db.tables.samples import Sample, SampleSeed
from db.tables.schools import CardSignIn, ClassWindow, SchoolClass, SchoolYear, Slot, Tick
from db.tables.slips import Slip
from db.tables.tills import Till
from db.tables.ways import (
    LinkRequest,
    Passkey,
    RecoveryCode,
    SchoolAccount,
    SignInLink,
    Ticket,
    TimeCode,
)
from tests.db import sealed
from tests.db.ledger_world import MARCH, MAY, World, named

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
HERE = {"programme_id": named("programme")}
R0 = {**HERE, "round_id": named("r0")}
OAK = {**HERE, "cause_id": named("oak")}
SEASON = {**HERE, "season": "2026"}
CLAIMS = (  # code, whose, who approved it
    ("c6", "class4", "p-class4"),
    ("c7", "anna", "vera"),
    ("c8", "ben", "gwen"),
)
SOON = date(2026, 12, 31)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)
HOME = {"household_id": named("anna")}
SEEDLING = {**HERE, "reward_id": named("seedling")}
USED = {
    **{"id": named("used"), "code": "V-used", "state": "used", "person_id": named("vera")},
    **{"hold_seq": 1, "valid_until": SOON, "return_until": SOON, "ended_at": None},
    **{"used_at": MAY, "used_by": named("gwen"), "adult_id": named("vera"), "rating": 1},
    "points": 9,
}
CHEAPER = {"starts_on": SOON, "ends_on": SOON, "announced_on": MAY.date(), "points": 5}
WISHED = {
    **{"id": named("wished"), "code": "V-wish", "person_id": named("vera")},
    **{"state": "proposed", "points": 9},
}
ENDED = {
    **{"id": named("ended"), "code": "V-ended"},
    **{"state": "returned", "hold_seq": 1, "end_seq": 2, "ended_at": MAY},
    **{"valid_until": SOON, "return_until": SOON},
}
TILL = {
    **{"organisation_id": named("somebody"), "made_by": named("vera")},
    **{"made_at": MARCH, "ends_at": SUMMER},
}
TILL_ENDED = {"ended_at": MAY, "ended_by": named("gwen")}
LAPSED = {"lies_at": named("oak"), "points": 5, "lapsed_at": MAY}
POT = {"kind": "pot", "amount_cents": 100, "currency": "GBP", "sponsor_id": named("somebody")}
SIGNERS = {"written_by": named("somebody"), "approved_by": named("vera")}
CHECKS = {
    **{"organisation_id": named("somebody"), "person_id": named("vera"), "role": "verifier"},
    "until": MAY,
}
CHANGE = {
    **{"organisation_id": named("somebody"), "person_id": named("vera")},
    **{"asked_by": named("gwen"), "ends_at": MAY},
}
NAMED = {"organisation_id": named("somebody"), "asked_by": named("gwen"), "name": {"en": "Us"}}
CLOSING = {"organisation_id": named("somebody"), "asked_by": named("gwen"), "ends_at": MAY}
REMARK = {"code": "M1", "organisation_id": named("somebody"), "written_by": named("vera")}
REPLIED = {"code": "M2", "answer": "Yes.", "answered_by": named("gwen"), "answered_at": MAY}
WITHDRAWN = {
    **{"code": "M3", "withdrawn_why": "Mistaken.", "withdrawn_by": named("vera")},
    "withdrawn_at": MAY,
}
DRAW = {
    **{"code": "V1", "organisation_id": named("somebody"), "drawn_by": named("vera")},
    **{"begins_on": SOON, "ends_on": SOON},
}
YEAR = {"organisation_id": named("somebody"), "begins": 2026}
CARD = ("card_hash", "card_sealed", "letter_hash", "letter_sealed")
PLACE = {"group_id": named("class4"), "number": 7}
IMPORT = {"kind": "sheet", "digest": "0" * 64, "control": Decimal(1), "made_by": named("vera")}
METER = {**HERE, "household_id": named("anna"), "activity": "cycle"}
TALK = {"kind": "quiz", "state": "open", "poster_code": "C-1"}
ASKS = {
    **{"kind": "survey", "name": {"en": "Paths"}, "intro": {"en": "Where?"}},
    **{"questions": [{"kind": "text"}], "sums": [{"counts": [10]}], "texts": []},
    **{"counted": 0, "box": None, "made_by": named("vera")},
}
WANTED = {"funder_id": named("somebody"), "asked_by": named("vera"), "points": 5}
CHOSEN = {
    **{"claim_code": "c7", "month": "2026-05", "version": 1, "done_on": SOON},
    **{"verifier_id": named("vera"), "checked_by": named("gwen"), "checked_at": MAY},
    **{"finding": "differs", "reason": None},
}
APPEAL = {
    **{"code": "K1", "kind": "decision", "claim_code": "c7", "made_by": named("vera")},
    **{"made_at": MARCH, "answer_by": MAY, "words": None},
}
ASKED = {"charity_id": named("somebody"), "asked_by": named("vera"), "state": "waiting"}
OWN = {
    **{"name": "Ours", "source": "A leaflet", "digest": "0" * 64, "entered_by": named("vera")},
    **{"first_year": 2026, "last_year": 2026},
}
REVIEWED = {"reviewer": "An office", "reviewed_by": named("gwen"), "reviewed_at": MAY}
KM = {
    **{"activity": "cycle", "region": "GB", "year": 2026, "metric": "co2e_kg", "unit": "km"},
    **{"impact_class": "avoided", "value": Decimal(1), "expression": "1"},
}
ROWS: tuple[tuple[type[SQLModel], dict[str, object]], ...] = (
    (Evidence, {**HERE, "claim_code": "c7", "file": None}),
    (Batch, {**HERE, "code": "B1"}),
    (SampleSeed, {**HERE, "month": "2026-05", "seed": "a" * 64}),
    (Sample, {**HERE, **CHOSEN}),
    (Complaint, {**HERE, **APPEAL}),
    (Remark, {**HERE, **REMARK}),
    (Remark, {**HERE, **REMARK, **REPLIED}),
    (Remark, {**HERE, **REMARK, **WITHDRAWN}),
    (Draw, {**HERE, **DRAW}),
    (Opinion, {**HERE, "draw_code": "V1", "claim_code": "c7"}),
    (RoundCause, {**R0, **OAK}),
    (CauseRequest, {**HERE, **ASKED}),
    (Pledge, {**R0, **POT}),
    (Gift, {**R0, **OAK, "code": "G1", "vote_id": named("v1"), "adult_id": named("vera")}),
    (PriceWindow, {**SEEDLING, **CHEAPER}),
    (StockCount, {**SEEDLING, "before": 5, "after": 4, "reason": "One withered."}),
    (Organisation, {"id": named("elsewhere"), "code": "ELSE", "slug": "elsewhere"}),
    (Till, {**TILL, "id": named("till"), "number": 1, "secret_hash": "x", "paired_at": MAY}),
    (Till, {**TILL, "id": named("card"), "number": 2, "secret_hash": "y", "card_sealed": "y"}),
    (Till, {**TILL, "id": named("gone"), "number": 3, "paired_at": MAY, **TILL_ENDED}),
    (
        Till,
        {
            **{**TILL, "organisation_id": named("elsewhere"), "id": named("theirs")},
            **{"number": 1, "secret_hash": "theirs", "paired_at": MAY},
        },
    ),
    (Redemption, {**SEEDLING, "household_id": named("ben"), **WISHED}),
    (Redemption, {**SEEDLING, **HOME, **WISHED, **ENDED}),
    (Redemption, {**SEEDLING, **HOME, **USED}),
    (RewardWait, {**SEEDLING, **HOME, "person_id": named("vera")}),
    (RewardWait, {**SEEDLING, **HOME, "reward_id": named("tray"), "person_id": named("vera")}),
    (Settlement, R0),
    (SettlementShare, {**R0, **OAK}),
    (LapsedPoints, {**OAK, **LAPSED}),
    (LapsedPoints, {**R0, **OAK, **LAPSED, "id": named("counted")}),
    (Delivery, {**R0, **OAK}),
    (Receipt, HERE),
    (HistoryEvent, HERE),
    (RuleSet, {**SEASON, "version": 2, **SIGNERS}),
    (Activity, {**HERE, "version": 2, "code": "cycle"}),
    (Enrolment, {**HERE, "holder_id": named("anna")}),
    (SeasonKey, {**SEASON, "key": "k" * 64}),
    (ChosenCause, {**OAK, "household_id": named("anna")}),
    (LapseMark, {**HERE, "account_id": named("anna"), "days_before": 14, "expires_on": SOON}),
    (LapseAnnouncement, SEASON),
    (HomeCode, {**HOME, "ends_at": SUMMER}),
    (RuleWish, {**HOME, "id": named("wish")}),
    (RuleConsent, {"wish_id": named("wish"), "person_id": named("vera")}),
    (Membership, CHECKS),
    (Membership, {**CHECKS, "role": "owner"}),
    (OrganisationCheck, {"organisation_id": named("somebody")}),
    (OwnerChange, CHANGE),
    (Closure, CLOSING),
    (Rename, NAMED),
    (Rename, {**NAMED, "id": named("unnamed"), "state": "withdrawn", "decided_at": MAY}),
    (Application, {"id": named("asks"), "state": "waiting", "applicant_id": named("vera")}),
    (ApplicationPaper, {"application_id": named("asks")}),
    (Invitation, {"organisation_id": named("somebody"), "ends_at": MAY}),
    (Erasure, {"person_id": named("vera")}),
    (SignIn, {}),
    (Tries, {}),
    (LinkRequest, {"facts": {}}),
    (JoinLink, {"home_code_id": named("somebody")}),
    (SignInLink, {}),
    (TimeCode, {"person_id": named("vera")}),
    (RecoveryCode, {"purpose": "paper", "made_by": named("vera"), "person_id": named("gwen")}),
    (Passkey, {}),
    (SchoolAccount, {}),
    (Ticket, {"facts": {}}),
    (AuditRun, {}),
    (BackupRun, {}),
    (Job, {}),
    (Letter, {"facts": {}, "person_id": named("vera")}),
    (LetterRefusal, {"person_id": named("vera")}),
    (ActTotal, {**HERE, "amount": Decimal(1)}),
    (PeriodTotal, HERE),
    (Edition, {"number": 1, "reason": "closed", "digest": "0" * 64, "data_set": DATA_SET_VERSION}),
    (FactorSet, {**HERE, **OWN, "number": 1}),
    (FactorSet, {**HERE, **OWN, **REVIEWED, "number": 2}),
    (FactorSet, {**HERE, **OWN, "number": 3, "ended_by": named("vera"), "ended_at": MAY}),
    (OwnFactor, {**HERE, **KM, "number": 1, "line": 2}),
    (Presence, HERE),
    (Poster, {**HERE, "code": "C-1", "activity": "cycle", "ends_on": SOON, "closes_at": 600}),
    (CheckIn, {**HERE, "poster_code": "C-1", "person_id": named("vera"), "claim_code": "c7"}),
    (Import, {**HERE, "code": "B-1", **IMPORT}),
    (ImportLine, {**HERE, "import_code": "B-1", "claim_code": "c7"}),
    (Slip, {**HERE, "code": "S-1", "claim_code": "c11", "typed_by": named("vera")}),
    (Meter, {**METER, "usual": Decimal(9), "usual_days": 30, "told_by": named("vera")}),
    (Reading, {**METER, "shown": Decimal(5), "claim_code": "c7", "read_by": named("vera")}),
    (Habit, {**HERE, "activity": "cycle", "person_id": named("vera")}),
    (Slip, {**METER, "code": "S-2", "reading_number": 1, "typed_by": named("vera")}),
    (Questionnaire, {**HERE, **ASKS, "code": "W-1", "kind": "quiz", "state": "draft"}),
    (Questionnaire, {**HERE, **ASKS, "code": "W-2", "state": "open", "counted": 10, "box": "x"}),
    (Questionnaire, {**HERE, **ASKS, "code": "W-3", "state": "closed", "counted": 10}),
    (Questionnaire, {**HERE, **ASKS, "code": "W-4", **TALK}),
    (RecordCheck, {**HERE, "subject": "W-2", "person_id": named("vera"), "claim_code": "c7"}),
    (SchoolYear, {**YEAR, "starts_on": MARCH.date(), "ends_on": SOON}),
    (SchoolClass, {**YEAR, "group_id": named("class4")}),
    (Slot, {**PLACE, **dict.fromkeys(CARD, "x")}),
    (ClassWindow, {"id": named("window"), "group_id": named("class4"), "ends_at": MAY}),
    (CardSignIn, {**PLACE, "window_id": named("window")}),
    (Draft, {"id": named("draft"), "organisation_id": named("somebody"), "state": "editing"}),
    (DraftVersion, {"draft_id": named("draft"), "plan": {}, "written_by": named("vera")}),
    (ProgrammeStep, {**HERE, "kind": "paused", "taken_by": named("vera")}),
    (BudgetRequest, {**HERE, "id": named("asks"), **WANTED}),
    (Tick, {**HERE, **PLACE, "done_on": SOON, "cap_group": "arrivals"}),
)


def fill(world: World) -> World:
    """Claims that were approved and wait for points, tom who once lived with anna, and the rest."""
    for name in ("tom", "theo", "olive"):
        mail = {"email": f"{name}@demo.test", "password_hash": "x"}
        world.put(Person, id=named(name), name=name, **mail)
    gone = {"joined_at": JANUARY, "left_at": MARCH}
    world.put(HouseholdMember, household_id=named("anna"), person_id=named("tom"), **gone)
    grown = {"since": JANUARY, "until": MARCH}
    world.put(Guardianship, guardian_id=named("theo"), child_id=named("p-zoe"), **grown)
    for code, holder, verifier in CLAIMS:
        world.claim(code, holder, checked_by=verifier)
    world.claim("c5", "anna", checked_by="tom", person_id=named("somebody"))
    world.claim("c4b", "class4", checked_by="tom", person_id=named("p-anna"))
    world.claim("c11", "anna")
    world.claim("c10", "anna", revision=2)  # it was changed after it was approved
    for table, given in ROWS:
        world.put(table, **given)
    sealed.write(world)
    world.session.commit()
    return world
