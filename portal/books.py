"""A programme's book as it stands while a batch of acts is decided. Plain values, no database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from portal.acts import FOREVER, Act
from portal.errors import NotFound, Refused
from portal.moves import AccountKind, LotKind, MoveKind
from portal.stamps import later

__all__ = [
    "Books",
    "Draft",
    "Line",
    "NewLot",
    "NotEnough",
    "Original",
    "Piece",
    "Place",
    "take",
]


class NotEnough(Refused):
    """There are fewer points than that: `have`, `want`."""


class Piece(NamedTuple):
    """What an account has of one lot."""

    lot: int
    kind: LotKind
    qty: int
    expires_on: str
    lapses_from: str
    born_on: str

    def with_points(self, qty: int) -> "Piece":
        """Return a piece of the same lot; `_replace` takes twice as long."""
        return Piece(self.lot, self.kind, qty, self.expires_on, self.lapses_from, self.born_on)


_AGE = attrgetter("expires_on", "lot")


@dataclass(slots=True)
class Place:
    """An account as it stands while a batch is decided; `lots` is filled where points are drawn."""

    id: UUID
    kind: AccountKind
    cause_id: UUID | None = None
    round_id: UUID | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    awarded: int = 0  # today
    lots: dict[int, Piece] = field(default_factory=dict)

    def oldest_first(self) -> list[Piece]:
        """Return its pieces in the order in which they are spent."""
        return sorted((piece for piece in self.lots.values() if piece.qty > 0), key=_AGE)

    def is_open(self, at: str) -> bool:
        """Whether gifts are counted there at this instant."""
        return bool(self.opens_at and self.closes_at and self.opens_at <= at < self.closes_at)

    def has_closed(self, at: str) -> bool:
        """Whether its round is over; a standing account has none to wait for."""
        return self.round_id is None or bool(self.closes_at and self.closes_at <= at)


class Original(NamedTuple):
    """A posting that may be undone, and how much of it already was."""

    n: int
    kind: MoveKind
    from_account: UUID
    from_lot: int
    to_account: UUID
    to_lot: int
    qty: int
    undone: int


class Line(NamedTuple):
    """A posting before it has its place in the chain."""

    source: Place
    from_lot: int
    target: Place
    to_lot: int
    qty: int
    undo_n: int | None = None


class NewLot(NamedTuple):
    """A lot before it has its place."""

    id: int
    kind: LotKind
    parent_lot: int | None
    expires_on: str
    lapses_from: str


class Draft(NamedTuple):
    """What an act will post."""

    lines: list[Line]
    lots: list[NewLot]


@dataclass(slots=True)
class Books:
    """What a batch of acts needs to know of a programme's book, and how each act changes it."""

    at: str
    two_person_over: int
    award_cap_day: int
    until: str  # the last day on which points may move, as far as the clock is confirmed
    next_lot: int
    places: dict[UUID, Place]
    originals: dict[int, dict[int, Original]]
    used: set[tuple[MoveKind, object]]
    totals: Counter[tuple[str, MoveKind]] = field(default_factory=Counter)  # by day of award

    @property
    def today(self) -> str:
        """The day of every act of the batch."""
        return self.at[:10]

    def place(self, account_id: UUID | None) -> Place:
        """Return an account; NotFound when the programme has none of that id."""
        found = self.places.get(account_id) if account_id else None
        if found is None:
            raise NotFound
        return found

    def enter(self, act: Act, draft: Draft) -> None:
        """Count an act as posted, so that the next one of the batch sees it."""
        for thing in act.once:
            self.used.add((act.kind, thing))
        self.next_lot += len(draft.lots)
        made = {lot.id: lot for lot in draft.lots}
        for line in draft.lines:
            moved = self._carry(line, made.get(line.to_lot))
            if moved.kind is not LotKind.FUNDING:
                self.totals[moved.born_on, act.kind] += line.qty
            if act.kind is MoveKind.AWARD:
                line.target.awarded += line.qty
            if act.undoes and line.undo_n:
                undone = self.originals[act.undoes]
                one = undone[line.undo_n]
                undone[line.undo_n] = one._replace(undone=one.undone + line.qty)

    def _carry(self, line: Line, made: NewLot | None) -> Piece:
        """Take from one account, add to the other; return what kind of points they are."""
        source, target = line.source, line.target
        piece = source.lots.get(line.from_lot) or _funding(line.from_lot)
        source.lots[line.from_lot] = piece.with_points(piece.qty - line.qty)
        arriving = piece
        if made:
            piece = arriving = Piece(
                made.id, made.kind, 0, made.expires_on, made.lapses_from, self.today
            )
        elif line.to_lot != line.from_lot:  # an award reversed into the lot it was cut from
            arriving = _funding(line.to_lot)
        there = target.lots.get(line.to_lot)
        before = there.qty if there else 0
        target.lots[line.to_lot] = (there or arriving).with_points(before + line.qty)
        return piece


def take(pieces: Iterable[Piece], points: int) -> list[Piece]:
    """Return the first pieces that make up the points, the last of them cut; raises NotEnough."""
    taken, left = [], points
    for piece in pieces:
        if left <= 0:
            break
        part = min(piece.qty, left)
        taken.append(piece.with_points(part))
        left -= part
    if left > 0 or points <= 0:
        raise NotEnough(have=points - left, want=points)
    return taken


def _funding(lot: int) -> Piece:
    """Return an empty piece of a top-up's lot: the mint's, or what an award is reversed into."""
    return Piece(lot, LotKind.FUNDING, 0, FOREVER, later(FOREVER, 1), FOREVER)
