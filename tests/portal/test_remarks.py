"""An auditor remarks in public, draws samples of their own, and moves no points by any of it."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from db.tables.draws import Draw, Opinion
from db.tables.ledger import Posting
from db.tables.remarks import Remark
from portal import anomalies, audited, draws, ids, opinions, organisations, remarks
from portal.anomalies import Signal
from portal.audited import WorksThere
from portal.complaints import Answered, NoWords
from portal.draws import BadDraw, NothingToDraw, Wanted
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.opinions import Finding
from portal.organisations import Role
from portal.rechecks import AlreadyLooked, ReasonMissing
from portal.remarks import Withdrawn
from tests.claiming import approve, decide, desk, picture, send, stored, told, verdict
from tests.people import NOON, find, place

DISTRICT = "willowford-district"
TODAY = NOON.date()
WORDS = "The glass rule changed twice this season."


@pytest.fixture(autouse=True)
def everybody(town):
    """The town's cast is there."""


def ada(session):
    return find(session, "ada"), desk(session, "ada", DISTRICT)


def write(session, words=WORDS, programme="RIVER", idem=None):
    return remarks.write(
        *(session, *ada(session)), programme, words, idem=idem or ids.new_token(), now=NOON
    )


def answer(
    session, code, who="olive", words="It will not again.", idem=None, slug="riverside-neighbours"
):
    key = {"idem": idem or ids.new_token(), "now": NOON}
    remarks.answer(session, find(session, who), desk(session, who, slug), code, words, **key)


def withdraw(session, code, why="I misread it.", who="ada", slug=DISTRICT, idem=None):
    key = {"idem": idem or ids.new_token(), "now": NOON}
    remarks.withdraw(session, find(session, who), desk(session, who, slug), code, why, **key)


def public(session, code="RIVER"):
    it = audited.find_audited(session, *ada(session), code, now=NOON)
    return remarks.list_of(session, it.programme_id)


def approved(session, count=6):
    """Approve so many repairs of fay's home, each with a photo of its own."""
    shades = [f"#{9 * number:02x}4060" for number in range(1, count + 1)]
    made = [
        send(session, "led-bulb", who="fay", facts=told(photo=picture(shade))) for shade in shades
    ]
    approve(session, *made)
    return made


def wanted(seed="dice: 3 5 1", count=3, begins=TODAY, ends=TODAY):
    return Wanted(seed, begins, ends, count)


def take(session, plan=None, idem=None, programme="RIVER"):
    key = {"idem": idem or ids.new_token(), "now": NOON}
    return draws.draw(session, *ada(session), programme, plan or wanted(), **key)


def opened(session, code):
    return draws.find(session, ada(session)[1], code)


def postings(session):
    return session.scalar(select(func.count()).select_from(Posting))


def test_a_remark_is_public_at_once_with_the_organisation_and_the_day(session):
    code = write(session)
    [row] = public(session)
    assert (row.code, row.words, row.written_at) == (code, WORDS, NOON)
    assert row.organisation_slug == DISTRICT and "Ada" not in str(row)


def test_sent_twice_it_is_one_remark_and_saying_otherwise_is_refused(session):
    assert write(session, idem="one") == write(session, idem="one")
    with pytest.raises(AlreadyUsed):
        write(session, "Something else.", idem="one")
    assert len(public(session)) == 1


@pytest.mark.parametrize("words", ["", " \n", "x" * 1001])
def test_a_remark_has_words(session, words):
    with pytest.raises(NoWords):
        write(session, words)


@pytest.mark.parametrize("who", ["quinn", "op"])
def test_only_an_auditor_remarks_and_draws(session, who):
    me, here = find(session, who), desk(session, who, DISTRICT)
    with pytest.raises(NotAllowed):
        remarks.write(session, me, here, "RIVER", WORDS, idem="x", now=NOON)
    with pytest.raises(NotAllowed):
        draws.draw(session, me, here, "RIVER", wanted(), idem="x", now=NOON)


def test_whoever_works_there_audits_another_programme(session):
    here = place(session, "riverside-neighbours").id
    organisations.appoint(session, here, find(session, "ada").id, Role.VIEWER, now=NOON)
    with pytest.raises(WorksThere):
        write(session)
    assert write(session, programme="SCHOOL")


def test_what_was_never_published_is_not_there(session):
    with pytest.raises(NotFound):
        write(session, programme="NOSUCH")


def test_it_is_answered_once_by_those_who_run_the_programme(session):
    code = write(session)
    answer(session, code, idem="once")
    answer(session, code, idem="once")
    [row] = public(session)
    assert (row.answer, row.answered_at) == ("It will not again.", NOON)
    with pytest.raises(Answered):
        answer(session, code, "olga", "Another answer.")


@pytest.mark.parametrize(
    ("who", "slug", "refused"),
    [
        ("vera", "riverside-neighbours", NotAllowed),
        ("grace", "willowford-bridge-school", NotFound),
    ],
)
def test_nobody_else_answers(session, who, slug, refused):
    code = write(session)
    with pytest.raises(refused):
        answer(session, code, who, slug=slug)


