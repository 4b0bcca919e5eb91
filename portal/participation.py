"""Participation: how many take part in a period, from which homes, and whether for the first time.

Everything is told in sizes and sums: no list of people, and none of households, is made of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, case, cast, exists, func, null
from sqlalchemy import literal as word
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.statement import pick
from db.tables.households import HouseholdMember
from db.tables.reports import Counted, Presence
from portal.questions import hide_small
from portal.scopes import Scope
from portal.suppression import is_small
from portal.tallies import Tallies

__all__ = ["HOMES", "SIZES", "WHO", "Band", "Taking", "tell", "tell_homes"]

GONE = "0"
HOMES = ("1", "2", "3", "5", GONE)  # households by how many live there, from so many on
SIZES = (200, 50, 10, 0)  # programmes by how many take part, from so many on; 0: not shown

_ids: Any = bindparam("ids", expanding=True)
_one: Any = bindparam("one", type_=Uuid())
_nobody: Any = cast(null(), Uuid)
_housemate, _past = aliased(HouseholdMember), aliased(Presence)
_at_home = (
    pick(func.count())
    .where(
        col(_housemate.household_id) == HouseholdMember.household_id,
        col(_housemate.left_at).is_(None),
    )
    .correlate(HouseholdMember)
    .scalar_subquery()
)
_lives = (  # who takes part, where they live now, and with how many
    pick(Presence.subject_id, HouseholdMember.household_id, _at_home.label("size"))
    .outerjoin(
        HouseholdMember,
        (col(HouseholdMember.person_id) == Presence.subject_id)
        & col(HouseholdMember.left_at).is_(None),
    )
    .where(
        col(Presence.programme_id) == _one,
        col(Presence.period) == bindparam("period"),
        col(Presence.kind) == Counted.PEOPLE,
        col(Presence.act_count) > 0,
    )
    .subquery()
)
_home: Any = case(
    (_lives.c.household_id.is_(None), GONE),
    (_lives.c.size == 1, "1"),
    (_lives.c.size == 2, "2"),  # noqa: PLR2004
    (_lives.c.size < 5, "3"),  # noqa: PLR2004
    else_="5",
)
WHO = (  # wants ids, one (the only programme, or nil), period and earlier
    pick(
        _nobody,
        word("who"),
        cast(col(Presence.kind), Text),
        func.count(col(Presence.subject_id).distinct()),
        word(0),
    )
    .where(
        col(Presence.programme_id).in_(_ids),
        col(Presence.period) == bindparam("period"),
        col(Presence.act_count) > 0,
    )
    .group_by(col(Presence.kind)),
    pick(
        _nobody,
        word("home"),
        _home.label("name"),
        func.count(_lives.c.household_id.distinct()),
        func.count(),
    )
    .select_from(_lives)
    .group_by("name"),
    pick(_nobody, word("who"), word("returning"), func.count(), word(0))
    .select_from(_lives)
    .where(
        exists().where(
            col(_past.programme_id) == _one,
            col(_past.period).in_(bindparam("earlier", expanding=True)),
            col(_past.kind) == Counted.PEOPLE,
            col(_past.subject_id) == _lives.c.subject_id,
            col(_past.act_count) > 0,
        )
    ),
)


@dataclass(frozen=True)
class Band:
    """A size, how many there are of it, and how many people those are; None is hidden."""

    name: str
    number: int | None
    people: int | None = None


@dataclass(frozen=True)
class Taking:
    """Who takes part in a period. What too few stand behind is empty."""

    people: int | None = None
    households: int | None = None
    groups: int | None = None
    returning: int | None = None  # took part in an earlier season of the programme
    newcomers: int | None = None
    homes: tuple[Band, ...] = ()  # of a programme: households by how many live there
    sizes: tuple[Band, ...] = ()  # of several: programmes by how many take part


def tell(rows: Iterable[Any], scope: Scope, kept: Tallies) -> Taking:
    """Return what may be told of who takes part, from the rows of WHO."""
    number = {row.name: row.number for row in rows if row.what == "who"}
    people, households = (number.get(of, 0) for of in (Counted.PEOPLE, Counted.HOUSEHOLDS))
    groups = number.get(Counted.GROUPS, 0)
    if is_small(people):
        return Taking(groups=groups)
    if scope.programme is None:
        return Taking(people, households, groups, sizes=_sizes(scope, kept))
    homes = {row.name: (row.number, row.people) for row in rows if row.what == "home"}
    returning = number["returning"]
    told = not (is_small(returning) or is_small(people - returning))
    return Taking(
        people=people,
        households=households,
        groups=groups,
        returning=returning if told else None,
        newcomers=people - returning if told else None,
        homes=tell_homes(homes),
    )


def tell_homes(found: Mapping[str, tuple[int, int]]) -> tuple[Band, ...]:
    """Return households by how many live there; one of fewer than ten people is hidden."""
    people = hide_small([found.get(name, (0, 0))[1] for name in HOMES])
    return tuple(
        Band(name, None if count is None else found.get(name, (0, 0))[0], count)
        for name, count in zip(HOMES, people, strict=True)
    )


def _sizes(scope: Scope, kept: Tallies) -> tuple[Band, ...]:
    """Return how many programmes are of each size; who takes part in a small one is not told."""
    sizes = [_people(one, scope, kept) for one in scope.ids]
    bands = (next(least for least in SIZES if size >= least) for size in sizes)
    count = Counter(bands)
    return tuple(Band(str(least), count[least]) for least in SIZES)


def _people(programme_id: UUID, scope: Scope, kept: Tallies) -> int:
    is_hidden = kept.hidden.covers([programme_id], scope.period.code, is_all=False)
    return 0 if is_hidden else kept.sum([programme_id], scope.period.code, Counted.PEOPLE)
