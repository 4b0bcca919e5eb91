"""The small cast every test may ask for (fixture `town`), made through the verbs.

rosa and tom live in Linden with their child Pip, and either adult may spend; fay and ned live in
Fennel, where two must agree. At Riverside Neighbours olive organises, vera checks, theo keeps the
money and olga and omar own; at the school grace organises, at the shelter chen is the steward.
RIVER has one activity for each kind of cap and of evidence; SCHOOL has the classes 3A and 4B.
Points move on any day of the next years: the tests of the clock bring a clock of their own.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlmodel import Session

from db.tables.groups import Group
from db.tables.households import Household
from db.tables.people import Person
from portal import (
    budgets,
    desks,
    groups,
    households,
    ids,
    organisations,
    people,
    programmes,
    seasons,
)
from portal.budgets import TopUpTarget
from portal.households import Standing
from portal.organisations import OrganisationKind, Role
from portal.people import Member
from portal.programmes import CapOf, CapPeriod, CapWho, Mode, Theme
from portal.seasons import ActivityPlan, ProgrammePlan, Rules, SeasonPlan
from tests import clocks

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "riverside-demo"
SEASON_BEGAN = date(2026, 4, 6)
SEASON_ENDS = date(2026, 10, 4)


@dataclass(frozen=True)
class Place:
    """An organisation of the cast, and who holds which role there."""

    slug: str
    kind: OrganisationKind
    name: str
    zh: str
    staff: dict[Role, tuple[str, ...]]


PLACES = (
    Place(
        "riverside-neighbours",
        OrganisationKind.COMMUNITY,
        "Riverside Neighbours",
        "河畔邻里社",
        {
            Role.OWNER: ("olga", "omar"),
            Role.ORGANISER: ("olive",),
            Role.VERIFIER: ("vera",),
            Role.TREASURER: ("theo",),
        },
    ),
    Place(
        "willowford-bridge-school",
        OrganisationKind.SCHOOL,
        "Willowford Bridge School",
        "柳渡桥小学",
        {
            Role.OWNER: ("hana", "hugo"),
            Role.ORGANISER: ("grace",),
            Role.VERIFIER: ("ines",),
            Role.TREASURER: ("ivan",),
        },
    ),
    Place(
        "osier-lane-shelter",
        OrganisationKind.CHARITY,
        "Osier Lane Shelter",
        "杞柳巷收容站",
        {Role.OWNER: ("orla", "otis"), Role.STEWARD: ("chen",)},
    ),
    Place(
        "rushmill-cooperative",
        OrganisationKind.SPONSOR,
        "Rushmill Cooperative",
        "灯芯草磨坊合作社",
        {Role.OWNER: ("petra", "paul"), Role.SPONSOR: ("sol",)},
    ),
    Place(
        "willowford-district",
        OrganisationKind.DISTRICT,
        "Willowford District Office",
        "柳渡区办事处",
        {Role.OWNER: ("quinn", "rita"), Role.AUDITOR: ("ada",), Role.OPERATOR: ("op",)},
    ),
)


@dataclass(frozen=True)
class Home:
    """A household of the cast."""

    name: str
    adults: tuple[str, ...]
    children: tuple[str, ...] = ()
    adults_to_agree: int = 1


HOMES = (
    Home("Linden", ("rosa", "tom"), ("Pip",)),
    Home("Fennel", ("fay", "ned"), adults_to_agree=2),
)

HOUSEHOLD_RULES = (
    ActivityPlan("sort-week", 10, 1, CapOf.TIMES, CapPeriod.WEEK, "D"),
    ActivityPlan(
        "recycle-glass",
        10,
        200,
        CapOf.POINTS,
        CapPeriod.WEEK,
        "B",
        per_amount=Decimal(1),
        least_amount=Decimal("0.1"),
        most_amount=Decimal(100),
        whole=False,
        cap_group="drop-off",
    ),
    ActivityPlan(
        "cycle",
        5,
        4,
        CapOf.TIMES,
        CapPeriod.DAY,
        "D",
        least_amount=Decimal("0.4"),
        most_amount=Decimal(60),
        whole=False,
        asks_replaced=True,
        cap_who=CapWho.PERSON,
        cap_group="trips",
    ),
    ActivityPlan(
        "bus",
        5,
        4,
        CapOf.TIMES,
        CapPeriod.DAY,
        "AD",
        least_amount=Decimal("0.8"),
        most_amount=Decimal(100),
        whole=False,
        asks_replaced=True,
        cap_who=CapWho.PERSON,
        cap_group="trips",
    ),
    ActivityPlan(
        "repair-clothing",
        10,
        5,
        CapOf.AMOUNT,
        CapPeriod.MONTH,
        "C",
        per_amount=Decimal(1),
        most_amount=Decimal(5),
        cap_group="second-hand",
        audit_percent=10,
    ),
    ActivityPlan(
        "efficient-appliance",
        100,
        2,
        CapOf.TIMES,
        CapPeriod.YEAR,
        "C",
        most_amount=Decimal(1000),
    ),
    ActivityPlan(
        "led-bulb",
        10,
        10,
        CapOf.AMOUNT,
        CapPeriod.EVER,
        "CD",
        per_amount=Decimal(1),
        most_amount=Decimal(10),
    ),
    ActivityPlan(
        "volunteer-hour",
        50,
        2,
        CapOf.TIMES,
        CapPeriod.SEASON,
        "B",
        most_amount=Decimal(10),
    ),
    ActivityPlan("quiz", 20, 100, CapOf.POINTS, CapPeriod.MONTH, "A"),
    ActivityPlan("survey", 5, 6, CapOf.TIMES, CapPeriod.SEASON, "A", cap_who=CapWho.PERSON),
    ActivityPlan("welcome", 20, 1, CapOf.TIMES, CapPeriod.EVER, "A", cap_who=CapWho.PERSON),
)
CLASS_RULES = (
    ActivityPlan(
        "walk",
        1,
        28,
        CapOf.POINTS,
        CapPeriod.DAY,
        "B",
        per_amount=Decimal(1),
        most_amount=Decimal(28),
    ),
    ActivityPlan("workshop", 20, 12, CapOf.TIMES, CapPeriod.SEASON, "B"),
)


RIVER = ProgrammePlan(
    code="RIVER",
    slug="riverside-green-points",
    name={"en": "Riverside Green Points", "zh-hans": "河畔绿色积分"},
    summary={
        "en": "Sort, share, mend and travel lightly.",
        "zh-hans": "分类、分享、修补、轻装出行。",
    },
    steps={"en": "Do it\nLog it\nA person checks it", "zh-hans": "去做\n记录\n由人核实"},
    theme=Theme.RECYCLING,
    mode=Mode.HOUSEHOLD,
    region="GB",
    time_zone="Europe/London",
    two_person_over=100_000,
    award_cap_day=1_000,
)
SCHOOL = ProgrammePlan(
    code="SCHOOL",
    slug="walk-and-wheel",
    name={"en": "Walk and Wheel to Bridge School", "zh-hans": "走路骑车去桥小"},
    summary={"en": "Each morning a show of hands.", "zh-hans": "每天早上举手数一数。"},
    steps={"en": "Come to school\nRaise a hand", "zh-hans": "来上学\n举手"},
    theme=Theme.TRAVEL,
    mode=Mode.CLASS,
    region="GB",
    time_zone="Europe/London",
    two_person_over=100_000,
    award_cap_day=1_000,
)
SPRING = SeasonPlan(
    code="spring-2026",
    name={"en": "Spring 2026", "zh-hans": "2026年春季"},
    starts_on=SEASON_BEGAN,
    ends_on=SEASON_ENDS,
    household_ceiling=3_000,
    enrolment_limit=4,
)


def build(session: Session, *, now: datetime) -> None:
    """Let everybody move in, publish RIVER and SCHOOL, and fill their budgets."""
    since = now - timedelta(days=60)
    cast = {name: _register(session, name, since) for name in _names()}
    places = {place.slug: _open_place(session, place, cast, since) for place in PLACES}
    homes = [_open_home(session, home, cast, since) for home in HOMES]
    community, school = places["riverside-neighbours"], places["willowford-bridge-school"]
    river = _publish(session, cast, community, ("olive", "olga"), RIVER, HOUSEHOLD_RULES, since)
    classes = _publish(session, cast, school, ("grace", "hana"), SCHOOL, CLASS_RULES, since)
    for home in homes:
        programmes.enrol(session, river, home, now=since)
    for name in ("3A", "4B"):
        group_id = _open_class(session, cast["grace"], name, since)
        programmes.enrol(session, classes, group_id, now=since)
    fund(session, "RIVER", 10_000, by=("theo", "olga"), now=since)
    fund(session, "SCHOOL", 2_000, by=("ivan", "hana"), now=since)
    clocks.confirm(session)


def find(session: Session, name: str, *, now: datetime = NOON) -> Member:
    """Return somebody of the cast as one who acts."""
    named = select(Person.id).where(func.lower(Person.name) == name.lower())
    return people.find_member(session, session.scalars(named).one(), now=now)


def home(session: Session, name: str) -> UUID:
    """Return a household's id, which is its wallet's."""
    return session.scalars(select(Household.id).where(Household.name == name)).one()


def school_class(session: Session, name: str) -> UUID:
    """Return a class's id, which is its account's."""
    for group in session.scalars(select(Group)):
        if group.name["en"] == f"Class {name}":
            return group.id
    raise LookupError(name)


def place(session: Session, slug: str) -> Row[Any]:
    """Return an organisation of the cast."""
    return organisations.find(session, slug)


def fund(
    session: Session,
    code: str,
    points: int,
    *,
    target: TopUpTarget = TopUpTarget.BUDGET,
    by: tuple[str, str] = ("theo", "olga"),
    now: datetime = NOON,
) -> None:
    """Top up a programme's budget, or its reserve for goodwill."""
    budgets.top_up(
        session,
        find(session, by[0], now=now),
        programmes.find(session, code, now=now),
        points=points,
        target=target,
        funder_id=place(session, "rushmill-cooperative").id,
        approved_by=find(session, by[1], now=now).id,
        second_by=None,
        idem=ids.new_token(),
        now=now,
    )


