"""Haste: many approvals, faster than anybody can look."""

from collections import namedtuple
from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.claims import Verification
from portal import haste
from tests.claiming import approve, desk, send
from tests.people import NOON, find

Run = namedtuple("Run", "decided approved first_at last_at")


def run(decided, approved, seconds):
    return Run(decided, approved, NOON, NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("decided", "approved", "seconds", "hasty"),
    [
        (49, 49, 1, False),  # too few to say anything
        (50, 50, 119, True),  # 40 after the first page, under three seconds each
        (50, 50, 120, False),
        (100, 94, 10, False),  # some were asked or declined: somebody looked
        (100, 95, 10, True),
        (200, 200, 3600, False),
    ],
)
def test_it_is_haste_when_nearly_all_pass_and_nobody_can_have_looked(
    decided, approved, seconds, hasty
):
    assert haste.is_hasty(run(decided, approved, seconds)) is hasty


def decided_by_vera(session, monkey_count=60):
    """One decision, told as if it had been many: what counts are rows."""
    code = send(session)
    approve(session, code)
    [one] = session.exec(select(Verification)).all()
    for number in range(2, monkey_count + 1):
        session.add(Verification(**{**one.model_dump(), "revision": number}))
    session.flush()


def test_the_organiser_and_owners_see_it_for_a_day_and_nobody_else(session, town):
    decided_by_vera(session)

    def seen_by(who, now=NOON):
        return [row.name for row in haste.find(session, desk(session, who), id_of(who), now=now)]

    def id_of(who):
        return find(session, who).id

    assert seen_by("olive") == seen_by("olga") == ["Vera"]
    assert seen_by("vera") == seen_by("theo") == []
    assert seen_by("olive", NOON + timedelta(hours=25)) == []
