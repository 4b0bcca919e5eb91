"""The cast: everybody who lives in Willowford, and what they do for its organisations."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from portal import desks, guardians, households, ids, organisations, people
from portal.demo.sheets import names, sheet
from portal.desks import Desk
from portal.households import Standing
from portal.organisations import OrganisationKind, Role
from portal.people import Member

__all__ = ["PASSWORD", "Cast", "Home", "settle"]

PASSWORD = "riverside-demo"  # noqa: S105  (of the demo, and said on its sign-in page)
_A_YEAR = timedelta(days=365)
_SIZES = ((2, 1), (1, 0), (2, 2), (2, 0), (1, 1), (1, 0), (2, 0))  # adults, children


@dataclass(frozen=True)
class Home:
    """A household, and its adults as those who act."""

    id: UUID
    name: str
    adults: tuple[Member, ...]


@dataclass
class Cast:
    """Who is who."""

    homes: list[Home] = field(default_factory=list)
    organisations: dict[str, UUID] = field(default_factory=dict)
    staff: defaultdict[tuple[str, Role], list[Member]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def who(self, slug: str, role: Role, place: int = 0) -> Member:
        """Return somebody of an organisation; those with a demo sign-in come first."""
        return self.staff[slug, role][place]

    def desk(
        self, session: Session, slug: str, role: Role, place: int = 0, *, now: datetime
    ) -> tuple[Member, Desk]:
        """Return somebody of an organisation with their desk."""
        me = self.who(slug, role, place)
        desk = desks.find_or_none(session, me, slug, now=now)
        assert desk
        return me, desk

    def home(self, name: str) -> Home:
        """Return a household by its name."""
        return next(home for home in self.homes if home.name == name)


def settle(session: Session, *, residents: int, now: datetime) -> Cast:
    """Register organisations, staff and about so many residents; `now` is before the season."""
    cast, called = Cast(), _first_names()
    for entry in sheet("organisation"):
        _register(session, cast, entry, called, now)
    _open_known_homes(session, cast, now)
    left = residents - sum(len(home.adults) for home in cast.homes)
    for place, name in enumerate(_home_names()):
        adults, children = _SIZES[place % len(_SIZES)]
        if left < adults + children:
            break
        left -= adults + children
        grown = [_called(next(called), name) for _ in range(adults)]
        young = [_called(next(called), name) for _ in range(children)]
        cast.homes.append(_open_home(session, name, grown, young, now))
    return cast


def _register(
    session: Session, cast: Cast, entry: dict[str, object], called: Iterator[str], now: datetime
) -> None:
    slug = str(entry["slug"])
    organisation = organisations.register(
        session,
        kind=OrganisationKind(str(entry["kind"])),
        slug=slug,
        name=entry["name"],  # type: ignore[arg-type]
        about=entry["about"],  # type: ignore[arg-type]
        registration=str(entry["registration"]),
        proved_on=now.date(),
        recheck_on=(now + _A_YEAR).date(),
        now=now,
    )
    cast.organisations[slug] = organisation.id
    known: dict[str, str] = entry["staff"]  # type: ignore[assignment]
    for name, role in known.items():
        _appoint(session, cast, slug, name.title(), name, Role(role), now)
    for role in entry["others"]:  # type: ignore[attr-defined]
        _appoint(session, cast, slug, next(called), None, Role(role), now)


def _appoint(
    session: Session,
    cast: Cast,
    slug: str,
    name: str,
    sign_in: str | None,
    role: Role,
    now: datetime,
) -> None:
    """Let somebody live alone and work here."""
    home = households.found(session, name=name, now=now)
    me = _move_in(session, home.id, name, sign_in, Standing.ADULT, now)
    organisations.appoint(session, cast.organisations[slug], me, role, now=now)
    cast.staff[slug, role].append(people.find_member(session, me, now=now))


def _open_known_homes(session: Session, cast: Cast, now: datetime) -> None:
    """Open Linden, where one adult may spend, and Fennel, where two must agree."""
    linden = _open_home(session, "Linden", ["Rosa", "Tom"], ["Pip"], now, signs_in=True)
    fennel = _open_home(session, "Fennel", ["Fay Fennel", "Ned Fennel", "Edna Fennel"], [], now)
    households.choose_rule(session, fennel.adults[0].id, fennel.id, adults_to_agree=2, now=now)
    again = tuple(people.find_member(session, adult.id, now=now) for adult in fennel.adults)
    cast.homes += [linden, Home(fennel.id, fennel.name, again)]


def _open_home(
    session: Session,
    name: str,
    adults: list[str],
    children: list[str],
    now: datetime,
    *,
    signs_in: bool = False,
) -> Home:
    home = households.found(session, name=name, now=now)
    grown = [
        _move_in(session, home.id, who, who.lower() if signs_in else None, Standing.ADULT, now)
        for who in adults
    ]
    for who in children:
        child = _move_in(session, home.id, who, None, Standing.CHILD, now)
        guardians.begin(session, grown[0], child, now=now)
    members = tuple(people.find_member(session, person_id, now=now) for person_id in grown)
    return Home(home.id, name, members)


def _move_in(
    session: Session,
    household_id: UUID,
    name: str,
    sign_in: str | None,
    standing: Standing,
    now: datetime,
) -> UUID:
    person = people.register(
        session,
        name=name,
        email=f"{sign_in}@demo.test" if sign_in else None,
        password=PASSWORD if sign_in else None,
        now=now,
    )
    households.join(session, household_id, person.id, standing, now=now)
    return person.id


def _first_names() -> Iterator[str]:
    """Give first names in a new order each time they are used up."""
    first = names()["first"]
    while True:
        yield from ids.source().sample(first, len(first))


def _home_names() -> Iterator[str]:
    """Give each name once, then with the number of its house."""
    home = names()["home"]
    yield from ids.source().sample(home, len(home))
    for house in range(2, 100):
        yield from (f"{name} {house}" for name in home)


def _called(first: str, home: str) -> str:
    """Write a name as its people do: 陈芳 of 陈家, Asha Birch of Birch."""
    family = home.partition(" ")[0]
    if family.isascii():
        return f"{first} {family}"
    return family.removesuffix("家") + ids.source().choice(names()["given"])