def _names() -> list[str]:
    staff = [name for place in PLACES for names in place.staff.values() for name in names]
    return [*staff, *(name for home in HOMES for name in (*home.adults, *home.children))]


def _register(session: Session, name: str, now: datetime) -> UUID:
    """Register somebody: a child has no address and cannot sign in."""
    if name.istitle():
        return people.register(session, name=name, now=now).id
    address = f"{name}@demo.test"
    return people.register(session, name=name.title(), email=address, password=PASSWORD, now=now).id


def _open_place(session: Session, place: Place, cast: dict[str, UUID], now: datetime) -> UUID:
    organisation = organisations.register(
        session,
        kind=place.kind,
        slug=place.slug,
        name={"en": place.name, "zh-hans": place.zh},
        about={"en": f"{place.name} is invented.", "zh-hans": f"{place.zh}是虚构的。"},
        registration="invented",
        proved_on=now.date(),
        recheck_on=now.date() + timedelta(days=365),
        now=now,
    )
    for role, names in place.staff.items():
        for name in names:
            organisations.appoint(session, organisation.id, cast[name], role, now=now)
            _live_alone(session, cast[name], name, now)
    return organisation.id


def _live_alone(session: Session, person_id: UUID, name: str, now: datetime) -> None:
    household = households.found(session, name=f"{name.title()}’s", now=now)
    households.join(session, household.id, person_id, Standing.ADULT, now=now)


