"""Versions of rules beside each other: what is new, gone, or another than before."""

from dataclasses import replace

import pytest

from portal import programmes, rule_changes, seasons
from portal.errors import NotFound
from portal.seasons import Rules
from tests import people
from tests.people import HOUSEHOLD_RULES, NOON
from tests.portal.test_programmes import AUTUMN


def renew(session, rules, season=AUTUMN):
    return seasons.renew(
        session,
        people.find(session, "olive").id,
        programmes.find(session, "RIVER", now=NOON).programme_id,
        season=season,
        rules=Rules(rules),
        approved_by=people.find(session, "olga").id,
        now=NOON,
    )


def codes(rows):
    return [row.code for row in rows]


def test_the_first_version_has_nothing_before_it(session, town):
    [first] = rule_changes.list_versions(session, "river")
    assert (first.rules.version, first.before) == (1, None)
    assert set(first.activities) == {rule.code for rule in HOUSEHOLD_RULES}
    assert first.is_same and first.facts == []


def test_what_is_new_gone_and_changed_is_told_apart(session, town):
    first, second, *_ = HOUSEHOLD_RULES
    dearer = replace(first, points=first.points + 5)
    fresh = replace(second, code="recycle-steel")
    renew(session, (dearer, second, fresh))
    newest, oldest = rule_changes.list_versions(session, "RIVER")
    assert (newest.rules.version, oldest.rules.version) == (2, 1)
    assert codes(newest.added) == ["recycle-steel"]
    gone = {rule.code for rule in HOUSEHOLD_RULES} - {first.code, second.code, "recycle-steel"}
    assert set(codes(newest.removed)) == gone
    assert [(old.points, new.points) for old, new in newest.changed] == [
        (first.points, first.points + 5)
    ]
    assert not newest.is_same


def test_a_fact_of_the_season_that_is_another_is_told(session, town):
    before = rule_changes.list_versions(session, "RIVER")[0].rules
    ceiling = before.household_ceiling + 100
    renew(session, HOUSEHOLD_RULES, replace(AUTUMN, household_ceiling=ceiling))
    newest = rule_changes.list_versions(session, "RIVER")[0]
    assert ("household_ceiling", before.household_ceiling, ceiling) in newest.facts
    assert not (newest.added or newest.removed or newest.changed)


def test_rules_of_no_programme_are_not_found(session, town):
    with pytest.raises(NotFound):
        rule_changes.list_versions(session, "NOWHERE")