def test_it_is_withdrawn_with_a_reason_and_stays(session):
    code = write(session)
    withdraw(session, code, idem="once")
    withdraw(session, code, idem="once")
    [row] = public(session)
    assert (row.words, row.withdrawn_why) == (WORDS, "I misread it.")
    for again in (lambda: withdraw(session, code), lambda: answer(session, code)):
        with pytest.raises(Withdrawn):
            again()
    with pytest.raises(NotAllowed):
        withdraw(session, write(session), who="olive", slug="riverside-neighbours")
    assert len(session.scalars(select(Remark)).all()) == 2


def test_a_seed_draws_the_same_for_everybody(session):
    made = approved(session)
    waits = send(session, who="rosa")
    code = take(session)
    drawn = [row.code for row in opinions.list_claims(session, opened(session, code))]
    by_hand = sorted(
        made, key=lambda one: hashlib.sha256(f"dice: 3 5 1:{one}".encode()).hexdigest()
    )
    assert drawn == by_hand[:3] and waits not in made
    row = session.scalars(select(Draw)).one()
    assert (row.found, row.wanted, row.seed) == (6, 3, "dice: 3 5 1")
    assert take(session, idem="k") == take(session, idem="k")


def test_no_claim_of_the_auditors_own_home_is_drawn(session):
    approved(session, 2)
    own = send(session, "led-bulb", who="ada", facts=told(photo=picture("yellow")))
    approve(session, own)
    drawn = opinions.list_claims(session, opened(session, take(session)))
    assert len(drawn) == 2 and own not in {row.code for row in drawn}


@pytest.mark.parametrize(
    "plan",
    [
        wanted(seed=" "),
        wanted(seed="x" * 81),
        wanted(count=0),
        wanted(count=51),
        wanted(ends=TODAY - timedelta(days=1)),
        wanted(begins=TODAY - timedelta(days=401)),
    ],
)
def test_what_cannot_be_drawn_is_refused(session, plan):
    with pytest.raises(BadDraw):
        take(session, plan)


def test_where_nothing_was_approved_there_is_nothing_to_draw(session):
    send(session)
    with pytest.raises(NothingToDraw):
        take(session)
    assert not session.scalars(select(Draw)).all()


def test_an_opinion_is_written_down_once_and_moves_no_points(session):
    made = approved(session, 2)
    it, me = opened(session, take(session)), ada(session)[0]
    before, claim = postings(session), made[0]
    with pytest.raises(ReasonMissing):
        opinions.say(session, me, it, claim, Finding.DIFFERS, reason=" ", now=NOON)
    for _again in range(2):
        opinions.say(session, me, it, claim, Finding.DIFFERS, reason="No bulb.", now=NOON)
    with pytest.raises(AlreadyLooked):
        opinions.say(session, me, it, claim, Finding.AGREES, now=NOON)
    with pytest.raises(NotFound):
        opinions.say(session, me, it, "A-0000-0000-000", Finding.AGREES, now=NOON)
    opinions.say(session, me, it, made[1], Finding.AGREES, now=NOON)
    kept = {row.claim_code: row for row in session.scalars(select(Opinion))}
    assert kept[claim].reason == "No bulb." and kept[claim].said_by == me.id
    assert kept[made[1]].reason is None
    [summed] = draws.list_of(session, ada(session)[1], it.programme_id)
    assert (summed.drawn, summed.said, summed.differ) == (2, 2, 1)
    assert postings(session) == before
    assert {stored(session, one).state.value for one in made} == {"awarded"}


def test_another_auditors_office_does_not_see_the_draw(session):
    approved(session, 1)
    code = take(session)
    elsewhere = desk(session, "ada", DISTRICT)
    other = type(elsewhere)(
        **{**vars(elsewhere), "organisation_id": place(session, "osier-lane-shelter").id}
    )
    it = audited.find_audited(session, *ada(session), "RIVER", now=NOON)
    with pytest.raises(NotFound):
        draws.find(session, other, code)
    assert not draws.list_of(session, other, it.programme_id)


def test_a_photo_is_shown_for_what_was_drawn_only(session):
    [made] = approved(session, 1)
    it, me = opened(session, take(session)), ada(session)[0]
    assert opinions.find_photo(session, me, it, made)
    with pytest.raises(NotFound):
        opinions.find_photo(session, me, it, send(session, who="rosa"))


def test_what_is_remarkable_stands_in_one_list_without_names(session):
    many = [send(session, "cycle", who="rosa", facts=told("2", replaced="car")) for _ in range(8)]
    declined = send(session, who="tom")
    decide(session, verdict(session, declined, "decline", "not-seen"))
    from portal import appeals  # noqa: PLC0415

    appeal = appeals.appeal(session, find(session, "tom"), declined, "Look.", idem="a", now=NOON)
    it = audited.find_audited(session, *ada(session), "RIVER", now=NOON)
    rows = anomalies.list_of(session, it.programme_id, now=NOON)
    found = {row.signal: row for row in rows}
    assert found[Signal.MANY].count == 8 and found[Signal.MANY].code in many
    assert found[Signal.MANY].day == TODAY
    assert found[Signal.OBJECTION].code == appeal
    assert found[Signal.OBJECTION].due_at == NOON + timedelta(days=14)
    assert not {"Rosa", "Tom"} & set(str(rows).replace("'", " ").split())
    later = anomalies.list_of(session, it.programme_id, now=NOON + anomalies.LOOK_BACK)
    assert {row.signal for row in later} == {Signal.OBJECTION}
    assert anomalies.list_hasty(session, it.organisation_id, now=NOON) == []