def _open_home(session: Session, home: Home, cast: dict[str, UUID], now: datetime) -> UUID:
    household = households.found(session, name=home.name, now=now)
    for name in home.adults:
        households.join(session, household.id, cast[name], Standing.ADULT, now=now)
    for name in home.children:
        households.join(session, household.id, cast[name], Standing.CHILD, now=now)
    households.choose_rule(
        session, cast[home.adults[0]], household.id, adults_to_agree=home.adults_to_agree, now=now
    )
    return household.id


def _open_class(session: Session, teacher: UUID, name: str, now: datetime) -> UUID:
    me = people.find_member(session, teacher, now=now)
    desk = desks.find_or_none(session, me, "willowford-bridge-school", now=now)
    assert desk
    words = {"en": f"Class {name}", "zh-hans": f"{name}班"}
    return groups.add(session, me, desk, name=words, slot_count=28, now=now).id


def _publish(
    session: Session,
    cast: dict[str, UUID],
    organisation_id: UUID,
    by: tuple[str, str],
    plan: ProgrammePlan,
    rules: tuple[ActivityPlan, ...],
    now: datetime,
) -> UUID:
    return seasons.publish(
        session,
        cast[by[0]],
        organisation_id,
        plan,
        season=SPRING,
        rules=Rules(rules),
        approved_by=cast[by[1]],
        now=now,
    )
