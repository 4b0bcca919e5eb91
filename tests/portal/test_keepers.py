"""Heads of the log are given away: to the treasurers of every programme, once each."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.letters import Letter
from db.tables.organisations import Membership, Role
from portal import heads, keepers, keys, notes
from portal.letters import LetterKind
from portal.notes import Note
from portal.told import Replaced
from tests import people
from tests.claiming import approve, send, told
from tests.people import NOON

KEYS = keys.make("https://log.example")
DAY = timedelta(days=1)
RIDE = told("2", replaced=Replaced.CAR)


def seal(session, days=0):
    return keepers.seal(session, now=NOON + days * DAY, key=KEYS)


def kept(session):
    return session.exec(select(Letter).filter_by(kind=LetterKind.SEAL)).all()


def treasurers(session):
    return set(session.exec(select(Membership.person_id).filter_by(role=Role.TREASURER)))


@pytest.fixture
def act(session, town):
    """Something that nobody has sealed yet."""

    def done(days=0):
        now = NOON + days * DAY
        approve(session, send(session, "cycle", facts=RIDE, now=now), now=now)

    return done


def test_each_treasurer_gets_the_signed_head_in_the_transaction_of_its_seal(session, act):
    act()
    head = seal(session)
    written = kept(session)
    assert {one.person_id for one in written} == treasurers(session) != set()
    note = Note.read(written[0].facts["checkpoint"])
    assert notes.verified(note, KEYS.log.verifier) and note.text == head.text
    session.rollback()
    assert kept(session) == [] and heads.newest(session) is None


def test_a_seal_that_covers_nothing_new_is_not_written_again(session, act):
    act()
    seal(session), seal(session), seal(session, 1)
    assert len(heads.list_newest(session)) == 2
    assert len(kept(session)) == len(treasurers(session))
    act(2)
    seal(session, 2)
    assert len(kept(session)) == 2 * len(treasurers(session))


def test_who_is_treasurer_no_longer_gets_none(session, act):
    act()
    for row in session.exec(select(Membership).filter_by(role=Role.TREASURER)):
        row.until = NOON
    session.flush()
    seal(session, 1)
    assert kept(session) == [] and people.find(session, "theo")
