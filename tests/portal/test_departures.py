"""Being forgotten: points find their way, everything else goes, and the ledger stays as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.tables.claims import Claim, ClaimState, Evidence, Verification
from db.tables.giving import Gift
from db.tables.households import Household, HouseholdMember
from db.tables.ledger import Posting, Txn
from db.tables.letters import Letter
from db.tables.organisations import Invitation, Membership, OwnerChange
from db.tables.people import Erasure, Guardianship, Person, SignIn
from portal import (
    applications,
    audits,
    causes,
    departures,
    erasures,
    gifts,
    giving,
    guardians,
    home_codes,
    households,
    invitations,
    ledger,
    organisations,
    ownership,
    people,
    programmes,
    sign_in,
    sign_ins,
    spending_rules,
)
from portal.applications import ApplicationState
from portal.audits import AuditSource
from portal.departures import LastAdult, OnlyGuardian, OwnersFirst
from portal.erasures import Entry
from portal.errors import NotFound
from portal.home_codes import CodeWithdrawn, HomeCodeKind
from portal.households import Standing
from portal.organisations import Role
from portal.ownership import OwnerChangeKind
from portal.transactions import opener
from portal.verification import Decision
from tests import giving as set_up
from tests import people as cast
from tests.claiming import SHELF, approve, decide, picture, send, told, verdict
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(minutes=1)


def erase(session, who, *, idem="form", now=LATER):
    return departures.erase(session, cast.find(session, who), shelf=SHELF, idem=idem, now=now)


def live_alone(session, name="otter"):
    """Let somebody new live alone, who has an account and works nowhere."""
    facts = {"email": f"{name}@demo.test", "password": PASSWORD}
    person = people.register(session, name=name.title(), **facts, now=NOON)
    home = households.found(session, name=f"{name.title()}’s nest", now=NOON)
    households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
    return person.id, home.id


def wallet_of(session, home_id, points=120):
    """Let a household hold points in RIVER, in which it takes part."""
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    programmes.enrol(session, river, home_id, now=NOON)
    set_up.award(session, home_id, points)
    return river


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_nothing_says_who_somebody_was_and_they_cannot_come_in(session):
    rosa = cast.find(session, "rosa")
    token = sign_ins.start(session, rosa.id, device="firefox/linux", now=NOON)
    erase(session, "rosa")
    gone = session.get_one(Person, rosa.id)
    kept = (gone.name, gone.email, gone.password_hash, gone.language, gone.seen_on)
    assert kept == ("—", None, None, None, None)
    assert sign_ins.find_or_none(session, token, now=LATER) is None
    proof = {"email": "rosa@demo.test", "password": PASSWORD, "network": "", "now": LATER}
    assert sign_in.prove(session, **proof).person_id is None
    assert people.find_by_email_or_none(session, "rosa@demo.test") is None


def test_the_address_is_free_for_whoever_joins_next(session):
    old = cast.find(session, "rosa").id
    erase(session, "rosa")
    new = people.register(session, name="Rosa", email="rosa@demo.test", password="x", now=LATER)
    assert new.id != old


def test_the_receipt_has_a_code_and_a_day_and_the_same_form_finds_it(session):
    rosa = cast.find(session, "rosa")
    code = erase(session, "rosa")
    again = departures.erase(session, rosa, shelf=SHELF, idem="form", now=LATER + timedelta(1))
    assert again == code and code.startswith("E-")
    found = erasures.find(session, code.lower().replace("-", " "))
    assert (found.code, found.erased_at) == (code, LATER)
    assert count(session, Erasure) == 1
    with pytest.raises(NotFound):
        erasures.find(session, "E-0000-0000-000")


def test_a_shared_household_keeps_its_points_and_its_name(session):
    linden = cast.home(session, "Linden")
    wallet_of(session, linden)
    before = count(session, Txn)
    erase(session, "rosa")
    tom = cast.find(session, "tom")
    assert (tom.household_name, tom.points, tom.adults_to_agree) == ("Linden", 120, 1)
    assert households.find(session, linden).head_id == tom.id
    assert count(session, Txn) == before
    assert "Rosa" not in {one.name for one in households.list_members(session, linden)}


def test_who_stays_is_told_who_becomes_head(session):
    seen = departures.look(session, cast.find(session, "rosa"), now=LATER)
    assert (seen.next_head, seen.may_go, seen.legacies) == ("Tom", True, [])


def test_who_lives_alone_gives_to_the_cause_they_chose_where_a_round_is_open(session):
    person_id, home_id = live_alone(session)
    river = wallet_of(session, home_id)
    set_up.cause(session, "commons", is_common=True)
    set_up.open_round(session, "warm-quilts", "commons")
    otter = cast.find(session, "otter")
    chosen = set_up.cause(session, "warm-quilts")
    causes.choose(session, otter, "RIVER", chosen.code, now=NOON)
    [legacy] = departures.look(session, otter, now=LATER).legacies
    assert (legacy.points, legacy.is_given, legacy.cause_name["en"]) == (120, True, "Warm quilts")
    erase(session, "otter")
    assert ledger.balance(session, river, home_id) == 0
    [gift] = session.scalars(select(Gift).where(Gift.giver_id == home_id))
    assert (gift.cause_id, gift.points, gift.person_id) == (chosen.cause_id, 120, person_id)
    assert gift.txn_seq is not None


def test_without_a_choice_it_is_the_common_cause(session):
    _, home_id = live_alone(session)
    river = wallet_of(session, home_id)
    common = set_up.cause(session, "commons", is_common=True)
    set_up.open_round(session, "warm-quilts", "commons")
    erase(session, "otter")
    [gift] = session.scalars(select(Gift).where(Gift.giver_id == home_id))
    assert (gift.cause_id, ledger.balance(session, river, home_id)) == (common.cause_id, 0)


@pytest.mark.parametrize("points", [120, 9])
def test_what_no_round_takes_stays_and_lapses_on_its_day(session, points):
    """None is open at 120 points; at 9 one is, and asks for ten at least."""
    _, home_id = live_alone(session)
    river = wallet_of(session, home_id, points)
    set_up.cause(session, "commons", is_common=True)
    if points < 10:
        set_up.open_round(session, "commons")
    [legacy] = departures.look(session, cast.find(session, "otter"), now=LATER).legacies
    assert legacy.is_given is (points < 10)
    erase(session, "otter")
    assert ledger.balance(session, river, home_id) == points
    assert session.get_one(Household, home_id).name == "—"


def test_a_pledge_gets_what_it_needs_and_the_rest_lapses(session):
    _, home_id = live_alone(session)
    river = wallet_of(session, home_id, 700)
    set_up.cause(session, "commons", is_common=True)
    set_up.open_round(session, "commons", terms=set_up.QUILTS)
    erase(session, "otter")
    assert ledger.balance(session, river, home_id) == 700 - 4 * 160


def test_what_waits_is_taken_back_and_what_was_decided_stays_without_words_and_photos(session):
    shown = told(photo=picture("red"))
    waiting = send(session, "repair-clothing", facts=shown, shelf=SHELF)
    approved, asked = send(session), send(session, "led-bulb")
    approve(session, approved)
    decide(session, verdict(session, asked, Decision.ASK, "Was it Rosa herself?"))
    session.get_one(Claim, _key(session, approved)).note = "with my neighbour Walt"
    session.flush()
    [photo] = session.scalars(select(Evidence))
    name = photo.file
    erase(session, "rosa")
    session.commit()
    states = dict(session.execute(select(Claim.code, Claim.state)).all())
    assert states[waiting] == states[asked] == ClaimState.WITHDRAWN
    assert states[approved] == ClaimState.AWARDED
    assert set(session.scalars(select(Claim.note))) == {None}
    assert set(session.scalars(select(Verification.message))) == {None}
    assert set(session.scalars(select(Evidence.file))) == {None}
    with pytest.raises(NotFound):
        SHELF.read(name)


def _key(session, code):
    return session.execute(select(Claim.programme_id, Claim.code).where(Claim.code == code)).one()


def test_words_written_to_others_stay_theirs(session):
    code = send(session, who="fay")
    decide(session, verdict(session, code, Decision.ASK, "How did you measure it?"))
    erase(session, "rosa")
    assert session.scalars(select(Verification.message)).all() == ["How did you measure it?"]


def test_the_last_owners_are_told_what_to_do_first(session):
    olga = cast.find(session, "olga")
    seen = departures.look(session, olga, now=LATER)
    assert seen.first.places == [
        ({"en": "Riverside Neighbours", "zh-hans": "河畔邻里社"}, "riverside-neighbours")
    ]
    with pytest.raises(OwnersFirst):
        erase(session, "olga")
    assert cast.find(session, "olga").name == "Olga"
    river = cast.place(session, "riverside-neighbours").id
    otter, _ = live_alone(session)
    organisations.appoint(session, river, otter, Role.OWNER, now=NOON)
    erase(session, "olga")
    held = organisations.list_roles(session, river, now=LATER + timedelta(seconds=1))
    assert olga.id not in held


def test_a_place_that_is_closed_or_suspended_holds_nobody_back(session, alter):
    alter("UPDATE organisation SET state = 'suspended' WHERE slug = 'riverside-neighbours'")
    erase(session, "olga")
    assert session.scalars(select(Membership.until)).all().count(LATER) == 1


def test_the_last_adult_cannot_leave_a_child_behind(session):
    erase(session, "tom", idem="tom")
    rosa = cast.find(session, "rosa")
    assert departures.look(session, rosa, now=LATER).is_last_adult
    with pytest.raises(LastAdult):
        erase(session, "rosa")
    pip = cast.find(session, "Pip").id
    guardians.start(session, rosa, pip, now=NOON)
    departures.erase_child(session, rosa, pip, shelf=SHELF, idem="pip", now=LATER)
    erase(session, "rosa", idem="rosa")
    assert session.get_one(Person, rosa.id).name == "—"


def test_a_child_with_an_account_keeps_somebody_who_answers_for_it(session):
    rosa, pip = cast.find(session, "rosa"), cast.find(session, "Pip").id
    guardians.start(session, rosa, pip, now=NOON)
    child = session.get_one(Person, pip)
    child.email, child.password_hash = "pip@demo.test", "x"
    session.flush()
    assert departures.look(session, rosa, now=LATER).first.wards == [("Pip", pip)]
    with pytest.raises(OnlyGuardian):
        erase(session, "rosa")
    guardians.start(session, cast.find(session, "tom"), pip, now=NOON)
    erase(session, "rosa")
    live = select(Guardianship.guardian_id).where(Guardianship.until.is_(None))
    assert session.scalars(live).all() == [cast.find(session, "tom").id]


def test_who_answers_for_a_child_can_have_it_forgotten_and_nobody_else_can(session):
    rosa, pip = cast.find(session, "rosa"), cast.find(session, "Pip").id
    facts = {"shelf": SHELF, "idem": "pip", "now": LATER}
    with pytest.raises(NotFound):
        departures.erase_child(session, rosa, pip, **facts)
    guardians.start(session, rosa, pip, now=NOON)
    with pytest.raises(NotFound):
        departures.erase_child(session, cast.find(session, "fay"), pip, **facts)
    code = departures.erase_child(session, rosa, pip, **facts)
    assert departures.erase_child(session, rosa, pip, **facts) == code
    assert session.get_one(Person, pip).name == "—"
    assert [one.name for one in households.list_members(session, rosa.household_id)] == [
        "Rosa",
        "Tom",
    ]


def test_codes_wishes_proposals_and_what_was_asked_end_with_them(session):
    rosa, fay = cast.find(session, "rosa"), cast.find(session, "fay")
    home_codes.make(session, rosa, kind=HomeCodeKind.ADULT, idem="1", now=NOON)
    code = home_codes.list_open(session, rosa, now=NOON)[0].code
    spending_rules.ask(session, rosa, adults_to_agree=2, now=NOON)
    set_up.open_round(session, "warm-quilts")
    river = wallet_of(session, cast.home(session, "Fennel"))
    [cause] = giving.find_open(session, river, now=NOON)
    gifts.give(session, fay, cause, points=20, idem="2", now=NOON)
    told_of = {"name": "Otter Club", "about": "We mend.", "registration": "none yet"}
    kind = organisations.OrganisationKind.COMMUNITY
    facts = {"kind": kind, "language": "en", "idem": "3", "now": NOON}
    applications.apply(session, fay, **told_of, **facts)
    erase(session, "rosa", idem="rosa")
    erase(session, "fay", idem="fay")
    with pytest.raises(CodeWithdrawn):
        home_codes.find(session, code, now=LATER)
    tom = cast.find(session, "tom")
    assert spending_rules.find_open_or_none(session, tom.household_id, now=LATER) is None
    [proposal] = session.scalars(select(Gift))
    assert (proposal.ended_at, proposal.txn_seq) == (LATER, None)
    [row] = applications.list_mine(session, fay)
    assert (row.state, row.name) == (ApplicationState.WITHDRAWN, "—")


def test_letters_invitations_and_wishes_about_them_go(session):
    olga, olive = cast.find(session, "olga"), cast.find(session, "olive")
    desk = set_up.desk(session, "olga")
    ownership.ask(session, olga, desk, olive.id, OwnerChangeKind.APPOINT, now=NOON)
    offer = {"email": "rosa@demo.test", "role": Role.VIEWER, "language": "en", "idem": "1"}
    invitations.invite(session, olga, desk, **offer, now=NOON)
    erase(session, "olive", idem="olive")
    erase(session, "rosa", idem="rosa")
    assert session.scalars(select(OwnerChange.ends_at)).one() == LATER
    [invitation] = session.scalars(select(Invitation))
    assert (invitation.email, invitation.withdrawn_at) == ("—", LATER)
    assert session.scalars(select(Letter).where(Letter.address == "rosa@demo.test")).all() == []
    assert count(session, SignIn) == 0


def test_the_ledger_is_untouched_and_the_audit_says_the_same(session, engine):
    wallet_of(session, cast.home(session, "Linden"))
    approve(session, send(session))
    session.commit()
    before = _audited(engine), count(session, Txn), count(session, Posting)
    session.rollback()
    erase(session, "rosa")
    session.commit()
    assert (_audited(engine), count(session, Txn), count(session, Posting)) == before


def _audited(engine):
    result = audits.check(opener(engine), source=AuditSource.DATABASE, now=LATER)
    assert result.acts > 0
    return sorted(one.told for one in result.breaches)


def test_whom_a_backup_brings_back_is_forgotten_once_more_with_the_old_receipt(session):
    rosa = cast.find(session, "rosa").id
    entry = Entry(rosa, "E-7K3F-22QX-M4C", NOON - timedelta(days=3))
    assert Entry.of(entry.line) == entry
    assert erasures.back_again(session, [rosa]) == [rosa]
    for _ in range(2):
        departures.erase_again(session, entry, shelf=SHELF, now=LATER)
    assert erasures.find(session, entry.code).erased_at == entry.erased_at
    assert erasures.back_again(session, [rosa]) == []
    here = select(HouseholdMember.left_at).where(HouseholdMember.person_id == rosa)
    assert session.scalars(here).all() == [LATER]


def test_the_list_beside_backups_has_each_person_once(session, tmp_path):
    rosa = cast.find(session, "rosa").id
    code = erase(session, "rosa")
    entries = erasures.list_since(session, NOON)
    for _ in range(2):
        erasures.add(tmp_path, entries)
    file = tmp_path / erasures.LIST
    file.write_text(f"{file.read_text()}\n{'0' * 32}\n")
    listed = erasures.read(tmp_path)
    assert [(one.person_id, one.code) for one in listed] == [
        (rosa, code),
        (Entry.of("0" * 32).person_id, ""),
    ]
    file.write_text("not an id")
    with pytest.raises(ValueError, match="badly formed"):
        erasures.read(tmp_path)
