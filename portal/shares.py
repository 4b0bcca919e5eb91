"""Shares: what a round's points stand for, as pure sums. No database, no clock."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from uuid import UUID

from portal.errors import Refused

__all__ = ["Became", "NoPoints", "became", "likely_share", "room", "split", "whole_units"]

STEP_CENTS = 10_00  # a live share is shown to the next whole ten, so that no rate can be read off


class NoPoints(Refused):
    """Nobody gave in this round, so there is nothing to divide by."""


@dataclass(frozen=True)
class Became:
    """What the points of one gift became: whole things, and points of things of several givers.

    Every point of the gift is in one of the three.
    """

    things: int
    shared: int = 0  # points that count together with those of others
    waiting: int = 0  # points of no thing yet: they count in the cause's next round


def became(points: int, each: int, units: int) -> Became:
    """Say what a gift became in a cause that got so many things, one for `each` points."""
    things = min(points // each, units)
    rest = points - things * each
    return Became(things, waiting=rest) if things == units else Became(things, shared=rest)


def split(pot_cents: int, points_by_cause: dict[UUID, int]) -> dict[UUID, int]:
    """Divide the pot in proportion to points, to the cent.

    Takes points by cause id, returns cents by cause id, which sum to `pot_cents` exactly.
    Largest remainders get the odd cents; ties go to the smaller id. Raises NoPoints when
    no cause has any. Method: Hamilton apportionment (largest remainder).
    """
    total = sum(points_by_cause.values())
    if not total:
        raise NoPoints
    exact = {cause: divmod(pot_cents * points, total) for cause, points in points_by_cause.items()}
    odd_cents = pot_cents - sum(cents for cents, _ in exact.values())
    first = sorted(exact, key=lambda cause: (-exact[cause][1], cause))[:odd_cents]
    return {cause: cents + (cause in first) for cause, (cents, _) in exact.items()}


def whole_units(
    points_per_unit: int, unit_limit: int, points_by_cause: dict[UUID, int]
) -> dict[UUID, int]:
    """Count the whole things each cause's points stand for, never more than were pledged.

    Where the points of several causes stand for more than the limit, the things are shared like
    a pot, by largest remainder, but no cause gets more than its own points cover: what it cannot
    take goes on to the next.
    """
    covered = {cause: points // points_per_unit for cause, points in points_by_cause.items()}
    if sum(covered.values()) <= unit_limit:
        return covered
    total = sum(points_by_cause.values())
    exact = {cause: divmod(unit_limit * points, total) for cause, points in points_by_cause.items()}
    units = {cause: whole for cause, (whole, _) in exact.items()}
    in_turn = sorted(exact, key=lambda cause: (-exact[cause][1], cause))
    while odd_units := unit_limit - sum(units.values()):
        able = [cause for cause in in_turn if units[cause] < covered[cause]]
        units |= {cause: units[cause] + 1 for cause in able[:odd_units]}
    return units


def room(
    points_per_unit: int, unit_limit: int, points_by_cause: dict[UUID, int], cause: UUID
) -> int:
    """Count the points a cause can still take before the last pledged thing is covered."""
    elsewhere = sum(
        points // points_per_unit for other, points in points_by_cause.items() if other != cause
    )
    return max(0, (unit_limit - elsewhere) * points_per_unit - points_by_cause[cause])


def likely_share(pot_cents: int, points: int, total: int) -> tuple[int, int] | None:
    """Return from where to where a cause's part of the pot lies while its round is open.

    The part if a tenth more points all went elsewhere, and if they all came here; outward to the
    next whole ten. None while nobody has given. It is a range and never a rate.
    """
    if not total:
        return None
    low = Fraction(pot_cents * points * 10, total * 11)
    high = Fraction(pot_cents * (points * 10 + total), total * 11)
    return floor(low / STEP_CENTS) * STEP_CENTS, min(
        pot_cents, ceil(high / STEP_CENTS) * STEP_CENTS
    )
