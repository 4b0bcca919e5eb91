"""Drafts: written answer by answer, approved by somebody else, published as a programme."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.tables.drafts import DraftVersion
from db.tables.history import HistoryEvent
from db.tables.programmes import Programme, RuleSet
from portal import drafts, organisations, plans, programmes, publishing
from portal.drafts import DraftChanged, DraftState, NotEditing
from portal.errors import NotAllowed, NotFound
from portal.organisations import Role
from portal.plans import OutOfBounds, Plan, TextTooLong
from portal.publishing import Blocked
from portal.register_checks import ReasonMissing
from portal.seasons import CodeTaken, SamePerson
from tests import giving, people, planning
from tests.people import NOON
from tests.planning import PLAN, SORT, WALK

pytestmark = pytest.mark.usefixtures("town")


def test_a_draft_begins_empty_and_is_found_at_its_own_desk_only(session):
    code = planning.begin(session, plan=None)
    assert planning.find(session, code).plan == Plan()
    assert [it.row.code for it in drafts.list_at_desk(session, giving.desk(session, "olive"))] == [
        code
    ]
    with pytest.raises(NotFound):
        drafts.find(session, giving.desk(session, "grace", "willowford-bridge-school"), code)
    assert (
        drafts.list_at_desk(session, giving.desk(session, "grace", "willowford-bridge-school"))
        == []
    )


def test_the_same_form_begins_one_draft(session):
    assert planning.begin(session) == planning.begin(session)
    assert planning.begin(session, idem="2") != planning.begin(session)


@pytest.mark.parametrize("who", ["vera", "theo", "olga"])
def test_organisers_alone_write(session, who):
    code = planning.begin(session)
    with pytest.raises(NotAllowed):
        planning.begin(session, who=who, idem="2")
    with pytest.raises(NotAllowed):
        planning.answer(session, code, who=who, budget=9)


def test_every_answer_is_a_version_that_stays(session):
    code = planning.begin(session, plan=None)
    assert planning.answer(session, code, code="ELM") == 2
    assert planning.answer(session, code, budget=500) == 3
    found = planning.find(session, code)
    assert (found.plan.code, found.plan.budget) == ("ELM", 500)
    versions = drafts.list_versions(session, found.row.id)
    assert [(row.number, row.name) for row in versions] == [
        (3, "Olive"),
        (2, "Olive"),
        (1, "Olive"),
    ]


def test_what_it_says_already_is_no_new_version(session):
    code = planning.begin(session)
    assert planning.answer(session, code, budget=PLAN.budget) == 1
    assert planning.answer(session, code, version=0, budget=PLAN.budget) == 1, "sent twice"


def test_two_who_write_at_once_are_told_of_each_other(session):
    code = planning.begin(session)
    planning.answer(session, code, budget=20_000)
    with pytest.raises(DraftChanged):
        planning.answer(session, code, version=1, budget=30_000)
    assert planning.find(session, code).plan.budget == 20_000


@pytest.mark.parametrize("number", [10**15, -1, 1_000_000_001])
def test_a_number_nobody_means_is_refused_with_its_bounds(session, number):
    code = planning.begin(session)
    with pytest.raises(OutOfBounds) as refused:
        planning.answer(session, code, budget=number)
    assert refused.value.facts == {"name": "budget", "least": 1, "most": 1_000_000_000}


def test_a_rule_without_points_is_refused(session):
    code = planning.begin(session)
    with pytest.raises(OutOfBounds):
        planning.answer(session, code, activities=(replace(SORT, points=0),))


def test_a_text_nobody_reads_is_refused(session):
    code = planning.begin(session)
    with pytest.raises(TextTooLong):
        planning.answer(session, code, summary={"en": "x" * 2001})


def test_a_withdrawn_draft_is_not_written_on(session):
    code = planning.begin(session)
    me, desk = people.find(session, "olive"), giving.desk(session, "olive")
    drafts.withdraw(session, me, desk, code, now=NOON)
    drafts.withdraw(session, me, desk, code, now=NOON)
    assert planning.find(session, code).row.state is DraftState.WITHDRAWN
    with pytest.raises(NotEditing):
        planning.answer(session, code, budget=9)
    with pytest.raises(NotEditing):
        planning.ask(session, code)


def test_a_sound_draft_is_asked_for_and_approved_by_somebody_else(session):
    code = planning.begin(session)
    planning.ask(session, code)
    planning.ask(session, code)
    assert planning.find(session, code).row.state is DraftState.REVIEW
    programme_id = planning.approve(session, code)
    assert planning.approve(session, code) == programme_id, "the same again changes nothing"
    it = programmes.find(session, "ORCHARD", now=NOON)
    assert (it.programme_id, it.programme_slug) == (programme_id, "orchard-street")
    assert (it.household_ceiling, it.enrolment_limit, it.who) == (500, 20, PLAN.who)
    assert planning.find(session, code).row.state is DraftState.PUBLISHED
    verbs = select(HistoryEvent.verb).where(HistoryEvent.subject == code)
    assert {*session.scalars(verbs)} == {"draft.begun", "draft.review", "draft.published"}


def test_rules_are_published_as_they_were_written_with_theme_weeks_and_findings(session):
    programme_id = planning.publish(session)
    rules = session.get_one(RuleSet, (programme_id, 1))
    assert [one["percent"] for one in rules.campaigns] == [200]
    assert {one["concern"] for one in rules.findings} <= {"twin", "wording", "language_missing"}
    assert any(one["about"] == "activity:sort-week" for one in rules.findings), "RIVER has it too"
    assert people.find(session, "olive").id == rules.written_by
    lines = programmes.list_activities(session, programme_id, 1)
    assert [(line.code, line.instead) for line in lines] == [
        ("sort-week", None),
        ("save-water", None),
        ("walk", "sort-week"),
    ]


def test_nothing_with_a_blocking_finding_is_asked_for(session):
    code = planning.begin(session, replace(PLAN, budget=9_000))
    with pytest.raises(Blocked) as refused:
        planning.ask(session, code)
    assert refused.value.facts == {"count": 1}
    assert planning.find(session, code).row.state is DraftState.EDITING


def test_what_became_wrong_while_it_waited_is_not_published(session):
    code = planning.begin(session)
    planning.ask(session, code)
    with pytest.raises(Blocked):
        planning.approve(session, code, now=NOON + timedelta(days=20))
    assert session.scalar(select(func.count()).where(Programme.code == "ORCHARD")) == 0


def test_whoever_wrote_any_of_it_does_not_approve_it(session):
    olga = people.find(session, "olga").id
    place = people.place(session, "riverside-neighbours").id
    organisations.appoint(session, place, olga, Role.ORGANISER, now=NOON)
    code = planning.begin(session)
    planning.answer(session, code, who="olga", budget=11_000)
    planning.ask(session, code)
    with pytest.raises(SamePerson):
        planning.approve(session, code)


@pytest.mark.parametrize("who", ["olive", "vera", "theo"])
def test_owners_alone_approve(session, who):
    code = planning.begin(session)
    planning.ask(session, code)
    with pytest.raises(NotAllowed):
        planning.approve(session, code, who=who)


def test_what_nobody_asked_for_is_not_approved(session):
    with pytest.raises(NotEditing):
        planning.approve(session, planning.begin(session))


def test_a_draft_that_waits_is_not_written_on(session):
    code = planning.begin(session)
    planning.ask(session, code)
    with pytest.raises(NotEditing):
        planning.answer(session, code, budget=20_000)


def send_back(session, code, who, reason=""):
    me, desk = people.find(session, who), giving.desk(session, who)
    publishing.send_back(session, me, desk, code, reason=reason, now=NOON)


def test_it_goes_back_with_a_reason_and_is_written_on(session):
    code = planning.begin(session)
    planning.ask(session, code)
    with pytest.raises(ReasonMissing):
        send_back(session, code, "olga", "  ")
    with pytest.raises(NotAllowed):
        send_back(session, code, "vera", "no")
    send_back(session, code, "olga", "The ceiling is too high.")
    found = planning.find(session, code).row
    assert (found.state, found.reason, found.asked_by) == (
        DraftState.EDITING,
        "The ceiling is too high.",
        None,
    )
    assert planning.answer(session, code, household_ceiling=400) == 2


def test_whoever_asked_takes_it_back_without_a_reason(session):
    code = planning.begin(session)
    planning.ask(session, code)
    send_back(session, code, "olive")
    assert planning.find(session, code).row.state is DraftState.EDITING


def test_a_page_that_was_left_open_approves_nothing_newer(session):
    code = planning.begin(session)
    planning.answer(session, code, budget=20_000)
    with pytest.raises(DraftChanged):
        planning.ask(session, code, version=1)
    planning.ask(session, code)
    with pytest.raises(DraftChanged):
        planning.approve(session, code, version=1)


def test_a_code_that_is_taken_is_refused_at_the_end(session):
    code = planning.begin(session, replace(PLAN, code="RIVER"))
    planning.ask(session, code)
    with pytest.raises(CodeTaken):
        planning.approve(session, code)


def test_the_next_season_is_a_draft_of_the_rules_in_force(session):
    river = programmes.find(session, "RIVER", now=NOON)
    code = planning.begin(session, plan=None, of="river")
    plan = planning.find(session, code).plan
    assert plan.code == "RIVER"
    assert plan.starts_on is None, "its days have to be chosen"
    lines = programmes.list_activities(session, river.programme_id, river.version)
    assert [it.code for it in plan.activities] == [row.code for row in lines]


def test_the_next_season_is_published_beside_the_one_that_runs(session):
    spring_ends = programmes.find(session, "RIVER", now=NOON).ends_on
    code = planning.begin(session, replace(PLAN, code="RIVER", campaigns=()), of="RIVER")
    days = {"starts_on": spring_ends + timedelta(days=1), "ends_on": date(2027, 3, 1)}
    planning.answer(session, code, **days)
    planning.ask(session, code)
    programme_id = planning.approve(session, code)
    now = programmes.find(session, "RIVER", now=NOON)
    then = programmes.find(session, "RIVER", now=datetime(2026, 12, 1, tzinfo=UTC))
    assert (now.programme_id, now.version, then.version) == (programme_id, 1, 2)
    assert then.household_ceiling == 500


def test_a_next_season_that_overlaps_is_blocked(session):
    code = planning.begin(session, PLAN, of="RIVER")
    review = publishing.look(session, planning.find(session, code), now=NOON)
    assert "season_overlaps" in {one.concern for one in review.blocking}


def test_a_new_programme_begins_with_the_rules_of_any_other(session):
    school = programmes.find(session, "SCHOOL", now=NOON)
    plan = planning.find(session, planning.begin(session, plan=None, like="school")).plan
    lines = programmes.list_activities(session, school.programme_id, school.version)
    assert [(it.code, it.points, it.cap) for it in plan.activities] == [
        (row.code, row.points, row.cap) for row in lines
    ]
    assert (plan.mode, plan.household_ceiling) == (school.mode, school.household_ceiling)


def test_what_is_another_programmes_own_is_not_copied(session):
    plan = planning.find(session, planning.begin(session, plan=None, like="SCHOOL")).plan
    assert (plan.code, plan.name, plan.summary) == (Plan().code, Plan().name, Plan().summary)
    assert (plan.starts_on, plan.budget, plan.enrolment_limit) == (None, 0, 0)


def test_a_copy_is_a_programme_of_its_own(session):
    code = planning.begin(session, plan=None, like="RIVER")
    assert planning.find(session, code).row.programme_name is None


def test_the_rules_of_what_is_not_published_are_not_copied(session):
    with pytest.raises(NotFound):
        planning.begin(session, plan=None, like="NOWHERE")


def test_a_draft_of_another_place_s_programme_is_not_begun(session):
    with pytest.raises(NotFound):
        planning.begin(session, plan=None, of="SCHOOL")


def test_a_plan_is_kept_to_the_letter(session):
    code = planning.begin(session)
    assert planning.find(session, code).plan == PLAN
    assert plans.read(plans.plain(PLAN)) == PLAN
    kept = session.scalars(select(DraftVersion.plan)).one()
    assert kept["activities"][2]["least_amount"] == str(WALK.least_amount)
